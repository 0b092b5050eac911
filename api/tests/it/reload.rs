//! Knowledge that changes while the program serves it: good changes are taken over, broken ones
//! leave what is in service.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::program::{Serving, Workplace};
use crate::support::served;

/// Puts a file in place at once, as a careful editor does.
fn replace(place: &Path, text: &str) {
    let beside = place.with_file_name(".new");
    std::fs::write(&beside, text).expect("a new file");
    std::fs::rename(&beside, place).expect("the file in its place");
}

fn version(serving: &Serving) -> String {
    let versions = serving.get("/v1/versions").json();
    versions["items"][0]["id"].as_str().expect("an id").to_owned()
}

fn problems(serving: &Serving) -> Vec<Value> {
    serving.get("/v1/versions").json()["reload_problems"].as_array().expect("a list").clone()
}

fn markdown(serving: &Serving) -> Value {
    let answer = serving.ask(&json!({"question": "征收率是多少"})).json();
    answer["answer"]["blocks"][0]["markdown"].clone()
}

#[test]
fn changed_knowledge_is_taken_over_and_broken_knowledge_is_not() {
    let workplace = Workplace::new();
    let place = served::copy_of_small(workplace.directory());
    let written = workplace.text("knowledge.jsonl");
    let serving = Serving::start(&workplace, &["--kb", "knowledge.jsonl"]);
    let first = version(&serving);
    assert_eq!(markdown(&serving), "现在是1%。");

    replace(&place, &written.replace("现在是1%。", "现在是2%。"));
    serving.wait_until("the change is in service", || version(&serving) != first);
    assert_eq!(markdown(&serving), "现在是2%。");
    assert_eq!(problems(&serving), Vec::<Value>::new());
    let second = version(&serving);

    replace(&place, &written.replace("\"valid_from\"", "\"valid_form\""));
    serving.wait_until("the fault is told", || !problems(&serving).is_empty());
    let told = problems(&serving)[0].as_str().unwrap().to_owned();
    for part in ["knowledge.jsonl:3: ", "valid_form", "[unknown_field]"] {
        assert!(told.contains(part), "{told}");
    }
    assert_eq!((version(&serving), markdown(&serving)), (second, json!("现在是2%。")));

    replace(&place, &written);
    serving.wait_until("the first version is back", || version(&serving) == first);
    assert_eq!(problems(&serving), Vec::<Value>::new());
    assert_eq!(markdown(&serving), "现在是1%。");
    assert_eq!(serving.end(), 0);
}

#[test]
fn what_is_published_is_taken_over_by_a_server_that_began_without_it() {
    let workplace = Workplace::new();
    let serving = Serving::start(&workplace, &["--data", "data"]);
    let bundled = version(&serving);
    assert_eq!(bundled, served::bundled().state.engine.version().id);
    let imported = workplace.run(&["kb", "import", served::SMALL, "--data", "data", "--replace"]);
    assert_eq!(imported.code, 0, "{}", imported.told());
    assert_eq!(version(&serving), bundled, "nobody has reviewed it");
    workplace.run(&["kb", "publish", "--reviewed-by", "li", "--data", "data"]).done();
    serving.wait_until("the published knowledge is in service", || version(&serving) != bundled);
    assert_eq!(version(&serving), served::small().state.engine.version().id);
    assert_eq!(markdown(&serving), "现在是1%。");
}

/// Lists of the guard are an operator's own, and change without a restart and without an index.
#[test]
fn e_03_changed_lists_are_taken_over_and_broken_lists_are_not() {
    let workplace = Workplace::new();
    let place = served::copy_of_small(workplace.directory());
    let written = workplace.text("knowledge.jsonl");
    std::fs::create_dir(workplace.path("lists")).unwrap();
    let list = workplace.file("lists/sensitive.tsv", "block\tin\tno\t登记\t-\n");
    workplace.file("wenshui.toml", "screen = \"lists\"\n");
    let serving =
        Serving::start(&workplace, &["--kb", "knowledge.jsonl", "--config", "wenshui.toml"]);
    let screen = || serving.get("/v1/versions").json()["items"][0]["screen"].clone();
    let rule = |question: &str| {
        serving.ask(&json!({"question": question})).json()["guard"]["rule"].clone()
    };
    let (first, id) = (screen(), version(&serving));
    assert_eq!(rule("在哪里办理登记"), "sensitive.block");
    assert_eq!(rule("怎样退税"), Value::Null);

    replace(&list, "block\tboth\tno\t退税\t-\n");
    serving.wait_until("the changed list is in service", || screen() != first);
    assert_eq!((rule("怎样退税"), rule("在哪里办理登记")), (json!("sensitive.block"), Value::Null));
    assert_ne!(version(&serving), id, "the lists are part of the version's name");
    let (second, indexes) = (screen(), index_files(&workplace));
    assert_eq!(indexes, 1, "no index is built for other lists");

    replace(&list, "block\tboth\tno\n");
    serving.wait_until("the fault is told", || {
        problems(&serving).iter().any(|told| told.as_str().unwrap().contains("sensitive.tsv:1"))
    });
    assert_eq!((screen(), rule("怎样退税")), (second.clone(), json!("sensitive.block")));
    // Knowledge changes beside it, and keeps the lists that are in service.
    replace(&place, &written.replace("现在是1%。", "现在是2%。"));
    serving.wait_until("the change is in service", || markdown(&serving) == "现在是2%。");
    assert_eq!((screen(), rule("怎样退税")), (second.clone(), json!("sensitive.block")));
    assert!(!problems(&serving).is_empty(), "the list is still broken");

    replace(&list, "mask\tboth\tno\t税费\t-\n");
    serving.wait_until("lists that hide our own words are told", || {
        problems(&serving).iter().any(|told| told.as_str().unwrap().contains("hides_own_words"))
    });
    replace(&list, "block\tin\tno\t登记\t-\n");
    serving.wait_until("the first list is back", || screen() == first);
    assert_eq!(problems(&serving), Vec::<Value>::new());
    let log = serving.end_with_log();
    assert!(log.contains("changed lists are in service"), "{log}");
    assert!(log.contains("what changed is not usable"), "{log}");
}

#[test]
fn k7_changed_sayings_and_settings_are_taken_over_and_broken_ones_are_not() {
    let workplace = Workplace::new();
    let bundled = std::fs::read_to_string("../engine/data/settings.toml").unwrap();
    let settings = workplace.file("settings.toml", &bundled);
    std::fs::create_dir(workplace.path("own")).unwrap();
    let sayings = workplace.file("own/own.tsv", "");
    workplace.file("gates.toml", "gate = []\n");
    workplace.file("wenshui.toml", "concepts = \"own\"\nsettings = \"settings.toml\"\n");
    workplace.run(&["kb", "import", served::SMALL, "--replace"]).done();
    workplace.run(&["kb", "publish", "--reviewed-by", "li", "--gates", "gates.toml"]).done();
    let serving = Serving::start(&workplace, &["--config", "wenshui.toml"]);
    let first = version(&serving);
    let heard = || {
        let asked = json!({"question": "哔哔率是多少", "explain": true});
        serving.ask(&asked).json()["explain"]["canonical"].clone()
    };
    assert_eq!(heard(), "哔哔率是多少");

    replace(&sayings, "哔哔率\t征收率\n");
    serving.wait_until("the saying is in service", || version(&serving) != first);
    assert_eq!(heard(), "征收率是多少");
    let second = version(&serving);
    replace(&sayings, "率\t征收率\n");
    serving.wait_until("the fault is told", || {
        problems(&serving).iter().any(|told| told.as_str().unwrap().contains("own.tsv:1"))
    });
    assert_eq!((version(&serving), heard()), (second.clone(), json!("征收率是多少")));
    replace(&sayings, "哔哔率\t征收率\n");
    serving.wait_until("the fault is mended", || problems(&serving).is_empty());

    let lower = bundled.replace("answer_min = 0.65", "answer_min = 0.64");
    assert_ne!(lower, bundled);
    replace(&settings, &lower);
    serving.wait_until("the settings are in service", || version(&serving) != second);
    let asked = json!({"question": "征收率是多少", "explain": true});
    let explained = serving.ask(&asked).json();
    assert_eq!(explained["explain"]["settings"]["decision"]["answer_min"], 0.64);
}

fn index_files(workplace: &Workplace) -> usize {
    let files = std::fs::read_dir(workplace.path("data/indexes")).unwrap();
    files
        .filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|e| e == "index"))
        .count()
}

#[test]
fn e_03_a_server_does_not_start_on_broken_lists() {
    let workplace = Workplace::new();
    std::fs::create_dir(workplace.path("lists")).unwrap();
    workplace.file("lists/guards.toml", "");
    workplace.file("wenshui.toml", "screen = \"lists\"\n");
    let ran = workplace.run(&["serve", "--listen", "127.0.0.1:0", "--config", "wenshui.toml"]);
    assert_eq!(ran.code, 2, "{}", ran.told());
    assert!(ran.stderr.contains("guards.toml"), "{}", ran.told());
}
