//! Row A-12 with L-03 to L-07 and X-01 to X-03: what is sent before a person is there is kept,
//! acknowledged, given back to those who may have it, and erased; what is hostile leaves nothing.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use wenshui_api::belonging::files_are_of_database;
use wenshui_api::config::secret::Secret;
use wenshui_api::store::forget::{Due, Kept};
use wenshui_api::upkeep::{sweep, sweep_objects};

use crate::support::contract::problem;
use crate::support::databases::{on_both, on_both_with};
use crate::support::files::{PNG, SVG, archive, begin, events, kept, send, sent, target};
use crate::support::http::Request;
use crate::support::served::{Served, wait_for};
use crate::support::stream::Sse;
use crate::support::tokens::{bearer, believe};

#[test]
fn a_12_what_is_sent_is_kept_acknowledged_and_given_back() {
    on_both(|served| {
        let talk = begin(served);
        let reply = sent(served, &talk, ("发票.PNG", PNG));
        assert_eq!((&reply["decision"], &reply["handover"]), (&json!("clarify"), &Value::Null));
        assert_eq!(reply["exits"], json!(["handover", "note", "reservation"]));
        let say = reply["say"][0]["markdown"].as_str().unwrap();
        assert!(say.contains("已收到") && say.contains("发票.PNG"), "{say}");
        let attachment = &reply["attachment"];
        assert_eq!(
            (&attachment["kind"], &attachment["bytes"]),
            (&json!("image"), &json!(PNG.len()))
        );
        assert_eq!(attachment["media_type"], "image/png");
        let hash: String = Sha256::digest(PNG).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(attachment["sha256"], hash);
        let mut stream =
            Sse::open(served.address, &format!("/v1/conversations/{talk}/events"), &[]);
        let event = stream.next().unwrap();
        assert_eq!((&event["number"], &event["kind"]), (&json!(1), &json!("attachment")));
        let told = &event["attachment"];
        for field in ["id", "name", "sha256", "bytes"] {
            assert_eq!(told[field], attachment[field], "{field}");
        }
        let id = attachment["id"].as_str().unwrap();
        let given = served.get(&format!("/v1/attachments/{id}"));
        assert_eq!((given.status, given.body.as_slice()), (200, PNG));
        assert_eq!(kept(served), [id]);
    });
}

#[test]
fn a_12_a_second_one_without_a_question_points_to_a_person() {
    on_both(|served| {
        let talk = begin(served);
        assert_eq!(sent(served, &talk, ("a.txt", b"1"))["decision"], "clarify");
        let second = sent(served, &talk, ("b.txt", b"2"));
        assert_eq!(second["decision"], "handover");
        assert_eq!(
            (&second["handover"]["mode"], &second["handover"]["signal"]),
            (&json!("signal"), &json!("attachment"))
        );
        served.answer(&json!({"question": "征收率是多少", "conversation_id": talk}));
        assert_eq!(sent(served, &talk, ("c.txt", b"3"))["decision"], "clarify");
        let numbers = [(1, "attachment"), (2, "attachment"), (3, "turn"), (4, "attachment")];
        assert_eq!(events(served, &talk), numbers);
    });
}

#[test]
fn a_12_sent_again_under_the_clients_id_it_is_kept_once() {
    on_both(|served| {
        let talk = begin(served);
        let again = format!("{}&client_id=mine", target(&talk, "a.png"));
        let request = Request { body: PNG, ..Request::new("POST", &again) };
        let first = served.send(&request);
        let other = Request { body: b"something else", ..Request::new("POST", &again) };
        for request in [&request, &other] {
            assert_eq!(served.send(request).body, first.body);
        }
        assert_eq!((events(served, &talk).len(), kept(served).len()), (1, 1));
        let wrong = format!("{}&client_id={}", target(&talk, "a.png"), "x".repeat(101));
        let refused = problem(&served.send(&Request { body: PNG, ..Request::new("POST", &wrong) }));
        assert_eq!(
            (refused.code.as_str(), refused.field.as_deref()),
            ("bad_id", Some("client_id"))
        );
    });
}

#[test]
fn a_12_hostile_files_are_refused_and_leave_nothing() {
    let served = Served::small(|_| ());
    let talk = begin(&served);
    let page = b"<html><script>alert(1)</script></html>".as_slice();
    let archive = archive("evil.js");
    let cases: [(&str, &[u8], u16, &str); 17] = [
        ("cut.zip", &archive[..40], 415, "attachment_archive"),
        ("cut.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>", 415, "attachment_kind_mismatch"),
        ("run.exe", b"MZ\x90\0", 415, "attachment_kind_refused"),
        ("page.html", page, 415, "attachment_kind_refused"),
        ("发票.png\0.exe", PNG, 415, "attachment_kind_refused"),
        ("发票\u{202e}gnp.exe", PNG, 415, "attachment_kind_refused"),
        ("a.gpeg", b"\xff\xd8\xff", 415, "attachment_kind_refused"),
        ("page.png", page, 415, "attachment_kind_mismatch"),
        ("page.svg", page, 415, "attachment_kind_mismatch"),
        ("program.txt", b"MZ\x90\0\x03\0\0\0", 415, "attachment_kind_mismatch"),
        ("archive.docx", &archive, 415, "attachment_kind_mismatch"),
        ("polyglot.gif", b"\x89PNG\r\n\x1a\nGIF89a", 415, "attachment_kind_mismatch"),
        ("empty.png", b"", 422, "attachment_empty"),
        ("..", PNG, 422, "attachment_name"),
        ("", PNG, 422, "attachment_name"),
        ("../../png", PNG, 422, "attachment_name"),
        (".png", PNG, 422, "attachment_name"),
    ];
    for (name, content, status, code) in cases {
        let reply = send(&served, &talk, (name, content));
        assert_eq!((reply.status, problem(&reply).code.as_str()), (status, code), "{name:?}");
    }
    let unnamed = format!("/v1/conversations/{talk}/attachments");
    for (query, code) in [("", "bad_query"), ("?name=a.png&x=1", "bad_query")] {
        let target = format!("{unnamed}{query}");
        let reply = served.send(&Request { body: PNG, ..Request::new("POST", &target) });
        assert_eq!(problem(&reply).code, code, "{query}");
    }
    assert_eq!((events(&served, &talk), kept(&served)), (vec![], vec![]));
}

#[test]
fn a_12_a_name_cannot_lead_elsewhere_and_says_nothing_personal() {
    let served = Served::small(|_| ());
    let talk = begin(&served);
    for (given, expected) in [
        ("../../../etc/cron.d/发票.png", "发票.png"),
        (r"..\..\发票.png", "发票.png"),
        ("a\r\nx-evil: 1.png", "ax-evil: 1.png"),
        ("发票\"; filename=\"x.html.png", "发票\"; filename=\"x.html.png"),
        ("王13812345678.png", "王138****5678.png"),
    ] {
        let reply = sent(&served, &talk, (given, PNG));
        assert_eq!(reply["attachment"]["name"], expected, "{given:?}");
        let id = reply["attachment"]["id"].as_str().unwrap();
        let given = served.get(&format!("/v1/attachments/{id}"));
        assert_eq!(given.header("x-evil"), None);
        let saved = given.header("content-disposition").unwrap();
        assert!(saved.starts_with("attachment; filename=\"") && saved.is_ascii(), "{saved}");
        assert_eq!(saved.matches('"').count(), 2, "{saved}");
    }
    assert!(kept(&served).iter().all(|name| name.len() == 36), "{:?}", kept(&served));
}

#[test]
fn x_03_an_svg_is_saved_and_never_shown_in_place() {
    let served = Served::small(|_| ());
    let svg =
        b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let reply = sent(&served, &begin(&served), ("a.svg", svg));
    let id = reply["attachment"]["id"].as_str().unwrap();
    let given = served.get(&format!("/v1/attachments/{id}"));
    assert!(given.text().contains("<svg") && !given.text().contains("alert"), "{}", given.text());
    let hash: String = Sha256::digest(&given.body).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(reply["attachment"]["sha256"], hash, "what is kept is what is told");
    for (name, expected) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment; filename=\"a.svg\"; filename*=UTF-8''a.svg"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("cache-control", "private, no-store"),
    ] {
        assert_eq!(given.header(name), Some(expected));
    }
}

/// A file of so many bytes.
fn of(bytes: usize) -> Vec<u8> {
    let mut content = PNG.to_vec();
    content.resize(bytes, 7);
    content
}

#[test]
fn x_01_a_file_is_smaller_than_the_profiles_limit() {
    for (profile, limit) in [("default", 10 << 20), ("gd-2025", 20 << 20)] {
        let served = Served::small(|config| config.serving.profile = profile.to_owned());
        let talk = begin(&served);
        let kept_bytes =
            sent(&served, &talk, ("a.png", &of(limit - 1)))["attachment"]["bytes"].clone();
        assert_eq!(kept_bytes, limit - 1, "{profile}");
        let reply = send(&served, &talk, ("a.png", &of(limit)));
        assert_eq!((reply.status, problem(&reply).code.as_str()), (413, "attachment_too_large"));
        let megabytes = format!("小于 {} MB", limit >> 20);
        assert!(problem(&reply).detail.contains(&megabytes), "{}", reply.text());
        // Without a length the end is only known when it comes.
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n",
            target(&talk, "a.png")
        );
        let chunk = format!("{limit:x}\r\n");
        let mut connection = served.connect();
        connection
            .send(&[head.as_bytes(), chunk.as_bytes(), &of(limit), b"\r\n0\r\n\r\n"].concat());
        assert_eq!(problem(&connection.receive()).code, "attachment_too_large");
        assert_eq!(kept(&served).len(), 1, "{profile}");
    }
}

#[test]
fn x_02_archives_go_by_the_profile() {
    let archive = archive("a.txt");
    let archive = archive.as_slice();
    let served = Served::small(|_| ());
    assert_eq!(sent(&served, &begin(&served), ("a.zip", archive))["attachment"]["kind"], "file");
    let served = Served::small(|config| config.serving.profile = "gd-2025".to_owned());
    for name in ["a.zip", "a.rar"] {
        let refused = send(&served, &begin(&served), (name, archive));
        assert_eq!(problem(&refused).code, "attachment_kind_refused");
        assert!(problem(&refused).detail.contains("docx"), "what is taken is said");
    }
}

/// Every kind of the guides is taken by its own first bytes.
#[test]
fn l_03_l_06_every_kind_is_taken() {
    let served = Served::small(|_| ());
    let (office, zip) = (archive("[Content_Types].xml"), archive("a.txt"));
    let old_office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice();
    let jpeg = b"\xff\xd8\xff\xe0".as_slice();
    let files: [(&[&str], &[u8]); 17] = [
        (&["jpg", "jpeg", "jfif", "pjpeg", "pjp"], jpeg),
        (&["tif", "tiff"], b"II*\0\x08\0\0\0"),
        (&["xbm"], b"#define a_width 1\n"),
        (&["jxl"], b"\xff\x0a\x00"),
        (&["ico"], b"\0\0\x01\0\x01\0"),
        (&["gif"], b"GIF89a\x01\0"),
        (&["svg"], SVG),
        (&["webp"], b"RIFF\x24\0\0\0WEBPVP8 "),
        (&["png"], PNG),
        (&["bmp"], b"BM\x46\0\0\0\0\0\0\0"),
        (&["avif"], b"\0\0\0\x1cftypavif"),
        (&["txt"], "开票".as_bytes()),
        (&["xls", "doc"], old_office),
        (&["xlsx", "docx"], &office),
        (&["pdf"], b"%PDF-1.4\n"),
        (&["zip"], &zip),
        (&["rar"], b"Rar!\x1a\x07\x01\0"),
    ];
    let dbf: (&[&str], &[u8]) = (&["dbf"], b"\x03\x19\x05\x05");
    for (extensions, content) in files.into_iter().chain([dbf]) {
        for extension in extensions {
            // A conversation of its own for each: one may not hold them all.
            let name = format!("a.{extension}");
            sent(&served, &begin(&served), (&name, content));
        }
    }
}

#[test]
fn a_12_what_breaks_off_leaves_nothing() {
    let served = Served::small(|_| ());
    let talk = begin(&served);
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2000000\r\n\r\n",
        target(&talk, "a.png")
    );
    let mut stream = TcpStream::connect(served.address).unwrap();
    stream.write_all(&[head.as_bytes(), &of(1_000_000)].concat()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    // The end of the reply, or of the connection, comes after the server has cleared away.
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.is_empty() || rest.contains("attachment_broken"), "{rest}");
    assert_eq!((events(&served, &talk), kept(&served)), (vec![], vec![]));
}

#[test]
fn a_12_a_conversation_holds_no_more_than_it_may() {
    on_both(|served| {
        let talk = begin(served);
        let most = served.state.attachments.count_max;
        for number in 0..most {
            sent(served, &talk, (&format!("{number}.txt"), b"text"));
        }
        let refused = problem(&send(served, &talk, ("more.txt", b"text")));
        assert_eq!(
            (refused.code.as_str(), refused.state.as_deref()),
            ("attachments_full", Some("full"))
        );
        assert_eq!(kept(served).len() as i64, most);
        let end = format!("/v1/conversations/{talk}/end");
        served.send(&Request::new("POST", &end));
        let late = problem(&send(served, &talk, ("late.txt", b"text")));
        assert_eq!(
            (late.code.as_str(), late.state.as_deref()),
            ("conversation_ended", Some("ended"))
        );
        let nowhere = problem(&send(served, "nowhere", ("a.txt", b"text")));
        assert_eq!(nowhere.code, "unknown_conversation");
    });
}

#[test]
fn r7_contents_go_when_their_person_or_their_time_is_gone() {
    on_both_with(believe, |served| {
        let [one, two] = ["one", "two"].map(|subject| {
            let token = bearer(subject, &json!({}));
            let begin = Request::post("/v1/conversations", b"{}").with("authorization", &token);
            let talk = served.send(&begin).json()["id"].as_str().unwrap().to_owned();
            let target = target(&talk, "a.png");
            let request = Request { body: PNG, ..Request::new("POST", &target) };
            let reply = served.send(&request.with("authorization", &token)).json();
            (token, reply["attachment"]["id"].as_str().unwrap().to_owned())
        });
        let erase = Request::new("DELETE", "/v1/me").with("authorization", &one.0);
        assert_eq!(served.send(&erase).json()["erased"]["attachments"], 1);
        assert_eq!(kept(served), [two.1.as_str()], "another person's stay");
        let gone = format!("/v1/attachments/{}", one.1);
        let gone = served.send(&Request::get(&gone).with("authorization", &one.0));
        assert_eq!(problem(&gone).code, "unknown_attachment");
        wait_for(async {
            let state = &served.state;
            let mut orphan = state.objects.begin("orphan").await.unwrap();
            orphan.write(b"nobody's").await.unwrap();
            orphan.finish().await.unwrap();
            sweep_objects(state, 0).await;
            assert_eq!(kept(served).len(), 2, "what is young may still get its row");
            sweep_objects(state, i64::MAX).await;
            assert_eq!(kept(served), [two.1.as_str()]);
            let due = Due { what: Kept::Conversations, before_ms: i64::MAX };
            assert_eq!(state.store.db.forget(due).await.unwrap(), 1);
            sweep_objects(state, i64::MAX).await;
        });
        assert_eq!(kept(served), Vec::<String>::new());
    });
}

#[test]
fn files_of_another_database_are_nobodys_to_sweep() {
    on_both(|served| {
        let talk = begin(served);
        sent(served, &talk, ("a.png", PNG));
        let file = kept(served);
        let belong = |served: &Served| wait_for(files_are_of_database(&served.state)).unwrap();
        let beside = |name: &str| {
            let url = format!("sqlite:{}", served.state.config.data.join(name).display());
            Served::beside(served, |config| config.database = Secret::new(url))
        };
        // Whoever knows none of what is there does not take it, and so it stays for whoever does.
        let other = beside("other.db");
        assert!(!belong(&other) && belong(served));
        sent(&other, &begin(&other), ("b.png", PNG));
        assert!(!belong(&other), "what was written down holds");
        wait_for(sweep(&other.state));
        assert!(kept(&other).contains(&file[0]) && belong(served));
    });
}
