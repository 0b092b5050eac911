//! Lines: what may be said, by whom, and the marks beside it (section L).

use jiff::{Timestamp, ToSpan as _};
use wenshui_desk::line::marks::{Marks, Side, Typing};
use wenshui_desk::line::{Line, Speaker};
use wenshui_desk::profile::Profile;

/// Every fault of a line, as `field rule`.
fn faults(speaker: Speaker, line: &Line) -> Vec<String> {
    let faults = line.faults(speaker, &Profile::bundled().line);
    faults.iter().map(|fault| format!("{} {}", fault.field, fault.rule)).collect()
}

/// Reads a line as it stands on the wire.
fn line(json: &str) -> Line {
    serde_json::from_str(json).unwrap()
}

fn check(json: &str, expected: [&[&str]; 3]) {
    let speakers = [Speaker::Taxpayer, Speaker::Agent, Speaker::Supervisor];
    for (speaker, expected) in speakers.into_iter().zip(expected) {
        assert_eq!(faults(speaker, &line(json)), expected, "{speaker:?} {json}");
    }
}

const NO: &[&str] = &["kind not_yours"];

fn many(count: usize) -> Vec<String> {
    (0..count).map(|place| format!("f{place}")).collect()
}

#[test]
fn l_01_a_text_has_its_length() {
    check(r#"{"kind": "text", "text": "您好"}"#, [&[], &[], &[]]);
    let text = |count: usize| Line::Text { text: "税".repeat(count) };
    assert!(faults(Speaker::Taxpayer, &text(300)).is_empty());
    assert_eq!(faults(Speaker::Taxpayer, &text(301)), ["text too_long"]);
    assert!(faults(Speaker::Agent, &text(2000)).is_empty());
    assert_eq!(faults(Speaker::Agent, &text(2001)), ["text too_long"]);
}

#[test]
fn l_02_an_emoji_is_sent() {
    check(r#"{"kind": "emoji", "emoji": "👍"}"#, [&[], &[], NO]);
    check(
        r#"{"kind": "emoji", "emoji": ""}"#,
        [&["emoji required"], &["emoji required"], &[NO[0], "emoji required"]],
    );
}

#[test]
fn l_05_several_images_at_once() {
    check(r#"{"kind": "images", "attachments": ["x", "y"]}"#, [&[], &[], NO]);
    let images = |attachments| faults(Speaker::Taxpayer, &Line::Images { attachments });
    assert!(images(many(9)).is_empty());
    assert_eq!(images(many(10)), ["attachments too_many"]);
    assert_eq!(images(many(0)), ["attachments required"]);
    assert_eq!(images(["x", "x"].map(str::to_owned).to_vec()), ["attachments twice"]);
}

#[test]
fn l_08_several_files_at_once() {
    check(r#"{"kind": "files", "attachments": ["x", "y"]}"#, [&[], &[], NO]);
    let files = |attachments| faults(Speaker::Agent, &Line::Files { attachments });
    assert!(files(many(9)).is_empty());
    assert_eq!(files(many(10)), ["attachments too_many"]);
    assert_eq!(files(vec!["x".repeat(65)]), ["attachments too_long"]);
}

#[test]
fn l_09_a_screenshot_is_sent() {
    check(r#"{"kind": "screenshot", "attachment": "x"}"#, [&[], &[], NO]);
    let nothing = Line::Screenshot { attachment: String::new() };
    assert_eq!(faults(Speaker::Taxpayer, &nothing), ["attachment required"]);
}

#[test]
fn l_12_text_image_voice_and_link_reach_the_authority() {
    check(
        r#"{"kind": "link", "url": "https://etax.chinatax.gov.cn/", "title": "电子税务局"}"#,
        [&[], &[], &[]],
    );
    for url in ["javascript:alert(1)", "https://", "https:///x", "https://a b", "ftp://a"] {
        let link = Line::Link { url: url.to_owned(), title: "看".to_owned() };
        assert_eq!(faults(Speaker::Agent, &link), ["url url"], "{url}");
    }
    let voice = |seconds| Line::Voice { attachment: "v".to_owned(), seconds, transcript: None };
    assert!(faults(Speaker::Taxpayer, &voice(60)).is_empty());
    assert_eq!(faults(Speaker::Taxpayer, &voice(61)), ["seconds range"]);
    assert_eq!(faults(Speaker::Taxpayer, &voice(0)), ["seconds required"]);
}

#[test]
fn prepared_replies_and_proposals_are_the_agents() {
    check(r#"{"kind": "canned", "reply": "r1", "text": "请稍等"}"#, [NO, &[], NO]);
    check(r#"{"kind": "assist", "entries": ["e1"], "text": "可以抵扣"}"#, [NO, &[], NO]);
    let baseless = Line::Assist { entries: Vec::new(), text: "可以".to_owned() };
    assert_eq!(faults(Speaker::Agent, &baseless), ["entries required"]);
}

#[test]
fn a_mark_never_goes_back_nor_beyond_the_last_line() {
    let marks = Marks::default().read((Side::Agent, 5), 3).read((Side::Taxpayer, 2), 3);
    assert_eq!(marks, Marks { taxpayer: 2, agent: 3 });
    assert_eq!(marks.read((Side::Agent, 1), 3), marks);
}

#[test]
fn typing_is_shown_for_a_while() {
    let now: Timestamp = "2026-11-27T10:00:00+08:00".parse().unwrap();
    let typing = Typing::begun(Side::Agent, now, &Profile::bundled().line);
    assert!(typing.is_shown(now + 4.seconds()));
    assert!(!typing.is_shown(now + 5.seconds()));
}
