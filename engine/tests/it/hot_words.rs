//! Hot words: a replay with bursts and spam, fading, blocking, and what is not counted.

use std::collections::{BTreeMap, BTreeSet};

use wenshui_engine::interest::Interest;
use wenshui_engine::interest::facet::Profile;
use wenshui_engine::interest::hot_word::WordCount;
use wenshui_engine::interest::mining::{Line, Mining};
use wenshui_engine::interest::record::Record;
use wenshui_engine::interest::shown::Shown;
use wenshui_engine::question::Question;
use wenshui_engine::reply::Decision;

use crate::support::chance::Chance;
use crate::support::ground::{GROUND, NOW_MS, PERIOD_MS, at, interest};
use crate::support::{TODAY, ask, bundled_engine};

fn first_batch(interest: &Interest) -> Vec<String> {
    let batch = interest.hot_words((Shown::default(), 8));
    batch.items.into_iter().map(str::to_owned).collect()
}

/// An event of the replay: who, without a token or not, and what.
struct Event {
    period: i64,
    who: String,
    anonymous: bool,
    text: String,
}

const BURSTS: [&str; 3] = ["留抵退税", "车船税", "专项附加扣除"];
/// What the two spammers push; both are words that the base knows.
const SPAM: [&str; 2] = ["资源税", "耕地占用税"];
const PERIODS: i64 = 145;
const BURST_AT: i64 = PERIODS - 1;

/// A day of ten-minute periods: 39,700 lines of background, three bursts of 100 people in the last
/// period, and two spammers of 5,000 lines, one with a token and one with a conversation a line.
fn replay() -> Vec<Event> {
    let chance = &mut Chance(7);
    let words: Vec<&str> = GROUND.rules.words.extra.iter().map(String::as_str).collect();
    let words: Vec<&str> =
        words.into_iter().filter(|word| GROUND.book.find(word).is_some()).collect();
    assert!(words.len() >= 12, "{words:?}");
    let common: Vec<f64> = (1..=words.len()).map(|rank| 1.0 / rank as f64).collect();
    let tails = ["怎么申报", "去哪里办", "要带啥", "几号截止", "有没有优惠"];
    let mut events = Vec::new();
    for at in 0..39_700 {
        let (word, tail) = (words[chance.pick(&common)], tails[chance.below(tails.len())]);
        let person = chance.below(9_000);
        events.push(Event {
            period: at * PERIODS / 39_700,
            who: if person < 4_500 { format!("p{person}") } else { format!("anon:{at}") },
            anonymous: person >= 4_500,
            text: format!("{word}{tail}{}", "呀".repeat(chance.below(4))),
        });
    }
    for at in 0..300 {
        let text = format!("{}{}", BURSTS[at % 3], tails[chance.below(tails.len())]);
        events.push(Event { period: BURST_AT, who: format!("b{at}"), anonymous: false, text });
    }
    for line in 0..5_000_i64 {
        let period = BURST_AT - line % 3;
        let text = format!("{}{line}!!", SPAM[0]);
        events.push(Event { period, who: "spammer".to_owned(), anonymous: false, text });
        let text = format!("{}，{line}", SPAM[1]);
        events.push(Event { period, who: format!("anon:s{line}"), anonymous: true, text });
    }
    assert_eq!(events.len(), 50_000);
    // Within a period lines of all kinds come mixed, in a seeded order.
    let mut order: Vec<(i64, u64, Event)> =
        events.into_iter().map(|event| (event.period, chance.next(), event)).collect();
    order.sort_by_key(|(period, place, _)| (*period, *place));
    order.into_iter().map(|(.., event)| event).collect()
}

fn begin_of(period: i64) -> i64 {
    NOW_MS - (BURST_AT - period) * PERIOD_MS
}

fn line(event: &Event) -> Line<'_> {
    Line {
        who: &event.who,
        anonymous: event.anonymous,
        text: &event.text,
        source: "typed",
        guard: "pass",
        entry: None,
        profile: Profile::default(),
    }
}

fn mine(events: &[Event]) -> Vec<WordCount> {
    let mut counts = Vec::new();
    for events in events.chunk_by(|a, b| a.period == b.period) {
        let mut mining = Mining::new(&GROUND.book, &GROUND.rules.words);
        for event in events {
            mining.take(&line(event));
        }
        let period = begin_of(events[0].period);
        let words = mining.finish().words.into_iter();
        counts.extend(words.map(|(word, people)| WordCount { word, period, people }));
    }
    counts
}

/// The same by another way: word by word and set by set, with the rules as they are written down.
fn recount(events: &[Event]) -> Vec<WordCount> {
    let mut said: BTreeMap<(i64, String), BTreeSet<&str>> = BTreeMap::new();
    let mut turns: BTreeMap<(i64, &str), u32> = BTreeMap::new();
    let mut same: BTreeMap<(i64, String), u32> = BTreeMap::new();
    for event in events {
        *turns.entry((event.period, &event.who)).or_default() += 1;
    }
    for event in events {
        let letters: String = event.text.chars().filter(|c| c.is_alphabetic()).collect();
        let heard = same.entry((event.period, letters)).or_default();
        *heard += u32::from(event.anonymous);
        let many = turns[&(event.period, event.who.as_str())] > 40 || event.anonymous && *heard > 3;
        if !many {
            for word in GROUND.book.words_in(&event.text) {
                let key = (event.period, GROUND.book.key(word).to_owned());
                said.entry(key).or_default().insert(&event.who);
            }
        }
    }
    let people = |who: BTreeSet<&str>| who.len() as u32;
    let counts = said.into_iter();
    counts
        .map(|((at, word), who)| WordCount { word, period: begin_of(at), people: people(who) })
        .collect()
}

#[test]
fn c_15_bursts_rise_within_a_period_spam_never_does_and_counts_are_a_recount() {
    let events = replay();
    let counts = mine(&events);
    assert_eq!(counts, recount(&events));
    for until in BURST_AT - 3..=BURST_AT {
        let words: Vec<WordCount> =
            counts.iter().filter(|count| count.period <= begin_of(until)).cloned().collect();
        let record = Record { words, ..Record::default() };
        let at = at(begin_of(until) + PERIOD_MS - 1);
        let interest = Interest::new(GROUND.clone(), &record, at);
        let batch = first_batch(&interest);
        println!("period {until}: {}", batch.join(" "));
        let risen = BURSTS.iter().filter(|burst| batch.iter().any(|word| word == *burst)).count();
        assert_eq!(risen, if until == BURST_AT { 3 } else { 0 }, "{until}: {batch:?}");
        assert!(!SPAM.iter().any(|spam| batch.iter().any(|word| word == spam)), "{batch:?}");
    }
    let of = |word: &str| {
        counts.iter().filter(|count| count.word == word).map(|count| count.people).max()
    };
    println!(
        "50000 events; most people in a period: spam with a token {:?}, without {:?}",
        of(SPAM[0]),
        of(SPAM[1])
    );
    assert_eq!((of(SPAM[0]), of(SPAM[1])), (None, Some(3)));
}

#[test]
fn c_15_a_word_fades_and_a_blocked_one_never_comes() {
    let count = |word: &str, days: i64, people| WordCount {
        word: word.to_owned(),
        period: NOW_MS - days * 86_400_000,
        people,
    };
    let counts = vec![count("契税", 6, 400), count("车船税", 2, 100), count("办理", 0, 9_000)];
    let record = Record { words: counts, ..Record::default() };
    let batch = first_batch(&interest(&record));
    let place = |word: &str| batch.iter().position(|shown| shown == word);
    assert!(place("车船税") < place("契税") && place("契税").is_some(), "{batch:?}");
    assert_eq!(place("办理"), None);
}

#[test]
fn c_06_c_15_every_hot_word_leads_somewhere_and_none_comes_twice() {
    let interest = interest(&Record::default());
    let mut seen = BTreeSet::new();
    let mut shown = Shown::default();
    loop {
        let batch = interest.hot_words((shown, 8));
        if batch.restarted {
            break;
        }
        for word in &batch.items {
            assert!(seen.insert((*word).to_owned()), "{word} twice");
            let reply = ask(bundled_engine(), &Question::new(word, TODAY));
            assert_ne!(reply.decision, Decision::Refuse, "{word}");
        }
        shown = batch.shown;
    }
    println!("{} words from the first minute: {}", seen.len(), Vec::from_iter(&seen).len());
    assert!(seen.len() >= 16, "{seen:?}");
}

#[test]
fn c_15_no_source_that_was_offered_and_nothing_that_was_stopped_is_mined() {
    let mut mining = Mining::new(&GROUND.book, &GROUND.rules.words);
    let mut say = |who: &str, source: &str, guard: &str| {
        let profile = Profile { taxpayer_type: Some("企业"), ..Profile::default() };
        let (text, entry) = ("契税怎么交", Some("deed-x"));
        mining.take(&Line { who, anonymous: false, text, source, guard, entry, profile });
    };
    for (who, source, guard) in [
        ("a", "typed", "pass"),
        ("a", "typed", "pass"),
        ("b", "hotword", "pass"),
        ("c", "typed", "block"),
    ] {
        say(who, source, guard);
    }
    let wanted = mining.finish();
    assert_eq!(wanted.words, BTreeMap::from([("契税".to_owned(), 1)]));
    let asked: Vec<_> = wanted
        .asks
        .iter()
        .map(|((id, values), people)| (id.as_str(), values[0].as_deref(), *people))
        .collect();
    assert_eq!(asked, [("deed-x", Some("企业"), 2)]);
}
