//! Refusals for want of a place: of all answers together, and of the streams of one address.

use std::collections::BTreeSet;

use serde_json::json;

use super::given::give;
use crate::support::http::{Request, encoded};
use crate::support::served::{Served, wait_for};
use crate::support::tokens::bearer;

/// The streams of which an address has its share.
const STREAMS: [&str; 6] = [
    "/v1/conversations/{id}/events",
    "/v1/conversations/{id}/socket",
    "/v1/sessions/{id}/stream",
    "/v1/sessions/{id}/socket",
    "/v1/jobs/{id}/events",
    "/v1/agents/me/socket",
];

/// What is refused while nothing is free.
pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let place = wait_for(served.state.admission.enter()).expect("the only place");
    let question = r#"{"question": "征收率是多少"}"#;
    give(served, given, ("/v1/answers", Request::post("/v1/answers", question.as_bytes())));
    let target = format!("/v1/suggestions?q={}", encoded("税"));
    give(served, given, ("/v1/suggestions", Request::get(&target)));
    drop(place);
    let address = "203.0.113.77";
    let all = || served.state.shares.streams.take(Some(address.parse().expect("an address"))).ok();
    let taken: Vec<_> = std::iter::from_fn(all).collect();
    let agent = bearer("agent", &json!({"staff_roles": ["agent"], "center": "c"}));
    for path in STREAMS {
        let target = path.replace("{id}", "nowhere");
        let request = Request::get(&target).with("x-forwarded-for", address);
        give(served, given, (path, request.with("authorization", &agent)));
    }
    drop(taken);
}
