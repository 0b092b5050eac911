//! The funnel of sources: what was shown, what was taken up, what became of it. The report is held
//! against a recount of what was replayed, which knows nothing of how the server counts.

use std::collections::BTreeMap;

use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64;
use serde_json::{Value, json};
use wenshui_api::clock::{day_of, now_ms};
use wenshui_api::config::secret::Secret;
use wenshui_api::store::conversation::Beginning;
use wenshui_api::store::error::StoreError;
use wenshui_api::store::feedback::Feedback;
use wenshui_api::store::forget::{Due, Kept};
use wenshui_api::store::funnel::Place;
use wenshui_api::store::owner::Owner;
use wenshui_api::store::turn::{NewTurn, Offered};
use wenshui_api::store::write::Write;
use wenshui_api::wire::request::TurnSource;

use crate::support::contract::problem;
use crate::support::databases::on_both_with;
use crate::support::http::{Reply, Request};
use crate::support::postgres;
use crate::support::served::{Served, wait_for};
use crate::support::tokens::{bearer, believe};

fn report(served: &Served, query: &str, (role, center): (&str, &str)) -> Reply {
    let token = bearer("staff", &json!({"staff_roles": [role], "center": center}));
    let target = format!("/v1/reports/funnel{query}");
    served.send(&Request::get(&target).with("authorization", &token))
}

fn row<'a>(report: &'a Value, source: &str) -> &'a Value {
    let mut items = report["items"].as_array().unwrap().iter();
    items.find(|row| row["source"] == source).unwrap()
}

const AUDITOR: (&str, &str) = ("auditor", "");

/// One walk by hand, over HTTP: typed, shown, taken up, judged, and not solved.
#[test]
fn f6_a_walk_from_a_suggestion_to_no_solution_is_seen_in_the_report() {
    on_both_with(believe, |served| {
        let listed = served.get("/v1/suggestions?q=%E5%BE%81%E6%94%B6").json();
        let shown = listed["items"].as_array().unwrap().len() as i64;
        assert!(shown > 0);
        let first = served.answer(&json!({"question": "征收率是多少", "source": "suggestion"}));
        let id = &first["conversation_id"];
        let target = format!("/v1/answers/{}/feedback", first["answer_id"].as_str().unwrap());
        for useful in [true, false] {
            let body = json!({"useful": useful}).to_string();
            let request = Request { method: "PUT", ..Request::post(&target, body.as_bytes()) };
            assert_eq!(served.send(&request).status, 200);
        }
        served.answer(&json!({"question": "没解决", "conversation_id": id, "source": "voice"}));
        let asked = served.answer(&json!({"question": "转人工", "conversation_id": id}));
        assert_eq!(asked["decision"], "handover");

        let told = report(served, "", AUDITOR).json();
        let suggestion = row(&told, "suggestion");
        let expected = json!({
            "source": "suggestion", "impressions": shown, "clicks": 1, "answered": 1,
            "asked_back": 0, "suggested": 0, "replied": 0, "refused": 0, "handed_over": 0,
            "useful": 0, "useless": 1, "unsolved": 1,
        });
        assert_eq!(*suggestion, expected, "a later judgement stands in the place of the earlier");
        assert_eq!(row(&told, "voice")["unsolved"], 1, "a person was asked for after it");
        let typed = row(&told, "typed");
        assert_eq!((&typed["clicks"], &typed["handed_over"]), (&json!(1), &json!(1)));
        assert_eq!(typed["impressions"], Value::Null);
    });
}

/// What an answer offers is counted with it, and not again when it is only repeated.
#[test]
fn f6_what_an_answer_offers_counts_as_shown() {
    on_both_with(believe, |served| {
        let mut offered = BTreeMap::from([("guess_nomatch", 0), ("option", 0), ("followup", 0)]);
        for (number, question) in ["怎样退税", "征收率是多少", "退税", "税"].iter().enumerate()
        {
            let body = json!({"question": question, "conversation_id": "talk", "client_id": number.to_string()});
            let answer = served.answer(&body);
            assert_eq!(served.answer(&body)["answer_id"], answer["answer_id"]);
            let count = |list: &Value| list.as_array().map_or(0, Vec::len);
            *offered.get_mut("guess_nomatch").unwrap() += count(&answer["guesses"]);
            *offered.get_mut("option").unwrap() += count(&answer["clarification"]["options"]);
            *offered.get_mut("followup").unwrap() +=
                count(&answer["answer"]["related"]) + count(&answer["answer"]["followups"]);
        }
        assert!(offered.values().any(|times| *times > 0), "{offered:?}");
        let told = report(served, "", AUDITOR).json();
        for (source, times) in offered {
            assert_eq!(row(&told, source)["impressions"], times, "{source}");
        }
    });
}

#[test]
fn f6_periods_that_are_none_are_refused() {
    let served = Served::small(believe);
    let code = |query: &str| problem(&report(&served, query, AUDITOR)).code;
    assert_eq!(code("?from=2026-02-30"), "bad_date");
    assert_eq!(code("?from=2026-02-02&to=2026-02-01"), "bad_period");
    assert_eq!(code("?from=2025-01-01&to=2026-01-02"), "bad_period");
    assert_eq!(code("?since=2026-01-01"), "bad_query");
    let told = report(&served, "?from=2025-01-02&to=2026-01-02", AUDITOR).json();
    assert_eq!((&told["from"], &told["to"]), (&json!("2025-01-02"), &json!("2026-01-02")));
    let usual = report(&served, "?to=2026-01-30", AUDITOR).json();
    assert_eq!(usual["from"], "2026-01-01");
}

const DECISIONS: [&str; 6] = ["answer", "clarify", "suggest", "reply", "refuse", "handover"];
const CENTERS: [&str; 3] = ["", "济南", "青岛@市南"];
const LISTS: [TurnSource; 5] = [
    TurnSource::Suggestion,
    TurnSource::GuessOpen,
    TurnSource::Hot,
    TurnSource::Hotword,
    TurnSource::Topic,
];
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What happened, as an analyst would log it.
#[derive(Debug, Clone)]
enum Logged {
    Shown {
        source: TurnSource,
        times: usize,
    },
    Turn {
        talk: usize,
        source: TurnSource,
        decision: &'static str,
        unsolved: bool,
        at: i64,
        offered: Offered,
    },
    /// A judgement of the turn with this place in the log.
    Judged {
        turn: usize,
        useful: bool,
    },
}

/// A log that a seed makes: turns in conversations of three centers over ten days, lists that were
/// shown, and judgements of which some replace others.
fn log(events: usize, seed: u64) -> Vec<Logged> {
    let mut random = Pcg64::seed_from_u64(seed);
    let (mut log, mut answered, now) = (Vec::with_capacity(events), Vec::new(), now_ms());
    while log.len() < events {
        let source = TurnSource::ALL[random.random_range(0..TurnSource::ALL.len())];
        match random.next_u32() % 10 {
            0..4 => {
                // What an answer offers comes with its turn; these are lists of their own.
                let source = LISTS[random.random_range(0..LISTS.len())];
                log.push(Logged::Shown { source, times: random.random_range(1..9) });
            }
            4 if !answered.is_empty() => {
                let turn = answered[random.random_range(0..answered.len())];
                log.push(Logged::Judged { turn, useful: random.random_bool(0.7) });
            }
            _ => {
                let decision = DECISIONS[random.random_range(0..DECISIONS.len())];
                if decision == "answer" {
                    answered.push(log.len());
                }
                let mut upto = |most: usize| random.random_range(0..=most);
                let offered = Offered { guesses: upto(3), options: upto(5), followups: upto(4) };
                let talk = upto(events / 20);
                let days = upto(9) as i64;
                let unsolved = decision == "handover" || upto(9) == 0;
                log.push(Logged::Turn {
                    talk,
                    source,
                    decision,
                    unsolved,
                    at: now - days * DAY_MS,
                    offered,
                });
            }
        }
    }
    log
}

fn center(talk: usize) -> &'static str {
    CENTERS[talk % CENTERS.len()]
}

/// Recounts a log: source → field → number. Nothing here looks at the server.
fn recount(
    log: &[Logged],
    of: Option<&str>,
    days: (&str, &str),
) -> BTreeMap<(String, String), i64> {
    let mut numbers: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut add = |source: &str, field: &str, times: i64| {
        *numbers.entry((source.to_owned(), field.to_owned())).or_default() += times;
    };
    let within = |at: i64| {
        let day = day_of(at).to_string();
        days.0 <= day.as_str() && day.as_str() <= days.1
    };
    let concerns = |talk: usize| of.is_none_or(|of| of == center(talk));
    let mut last: BTreeMap<usize, &Logged> = BTreeMap::new();
    let mut judged: BTreeMap<usize, bool> = BTreeMap::new();
    let now = now_ms();
    for logged in log {
        match logged {
            Logged::Shown { source, times } => {
                if of.is_none() && within(now) {
                    add(source.name(), "impressions", *times as i64);
                }
            }
            Logged::Judged { turn, useful } => {
                judged.insert(*turn, *useful);
            }
            Logged::Turn { talk, source, decision, unsolved, at, offered } => {
                if concerns(*talk) && within(*at) {
                    add(source.name(), "clicks", 1);
                    let field = match *decision {
                        "answer" => "answered",
                        "clarify" => "asked_back",
                        "suggest" => "suggested",
                        "reply" => "replied",
                        "refuse" => "refused",
                        _ => "handed_over",
                    };
                    add(source.name(), field, 1);
                    add("guess_nomatch", "impressions", offered.guesses as i64);
                    add("option", "impressions", offered.options as i64);
                    add("followup", "impressions", offered.followups as i64);
                }
                if let Some(Logged::Turn { talk, source, at, .. }) = last.insert(*talk, logged)
                    && *unsolved
                    && concerns(*talk)
                    && within(*at)
                {
                    add(source.name(), "unsolved", 1);
                }
            }
        }
    }
    for (turn, useful) in judged {
        let Logged::Turn { talk, source, at, .. } = &log[turn] else {
            panic!("only turns are judged");
        };
        if concerns(*talk) && within(*at) {
            add(source.name(), if useful { "useful" } else { "useless" }, 1);
        }
    }
    numbers.retain(|_, number| *number != 0);
    numbers
}

/// The same from the server's report. What is never shown has no impressions to be compared.
fn reported(report: &Value) -> BTreeMap<(String, String), i64> {
    let mut numbers = BTreeMap::new();
    for item in report["items"].as_array().unwrap() {
        let source = item["source"].as_str().unwrap();
        for (field, number) in item.as_object().unwrap() {
            if let Some(number) = number.as_i64().filter(|number| *number != 0) {
                numbers.insert((source.to_owned(), field.clone()), number);
            }
        }
    }
    numbers
}

fn turn(place: usize, logged: &Logged) -> NewTurn {
    let Logged::Turn { talk, source, decision, unsolved, at, offered } = logged else {
        panic!("not a turn");
    };
    let owner = Owner {
        subject: format!("person{talk}"),
        center: center(*talk).to_owned(),
        ..Owner::default()
    };
    let conversation = Beginning { id: format!("talk{talk}"), owner, ..Beginning::default() };
    NewTurn {
        conversation,
        begins: false,
        answer_id: format!("answer{place}"),
        client_id: None,
        source: source.name(),
        question: "问".to_owned(),
        option_id: None,
        decision,
        entry_id: (*decision == "answer").then(|| "rate-new".to_owned()),
        confidence: 0.9,
        kb_version: "v".to_owned(),
        reply: "{}".to_owned(),
        guard_action: "pass",
        guard_rule: None,
        emotion: None,
        offered: *offered,
        unsolved: *unsolved,
        stopped: Vec::new(),
        created_at: *at,
    }
}

/// Replays a log through the doors that the routes use.
fn replay(served: &Served, log: &[Logged]) {
    let store = &served.state.store;
    for (place, logged) in log.iter().enumerate() {
        match logged {
            Logged::Shown { source, times } => served.state.shown(*source, *times),
            Logged::Turn { .. } => {
                let write = || Write::Turn(Box::new(turn(place, logged)));
                while store.writer.write_soon(write()) == Err(StoreError::Overloaded) {
                    wait_for(store.writer.settle()).ok();
                }
            }
            Logged::Judged { turn: at, useful } => {
                wait_for(store.writer.settle()).unwrap();
                let judged = turn(*at, &log[*at]);
                let owner = judged.conversation.owner;
                let feedback = Feedback {
                    place: Place::new(judged.source, &owner, judged.created_at),
                    answer_id: judged.answer_id,
                    conversation_id: judged.conversation.id,
                    owner,
                    useful: *useful,
                    reason: None,
                    comment: None,
                    told: "{}".to_owned(),
                };
                wait_for(store.db.judge(&feedback, now_ms())).unwrap();
            }
        }
    }
}

fn check(served: &Served, events: usize) {
    let log = log(events, 20_261_126);
    replay(served, &log);
    let today = day_of(now_ms());
    let days = [today.saturating_sub(jiff::Span::new().days(6)), today].map(|d| d.to_string());
    let all = [today.saturating_sub(jiff::Span::new().days(12)), today].map(|d| d.to_string());
    let compare = || {
        let mut compared = 0;
        for days in [&days, &all] {
            let query = format!("?from={}&to={}", days[0], days[1]);
            let mut askers = vec![(None, AUDITOR)];
            let of_one = CENTERS.iter().filter(|center| !center.is_empty());
            askers.extend(of_one.map(|&center| (Some(center), ("supervisor", center))));
            for (center, who) in askers {
                let told = reported(&report(served, &query, who).json());
                let counted = recount(&log, center, (&days[0], &days[1]));
                compared += counted.len();
                assert_eq!(told, counted, "{query} {center:?}");
            }
        }
        compared
    };
    let compared = compare();
    // Turns and judgements may go; what they were stays counted.
    let due = Due { what: Kept::Conversations, before_ms: now_ms() + DAY_MS };
    assert!(wait_for(served.state.store.db.forget(due)).unwrap() > 0);
    compare();
    eprintln!("{events} events replayed, {compared} numbers compared, difference 0");
}

#[test]
fn f6_the_report_equals_a_recount_of_every_event() {
    let events = std::env::var("WENSHUI_EVENTS").map_or(8_000, |count| count.parse().unwrap());
    check(&Served::small(believe), events);
}

#[test]
fn f6_the_report_equals_a_recount_on_postgresql() {
    let database = postgres::database();
    check(
        &Served::small(|config| {
            config.database = Secret::new(database);
            believe(config);
        }),
        4_000,
    );
}

/// What was shown is in the database when the server has ended, and adds to what comes later.
#[test]
fn f6_what_was_shown_outlives_the_server() {
    let mut served = Served::small(believe);
    served.state.shown(TurnSource::Hot, 7);
    served.stop();
    served.ended().unwrap();
    let again = Served::beside(&served, believe);
    again.state.shown(TurnSource::Hot, 1);
    assert_eq!(row(&report(&again, "", AUDITOR).json(), "hot")["impressions"], 8);
}
