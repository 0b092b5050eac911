//! Long work as tests ask for it.

use serde_json::{Value, json};
use wenshui_api::clock::now_ms;
use wenshui_api::jobs::output::Output;
use wenshui_api::jobs::stage::Move;
use wenshui_api::store::job::run::End;
use wenshui_api::store::job::{Job, NewJob};
use wenshui_api::store::owner::Owner;
use wenshui_api::wire::job::JobOutput;

use crate::support::http::{Reply, Request};
use crate::support::served::{Served, wait_for};
use crate::support::stream::Sse;
use crate::support::tokens::bearer;

/// Somebody of the staff with one role, who is called after it.
pub(crate) fn staff(role: &str) -> String {
    bearer(role, &json!({"staff_roles": [role]}))
}

/// So many cases that the small knowledge answers right.
pub(crate) fn cases(count: usize) -> String {
    let case = |number| {
        format!(
            r#"{{"id":"{number}","question":"征收率是多少","expect":["rate-new"],"as_of":"2026-07-01"}}"#
        ) + "\n"
    };
    (0..count).map(case).collect()
}

/// Sends something as somebody; a body of nothing is none.
pub(crate) fn send(
    served: &Served,
    token: &str,
    (method, target, body): (&str, &str, &Value),
) -> Reply {
    let text = if body.is_null() { String::new() } else { body.to_string() };
    let request = Request { method, ..Request::post(target, text.as_bytes()) };
    served.send(&request.with("authorization", token))
}

/// Keeps a suite.
pub(crate) fn keep_suite(served: &Served, (name, text): (&str, &str)) -> Reply {
    let (token, target) = (staff("maintainer"), format!("/v1/suites/{name}"));
    let request = Request::new("PUT", &target).with("content-type", "application/jsonl");
    served.send(&Request { body: text.as_bytes(), ..request }.with("authorization", &token))
}

/// Asks for work as a maintainer, and gives the job that waits.
pub(crate) fn asked(served: &Served, body: &Value) -> Value {
    let reply = send(served, &staff("maintainer"), ("POST", "/v1/jobs", body));
    assert_eq!(reply.status, 202, "{body}: {}", reply.text());
    let job = reply.json();
    let location = format!("/v1/jobs/{}", job["id"].as_str().unwrap());
    assert_eq!(reply.header("location"), Some(location.as_str()));
    job
}

/// The id of a job.
pub(crate) fn id(job: &Value) -> &str {
    job["id"].as_str().expect("a job")
}

/// Every sign of a job until one is as it should be.
pub(crate) fn follow(served: &Served, job: &Value, enough: impl Fn(&Value) -> bool) -> Vec<Value> {
    let (token, target) = (staff("auditor"), format!("/v1/jobs/{}/events", id(job)));
    let mut stream = Sse::open(served.address, &target, &[("authorization", &token)]);
    assert_eq!(stream.status, 200);
    let mut signs = Vec::new();
    loop {
        let sign = stream.next().expect("a stream that goes on");
        let job = sign["job"].clone();
        signs.push(sign);
        if enough(&job) {
            return signs;
        }
        let over = ["done", "failed", "cancelled"].iter().any(|state| job["state"] == *state);
        assert!(!over, "it ended otherwise: {job}");
    }
}

/// A job once it is in a state.
pub(crate) fn until(served: &Served, job: &Value, state: &str) -> Value {
    follow(served, job, |job| job["state"] == state).pop().unwrap()["job"].take()
}

/// A job as it is now.
pub(crate) fn look(served: &Served, id: &str) -> Value {
    let reply = send(served, &staff("auditor"), ("GET", &format!("/v1/jobs/{id}"), &Value::Null));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

/// Puts a job into the queue without asking anybody.
pub(crate) fn plant(served: &Served, id: &str, owner: &Owner) {
    plant_of(served, ("check", id), owner);
}

fn plant_of(served: &Served, (kind, id): (&'static str, &str), owner: &Owner) {
    let (id, params, owner) = (id.to_owned(), "{}".to_owned(), owner.clone());
    let new = NewJob { id, kind, params, owner, created_at: now_ms() };
    assert!(wait_for(served.state.store.db.submit_job(&new, i64::MAX)).unwrap());
}

/// The same with an end and what came of it, as long ago as is said.
pub(crate) fn plant_done(
    served: &Served,
    (id, owner): (&str, &Owner),
    (outputs, at_ms): (&[Output], i64),
) {
    plant_done_of(served, ("check", id, owner), (outputs, at_ms));
}

/// The same of a kind.
pub(crate) fn plant_done_of(
    served: &Served,
    (kind, id, owner): (&'static str, &str, &Owner),
    (outputs, at_ms): (&[Output], i64),
) {
    plant_of(served, (kind, id), owner);
    let db = &served.state.store.db;
    // A node that was last heard of long ago would be told as gone by the server.
    let job: Job = wait_for(db.claim_job("planted", now_ms())).unwrap().expect("it waits");
    assert_eq!(job.id, id, "no other waits");
    served.state.jobs.files.keep(id, outputs).unwrap();
    let listed: Vec<JobOutput> = outputs.iter().map(JobOutput::from).collect();
    let outputs = serde_json::to_string(&listed).unwrap();
    let end = End { step: Move::Finish, error: None, outputs };
    assert!(wait_for(db.end_job((&job, &end), (1, 1), at_ms)).unwrap());
}
