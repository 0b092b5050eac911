//! What is offered unasked, over HTTP: guesses, hot questions with files, hot words, topics; and how it
//! is counted from what people really ask.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use wenshui_api::counting;
use wenshui_api::reload::take_over;
use wenshui_api::store::forget::{Due, Kept};
use wenshui_api::store::said::Said;
use wenshui_engine::interest::record::{AskRow, Span};

use crate::support::contract::problem;
use crate::support::databases::on_both_with;
use crate::support::http::{Request, encoded};
use crate::support::served::{self, Served, copy_of_small, wait_for};
use crate::support::tokens::{bearer, believe};

const MINUTE_MS: i64 = 60_000;

fn get(served: &Served, target: &str) -> Value {
    let reply = served.get(target);
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    reply.json()
}

fn get_as(served: &Served, token: &str, target: &str) -> Value {
    let reply = served.send(&Request::get(target).with("authorization", token));
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    reply.json()
}

fn ids(list: &Value) -> Vec<String> {
    let items = list.as_array().expect("a list").iter();
    items.map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

/// Where every id is an entry that can be asked.
fn assert_known(ids: &[String]) {
    for id in ids {
        assert_eq!(served::bundled().get(&format!("/v1/entries/{id}")).status, 200, "{id}");
    }
}

#[test]
fn c_04_c_06_guesses_fit_who_asks_and_another_batch_repeats_nothing() {
    let served = served::bundled();
    let of = |kind: &str, day: &str| {
        let target = format!("/v1/guesses?taxpayer_type={}&as_of={day}", encoded(kind));
        ids(&get(served, &target)["items"])
    };
    let person = of("自然人", "2026-03-20");
    assert_eq!(person.len(), 3);
    assert_known(&person);
    assert_ne!(person, of("企业", "2026-03-20"), "two profiles");
    assert_ne!(person, of("自然人", "2026-12-20"), "two months");
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let batch = get(served, &format!("/v1/guesses?limit=7&as_of=2026-11-20&cursor={cursor}"));
        if batch["restarted"] == true {
            assert_eq!(ids(&batch["items"]), seen[..7]);
            break;
        }
        seen.extend(ids(&batch["items"]));
        cursor = batch["next_cursor"].as_str().expect("a cursor").to_owned();
    }
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (90, 90));
}

#[test]
fn c_04_c_11_the_token_and_the_conversation_say_who_asks() {
    let served = Served::small(believe);
    let guess = |token: Option<&str>, more: &str| {
        let target = format!("/v1/guesses?as_of=2026-11-20&limit=10{more}");
        let list =
            token.map_or_else(|| get(&served, &target), |token| get_as(&served, token, &target));
        ids(&list["items"])
    };
    let company = bearer("c", &json!({"taxpayer_type": "企业", "region": "370200"}));
    let guessed = guess(Some(&company), "");
    assert!(guessed.contains(&"refund-company".to_owned()), "{guessed:?}");
    assert!(!guessed.contains(&"refund-person".to_owned()), "{guessed:?}");
    // An entry that names the very place is made for it.
    assert!(guessed.contains(&"place-qingdao".to_owned()), "{guessed:?}");
    // What the request says stands above the token.
    let person = guess(Some(&company), &format!("&taxpayer_type={}", encoded("自然人")));
    assert!(
        person.contains(&"refund-person".to_owned())
            && !person.contains(&"refund-company".to_owned())
    );
    let asked = json!({"question": "征收率是多少", "taxpayer_type": "自然人", "conversation_id": "mine", "client_id": "1"});
    served.answer(&asked);
    assert_eq!(
        guess(None, "&conversation_id=mine"),
        guess(None, &format!("&taxpayer_type={}", encoded("自然人")))
    );
    // A window that was just opened has no conversation yet.
    assert_eq!(guess(None, "&conversation_id=new"), guess(None, ""));
    let own = served.send(
        &Request::post("/v1/answers", asked.to_string().replace("mine", "hers").as_bytes())
            .with("authorization", &company),
    );
    assert_eq!(own.status, 200);
    assert_eq!(
        problem(&served.get("/v1/guesses?conversation_id=hers")).code,
        "unknown_conversation"
    );
    // The token's circumstances are kept with the conversation, for counting.
    let hers = wait_for(served.state.store.db.conversation("hers")).unwrap().unwrap();
    assert_eq!(
        (hers.region.as_deref(), hers.taxpayer_type.as_deref()),
        (Some("370200"), Some("自然人"))
    );
}

#[test]
fn c_11_hot_questions_differ_by_login_and_carry_files() {
    let served = served::bundled();
    let hot = |kind: &str| {
        get(served, &format!("/v1/hot?taxpayer_type={}&as_of=2026-05-10", encoded(kind)))
    };
    let (company, person) = (hot("企业"), hot("自然人"));
    assert_ne!(ids(&company["questions"]), ids(&person["questions"]));
    for list in [company, person] {
        assert_eq!(ids(&list["questions"]).len(), 6);
        assert_known(&ids(&list["questions"]));
        let files = list["files"].as_array().unwrap();
        assert!(!files.is_empty() && files.len() <= 6, "{list}");
        let urls: BTreeSet<&str> = files.iter().map(|file| file["url"].as_str().unwrap()).collect();
        assert_eq!(urls.len(), files.len());
    }
}

#[test]
fn c_12_c_13_c_14_topics_have_pages_search_and_categories() {
    let served = served::bundled();
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page = get(served, &format!("/v1/topics?limit=20{after}"));
        for topic in page["items"].as_array().unwrap() {
            assert!((1..=3).contains(&topic["questions"].as_array().unwrap().len()), "{topic}");
            names.push(topic["name"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next_after"].as_str() else {
            break;
        };
        after = format!("&after={}", encoded(next));
    }
    // Those of one province are shown there alone.
    assert_eq!((names.len(), names.iter().collect::<BTreeSet<_>>().len()), (55, 55));
    assert!(names.iter().all(|name| !name.ends_with("地方规定")), "{names:?}");
    let found = get(served, &format!("/v1/topics?q={}", encoded("红字")));
    assert_eq!(found["items"][0]["name"], "红字发票");
    let found = get(served, &format!("/v1/topics?category={}", encoded("涉外业务")));
    let items = found["items"].as_array().unwrap();
    assert!(
        items.len() == 5 && items.iter().all(|topic| topic["category"] == "涉外业务"),
        "{found}"
    );
    let target = format!("/v1/topics/{}/questions?limit=10", encoded("出口退（免）税"));
    let first = get(served, &target);
    let next = first["next_after"].as_str().expect("another page");
    let second = get(served, &format!("{target}&after={next}"));
    let (first, second) = (ids(&first["items"]), ids(&second["items"]));
    assert_known(&first);
    assert!(first.len() == 10 && second.iter().all(|id| !first.contains(id)));
}

#[test]
fn c_12_topics_rank_by_the_calls_of_their_questions() {
    let directory = tempfile::tempdir().unwrap();
    let entry = |(id, question, topic): (&str, &str, &str)| {
        let basis = json!([{"title": "办法"}]);
        let entry = json!({"id": id, "question": question, "answer": "按规定办理。", "topic": topic, "basis": basis});
        entry.to_string()
    };
    let entries = [
        ("deed-a", "契税怎么申报？", "契税"),
        ("deed-b", "契税什么时候交？", "契税"),
        ("stamp", "印花税怎么申报？", "印花税"),
    ];
    let path = directory.path().join("topics.jsonl");
    std::fs::write(&path, entries.map(entry).join("\n")).unwrap();
    let source = wenshui_api::source::Source { knowledge: Some(path), ..Default::default() };
    let version = wenshui_engine::version::build::build(source.parts().unwrap()).unwrap();
    let served = Served::start(served::state(version, believe));
    let ranked = || -> Vec<(Value, Value)> {
        let topics = get(&served, "/v1/topics")["items"].as_array().unwrap().clone();
        topics.iter().map(|topic| (topic["name"].clone(), topic["calls"].clone())).collect()
    };
    let of = |calls: [(&str, i32); 2]| calls.map(|(name, calls)| (json!(name), json!(calls)));
    // Before anybody asks the topic with more questions comes first.
    assert_eq!(ranked(), of([("契税", 0), ("印花税", 0)]));
    let began = wenshui_api::clock::now_ms();
    for person in ["one", "two"] {
        let body = json!({"question": "印花税怎么申报？", "client_id": "1"}).to_string();
        let token = bearer(person, &json!({}));
        let asked = Request::post("/v1/answers", body.as_bytes()).with("authorization", &token);
        assert_eq!(served.send(&asked).json()["decision"], "answer");
    }
    wait_for(counting::round(&served.state, began + 25 * MINUTE_MS)).unwrap();
    assert_eq!(ranked(), of([("印花税", 2), ("契税", 0)]));
}

#[test]
fn what_is_offered_refuses_what_is_wrong() {
    let served = served::small();
    let cases = [
        ("/v1/guesses?limit=0", "bad_number"),
        ("/v1/guesses?limit=11", "bad_number"),
        ("/v1/guesses?cursor=xyz", "bad_cursor"),
        ("/v1/guesses?region=999999", "unknown_region"),
        ("/v1/guesses?as_of=tomorrow", "bad_date"),
        ("/v1/guesses?entry_scene=", "bad_id"),
        ("/v1/guesses?who=me", "bad_query"),
        ("/v1/hot?taxpayer_type=x", "unknown_taxpayer_type"),
        ("/v1/hot?limit=21", "bad_number"),
        ("/v1/hotwords?limit=31", "bad_number"),
        ("/v1/hotwords?cursor=0", "bad_cursor"),
        ("/v1/topics?category=x", "unknown_category"),
        ("/v1/topics?after=x", "bad_cursor"),
        ("/v1/topics/x/questions", "unknown_topic"),
    ];
    for (target, code) in cases {
        assert_eq!(problem(&served.get(target)).code, code, "{target}");
    }
    let long = format!("/v1/topics?q={}", "x".repeat(101));
    assert_eq!(problem(&served.get(&long)).code, "bad_id");
}

/// What a test asked, counted by another way than the server counts: from the rows, person by person.
struct Recount {
    words: BTreeMap<(i64, String), BTreeSet<String>>,
    asked: BTreeMap<String, u32>,
}

fn period_of(turn: &Said) -> i64 {
    let digits = turn.answer_id[..8].to_owned() + &turn.answer_id[9..13];
    let at = i64::from_str_radix(&digits, 16).unwrap();
    at - at % (10 * MINUTE_MS)
}

fn recount(turns: &[Said], words: &[&str]) -> Recount {
    let mut recount = Recount { words: BTreeMap::new(), asked: BTreeMap::new() };
    let mut same: BTreeMap<(i64, String), u32> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let turns_of = |turn: &Said| {
        let mine = turns
            .iter()
            .filter(|other| other.owner == turn.owner && period_of(other) == period_of(turn));
        mine.count()
    };
    for turn in turns {
        let (period, who) = (period_of(turn), turn.owner.subject.clone());
        let letters: String = turn.text.chars().filter(|c| c.is_alphabetic()).collect();
        let heard = same.entry((period, letters)).or_default();
        *heard += u32::from(who.starts_with("anon:"));
        if turns_of(turn) > 40 || who.starts_with("anon:") && *heard > 3 {
            continue;
        }
        if turn.source != "hotword" {
            for word in words.iter().filter(|word| turn.text.contains(*word)) {
                recount.words.entry((period, (*word).to_owned())).or_default().insert(who.clone());
            }
        }
        if let Some(entry) = turn.entry_id.clone()
            && seen.insert((period, who, entry.clone()))
        {
            *recount.asked.entry(entry).or_default() += 1;
        }
    }
    recount
}

/// People with tokens, a crowd without, one who writes 45 lines, and clicks on a hot word.
fn talk(served: &Served) {
    let ask = |token: Option<&str>, question: &str, source: &str| {
        let body = json!({"question": question, "source": source}).to_string();
        let request = Request::post("/v1/answers", body.as_bytes());
        let request =
            token.iter().fold(request, |request, token| request.with("authorization", token));
        assert_eq!(served.send(&request).status, 200, "{question}");
    };
    for person in 0..9 {
        let kind = if person < 6 { "企业" } else { "自然人" };
        let token =
            bearer(&format!("p{person}"), &json!({"taxpayer_type": kind, "region": "370200"}));
        ask(Some(&token), "怎样退税", "typed");
        ask(Some(&token), "怎样退税？？", "voice");
        if person == 0 {
            ask(Some(&token), "征收率", "hotword");
        }
    }
    for line in 0..20 {
        ask(None, &format!("征收率是多少{line}"), "typed");
    }
    let spammer = bearer("spammer", &json!({}));
    for line in 0..45 {
        ask(Some(&spammer), &format!("征收率是多少？{line}"), "typed");
    }
    // Whatever is queued is committed before what follows.
    let last =
        json!({"question": "在哪里办理登记", "conversation_id": "last", "client_id": "last"});
    served.answer(&last);
}

fn asked_in_all(rows: &[AskRow]) -> BTreeMap<String, u32> {
    let mut all = BTreeMap::new();
    for row in rows.iter().filter(|row| matches!(row.span, Span::Day(_)) && row.given.is_none()) {
        *all.entry(row.entry_id.clone()).or_default() += row.people;
    }
    all
}

#[test]
fn c_11_c_15_counts_from_the_store_equal_a_recount_and_are_made_once() {
    let believing = |config: &mut wenshui_api::config::Config| {
        believe(config);
        config.anonymous_requests_per_minute = 10_000;
    };
    on_both_with(believing, |served| {
        let db = &served.state.store.db;
        let began = wenshui_api::clock::now_ms();
        talk(served);
        let turns = wait_for(db.said_between(("", "g"), 10_000)).unwrap();
        assert_eq!(turns.len(), 9 * 2 + 1 + 20 + 45 + 1);
        let by_hand = recount(&turns, &["退税", "征收率"]);
        let words = || {
            let counts = wait_for(db.words_since(0)).unwrap().into_iter();
            counts
                .map(|count| ((count.period, count.word), count.people))
                .collect::<BTreeMap<_, _>>()
        };
        let since = Span::parse("2020-01").unwrap();
        let asked = || asked_in_all(&wait_for(db.asked_since(since)).unwrap());
        // While the period is open its words are there already, and its answers are not.
        wait_for(counting::round(&served.state, began + 100)).unwrap();
        assert!(words().keys().any(|(_, word)| word == "退税"));
        // Twice, and again by a node that knows nothing of it: nothing is counted twice.
        let beside =
            Served::beside(served, |config| config.database = served.state.config.database.clone());
        for state in [&served.state, &served.state, &beside.state] {
            wait_for(counting::round(state, began + 25 * MINUTE_MS)).unwrap();
            let counted = words();
            let of_words: BTreeMap<_, _> =
                by_hand.words.iter().map(|(key, who)| (key.clone(), who.len() as u32)).collect();
            let both = |key: &&(i64, String)| ["退税", "征收率"].contains(&key.1.as_str());
            let found: BTreeMap<_, _> = counted
                .iter()
                .filter(|(key, _)| both(key))
                .map(|(key, n)| (key.clone(), *n))
                .collect();
            assert_eq!(found, of_words);
            assert_eq!(asked(), by_hand.asked);
        }
        println!("turns {}, words {:?}, answers {:?}", turns.len(), words(), asked());
        assert_eq!(by_hand.asked["refund-company"], 6);
        let hot = |kind: &str| {
            ids(&get(served, &format!("/v1/hot?taxpayer_type={}", encoded(kind)))["questions"])
        };
        assert_eq!(
            (hot("企业")[0].as_str(), hot("自然人")[0].as_str()),
            ("refund-company", "refund-person")
        );
        let words = get(served, "/v1/hotwords");
        assert_eq!(words["words"][0], "退税", "{words}");
        // What is past its keeping time goes.
        let due = Due { what: Kept::Counts, before_ms: began + 800 * 24 * 60 * MINUTE_MS };
        wait_for(db.forget(due)).unwrap();
        assert_eq!(asked(), BTreeMap::new());
    });
}

#[test]
fn c_15_an_operators_words_replace_the_bundled_ones_and_knowledge_may_change_under_them() {
    let directory = tempfile::tempdir().unwrap();
    let bundled = wenshui_engine::interest::rules::BUNDLED;
    let words = bundled.iter().find(|(name, _)| *name == "hot_words.toml").unwrap().1;
    let blocking = words.replace("block = [", "block = [\"退税\", ");
    let path = directory.path().join("hot_words.toml");
    let served = Served::small(|config| config.interest = Some(directory.path().to_owned()));
    let served = &served;
    let ask = |conversation: &str| {
        let question = "怎样办理退税，征收率呢";
        served.answer(
            &json!({"question": question, "conversation_id": conversation, "client_id": "1"}),
        );
    };
    (0..3).for_each(|number| ask(&number.to_string()));
    let shown = |now: i64| {
        wait_for(counting::round(&served.state, now)).unwrap();
        get(served, "/v1/hotwords?limit=30")["words"].as_array().unwrap().clone()
    };
    let now = wenshui_api::clock::now_ms();
    assert!(shown(now).contains(&json!("退税")));
    std::fs::write(&path, blocking).unwrap();
    let after = shown(now);
    assert!(!after.contains(&json!("退税")) && after.contains(&json!("征收率")), "{after:?}");
    // Broken data leaves what is in service.
    std::fs::write(&path, "block = 1").unwrap();
    assert_eq!(shown(now), after);
    // Another version has other numbers for its entries.
    let copy = copy_of_small(directory.path());
    let text = std::fs::read_to_string(&copy).unwrap();
    let fewer: Vec<&str> = text.lines().skip(1).collect();
    std::fs::write(&copy, fewer.join("\n")).unwrap();
    let source = wenshui_api::source::Source { knowledge: Some(copy), ..Default::default() };
    let version = wenshui_engine::version::build::build(source.parts().unwrap()).unwrap();
    let turn = wait_for(served.state.versions.shelf.turn());
    wait_for(async { take_over(&served.state, turn, (None, Arc::new(version))) });
    // What is offered follows a moment after what is answered.
    let guessed = std::iter::repeat_with(|| ids(&get(served, "/v1/guesses?limit=10")["items"]));
    let known = |guessed: &Vec<String>| !guessed.contains(&"everything".to_owned());
    let guessed = guessed.take(100_000).find(known).expect("guesses of the version in service");
    assert!(!guessed.is_empty());
    let kept = get(served, "/v1/hotwords?limit=30")["words"].as_array().unwrap().clone();
    assert!(kept.contains(&json!("征收率")) && !kept.contains(&json!("退税")), "{kept:?}");
}
