//! A client's own id makes a turn happen once, however often it is sent.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use wenshui_api::config::secret::Secret;
use wenshui_api::store::count::CountKind;
use wenshui_api::store::interception::Wanted;

use crate::support::databases::on_both;
use crate::support::postgres;
use crate::support::served::{Served, wait_for};

/// How many send the same at once.
const SENDERS: usize = 12;

fn begin(served: &Served) -> String {
    let first = served.answer(&json!({"question": "征收率是多少"}));
    first["conversation_id"].as_str().unwrap().to_owned()
}

fn turns(served: &Served, id: &str) -> usize {
    let page = served.get(&format!("/v1/conversations/{id}/turns?limit=100")).json();
    page["items"].as_array().unwrap().len()
}

/// Sends the same turn from many threads to servers in turn; gives the different replies.
fn send_at_once(servers: &[&Served], body: &Value) -> BTreeSet<String> {
    std::thread::scope(|scope| {
        let sending: Vec<_> = (0..SENDERS)
            .map(|number| {
                let served = servers[number % servers.len()];
                scope.spawn(move || served.answer(body).to_string())
            })
            .collect();
        sending.into_iter().map(|sender| sender.join().unwrap()).collect()
    })
}

#[test]
fn the_same_client_id_gets_the_same_answer_and_counts_once() {
    on_both(|served| {
        let id = begin(served);
        let body = json!({"question": "征收率是多少", "conversation_id": id, "client_id": "c-1"});
        let replies = send_at_once(&[served], &body);
        assert_eq!(replies.len(), 1, "{replies:#?}");
        let later = served.answer(&body).to_string();
        assert_eq!(replies.first(), Some(&later));
        assert_eq!(turns(served, &id), 2);
        let counted = wait_for(served.state.store.db.totals(CountKind::Entry, "2000-01-01", 9));
        assert_eq!(counted.unwrap(), [("rate-new".to_owned(), 2)]);
        // Numbers have no gap where a double was given back.
        let next = json!({"question": "征收率是多少", "conversation_id": id, "client_id": "c-2"});
        served.answer(&next);
        let shown = served.get(&format!("/v1/conversations/{id}")).json();
        assert_eq!(shown["last_event"], 3);
        // The metrics count it once too.
        let metrics = served.get("/metrics");
        let told = metrics.text();
        assert!(told.contains("wenshui_answers_total{decision=\"answer\"} 3"), "{told}");
    });
}

#[test]
fn what_is_sent_again_before_it_is_stored_was_said_once() {
    let database = postgres::database();
    let served = Served::small(|config| config.database = Secret::new(database.clone()));
    let id = begin(&served);
    let body = |question: &str, client: &str| json!({"question": question, "conversation_id": id, "client_id": client});
    let rude = body("你们都是傻逼", "c-1");
    let lock = postgres::Lock::table(&database, "conversations");
    let replies: BTreeSet<String> = std::thread::scope(|scope| {
        let sending: Vec<_> = (0..SENDERS)
            .map(|_| {
                // Each sees what the ones before it have left, which none has stored.
                std::thread::sleep(Duration::from_millis(20));
                scope.spawn(|| served.answer(&rude).to_string())
            })
            .collect();
        drop(lock);
        sending.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    assert_eq!(replies.len(), 1, "{replies:#?}");
    assert_eq!(served.answer(&body("征收率是多少", "c-2"))["decision"], "answer");
    wait_for(served.state.store.writer.settle()).unwrap();
    let of_it = Wanted {
        rule: String::new(),
        action: String::new(),
        conversation_id: id.clone(),
        direction: None,
        period: (0, i64::MAX),
        center: None,
        released: None,
        before: String::new(),
        limit: 9,
    };
    assert_eq!(wait_for(served.state.store.db.interceptions(&of_it)).unwrap().len(), 1);
}

#[test]
fn a_client_id_belongs_to_its_conversation() {
    on_both(|served| {
        let (one, two) = (begin(served), begin(served));
        let reply = |id: &str| {
            let body = json!({"question": "征收率是多少", "conversation_id": id, "client_id": "c"});
            served.answer(&body)["answer_id"].clone()
        };
        assert_ne!(reply(&one), reply(&two));
        assert_eq!((turns(served, &one), turns(served, &two)), (2, 2));
    });
}

#[test]
fn two_nodes_on_one_database_answer_a_client_id_once() {
    let database = postgres::database();
    let node = || Served::small(|config| config.database = Secret::new(database.clone()));
    let (one, two) = (node(), node());
    let id = begin(&one);
    assert_eq!(one.get(&format!("/v1/conversations/{id}")).status, 200);
    for number in 0..5 {
        let client = format!("c-{number}");
        let body = json!({"question": "征收率是多少", "conversation_id": id, "client_id": client});
        let replies = send_at_once(&[&one, &two], &body);
        assert_eq!(replies.len(), 1, "{replies:#?}");
    }
    assert_eq!((turns(&one, &id), turns(&two, &id)), (6, 6));
}
