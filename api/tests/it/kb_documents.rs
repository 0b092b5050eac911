//! Policy texts from a file to an answer: looked at, wished for, published, asked.

use expect_test::{Expect, expect};
use serde_json::json;

use crate::support::program::{Ran, Serving, Workplace};

const LAW_TXT: &[u8] = include_bytes!("../../../knowledge/tests/documents/law.txt");
const LAW_DOCX: &[u8] = include_bytes!("../../../knowledge/tests/documents/law.docx");
const LAW_PDF: &[u8] = include_bytes!("../../../knowledge/tests/documents/law.pdf");
const SCAN_PDF: &[u8] = include_bytes!("../../../knowledge/tests/documents/scan.pdf");
const CIRCULAR: &[u8] = include_bytes!("../../../knowledge/tests/documents/circular.html");

/// An entry that somebody wrote about the matter of the sixth article.
const WRITTEN: &str = "{\"id\":\"filing\",\"question\":\"云屿税什么时候申报\",\"answer\":\"每年四月三十日前。\",\"basis\":[{\"title\":\"中华人民共和国云屿税法\"}]}\n";

fn import(workplace: &Workplace, file: &str, flags: &[&str]) -> Ran {
    workplace.run(&[&["kb", "import", file, "--by", "zhang"], flags].concat())
}

/// A directory with one written entry and these files.
fn workplace(files: &[(&str, &[u8])]) -> Workplace {
    let workplace = Workplace::new();
    workplace.file("own.jsonl", WRITTEN);
    import(&workplace, "own.jsonl", &["--replace"]).done();
    publish(&workplace);
    for (name, bytes) in files {
        workplace.file(name, bytes);
    }
    workplace
}

fn publish(workplace: &Workplace) {
    workplace.run(&["kb", "publish", "--reviewed-by", "li", "--by", "wang"]).done();
}

fn check(ran: &Ran, expected: &Expect) {
    expected.assert_eq(&ran.told());
}

#[test]
fn a_trial_tells_what_was_found() {
    let workplace = workplace(&[("law.docx", LAW_DOCX)]);
    check(
        &import(&workplace, "law.docx", &["--dry-run"]),
        &expect![[r#"
        exit 0
        title           中华人民共和国云屿税法
        number          -
        issuer          全国人民代表大会常务委员会
        issued_on       2025-06-27
        effective_from  2026-01-01
        effective_to    -
        status          -
        regions         -

        第一章　总则
            1  第一条  为了规范云屿税的征收和缴纳  34 chars
            2  第二条  在中华人民共和国境内经营浮空岛屿的单位和个人  86 chars
            3  第三条  下列情形免征云屿税  67 chars

        第二章　税率和计税
            4  第四条  云屿税按面积分档征收  153 chars
            5  第五条  应纳税额按照计税面积乘以适用税额计算  80 chars
            6  第六条  纳税人应当在每年四月三十日前向浮空岛屿停泊地的税务机关申…  442 chars
            7  第六条之一  浮空岛屿停用的  36 chars

        第三章　附则
            8  第七条  省、自治区、直辖市人民政府可以根据本法制定实施办法  30 chars
            9  第八条  本法自2026年1月1日起施行  20 chars

        9 passages, 9 entries
        + yunyushuifa-1  law.docx:1
        + yunyushuifa-2  law.docx:2
        + yunyushuifa-3  law.docx:3
        + yunyushuifa-4  law.docx:4
        + yunyushuifa-5  law.docx:5
        + yunyushuifa-6  law.docx:6
        + yunyushuifa-6-1  law.docx:7
        + yunyushuifa-7  law.docx:8
        + yunyushuifa-8  law.docx:9
        law.docx:1: warning: number: 没有找到 number，可以在命令里写明 [document_missing]
        9 entries would be added, 0 changed, 0 removed, 0 unchanged; 10 in all
    "#]],
    );
    assert_eq!(workplace.run(&["kb", "export"]).done(), WRITTEN, "a trial changes nothing");
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), "");
}

#[test]
fn what_is_given_stands_above_what_a_page_says() {
    let workplace = workplace(&[("circular.html", CIRCULAR)]);
    let given = [
        "--dry-run",
        "--region",
        "山东",
        "--url",
        "https://example.com/88",
        "--title",
        "云屿税申报公告",
    ];
    check(
        &import(&workplace, "circular.html", &given),
        &expect![[r#"
            exit 0
            title           云屿税申报公告
            number          国家税务总局公告2025年第88号
            issuer          国家税务总局
            issued_on       2025-12-20
            effective_from  2026-01-01
            effective_to    2027-12-31
            status          条款失效
            regions         370000
                1  一  关于申报期限  106 chars
                2  二  关于计税面积  144 chars
                3  三  关于预缴  36 chars  (over)
                4  四  本公告自2026年1月1日起施行  34 chars

            4 passages, 3 entries
            + guojiashuiwuzongjugonggao-2025-88-s1  circular.html:1
            + guojiashuiwuzongjugonggao-2025-88-s2  circular.html:2
            + guojiashuiwuzongjugonggao-2025-88-s4  circular.html:4
            circular.html:1: warning: 有 1 段注明已经失效或废止，没有导入：三 [document_clauses_over]
            3 entries would be added, 0 changed, 0 removed, 0 unchanged; 4 in all
        "#]],
    );
}

#[test]
fn a_document_becomes_revisions_and_the_second_time_nothing() {
    let workplace = workplace(&[("law.docx", LAW_DOCX)]);
    check(
        &import(&workplace, "law.docx", &[]),
        &expect![[r#"
            exit 0
            law.docx:1: warning: number: 没有找到 number，可以在命令里写明 [document_missing]
            9 entries would be added, 0 changed, 0 removed, 0 unchanged; 10 in all
            revisions waiting for a reviewer: 9, of which 0 did before; `wenshui kb publish --reviewed-by NAME` puts them into service
        "#]],
    );
    let again = import(&workplace, "law.docx", &[]);
    assert!(again.stderr.contains("9, of which 9 did before"), "{}", again.told());
    publish(&workplace);
    check(
        &import(&workplace, "law.docx", &[]),
        &expect![[r#"
        exit 0
        law.docx:1: warning: number: 没有找到 number，可以在命令里写明 [document_missing]
        0 entries would be added, 0 changed, 0 removed, 9 unchanged; 10 in all
        nothing is to change
    "#]],
    );
}

/// Word and print give the same text, so the one changes nothing after the other but what the print cannot
/// show, which is the table and the note.
#[test]
fn another_file_of_the_same_text_changes_only_what_it_says_otherwise() {
    let workplace = workplace(&[("law.docx", LAW_DOCX), ("law.pdf", LAW_PDF)]);
    import(&workplace, "law.docx", &[]).done();
    publish(&workplace);
    check(
        &import(&workplace, "law.pdf", &["--dry-run", "--json"]),
        &expect![[r#"
        exit 0
        {"asked_for":false,"added":[],"changed":[{"id":"yunyushuifa-4","file":"law.pdf","line":4,"fields":["answer"]}],"removed":[],"unchanged":8,"entries":10,"problems":[{"file":"law.pdf","line":1,"field":"number","severity":"warning","code":"document_missing","words":"没有找到 number，可以在命令里写明"}]}
    "#]],
    );
}

#[test]
fn what_a_newer_text_no_longer_says_is_taken_out() {
    let text = String::from_utf8(LAW_TXT.to_vec()).expect("a fixture is UTF-8");
    let shorter: String = text
        .lines()
        .filter(|line| !line.starts_with("第六条之一"))
        .map(|line| format!("{line}\n"))
        .collect();
    let workplace = workplace(&[("law.txt", LAW_TXT), ("newer.txt", shorter.as_bytes())]);
    import(&workplace, "law.txt", &[]).done();
    publish(&workplace);
    let told = import(&workplace, "newer.txt", &["--dry-run"]);
    assert!(told.stdout.ends_with("- yunyushuifa-6-1\n"), "{}", told.told());
    import(&workplace, "newer.txt", &[]).done();
    publish(&workplace);
    let kept = workplace.run(&["kb", "export"]).done();
    assert_eq!(kept.lines().count(), 9, "{kept}");
    assert!(!kept.contains("yunyushuifa-6-1") && kept.contains("\"filing\""), "{kept}");
}

#[test]
fn files_that_cannot_be_used_are_refused_with_their_reason() {
    let workplace = workplace(&[
        ("scan.pdf", SCAN_PDF),
        ("broken.docx", b"PK\x03\x04 and no more"),
        ("empty.txt", b""),
        ("untitled.md", "第一条　甲。\n\n第二条　乙。\n".as_bytes()),
    ]);
    for (file, expected) in [
        (
            "scan.pdf",
            expect![[r#"
            exit 2
            wenshui: scan.pdf:1: 1 页里没有一个文字，大概是扫描件；请用文字版，或先做文字识别 [document_scanned]
        "#]],
        ),
        (
            "broken.docx",
            expect![[r#"
            exit 2
            wenshui: broken.docx:1: 文件已损坏或不是它的名称所说的种类：invalid Zip archive: Could not find EOCD [document_broken]
        "#]],
        ),
        (
            "empty.txt",
            expect![[r#"
            exit 2
            wenshui: empty.txt:1: 没有找到可以引用的正文 [document_empty]
        "#]],
        ),
        (
            "untitled.md",
            expect![[r#"
                exit 2
                untitled.md:1: warning: number: 没有找到 number，可以在命令里写明 [document_missing]
                untitled.md:1: warning: issued_on: 没有找到 issued_on，可以在命令里写明 [document_missing]
                untitled.md:1: warning: effective_from: 没有找到 effective_from，可以在命令里写明 [document_missing]
                wenshui: untitled.md:1: title: 没有找到 title，可以在命令里写明 [document_missing]
            "#]],
        ),
        (
            "nowhere.pdf",
            expect![[r#"
            exit 2
            wenshui: cannot read `nowhere.pdf`: No such file or directory (os error 2)
        "#]],
        ),
    ] {
        check(&import(&workplace, file, &[]), &expected);
    }
    let wrong = import(&workplace, "scan.pdf", &["--region", "火星"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("there is no place `火星`"), "{}", wrong.told());
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), "");
}

#[test]
fn a_question_is_answered_by_quoting_the_article_with_its_place() {
    let workplace = workplace(&[("law.pdf", LAW_PDF), ("circular.html", CIRCULAR)]);
    import(&workplace, "law.pdf", &["--url", "https://example.com/law"]).done();
    import(&workplace, "circular.html", &[]).done();
    publish(&workplace);
    let serving = Serving::start(&workplace, &[]);
    let ask = |text: &str| {
        let reply = serving.ask(&json!({ "question": text, "as_of": "2026-11-20" }));
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    };
    let told = |answer: &serde_json::Value| {
        serde_json::to_string_pretty(
            &json!({ "decision": answer["decision"], "answer": answer["answer"] }),
        )
        .expect("a value is JSON")
    };
    expect![[r#"
        {
          "answer": {
            "basis": [
              {
                "article": "第三条",
                "effective_from": "2026-01-01",
                "issued_on": "2025-06-27",
                "title": "中华人民共和国云屿税法",
                "url": "https://example.com/law"
              }
            ],
            "blocks": [
              {
                "markdown": "以下是《中华人民共和国云屿税法》（2026年1月1日起施行）第三条的原文：\n\n> **第一章　总则**\n>\n> 第三条　下列情形免征云屿税：\n>\n> （一）供气象观测使用的；\n>\n> （二）因台风、地震停用满三个月的；\n>\n> （三）法律、行政法规规定的其他情形。",
                "type": "text"
              }
            ],
            "followups": [],
            "id": "yunyushuifa-3",
            "question": "《中华人民共和国云屿税法》第三条（下列情形免征云屿税）",
            "related": [
              {
                "id": "yunyushuifa-6-1",
                "question": "《中华人民共和国云屿税法》第六条之一（浮空岛屿停用的）"
              }
            ]
          },
          "decision": "answer"
        }"#]].assert_eq(&told(&ask("供气象观测使用的浮空岛屿免征云屿税吗")));
    let circular = ask("不超过5000平方米的浮空岛屿每平方米年税额");
    assert_eq!(circular["answer"]["id"], "guojiashuiwuzongjugonggao-2025-88-s2", "{circular}");
    let basis = json!({
        "title": "国家税务总局关于云屿税申报有关事项的公告",
        "number": "国家税务总局公告2025年第88号",
        "article": "二",
        "issued_on": "2025-12-20",
        "effective_from": "2026-01-01",
        "effective_to": "2027-12-31",
    });
    assert_eq!(circular["answer"]["basis"][0], basis);
    // What somebody wrote stands before the article that says the same.
    let written = ask("云屿税应当什么时候申报");
    assert_eq!(written["answer"]["id"], "filing", "{written}");
    // Before the law is in force it says nothing.
    let reply = serving.ask(&json!({ "question": "云屿税法第三条", "as_of": "2025-12-31" }));
    assert_ne!(reply.json()["answer"]["id"], "yunyushuifa-3", "{}", reply.text());
}
