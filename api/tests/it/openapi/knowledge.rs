//! The statuses of how knowledge changes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::given::{give, patiently};
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};

/// Sends something in somebody's role.
fn send(
    served: &Served,
    given: &mut BTreeSet<String>,
    (role, path, target, body): (&str, &str, &str, &Value),
) {
    let (token, text) = (bearer(role, &json!({"staff_roles": [role]})), body.to_string());
    let request =
        if body.is_null() { Request::get(target) } else { Request::post(target, text.as_bytes()) };
    give(served, given, (path, request.with("authorization", &token)));
}

pub(super) fn statuses(given: &mut BTreeSet<String>) {
    let served = Served::small(believe);
    std::fs::write(served.data.path().join("gates.toml"), "gate = []\n").unwrap();
    let mut told = |asked: (&str, &str, &str, &Value)| send(&served, given, asked);
    let lists = ["/v1/kb/audit", "/v1/kb/entries", "/v1/kb/revisions", "/v1/kb/versions"];
    for path in lists {
        for query in ["", "?x=1", "?page=0"] {
            told(("auditor", path, &format!("{path}{query}"), &Value::Null));
        }
    }
    let revisions = "/v1/kb/revisions";
    let begin = json!({"subject": "entry/bare", "body": {"remove": true}});
    told(("maintainer", revisions, revisions, &begin));
    told(("maintainer", revisions, revisions, &begin));
    told(("maintainer", "/v1/kb/check", "/v1/kb/check", &json!({"entry": {"id": "x"}})));
    let preview = json!({"question": "征收率是多少", "entries": []});
    told(("maintainer", "/v1/kb/preview", "/v1/kb/preview", &preview));
    let own = json!({"entry": {"id": "tried", "question": "试一试会找到什么", "answer": "找到。"}});
    let wordings = "/v1/kb/preview/wordings";
    told(("maintainer", wordings, wordings, &own));
    let token = bearer("auditor", &json!({"staff_roles": ["auditor"]}));
    let id_of = |subject: &str| {
        let target = format!("{revisions}?subject={subject}");
        let request = Request::get(&target).with("authorization", &token);
        let listed = patiently(&served, revisions, &request);
        let id = listed.json()["items"][0]["id"].as_str().map(str::to_owned);
        id.unwrap_or_else(|| panic!("{subject}: {listed:?}"))
    };
    let id = id_of("entry/bare");
    let one = "/v1/kb/revisions/{id}";
    let actions = "/v1/kb/revisions/{id}/actions";
    for id in [id.as_str(), "nowhere"] {
        told(("auditor", one, &format!("{revisions}/{id}"), &Value::Null));
        let target = format!("{revisions}/{id}/actions");
        told(("maintainer", actions, &target, &json!({"action": "submit"})));
        told(("maintainer", actions, &target, &json!({"action": "submit"})));
    }
    let (publish, rollback) = ("/v1/kb/publish", "/v1/kb/rollback");
    told(("publisher", publish, publish, &json!({})));
    // It is gone from the small knowledge, and was not in the bundled one.
    let new = json!({"subject": "entry/new", "body": {"entry":
        {"id": "new", "question": "新的问题是什么", "answer": "新的。"}}});
    told(("maintainer", revisions, revisions, &new));
    let target = format!("{revisions}/{}/actions", id_of("entry/new"));
    told(("maintainer", actions, &target, &json!({"action": "submit"})));
    told(("reviewer", actions, &target, &json!({"action": "approve"})));
    told(("publisher", publish, publish, &json!({})));
    told(("publisher", rollback, rollback, &json!({"number": 0})));
    told(("publisher", rollback, rollback, &json!({"number": 9})));
    for (path, targets) in [
        ("/v1/kb/versions/{number}", ["/v1/kb/versions/1", "/v1/kb/versions/9"]),
        ("/v1/kb/versions/{a}/diff/{b}", ["/v1/kb/versions/0/diff/1", "/v1/kb/versions/0/diff/9"]),
        ("/v1/kb/entries/{id}", ["/v1/kb/entries/new", "/v1/kb/entries/nowhere"]),
    ] {
        for target in targets {
            told(("auditor", path, target, &Value::Null));
        }
    }
}
