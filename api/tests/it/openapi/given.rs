//! Asking for a status, and writing down that it was given.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::contract::document;
use crate::support::http::{Reply, Request};
use crate::support::served::Served;

/// Asks once, by a path of the document.
pub(super) fn give(
    served: &Served,
    given: &mut BTreeSet<String>,
    (path, request): (&str, Request),
) {
    let method = request.method.to_lowercase();
    let status = patiently(served, path, &request).status;
    given.insert(format!("{method} {path} {status}"));
}

/// Asks until a limit refuses. The limit fills up again while it is used, so how many requests that takes
/// depends on how fast they are.
pub(super) fn until_limited<'a>(
    served: &Served,
    given: &mut BTreeSet<String>,
    (path, request): (&str, &dyn Fn() -> Request<'a>),
) {
    let refused = format!("{} {path} 429", request().method.to_lowercase());
    let mut tries = 0..100 * served.state.config.requests_per_minute;
    let is_refused = tries.any(|_| {
        give(served, given, (path, request()));
        given.contains(&refused)
    });
    assert!(is_refused, "{refused} is never given");
}

/// The same from an address outside the trusted callers.
pub(super) fn outside_until_limited<'a>(
    served: &Served,
    given: &mut BTreeSet<String>,
    (path, request): (&str, &dyn Fn() -> Request<'a>),
) {
    let outside = || request().with("x-forwarded-for", "203.0.113.8");
    until_limited(served, given, (path, &outside));
}

/// Sends a request, and again where the database has no time for it, as clients do: while everything else is
/// tested it waits for the disk for seconds.
pub(super) fn patiently(served: &Served, path: &str, request: &Request) -> Reply {
    let method = request.method.to_lowercase();
    let is_meant = !document()["paths"][path][method]["responses"]["503"].is_null();
    for _ in 0..60 {
        let reply = served.send(request);
        if is_meant || reply.status != 503 {
            return reply;
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    panic!("{} {} finds no time", request.method, request.target);
}
