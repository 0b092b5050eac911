//! Rows O-07 to O-09: files that are sent for forms, through a door of their own. What they may be, who
//! reads them, how many wait for a form, and when they go.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use wenshui_api::clock::now_ms;
use wenshui_api::store::attachment::Ceiling;
use wenshui_api::store::forget::{Due, Kept};
use wenshui_api::store::form_file::{FormFile, Put};
use wenshui_api::store::owner::Owner;
use wenshui_api::upkeep::{sweep, sweep_objects};

use crate::support::callers::{
    acted, bearer_of, done, faults, name, office, present, refused, remove, seen, send, send_bytes,
    send_file, sent_file,
};
use crate::support::contract::problem;
use crate::support::databases::on_both_with;
use crate::support::files::{PNG, archive, kept};
use crate::support::http::Reply;
use crate::support::served::{Served, wait_for};

const AGENT: &str = "agent/city/wang";

fn read(served: &Served, who: &str, target: &str) -> Reply {
    send(served, who, (target, &Value::Null))
}

fn at(id: &str) -> String {
    format!("/v1/files/{id}")
}

fn note(files: &[&str]) -> Value {
    json!({"form": {"center": "city", "note_type": "业务咨询", "content": "数电票额度不够用",
        "remind": false, "attachments": files}})
}

/// The id of a note that names these files.
fn leave(served: &Served, who: &str, files: &[&str]) -> String {
    let left = done(served, who, ("/v1/notes", &note(files)));
    left["id"].as_str().unwrap().to_owned()
}

/// Something of every kind of the guides, and what it is told to be.
fn kinds() -> [(&'static str, Vec<u8>, &'static str); 17] {
    let old_office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    [
        ("gif", b"GIF89a\x01\0".to_vec(), "image"),
        ("jpg", b"\xff\xd8\xff\xe0".to_vec(), "image"),
        ("png", PNG.to_vec(), "image"),
        ("wmv", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11".to_vec(), "video"),
        ("rmvb", b".RMF\0\0".to_vec(), "video"),
        ("mp4", b"\0\0\0\x20ftypisom".to_vec(), "video"),
        ("avi", b"RIFF\x24\0\0\0AVI LIST".to_vec(), "video"),
        ("wav", b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), "audio"),
        ("mp3", b"ID3\x04\0".to_vec(), "audio"),
        ("txt", "开票".as_bytes().to_vec(), "file"),
        ("doc", old_office.clone(), "file"),
        ("wps", old_office.clone(), "file"),
        ("docx", archive("[Content_Types].xml"), "file"),
        ("xls", old_office, "file"),
        ("xlsx", archive("_rels/.rels"), "file"),
        ("pdf", b"%PDF-1.4\n".to_vec(), "file"),
        ("ofd", archive("OFD.xml"), "file"),
    ]
}

#[test]
fn o_07_each_of_the_seventeen_kinds_is_taken_given_back_and_named_by_a_form() {
    on_both_with(office, |served| {
        let told = served.get("/v1/service").json()["desk"]["files"].clone();
        let kinds = kinds();
        assert_eq!(told["extensions"], json!(kinds.each_ref().map(|kind| kind.0)));
        let ids = kinds.each_ref().map(|(extension, content, kind)| {
            let reply = send_file(served, "li", (&format!("凭证.{extension}"), content));
            assert_eq!(reply.status, 200, "{extension}: {}", reply.text());
            let told = reply.json();
            assert_eq!((&told["kind"], &told["bytes"]), (&json!(kind), &json!(content.len())));
            let given = read(served, "li", told["href"].as_str().unwrap());
            assert_eq!((given.status, &given.body), (200, content), "{extension}");
            assert_eq!(given.header("content-type"), Some("application/octet-stream"));
            assert_eq!(given.header("x-content-type-options"), Some("nosniff"));
            told["id"].as_str().unwrap().to_owned()
        });
        sent_file(served, "li", ("大写.PDF", b"%PDF-1.4\n"));
        let left = leave(served, "li", &ids.each_ref().map(String::as_str));
        let shown = seen(served, "li", &format!("/v1/notes/{left}"));
        assert_eq!(shown["attachments"].as_array().unwrap().len(), 17);
        for file in shown["attachments"].as_array().unwrap() {
            let given = read(served, AGENT, file["href"].as_str().unwrap());
            assert_eq!(given.body.len() as u64, file["bytes"].as_u64().unwrap());
        }
    });
}

#[test]
fn o_08_twenty_megabytes_are_taken_and_no_byte_more() {
    let served = Served::small(office);
    let limit = 20 * 1_048_576;
    let of = |bytes: usize| {
        let mut content = PNG.to_vec();
        content.resize(bytes, 7);
        content
    };
    let most = sent_file(&served, "li", ("a.png", &of(limit)));
    assert_eq!(read(&served, "li", &at(&most)).body.len(), limit);
    leave(&served, "li", &[&most]);
    let told = problem(&send_file(&served, "li", ("a.png", &of(limit + 1))));
    assert_eq!(told.code, "file_too_large");
    assert!(told.detail.contains("不能超过 20 MB"), "{}", told.detail);
    // Without a length the end is only known when it comes.
    let head = format!(
        "POST /v1/files?name=a.png HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\n\
         transfer-encoding: chunked\r\n\r\n{:x}\r\n",
        bearer_of("li"),
        limit + 1
    );
    let mut connection = served.connect();
    connection.send(&[head.as_bytes(), &of(limit + 1), b"\r\n0\r\n\r\n"].concat());
    assert_eq!(problem(&connection.receive()).code, "file_too_large");
    assert_eq!(kept(&served), [most], "nothing is left of what was too large");
}

#[test]
fn o_07_what_is_none_of_the_kinds_or_hostile_is_refused_and_leaves_nothing() {
    let served = Served::small(office);
    let plain = archive("a.txt");
    let out = archive("../../etc/cron.d/x");
    for (name, content, status, code) in [
        ("a.exe", b"MZ".as_slice(), 415, "attachment_kind_refused"),
        ("a.zip", &plain, 415, "attachment_kind_refused"),
        ("a.svg", b"<svg/>", 415, "attachment_kind_refused"),
        ("凭证.png\0.exe", PNG, 415, "attachment_kind_refused"),
        ("a.wps", &plain, 415, "attachment_kind_mismatch"),
        ("a.ofd", &plain, 415, "attachment_kind_mismatch"),
        ("a.ofd", b"%PDF-1.4\n", 415, "attachment_kind_mismatch"),
        ("a.ofd", &out, 415, "attachment_archive"),
        ("a.docx", &plain, 415, "attachment_kind_mismatch"),
        ("a.mp3", b"<html>", 415, "attachment_kind_mismatch"),
        ("a.wav", b"RIFF\x24\0\0\0AVI LIST", 415, "attachment_kind_mismatch"),
        ("a.txt", b"MZ\x90\0\x03\0\0\0", 415, "attachment_kind_mismatch"),
        ("a.pdf", b"", 422, "attachment_empty"),
        ("..", PNG, 422, "attachment_name"),
        ("../../png", PNG, 422, "attachment_name"),
    ] {
        let reply = send_file(&served, "li", (name, content));
        assert_eq!((reply.status, problem(&reply).code.as_str()), (status, code), "{name:?}");
    }
    assert!(kept(&served).is_empty());
    for (sent, expected) in [
        ("../../../etc/cron.d/凭证.png", "凭证.png"),
        ("a\r\nx-evil: 1.png", "ax-evil: 1.png"),
        ("王13812345678.png", "王138****5678.png"),
    ] {
        let told = send_file(&served, "li", (sent, PNG)).json();
        assert_eq!(told["name"], expected);
        let given = read(&served, "li", told["href"].as_str().unwrap());
        assert_eq!(given.header("x-evil"), None);
        assert!(given.header("content-disposition").unwrap().starts_with("attachment; "));
    }
}

#[test]
fn o_09_a_file_is_its_senders_until_a_form_that_others_see_names_it() {
    on_both_with(office, |served| {
        let mine = sent_file(served, "li", ("凭证.txt", b"text"));
        let others = ["zhou", AGENT, "supervisor/east", "auditor/east"];
        for who in others {
            let status = if who.starts_with("auditor") { 403 } else { 404 };
            assert_eq!(read(served, who, &at(&mine)).status, status, "{who}");
        }
        assert_eq!(refused(&read(served, "zhou", &at(&mine))), (404, "unknown_file".to_owned()));
        let foreign = send(served, "zhou", ("/v1/notes", &note(&[&mine])));
        assert_eq!(faults(&foreign), ["attachments missing"]);
        let left = leave(served, "li", &[&mine]);
        let named = format!("{}?kind=note&of={left}", at(&mine));
        for (who, status) in
            [("li", 200), (AGENT, 200), ("auditor/east", 200), ("agent/night", 404), ("zhou", 404)]
        {
            let given = read(served, who, &named);
            assert_eq!(given.status, status, "{who}");
            assert!(status != 200 || given.body == b"text", "{who}");
        }
        let shown = seen(served, AGENT, &format!("/v1/notes/{left}"));
        let href = shown["attachments"][0]["href"].as_str().unwrap();
        assert_eq!(read(served, AGENT, href).text(), "text");
        assert_eq!(read(served, AGENT, &at(&mine)).status, 404, "it is the note that they see");
        let unnamed = sent_file(served, "li", ("b.txt", b"more"));
        assert_eq!(read(served, AGENT, &named.replace(&mine, &unnamed)).status, 404);
        for wrong in ["?kind=note", "?of=x", "?kind=planet&of=x"] {
            assert_eq!(read(served, "li", &format!("{}{wrong}", at(&mine))).status, 422, "{wrong}");
        }
        // No session has it, and so no desk outside.
        let talk = done(served, "li", ("/v1/sessions", &json!({})))["id"].clone();
        let within = format!("{}?kind=session&of={}", at(&mine), talk.as_str().unwrap());
        assert_eq!(read(served, "li", &within).status, 404);
    });
}

#[test]
fn every_form_names_files_of_this_door_and_they_stay_while_it_does() {
    on_both_with(office, |served| {
        let begins = Timestamp::now() + 26.hours();
        let wanted = |more: &Value| {
            let mut form = json!({"wanted_at": begins.to_string(), "reason": "有争议",
                "contact": "13400003624"});
            form.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            form
        };
        let (one, two) =
            (sent_file(served, "li", ("1.txt", b"1")), sent_file(served, "li", ("2.txt", b"2")));
        let draft = json!({"draft": true, "form": wanted(&json!({"attachments": [one]}))});
        let draft = done(served, "li", ("/v1/mediations", &draft));
        assert_eq!(refused(&remove(served, "li", &at(&one))), (409, "file_named".to_owned()));
        let saved = json!({"action": "save", "form": wanted(&json!({"attachments": [two]}))});
        acted(served, "li", ("mediations", draft["id"].as_str().unwrap(), &saved));
        assert_eq!(remove(served, "li", &at(&one)).status, 204, "the draft names it no more");
        assert_eq!(remove(served, "li", &at(&two)).status, 409);
        let theirs = sent_file(served, AGENT, ("3.txt", b"3"));
        let order =
            json!({"taxpayer": "li", "subject_matter": "补开证明", "attachments": [theirs]});
        let order = done(served, AGENT, ("/v1/work-orders", &order));
        let of = format!("?kind=work_order&of={}", order["id"].as_str().unwrap());
        assert_eq!(read(served, "li", &format!("{}{of}", at(&theirs))).text(), "3");
        assert_eq!(remove(served, AGENT, &at(&theirs)).status, 409);
        // A work order takes over what its note names.
        let third = sent_file(served, "li", ("4.txt", b"4"));
        let left = leave(served, "li", &[&third]);
        present(served, AGENT);
        for action in ["take", "order"] {
            acted(served, AGENT, ("notes", &left, &json!({"action": action})));
        }
        let orders = seen(served, AGENT, "/v1/work-orders?state=open,assigned");
        let grown = orders["items"].as_array().unwrap().iter();
        let grown = grown.filter(|order| order["attachments"][0]["id"] == json!(third)).count();
        assert_eq!(grown, 1, "{orders}");
        for gone in ["1.txt", "nowhere"] {
            assert_eq!(remove(served, "li", &at(gone)).status, 404, "{gone}");
        }
    });
}

#[test]
fn o_09_what_is_sent_again_is_kept_once_and_what_is_not_needed_is_removed() {
    on_both_with(office, |served| {
        let again = |who: &str, content: &[u8]| {
            let target = "/v1/files?name=a.txt&client_id=mine";
            send_bytes(served, who, (target, content)).json()["id"].as_str().unwrap().to_owned()
        };
        let first = again("li", b"text");
        assert_eq!((again("li", b"other"), kept(served).len()), (first.clone(), 1));
        let theirs = again("zhou", b"text");
        assert_ne!(theirs, first, "ids of one person mean nothing to another");
        assert_eq!(refused(&remove(served, "zhou", &at(&first))), (404, "unknown_file".to_owned()));
        assert_eq!(remove(served, "operator/east", &at(&first)).status, 403);
        assert_eq!(remove(served, "li", &at(&first)).status, 204);
        assert_eq!(remove(served, "li", &at(&first)).status, 404);
        assert_eq!(kept(served), [theirs]);
        let told = faults(&send(served, "li", ("/v1/notes", &note(&[&first]))));
        assert_eq!(told, ["attachments missing"]);
    });
}

/// A file of somebody's that no form names, of so many bytes and so old, without a content.
fn planted(served: &Served, who: &str, (bytes, touched_at): (i64, i64)) -> String {
    let id = format!("planted {who} {bytes} {touched_at}");
    let file = FormFile {
        id: id.clone(),
        client_id: None,
        owner: Owner { subject: name(who), ..Owner::default() },
        kind: "file".to_owned(),
        name: "a.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes,
        sha256: String::new(),
        created_at: touched_at,
        touched_at,
    };
    let ceiling = Ceiling { count: i64::MAX, bytes: i64::MAX };
    assert_eq!(wait_for(served.state.store.db.put_form_file(&file, ceiling)), Ok(Put::New));
    id
}

#[test]
fn only_so_many_files_wait_for_a_form() {
    on_both_with(office, |served| {
        let most = served.state.attachments.forms;
        let ids: Vec<String> = (0..most.count_max)
            .map(|number| sent_file(served, "li", (&format!("{number}.txt"), b"text")))
            .collect();
        let told = problem(&send_file(served, "li", ("more.txt", b"text")));
        assert_eq!((told.code.as_str(), told.state.as_deref()), ("files_full", Some("full")));
        assert!(told.detail.contains("40 个") && told.detail.contains("400 MB"), "{}", told.detail);
        assert_eq!(kept(served).len() as i64, most.count_max);
        sent_file(served, "zhou", ("a.txt", b"text"));
        // What a form names waits no more, and neither does what was removed.
        leave(served, "li", &[&ids[0], &ids[1]]);
        assert_eq!(remove(served, "li", &at(&ids[2])).status, 204);
        for name in ["1.txt", "2.txt", "3.txt"] {
            sent_file(served, "li", (name, b"text"));
        }
        assert_eq!(send_file(served, "li", ("4.txt", b"text")).status, 409);
        let service = served.get("/v1/service").json()["desk"]["files"].clone();
        assert_eq!(service["unnamed_count_max"], most.count_max);
        // All bytes together have a limit, too: so many are still taken.
        planted(served, "wu", (most.bytes_max - 4, now_ms()));
        let told = problem(&send_file(served, "wu", ("5.txt", b"texts")));
        assert_eq!(told.code, "files_full");
        sent_file(served, "wu", ("4.txt", b"text"));
    });
}

#[test]
fn what_no_form_names_goes_after_a_while_and_what_one_names_goes_with_it() {
    on_both_with(office, |served| {
        let (db, hour) = (&served.state.store.db, 60 * 60 * 1000);
        let keep = i64::from(served.state.attachments.forms.keep_hours);
        let old = planted(served, "li", (1, now_ms() - (keep + 1) * hour));
        let young = planted(served, "li", (2, now_ms() - (keep - 1) * hour));
        wait_for(sweep(&served.state));
        assert_eq!(read(served, "li", &at(&old).replace(' ', "%20")).status, 404);
        assert!(wait_for(db.form_file(&young)).unwrap().is_some());
        let named = sent_file(served, "li", ("a.txt", b"text"));
        let unnamed = sent_file(served, "li", ("b.txt", b"text"));
        let left = leave(served, "li", &[&named]);
        let forget = |what| wait_for(db.forget(Due { what, before_ms: i64::MAX })).unwrap();
        let swept = || {
            let files = forget(Kept::UnnamedFiles);
            wait_for(sweep_objects(&served.state, i64::MAX));
            files
        };
        assert_eq!((swept(), kept(served)), (2, vec![named.clone()]));
        assert_eq!(read(served, "li", &at(&unnamed)).status, 404);
        assert_eq!(read(served, "li", &at(&named)).text(), "text");
        // With the last matter that names it, it is named by none.
        present(served, AGENT);
        acted(served, AGENT, ("notes", &left, &json!({"action": "take"})));
        let reply = json!({"action": "reply", "text": "请到系统里申请。"});
        acted(served, AGENT, ("notes", &left, &reply));
        assert_eq!((swept(), forget(Kept::Matters)), (0, 1));
        assert_eq!((swept(), kept(served)), (1, vec![]));
    });
}

#[test]
fn r7_files_are_erased_with_whoever_sent_them_and_with_whose_matters_they_are() {
    on_both_with(office, |served| {
        let [named, unnamed] =
            ["1.txt", "2.txt"].map(|name| sent_file(served, "li", (name, b"text")));
        leave(served, "li", &[&named]);
        let [of_one, of_both] =
            ["3.txt", "4.txt"].map(|name| sent_file(served, AGENT, (name, b"text")));
        for (taxpayer, files) in [("li", [&of_one, &of_both].as_slice()), ("zhou", &[&of_both])] {
            let order =
                json!({"taxpayer": taxpayer, "subject_matter": "补开证明", "attachments": files});
            done(served, AGENT, ("/v1/work-orders", &order));
        }
        let theirs = sent_file(served, "zhou", ("5.txt", b"text"));
        assert_eq!(kept(served).len(), 5);
        let erased = remove(served, "li", "/v1/me");
        assert_eq!(erased.json()["erased"]["form_files"], 3, "{}", erased.text());
        let mut left = [of_both, theirs];
        left.sort();
        assert_eq!(kept(served), left, "contents are gone at once, and no others");
        for gone in [named, unnamed] {
            assert_eq!(read(served, "li", &at(&gone)).status, 404);
        }
        assert_eq!(read(served, AGENT, &at(&of_one)).status, 404);
    });
}
