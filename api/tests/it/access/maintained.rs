//! Who may do what with knowledge, which is nobody's own.

use crate::access::{askers, send, table};
use crate::support::served::Served;
use crate::support::tokens::believe;

/// The routes of those who maintain it, with their action and a body that is refused for what it says.
pub(crate) const MAINTAINED: [(&str, &str, &str); 15] = [
    ("get /v1/kb/revisions", "read_knowledge", ""),
    ("get /v1/kb/revisions/{id}", "read_knowledge", ""),
    ("post /v1/kb/revisions/{id}/actions", "read_knowledge", r#"{"action": "submit"}"#),
    ("get /v1/kb/versions", "read_knowledge", ""),
    ("get /v1/kb/versions/{number}", "read_knowledge", ""),
    ("get /v1/kb/versions/{a}/diff/{b}", "read_knowledge", ""),
    ("get /v1/kb/entries", "read_knowledge", ""),
    ("get /v1/kb/entries/{id}", "read_knowledge", ""),
    ("post /v1/kb/revisions", "write_knowledge", r#"{"subject": "x", "body": {}}"#),
    ("post /v1/kb/check", "try_knowledge", r#"{"entry": {}}"#),
    ("post /v1/kb/preview", "try_knowledge", r#"{"question": "", "entries": []}"#),
    ("post /v1/kb/preview/wordings", "try_knowledge", r#"{"entry": {}}"#),
    ("post /v1/kb/publish", "publish_knowledge", r#"{"revisions": ["nowhere"]}"#),
    ("post /v1/kb/rollback", "publish_knowledge", r#"{"number": -1}"#),
    ("get /v1/kb/audit", "audit_knowledge", ""),
];

#[test]
fn r6_k6_knowledge_is_maintained_by_those_whom_the_table_names() {
    let served = Served::small(believe);
    let mut faults = Vec::new();
    for (route, action, body) in MAINTAINED {
        let rule = &table().actions[action];
        for asker in &askers() {
            let may = rule.any.iter().any(|role| role == asker.role);
            let status = send(&served, asker, (&route.replace(['{', '}'], ""), body));
            let wanted = match (may, asker.token.is_some()) {
                // What is asked for is wrong or not there, which only those hear who may ask.
                (true, _) => status != 401 && status != 403 && status < 500,
                (false, true) => status == 403,
                (false, false) => status == 401,
            };
            if !wanted {
                faults.push(format!("{} {route}: {status}", asker.role));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
