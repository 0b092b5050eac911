//! Suites that people keep on the server.

use serde_json::{Value, json};

use crate::support::contract::problem;
use crate::support::http::Request;
use crate::support::jobs::{cases, keep_suite, send, staff};
use crate::support::served::Served;
use crate::support::tokens::believe;

#[test]
fn suites_are_kept_listed_given_back_and_removed() {
    let mut served = Served::small(believe);
    let list = |served: &Served| {
        let listed = send(served, &staff("auditor"), ("GET", "/v1/suites", &Value::Null)).json();
        let named = |item: &Value| (item["name"].clone(), item["bytes"].clone());
        listed["items"].as_array().unwrap().iter().map(named).collect::<Vec<_>>()
    };
    assert!(list(&served).is_empty());
    let kept = keep_suite(&served, ("vat-2026", &cases(2))).json();
    assert_eq!((&kept["cases"], &kept["replaced"]), (&json!(2), &json!(false)));
    let text = cases(3);
    let again = keep_suite(&served, ("vat-2026", &text)).json();
    assert_eq!((&again["cases"], &again["replaced"]), (&json!(3), &json!(true)));
    assert_ne!(kept["hash"], again["hash"]);
    keep_suite(&served, ("a", &cases(1)));
    let names: Vec<Value> = list(&served).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "vat-2026"]);
    // They are files, and there after a restart.
    served.stop();
    served.ended().unwrap();
    let served = Served::beside(&served, believe);
    let get = || send(&served, &staff("reviewer"), ("GET", "/v1/suites/vat-2026", &Value::Null));
    let had = get();
    assert_eq!((had.text(), had.media_type()), (text.as_str(), "application/jsonl"));
    let saved = had.header("content-disposition").unwrap();
    assert!(saved.starts_with("attachment; filename=\"vat-2026.jsonl\""), "{saved}");
    let remove =
        || send(&served, &staff("publisher"), ("DELETE", "/v1/suites/vat-2026", &Value::Null));
    assert_eq!((remove().status, problem(&remove()).code), (204, "unknown_suite".to_owned()));
    assert_eq!(problem(&get()).code, "unknown_suite");
    assert_eq!(list(&served).len(), 1);
}

#[test]
fn faults_of_a_suite_are_told_by_line_and_field_and_nothing_is_kept() {
    let served = Served::small(believe);
    keep_suite(&served, ("mine", &cases(2)));
    let lines = "{\"id\":\"a\",\"question\":\"税\",\"expect\":\"x\"}\n\n{\"id\":\"b\"}\nno json\n";
    let reply = keep_suite(&served, ("mine", lines));
    let told = reply.json();
    assert_eq!((reply.status, &told["code"]), (422, &json!("suite_faulty")));
    let faults = told["faults"].as_array().unwrap();
    let place = |fault: &Value| {
        assert!(!fault["detail"].as_str().unwrap().is_empty());
        (fault["line"].as_i64().unwrap(), fault["field"].as_str().unwrap().to_owned())
    };
    let places: Vec<_> = faults.iter().map(place).collect();
    assert!(places.contains(&(1, "expect".to_owned())), "{told}");
    assert!(
        places.contains(&(3, String::new())),
        "what is missing is told of the whole line: {told}"
    );
    assert!(places.iter().any(|(line, _)| *line == 4), "{told}");
    let many = "x\n".repeat(500);
    let told = keep_suite(&served, ("mine", &many)).json();
    assert_eq!(told["faults"].as_array().unwrap().len(), 100);
    assert!(told["detail"].as_str().unwrap().contains("500"), "{told}");
    let had = send(&served, &staff("auditor"), ("GET", "/v1/suites/mine", &Value::Null));
    assert_eq!(had.text(), cases(2), "the one of before stays");
}

#[test]
fn names_lead_nowhere_and_sizes_have_an_end() {
    let served = Served::small(believe);
    for name in ["..%2f..%2fetc", "%2e%2e", "A", "a.b", "a%00", "%E7%A8%8E", "-a", &"a".repeat(65)]
    {
        assert_eq!(problem(&keep_suite(&served, (name, &cases(1)))).code, "suite_name", "{name}");
        let target = format!("/v1/suites/{name}");
        for method in ["GET", "DELETE"] {
            let told = problem(&send(&served, &staff("operator"), (method, &target, &Value::Null)));
            assert_eq!(told.code, "unknown_suite", "{method} {name}");
        }
    }
    let large = " ".repeat(8 * 1024 * 1024 + 1);
    assert_eq!(problem(&keep_suite(&served, ("large", &large))).code, "suite_too_large");
    let token = staff("maintainer");
    let request = Request { body: &[0xff, 0xfe], ..Request::new("PUT", "/v1/suites/bytes") };
    let told = problem(&served.send(&request.with("authorization", &token)));
    assert_eq!(told.code, "suite_not_text");
    let folder = served.data.path().join("suites");
    assert!(!folder.exists(), "nothing is kept of these");
}

#[test]
fn so_many_suites_are_kept_and_no_more() {
    let served = Served::small(|config| {
        believe(config);
        config.requests_per_minute = 1000;
    });
    for number in 0..200 {
        assert_eq!(keep_suite(&served, (&format!("s{number}"), &cases(1))).status, 200);
    }
    assert_eq!(problem(&keep_suite(&served, ("another", &cases(1)))).code, "suites_full");
    assert_eq!(keep_suite(&served, ("s7", &cases(2))).status, 200, "one that is there is replaced");
}
