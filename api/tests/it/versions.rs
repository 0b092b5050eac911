//! Numbered versions: who publishes what, gates, rollback, and versions that answer as they did.

mod at_once;
mod http;
mod store;
mod under_load;

use expect_test::expect;
use serde_json::{Value, json};

use crate::support::program::{Ran, Serving, Workplace};

const ONE: &str = "{\"id\":\"a\",\"question\":\"甲怎么办\",\"answer\":\"一。\"}\n\
                   {\"id\":\"b\",\"question\":\"乙怎么办\",\"answer\":\"那样。\"}\n";

/// Imports lines in somebody's name.
fn import(workplace: &Workplace, lines: &str, flags: &[&str]) -> Ran {
    workplace.file("in.jsonl", lines);
    workplace.run(&[&["kb", "import", "in.jsonl", "--by", "zhang"], flags].concat())
}

fn publish(workplace: &Workplace, flags: &[&str]) -> Ran {
    workplace.run(&[&["kb", "publish", "--reviewed-by", "li", "--by", "wang"], flags].concat())
}

/// A directory with one version of two entries.
fn published() -> Workplace {
    let workplace = Workplace::new();
    import(&workplace, ONE, &["--replace"]).done();
    publish(&workplace, &[]).done();
    workplace
}

/// What was told, without what differs from run to run.
fn told(ran: &Ran) -> String {
    let hex = |word: &str| word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let line = |line: &str| {
        let words = line.split(['(', ')']).map(|word| if hex(word) { "ID" } else { word });
        words.collect::<Vec<_>>().join("|") + "\n"
    };
    ran.told().lines().map(line).collect()
}

#[test]
fn k6_what_is_imported_waits_for_somebody_else_to_review_it() {
    let workplace = published();
    let more = "{\"id\":\"c\",\"question\":\"丙怎么办\",\"answer\":\"看。\"}\n";
    expect![[r#"
        exit 0
        in.jsonl:1: warning: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
        1 entries would be added, 0 changed, 0 removed, 0 unchanged; 3 in all
        revisions waiting for a reviewer: 1, of which 0 did before; `wenshui kb publish --reviewed-by NAME` puts them into service
    "#]].assert_eq(&told(&import(&workplace, more, &[])));
    let own = workplace.run(&["kb", "publish", "--reviewed-by", "zhang"]);
    expect![[r#"
        exit 1
        not published: nothing is approved; revisions waiting for a reviewer who is not their author: 1
    "#]].assert_eq(&told(&own));
    expect![[r#"
        exit 0
        新增 1 项，删除 0 项，修改 0 项

        新增 entry/c 丙怎么办
        own-wordings: hit@1>=1 is kept: 1.0000 |0 of 3 wrong|
        version 2 |ID| would be in service; revisions: 1; entries: 1 added, 0 changed, 0 removed
    "#]]
    .assert_eq(&told(&publish(&workplace, &["--dry-run"])));
    assert_eq!(workplace.run(&["kb", "export"]).done(), ONE, "nothing was published");
    // Again it is the same wish.
    expect![[r#"
        exit 0
        in.jsonl:1: warning: basis: 有答案而没有依据，回答时会说明未注明出处 [no_basis]
        1 entries would be added, 0 changed, 0 removed, 0 unchanged; 3 in all
        revisions waiting for a reviewer: 1, of which 1 did before; `wenshui kb publish --reviewed-by NAME` puts them into service
    "#]].assert_eq(&told(&import(&workplace, more, &[])));
    // Somebody else cannot wish something else meanwhile.
    workplace.file("other.jsonl", more.replace("看", "听"));
    let held = workplace.run(&["kb", "import", "other.jsonl", "--by", "zhao"]);
    assert_eq!(held.code, 2, "{}", held.told());
    assert!(held.stderr.contains("entry/c is in the hands of zhang"), "{}", held.told());
    expect![[r#"
        exit 0
        own-wordings: hit@1>=1 is kept: 1.0000 |0 of 3 wrong|
        version 2 |ID| is in service; revisions: 1; entries: 1 added, 0 changed, 0 removed
    "#]]
    .assert_eq(&told(&publish(&workplace, &["--note", "丙"])));
    assert_eq!(workplace.run(&["kb", "export"]).done(), format!("{ONE}{more}"));
    expect![[r#"
        exit 0
        新增 1 项，删除 0 项，修改 0 项

        新增 entry/c 丙怎么办
    "#]]
    .assert_eq(&told(&workplace.run(&["kb", "diff", "1", "2"])));
    expect![[r#"
        exit 1
        not published: nothing is approved; revisions waiting for a reviewer who is not their author: 0
    "#]].assert_eq(&told(&publish(&workplace, &[])));
}

#[test]
fn k6_a_publish_that_a_gate_refuses_leaves_everything_as_it_was() {
    let workplace = published();
    std::fs::create_dir(workplace.path("data/suites")).unwrap();
    workplace.file(
        "data/suites/core.jsonl",
        "{\"id\":\"1\",\"question\":\"甲怎么办\",\"expect\":[\"a\"]}\n\
         {\"id\":\"2\",\"question\":\"乙怎么办\",\"expect\":[\"b\"]}\n",
    );
    let gates =
        "[[gate]]\nsuite = \"core.jsonl\"\nconditions = [\"hit@1>=0.4\", \"hit@1>=current-0.1\"]\n";
    workplace.file("data/gates.toml", gates);
    let lost = "{\"id\":\"a\",\"question\":\"丁是什么\",\"answer\":\"一。\"}\n";
    import(&workplace, lost, &[]).done();
    let before = workplace.run(&["kb", "revisions"]).done();
    let versions = || std::fs::read_dir(workplace.path("data/versions")).unwrap().count();
    expect![[r#"
        exit 1
        not published: core.jsonl: gate not kept: hit@1>=current-0.1: hit@1>=0.9: 0.5000
          1: 甲怎么办 |right in service|
              refuse b, expected a
    "#]]
    .assert_eq(&told(&publish(&workplace, &[])));
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), before);
    assert_eq!(workplace.run(&["kb", "export"]).done(), ONE);
    assert_eq!(versions(), 1, "what was laid is gone");
    // Without the condition beside what is in service it is published.
    workplace.file("loose.toml", gates.replace(", \"hit@1>=current-0.1\"", ""));
    expect![[r#"
        exit 0
        core.jsonl: hit@1>=0.4 is kept: 0.5000 |1 of 2 wrong|
        version 2 |ID| is in service; revisions: 1; entries: 0 added, 1 changed, 0 removed
    "#]]
    .assert_eq(&told(&publish(&workplace, &["--gates", "loose.toml"])));
    assert_eq!(versions(), 2);
    for (wrong, word) in [("gate = 1", "gates.toml"), ("[[gate]]\nconditions = [\"x\"]", "`x`")] {
        workplace.file("data/gates.toml", wrong);
        let ran = publish(&workplace, &[]);
        assert!(ran.code == 2 && ran.stderr.contains(word), "{}", ran.told());
    }
}

#[test]
fn what_is_wrong_with_what_is_approved_is_told_by_its_subject() {
    let workplace = published();
    workplace.file("own.tsv", "老板\t法定代表人\n单身\n");
    workplace.run(&["kb", "revise", "concepts/own.tsv", "own.tsv", "--by", "zhang"]).done();
    let refused = publish(&workplace, &[]);
    assert_eq!(refused.code, 2, "{}", refused.told());
    assert!(refused.stderr.contains("concepts/own.tsv:2: "), "{}", refused.told());
    workplace.file("own.tsv", "甲事\t甲怎么办\n");
    workplace.run(&["kb", "revise", "concepts/own.tsv", "own.tsv", "--by", "zhang"]).done();
    workplace.file("settings.toml", "x = 1\n");
    let revise = ["kb", "revise", "settings", "settings.toml", "--by", "zhang"];
    workplace.run(&revise).done();
    let refused = publish(&workplace, &[]);
    assert!(refused.code == 2 && refused.stderr.contains("settings.toml"), "{}", refused.told());
    let listed = workplace.run(&["kb", "revisions"]).done();
    let id = listed.lines().find(|line| line.contains("concepts/")).unwrap();
    publish(&workplace, &["--revision", id.split('\t').next().unwrap()]).done();
    expect![[r#"
        exit 0
        新增 1 项，删除 0 项，修改 0 项

        新增 concepts/own.tsv
    "#]]
    .assert_eq(&told(&workplace.run(&["kb", "diff", "1", "2"])));
    let nowhere = workplace.run(&["kb", "revise", "concepts/../x.tsv", "own.tsv"]);
    assert!(
        nowhere.code == 2 && nowhere.stderr.contains("concepts/../x.tsv"),
        "{}",
        nowhere.told()
    );
}

#[test]
fn k6_what_was_wished_for_by_mistake_is_taken_back_by_wishing_for_what_is_in_service() {
    let workplace = published();
    let broken = ONE.replace("一。", "错了。");
    import(&workplace, &broken, &[]).done();
    let shown = workplace.run(&["kb", "revision", "entry/a"]).done();
    assert!(shown.contains("\tsubmitted\tentry/a\tzhang\t") && shown.contains("错了。"), "{shown}");
    let trial = publish(&workplace, &["--dry-run"]).done();
    assert!(trial.contains("错了。"), "{trial}");
    let mended = import(&workplace, ONE, &[]);
    assert!(mended.stderr.contains("to stay as it is: 1"), "{}", mended.told());
    assert_eq!(workplace.run(&["kb", "revisions"]).done(), "");

    import(&workplace, &broken, &[]).done();
    let act = |who: &str, rest: &[&str]| {
        workplace.run(&[&["kb", "revision", "entry/a", "--by", who], rest].concat())
    };
    for (who, rest, told) in [
        ("zhang", &["approve"][..], "nobody may approve what they wrote themselves"),
        ("li", &["reject"], "to reject needs `--reason`"),
        ("li", &["publish"], "it is none of submit, take_back, withdraw, approve, reject"),
    ] {
        let refused = act(who, rest);
        assert!(refused.code == 2 && refused.stderr.contains(told), "{}", refused.told());
    }
    let rejected = act("li", &["reject", "--reason", "税率不对"]);
    assert_eq!(rejected.told(), "exit 0\nentry/a is rejected\n");
    assert!(workplace.run(&["kb", "revision", "entry/a"]).done().contains("li: 税率不对"));
    assert_eq!(act("zhang", &["withdraw"]).told(), "exit 0\nentry/a is withdrawn\n");
    let gone = act("zhang", &[]);
    assert!(gone.code == 2 && gone.stderr.contains("nobody asks for `entry/a`"), "{}", gone.told());
}

fn recorded(serving: &Serving, kb_version: &Value) -> Value {
    let mut reply = serving.ask(&json!({"question": "甲怎么办", "kb_version": kb_version})).json();
    // Ids are new every time, and so is what is sealed with one of them.
    for id in ["answer_id", "conversation_id", "conversation_token"] {
        assert!(reply[id].take().is_string(), "{reply}");
    }
    reply
}

#[test]
fn k6_any_version_answers_by_number_or_name_as_it_did_when_it_was_in_service() {
    let workplace = published();
    let serving = Serving::start(&workplace, &[]);
    let number = || serving.get("/v1/versions").json()["items"][0]["number"].clone();
    let first = recorded(&serving, &Value::Null);
    assert_eq!((number(), &first["answer"]["blocks"][0]["markdown"]), (json!(1), &json!("一。")));
    import(&workplace, &ONE.replace("一。", "二。"), &[]).done();
    publish(&workplace, &[]).done();
    serving.wait_until("the second version is in service", || number() == json!(2));
    let second = recorded(&serving, &Value::Null);
    assert_eq!(second["answer"]["blocks"][0]["markdown"], "二。");
    for named in [json!("1"), first["kb_version"].clone()] {
        assert_eq!(recorded(&serving, &named).to_string(), first.to_string());
    }
    workplace.run(&["kb", "rollback", "1"]).done();
    serving.wait_until("the first version is back", || number() == json!(1));
    assert_eq!(recorded(&serving, &Value::Null).to_string(), first.to_string());
    for named in [json!("2"), second["kb_version"].clone()] {
        assert_eq!(recorded(&serving, &named).to_string(), second.to_string());
    }
    for nowhere in ["3", "01", "-1", "x"] {
        let refused = serving.ask(&json!({"question": "甲怎么办", "kb_version": nowhere}));
        assert_eq!(
            (refused.status, refused.json()["code"].clone()),
            (404, json!("unknown_version"))
        );
    }
    let unknown = workplace.run(&["kb", "rollback", "9"]);
    assert_eq!(unknown.told(), "exit 2\nwenshui: there is no version 9\n");
}

#[test]
fn k6_a_damaged_version_names_itself_and_does_not_answer() {
    let workplace = published();
    import(&workplace, &ONE.replace("一。", "二。"), &[]).done();
    publish(&workplace, &[]).done();
    let found = std::fs::read_dir(workplace.path("data/versions")).unwrap();
    let first = found
        .map(|found| found.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("1-"));
    let knowledge = first.unwrap().join("knowledge.jsonl");
    assert!(std::fs::metadata(&knowledge).unwrap().permissions().readonly());
    let text = std::fs::read_to_string(&knowledge).unwrap();
    std::fs::remove_file(&knowledge).unwrap();
    std::fs::write(&knowledge, text.replace("一。", "三。")).unwrap();
    let words = "version 1 is damaged: `knowledge.jsonl` has another checksum";
    for arguments in [&["kb", "rollback", "1"][..], &["kb", "diff", "1", "2"]] {
        let ran = workplace.run(arguments);
        assert_eq!(ran.told(), format!("exit 2\nwenshui: {words}\n"));
    }
    let serving = Serving::start(&workplace, &[]);
    let refused = serving.ask(&json!({"question": "甲怎么办", "kb_version": "1"}));
    assert_eq!((refused.status, refused.json()["code"].clone()), (503, json!("version_damaged")));
    assert!(serving.end_with_log().contains(words));
}

#[test]
fn k6_a_publisher_that_is_killed_leaves_a_version_that_serves_and_what_it_was_to_publish() {
    let workplace = published();
    import(&workplace, &ONE.replace("一。", "二。"), &[]).done();
    let kills = std::env::var("WENSHUI_KILLS").map_or(3, |count| count.parse().unwrap());
    for kill in 0..kills {
        let mut command = workplace.command(&["kb", "publish", "--reviewed-by", "li"]);
        let mut child = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        // Some are killed once files are being laid, some with the first or second name in place.
        let wanted = 2 + usize::from(kill % 2 == 1);
        let count = || std::fs::read_dir(workplace.path("data/versions")).unwrap().count();
        while count() < wanted && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let served = workplace.run(&["kb", "export"]).done();
        let versions = workplace.run(&["kb", "versions"]).done();
        // Either it was committed or it was not.
        let is_there = versions.starts_with("*2\t");
        assert_eq!(served, if is_there { ONE.replace("一。", "二。") } else { ONE.to_owned() });
        if is_there {
            break;
        }
        assert!(workplace.run(&["kb", "revisions"]).done().contains("\tsubmitted\t"));
    }
    // What was left behind is in nobody's way.
    let again = publish(&workplace, &[]);
    assert!(again.code == 0 || workplace.run(&["kb", "versions"]).done().starts_with("*2\t"));
    assert_eq!(workplace.run(&["kb", "export"]).done(), ONE.replace("一。", "二。"));
}
