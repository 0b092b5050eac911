//! Who may see and do what of long work, suites and keys of programs.

use wenshui_api::clock::now_ms;
use wenshui_api::jobs::output::Output;
use wenshui_api::store::api_key::ApiKey;
use wenshui_api::store::owner::Owner;

use super::{Whose, askers, expected, owner, send, table};
use crate::support::jobs::{cases, keep_suite, plant, plant_done};
use crate::support::served::{Served, wait_for};
use crate::support::tokens::believe;

/// Routes on what belongs to the office, with their action and a body; whose it is does not matter to them.
const OFFICE: [(&str, &str, &str); 12] = [
    ("get /v1/jobs", "read_jobs", ""),
    ("post /v1/jobs", "run_jobs", r#"{"kind": "check"}"#),
    ("get /v1/jobs/{id}", "read_jobs", ""),
    ("get /v1/jobs/{id}/events", "read_jobs", ""),
    ("get /v1/jobs/{id}/outputs/{name}", "read_jobs", ""),
    ("get /v1/suites", "read_suites", ""),
    ("get /v1/suites/{name}", "read_suites", ""),
    ("put /v1/suites/{name}", "keep_suites", r#"{"id": "a", "question": "税", "expect": []}"#),
    ("delete /v1/suites/{name}", "keep_suites", ""),
    ("get /v1/keys", "read_keys", ""),
    ("post /v1/keys", "manage_keys", r#"{"name": "made"}"#),
    ("delete /v1/keys/{id}", "manage_keys", ""),
];
/// What is allowed with one's own and to operators.
const CANCEL: (&str, &str) = ("post /v1/jobs/{id}/cancel", "cancel_jobs");

/// All of these as the document has them.
pub(super) fn routes() -> Vec<&'static str> {
    OFFICE.iter().map(|row| row.0).chain([CANCEL.0]).collect()
}

/// A server that runs nothing by itself, so that what waits goes on waiting.
fn idle() -> Served {
    Served::small(|config| {
        believe(config);
        config.jobs.workers = 0;
        config.requests_per_minute = 10_000;
    })
}

fn plant_key(served: &Served) {
    let key = ApiKey {
        id: "planted".to_owned(),
        name: "planted".to_owned(),
        hash: String::new(),
        roles: "[]".to_owned(),
        authority: String::new(),
        center: String::new(),
        made_by: String::new(),
        created_at: now_ms(),
        expires_at: None,
        used_at: None,
    };
    // One that nobody could remove is there still.
    let _ = wait_for(served.state.store.db.add_api_key(&key)).unwrap();
}

#[test]
fn r6_long_work_suites_and_keys_are_for_those_whom_the_table_names() {
    let served = idle();
    let outputs = [Output::text("planted", String::new())];
    plant_done(&served, ("planted", &Owner::default()), (&outputs, now_ms()));
    let (table, mut faults) = (table(), Vec::new());
    for asker in &askers() {
        for (route, action, body) in OFFICE {
            plant_key(&served);
            assert_eq!(keep_suite(&served, ("planted", &cases(1))).status, 200);
            let filled = route.replace("{id}", "planted").replace("{name}", "planted");
            let status = send(&served, asker, (&filled, body));
            let may = !matches!(status, 401 | 403 | 404);
            if may != expected(&table.actions[action], asker, Whose::Foreign)
                || status >= 400 && may
            {
                faults.push(format!("{} {route}: {status}", asker.role));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn r6_long_work_is_called_off_by_who_asked_for_it_and_by_operators() {
    let served = idle();
    let (table, mut faults, mut number) = (table(), Vec::new(), 0);
    for asker in &askers() {
        for whose in [Whose::Own, Whose::SameCenter, Whose::Foreign] {
            number += 1;
            let id = format!("job{number}");
            plant(&served, &id, &owner(asker, whose, &id));
            let status = send(&served, asker, (&CANCEL.0.replace("{id}", &id), ""));
            let may = !matches!(status, 401 | 403 | 404);
            if may != expected(&table.actions[CANCEL.1], asker, whose) || status >= 400 && may {
                faults.push(format!("{} {whose:?}: {status}", asker.role));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
