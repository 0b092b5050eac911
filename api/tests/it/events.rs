//! Events: numbered without gaps, followed over both kinds of stream, resumed from any number.

use serde_json::json;
use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;

use crate::support::databases::{on_both, on_both_with};
use crate::support::http::Request;
use crate::support::postgres;
use crate::support::served::Served;
use crate::support::stream::{Socket, Sse, disconnects, follow_with_breaks, numbers};
use crate::support::tokens::{bearer, believe};

fn ask(served: &Served, conversation: Option<&str>) -> String {
    let body = json!({"question": "征收率是多少", "conversation_id": conversation});
    served.answer(&body)["conversation_id"].as_str().unwrap().to_owned()
}

#[test]
fn f7_disconnects_lose_nothing_double_nothing_and_keep_the_order() {
    // As many questions as are asked here, no conversation may ask.
    let unlimited = |config: &mut Config| config.anonymous_requests_per_minute = 1_000_000;
    on_both_with(unlimited, |served| {
        let id = ask(served, None);
        let (total, breaks) = (disconnects(), disconnects());
        let seen = std::thread::scope(|scope| {
            let writing = scope.spawn(|| {
                for _ in 1..total {
                    ask(served, Some(&id));
                }
            });
            let target = |what| format!("/v1/conversations/{id}/{what}");
            let targets = [target("events"), target("socket")];
            let seen = follow_with_breaks(served.address, (&targets, &[]), (total, breaks));
            writing.join().unwrap();
            seen
        });
        assert_eq!(numbers(&seen), (1..=total as i64).collect::<Vec<_>>());
        let turns: Vec<_> =
            seen.iter().map(|event| event["turn"]["reply"]["answer_id"].clone()).collect();
        let page = served.get(&format!("/v1/conversations/{id}/turns?limit=100")).json();
        let newest = page["items"].as_array().unwrap().iter().rev();
        let stored: Vec<_> = newest.map(|turn| turn["reply"]["answer_id"].clone()).collect();
        assert!(turns.ends_with(&stored));
    });
}

#[test]
fn a_stream_begins_where_it_is_told() {
    on_both(|served| {
        let id = ask(served, None);
        for _ in 0..3 {
            ask(served, Some(&id));
        }
        let target = |more: &str| format!("/v1/conversations/{id}/events{more}");
        let open = |more: &str, headers: &[(&str, &str)]| {
            Sse::open(served.address, &target(more), headers)
        };
        assert_eq!(numbers(&open("", &[]).take(4)), [1, 2, 3, 4]);
        assert_eq!(numbers(&open("?after=2", &[]).take(2)), [3, 4]);
        // What a browser says when it comes again stands above the address it was given.
        assert_eq!(numbers(&open("?after=0", &[("last-event-id", "3")]).take(1)), [4]);
        for refused in [open("?after=-1", &[]), open("", &[("last-event-id", "four")])] {
            assert_eq!(refused.status, 422);
        }
        let mut ahead = open("?after=4", &[]);
        let end = format!("/v1/conversations/{id}/end");
        served.send(&Request::new("POST", &end));
        let event = ahead.next().unwrap();
        assert_eq!((&event["number"], &event["kind"]), (&json!(5), &json!("ended")));
    });
}

#[test]
fn the_end_of_the_server_ends_the_streams() {
    let mut served = Served::small(|_| ());
    let id = ask(&served, None);
    let mut stream =
        Sse::open(served.address, &format!("/v1/conversations/{id}/events?after=1"), &[]);
    let socket = format!("/v1/conversations/{id}/socket?after=1");
    let mut socket = Socket::open(served.address, &socket, &[]).unwrap();
    served.stop();
    assert_eq!(stream.next(), None);
    assert_eq!(socket.next(), None);
    served.ended().unwrap();
}

#[test]
fn a_stream_ends_after_its_time_with_everything_told() {
    let served = Served::small(|config| config.stream_minutes = 0);
    let id = ask(&served, None);
    ask(&served, Some(&id));
    let target = format!("/v1/conversations/{id}/events");
    let mut stream = Sse::open(served.address, &target, &[]);
    assert_eq!(numbers(&stream.take(2)), [1, 2]);
    assert_eq!(stream.next(), None, "whoever reads on comes again");
    let mut again = Sse::open(served.address, &target, &[("last-event-id", "2")]);
    assert_eq!((again.status, again.next()), (200, None));
}

#[test]
fn more_streams_than_there_are_places_are_refused() {
    let served = Served::small(|config| config.streams_max = 1);
    let id = ask(&served, None);
    let target = format!("/v1/conversations/{id}/events");
    let first = Sse::open(served.address, &target, &[]);
    assert_eq!(Sse::open(served.address, &target, &[]).status, 503);
    drop(first);
    let freed = || Sse::open(served.address, &target, &[]).status == 200;
    assert!((0..1000).any(|_| freed()), "a stream that is gone keeps its place");
}

#[test]
fn a_ticket_opens_the_streams_of_one_conversation_and_nothing_else() {
    on_both_with(believe, |served| {
        let own = bearer("one", &json!({}));
        let body = json!({"question": "征收率是多少"}).to_string();
        let post = |target, body: &str| {
            let request = Request::post(target, body.as_bytes());
            served.send(&request.with("authorization", &own)).json()
        };
        let id = post("/v1/answers", &body)["conversation_id"].as_str().unwrap().to_owned();
        let other = post("/v1/answers", &body)["conversation_id"].as_str().unwrap().to_owned();
        let ticket = post("/v1/tickets", &json!({"conversation_id": id}).to_string());
        let ticket = ticket["ticket"].as_str().unwrap();
        let events =
            |id: &str, ticket: &str| format!("/v1/conversations/{id}/events?ticket={ticket}");
        assert_eq!(Sse::open(served.address, &events(&id, ticket), &[]).take(1).len(), 1);
        let socket = format!("/v1/conversations/{id}/socket?ticket={ticket}");
        let mut socket = Socket::open(served.address, &socket, &[]).unwrap();
        assert_eq!(numbers(&socket.take(1)), [1]);
        // For another conversation, as a token, and a token as a ticket it is no use.
        assert_eq!(Sse::open(served.address, &events(&other, ticket), &[]).status, 401);
        let target = format!("/v1/conversations/{id}");
        let authorization = format!("Bearer {ticket}");
        let request = Request::get(&target);
        assert_eq!(served.send(&request.with("authorization", &authorization)).status, 401);
        let token = own.strip_prefix("Bearer ").unwrap();
        assert_eq!(Sse::open(served.address, &events(&id, token), &[]).status, 401);
        // Without any of them the conversation is not there.
        let plain = format!("/v1/conversations/{id}/events");
        assert_eq!(Sse::open(served.address, &plain, &[]).status, 404);
    });
}

#[test]
fn what_one_node_writes_another_streams() {
    let database = postgres::database();
    let node = || Served::small(|config| config.database = Secret::new(database.clone()));
    let (one, two) = (node(), node());
    let id = ask(&one, None);
    assert_eq!(one.get(&format!("/v1/conversations/{id}")).status, 200);
    let mut stream = Sse::open(two.address, &format!("/v1/conversations/{id}/events"), &[]);
    assert_eq!(numbers(&stream.take(1)), [1]);
    ask(&one, Some(&id));
    assert_eq!(numbers(&stream.take(1)), [2]);
}
