//! `wenshui backup` and `wenshui restore`: while people ask, back again, and what is refused.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::support::kill::try_post;
use crate::support::program::{Serving, Workplace};
use crate::support::served::SMALL;

/// How many turns are acknowledged before the backup begins, and how many more while it runs at least.
const BEFORE: usize = 30;

/// A workplace whose data directory has some turns in it.
fn used() -> Workplace {
    let workplace = Workplace::new();
    let serving = Serving::start(&workplace, &["--kb", SMALL]);
    assert_eq!(serving.ask(&json!({"question": "征收率是多少", "client_id": "a"})).status, 200);
    assert_eq!(serving.end(), 0);
    workplace
}

fn turns(serving: &Serving) -> Vec<Value> {
    let mut stored = Vec::new();
    let mut target = "/v1/conversations/talk/turns?limit=100".to_owned();
    loop {
        let page = serving.get(&target).json();
        stored.extend(page["items"].as_array().unwrap().clone());
        let Some(before) = page["next_before"].as_i64() else {
            return stored;
        };
        target = format!("/v1/conversations/talk/turns?limit=100&before={before}");
    }
}

#[test]
fn what_was_acknowledged_before_a_backup_began_is_there_after_it() {
    let workplace = Workplace::new();
    let serving = Serving::start(&workplace, &["--kb", SMALL]);
    let (acknowledged, enough) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    let before = std::thread::scope(|scope| {
        scope.spawn(|| {
            for next in 0.. {
                let body = json!({
                    "question": "征收率是多少",
                    "conversation_id": "talk",
                    "client_id": format!("c-{next}"),
                });
                let reply = try_post(serving.address, "/v1/answers", (None, &body)).unwrap();
                acknowledged.lock().unwrap().push(reply["answer_id"].clone());
                if enough.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        while acknowledged.lock().unwrap().len() < BEFORE {
            std::thread::yield_now();
        }
        let before = acknowledged.lock().unwrap().clone();
        let told = workplace.run(&["backup", "--to", "kept"]).done();
        enough.store(true, Ordering::Relaxed);
        assert!(told.starts_with("kept: "), "{told}");
        before
    });
    assert_eq!(serving.end(), 0);
    assert!(before.len() >= BEFORE);

    workplace.run(&["restore", "--from", "kept", "--check"]).done();
    workplace.run(&["restore", "--from", "kept", "--data", "again"]).done();
    let again = Serving::start(&workplace, &["--kb", SMALL, "--data", "again"]);
    let stored = turns(&again);
    for answer in &before {
        assert!(stored.iter().any(|turn| turn["reply"]["answer_id"] == *answer), "{answer}");
    }
    // The same key signs, and nobody else can read what was restored.
    let key = |data: &str| fs::read(workplace.path(&format!("{data}/token.key"))).unwrap();
    assert_eq!(key("again"), key("data"));
    for (path, rights) in [
        ("kept", 0o700),
        ("kept/wenshui.db", 0o600),
        ("again/wenshui.db", 0o600),
        ("again/token.key", 0o600),
    ] {
        let mode = fs::metadata(workplace.path(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, rights, "{path}: {mode:o}");
    }
    assert!(!workplace.path("kept/data/indexes").exists());
}

#[test]
fn neither_overwrites_anything() {
    let workplace = used();
    workplace.run(&["backup", "--to", "kept"]).done();
    let twice = workplace.run(&["backup", "--to", "kept"]);
    assert_eq!(twice.code, 2);
    assert!(twice.stderr.contains("`kept` is there already"), "{}", twice.stderr);
    let over = workplace.run(&["restore", "--from", "kept"]);
    assert_eq!(over.code, 2);
    assert!(over.stderr.contains("`data` is not empty"), "{}", over.stderr);
    let elsewhere = format!("sqlite:{}", workplace.path("data/wenshui.db").display());
    let over =
        workplace.run(&["restore", "--from", "kept", "--data", "new", "--database", &elsewhere]);
    assert!(over.stderr.contains("wenshui.db` is there"), "{}", over.stderr);
    assert!(!workplace.path("new").exists(), "nothing was written");
    let missing = workplace.run(&["backup", "--data", "nowhere", "--to", "other"]);
    assert!(missing.stderr.contains("no data directory `nowhere`"), "{}", missing.stderr);
    assert!(!workplace.path("other").exists() && !workplace.path("other.part").exists());
}

#[test]
fn a_backup_that_is_not_whole_is_not_restored() {
    let workplace = used();
    fs::create_dir_all(workplace.path("data/suites")).unwrap();
    workplace.file("data/suites/one.jsonl", "{}\n");
    workplace.run(&["backup", "--to", "kept"]).done();
    let refused = |words: &str| {
        let ran = workplace.run(&["restore", "--from", "kept", "--data", "new"]);
        assert_eq!(ran.code, 2, "{}", ran.told());
        assert!(ran.stderr.contains(words), "{}", ran.stderr);
        assert!(!workplace.path("new").exists(), "nothing was written");
    };
    let suite = workplace.path("kept/data/suites/one.jsonl");
    fs::write(&suite, "[]\n").unwrap();
    refused("`data/suites/one.jsonl` is damaged: its sum is another");
    fs::write(&suite, "{}\n\n").unwrap();
    refused("`data/suites/one.jsonl` has 4 bytes, not 3");
    fs::remove_file(&suite).unwrap();
    refused("`data/suites/one.jsonl` is missing in the backup");
    fs::write(&suite, "{}\n").unwrap();
    workplace.file("kept/data/stray", "x");
    refused("`data/stray` is in the backup and not in its manifest");
    fs::remove_file(workplace.path("kept/data/stray")).unwrap();
    fs::write(workplace.path("kept/manifest.json"), "{").unwrap();
    refused("`kept/manifest.json` is not usable");
    fs::remove_file(workplace.path("kept/manifest.json")).unwrap();
    refused("is this a backup that was finished?");
}

#[test]
fn a_manifest_leads_nowhere_else() {
    let workplace = used();
    workplace.run(&["backup", "--to", "kept"]).done();
    let path = workplace.path("kept/manifest.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("data/token.key", "data/../../token.key")).unwrap();
    let ran = workplace.run(&["restore", "--from", "kept", "--data", "new"]);
    assert!(ran.stderr.contains("is no place in a backup"), "{}", ran.stderr);
}

#[test]
fn of_postgres_the_files_are_backed_up_and_its_own_tool_is_named() {
    let workplace = used();
    let database = "postgres://wenshui@127.0.0.1/none";
    let ran = workplace.run(&["backup", "--to", "files", "--database", database]);
    assert!(ran.stderr.contains("pg_dump has to have run before"), "{}", ran.stderr);
    ran.done();
    workplace.file("dump", "what pg_dump wrote");
    workplace.run(&["backup", "--to", "kept", "--database", database, "--dump", "dump"]).done();
    assert_eq!(workplace.text("kept/wenshui.dump"), "what pg_dump wrote");
    let wrong = workplace.run(&["restore", "--from", "kept", "--data", "new"]);
    assert!(wrong.stderr.contains("one of PostgreSQL"), "{}", wrong.stderr);
    let ran =
        workplace.run(&["restore", "--from", "kept", "--data", "new", "--database", database]);
    assert!(ran.stderr.contains("pg_restore"), "{}", ran.stderr);
    ran.done();
    assert!(workplace.path("new/token.key").exists());
}

#[test]
fn the_configuration_says_what_is_backed_up() {
    let workplace = Workplace::new();
    fs::create_dir_all(workplace.path("files/attachments")).unwrap();
    workplace.file("files/attachments/one", "1");
    workplace.file("wenshui.toml", "data = \"own\"\nattachments = \"files\"\n");
    let config = ["--config", "wenshui.toml"];
    let nobody = workplace.run(&[&["user", "list"][..], &config].concat());
    assert!(nobody.stderr.contains("there is no database `own/wenshui.db`"), "{}", nobody.told());
    let key = ["user", "key", "add", "program", "--role", "auditor"];
    workplace.run(&[&key[..], &config].concat()).done();
    assert!(workplace.path("own/wenshui.db").exists() && !workplace.path("data").exists());
    let inside = workplace.run(&[&["backup", "--to", "own/kept"][..], &config].concat());
    assert!(inside.stderr.contains("in the data directory"), "{}", inside.told());
    workplace.run(&[&["backup", "--to", "kept"][..], &config].concat()).done();
    assert_eq!(workplace.text("kept/attachments/attachments/one"), "1");
    let without = workplace.run(&["restore", "--from", "kept", "--data", "new"]);
    assert!(without.stderr.contains("--config has to say where they go"), "{}", without.stderr);
    fs::remove_dir_all(workplace.path("files")).unwrap();
    fs::remove_dir_all(workplace.path("own")).unwrap();
    workplace.run(&[&["restore", "--from", "kept"][..], &config].concat()).done();
    assert_eq!(workplace.text("files/attachments/one"), "1");
    workplace.run(&[&["user", "list"][..], &config].concat()).done();
}
