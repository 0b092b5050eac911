//! Knowledge that changes while the program serves it: good changes are taken over, broken ones
//! leave what is in service.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::program::{Serving, Workplace};
use crate::support::served;

/// Puts a file in place at once, as a careful editor does.
fn replace(place: &Path, text: &str) {
    let beside = place.with_extension("new");
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
    serving.wait_until("the published knowledge is in service", || version(&serving) != bundled);
    assert_eq!(version(&serving), served::small().state.engine.version().id);
    assert_eq!(markdown(&serving), "现在是1%。");
}
