//! What is offered unasked: guesses, hot questions, hot words, topics and popularity.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use jiff::civil::{Date, date};
use wenshui_engine::interest::facet::{Facet, Profile};
use wenshui_engine::interest::file::files;
use wenshui_engine::interest::guess::Who;
use wenshui_engine::interest::hot_word::{Moment, WordCount};
use wenshui_engine::interest::mining::{Line, Mining};
use wenshui_engine::interest::record::{AskRow, Record, Span, weigh};
use wenshui_engine::interest::rules::Rules;
use wenshui_engine::interest::shown::Shown;
use wenshui_engine::interest::{At, Ground, Interest};
use wenshui_engine::question::Question;
use wenshui_engine::reply::Decision;
use wenshui_engine::suggest::{SuggestContext, suggest_in};
use wenshui_engine::version::Version;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::support::{TODAY, ask, bundled_engine, id};

const PERIOD_MS: i64 = 600_000;
/// Noon of the tests' day in Shanghai.
const NOW_MS: i64 = 1_795_147_200_000;

static GROUND: LazyLock<Ground> =
    LazyLock::new(|| Ground::new(bundled_engine().version(), Arc::new(Rules::bundled().unwrap())));

fn at(now_ms: i64) -> At {
    At { today: TODAY, moment: Moment { now_ms, period_ms: PERIOD_MS } }
}

fn interest(record: &Record) -> Interest {
    Interest::new(GROUND.clone(), record, at(NOW_MS))
}

/// SplitMix64: the same numbers on every machine.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// From 0 to 1, without 0.
    fn share(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64
    }

    /// A standard normal number (Box and Muller 1958).
    fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos()
    }

    /// A place, each as likely as its weight.
    fn pick(&mut self, weights: &[f64]) -> usize {
        let mut rest = self.share() * weights.iter().sum::<f64>();
        let found = weights.iter().position(|weight| {
            rest -= weight;
            rest <= 0.0
        });
        found.unwrap_or(weights.len() - 1)
    }
}

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
        events.iter().for_each(|event| mining.take(&line(event)));
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
        let asks = Vec::new();
        let words: Vec<WordCount> =
            counts.iter().filter(|count| count.period <= begin_of(until)).cloned().collect();
        let moment = Moment { now_ms: begin_of(until) + PERIOD_MS - 1, period_ms: PERIOD_MS };
        let record = Record { words, asks };
        let interest = Interest::new(GROUND.clone(), &record, At { today: TODAY, moment });
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

fn kind(name: &str) -> Option<TaxpayerType> {
    Some(TaxpayerType::parse(name).unwrap())
}

/// What is guessed for somebody, as ids.
fn guessed(
    interest: &Interest,
    (taxpayer_type, day): (Option<&str>, Date),
    more: [Option<&str>; 2],
) -> Vec<String> {
    let question =
        Question { taxpayer_type: taxpayer_type.and_then(kind), ..Question::new("", day) };
    let who = Who { question: &question, entry_scene: more[0], role: more[1] };
    let batch = interest.guesses(&who, (Shown::default(), 3));
    batch.items.iter().map(|at| id(&interest.version, *at).to_owned()).collect()
}

fn topics(version: &Version, ids: &[String]) -> Vec<String> {
    let entries = ids.iter().map(|id| version.entry(id).unwrap());
    entries.map(|at| version.base.entries[at as usize].topic.clone().unwrap_or_default()).collect()
}

#[test]
fn c_04_guesses_differ_by_profile_month_page_and_role_from_the_first_minute() {
    let interest = interest(&Record::default());
    let march = date(2026, 3, 20);
    let person = guessed(&interest, (Some("自然人"), march), [None; 2]);
    assert!(
        topics(&interest.version, &person).contains(&"个人所得税年度汇算".to_owned()),
        "{person:?}"
    );
    let company = guessed(&interest, (Some("企业"), march), [None; 2]);
    assert!(
        topics(&interest.version, &company).contains(&"企业所得税预缴与汇算清缴".to_owned()),
        "{company:?}"
    );
    let december = guessed(&interest, (Some("自然人"), date(2026, 12, 20)), [None; 2]);
    assert!(
        topics(&interest.version, &december).contains(&"专项附加扣除".to_owned()),
        "{december:?}"
    );
    assert!(person != company && person != december);
    let invoices = guessed(&interest, (None, TODAY), [Some("电票平台-税务数字账户"), None]);
    let clerk = guessed(&interest, (None, TODAY), [None, Some("开票员")]);
    for ids in [invoices, clerk] {
        let topics = topics(&interest.version, &ids);
        assert!(
            topics.iter().all(|topic| topic.contains('票') || topic == "海关缴款书"),
            "{topics:?}"
        );
        // Three guesses are three matters.
        assert_eq!(BTreeSet::from_iter(&topics).len(), 3, "{topics:?}");
    }
}

#[test]
fn c_06_another_batch_repeats_nothing_until_all_are_shown() {
    let interest = interest(&Record::default());
    let question =
        Question { taxpayer_type: kind("小规模纳税人"), ..Question::new("", TODAY) };
    let who = Who { question: &question, entry_scene: None, role: None };
    let (mut shown, mut seen) = (Shown::default(), Vec::new());
    for round in 0..30 {
        let batch = interest.guesses(&who, (shown, 3));
        assert_eq!((batch.items.len(), batch.restarted), (3, false), "{round}");
        seen.extend(batch.items);
        shown = Shown::parse(&batch.shown.cursor()).unwrap();
    }
    assert_eq!(BTreeSet::from_iter(&seen).len(), 90);
    assert!(seen.iter().all(|at| interest.version.admits(*at, &question)));
    let batch = interest.guesses(&who, (shown, 3));
    assert!(batch.restarted);
    assert_eq!(batch.items, seen[..3]);
}

/// Somebody who clicked a question.
struct Click {
    entry: u32,
    kind: &'static str,
    scene: &'static str,
    day: Date,
}

const KINDS: [&str; 4] = ["一般纳税人", "小规模纳税人", "个体工商户", "自然人"];
const SCENES: [&str; 3] = ["甲页", "乙页", "丙页"];

/// Clicks of people whose tastes by type, month and page are drawn by chance and told to nobody.
fn clicks(version: &Version, count: usize) -> Vec<Click> {
    let chance = &mut Chance(11);
    let entries = version.base.entries.len();
    let taste = |chance: &mut Chance, spread: f64| -> Vec<f64> {
        (0..entries).map(|_| (spread * chance.normal()).exp()).collect()
    };
    let usual: Vec<f64> =
        (0..entries).map(|_| 1.0 / (1.0 + chance.below(entries) as f64)).collect();
    let by_kind: Vec<Vec<f64>> = KINDS.iter().map(|_| taste(chance, 1.0)).collect();
    let by_scene: Vec<Vec<f64>> = SCENES.iter().map(|_| taste(chance, 0.7)).collect();
    let by_month: Vec<Vec<f64>> = (0..12).map(|_| taste(chance, 1.0)).collect();
    let click = |_| {
        let (kind_at, scene_at, month) = (chance.below(4), chance.below(3), chance.below(12));
        // The twelve months that end with the tests' day.
        let year = if month == 11 { 2025 } else { 2026 };
        let day = date(year, month as i8 + 1, 1 + chance.below(20) as i8);
        let question = Question { taxpayer_type: kind(KINDS[kind_at]), ..Question::new("", day) };
        let weights: Vec<f64> = (0..entries)
            .map(|at| {
                let may =
                    version.admits(at as u32, &question) && version.base.entries[at].answers();
                f64::from(u8::from(may))
                    * usual[at]
                    * by_kind[kind_at][at]
                    * by_scene[scene_at][at]
                    * by_month[month][at]
            })
            .collect();
        let entry = chance.pick(&weights) as u32;
        Click { entry, kind: KINDS[kind_at], scene: SCENES[scene_at], day }
    };
    (0..count).map(click).collect()
}

/// The rows that a click adds to.
fn rows(version: &Version, click: &Click) -> Vec<AskRow> {
    let row = |span, given: Option<(Facet, &str)>| AskRow {
        entry_id: id(version, click.entry).to_owned(),
        span,
        given: given.map(|(facet, value)| (facet, value.to_owned())),
        people: 1,
    };
    let (day, month) = (Span::Day(click.day), Span::Month(click.day.first_of_month()));
    vec![
        row(day, None),
        row(month, None),
        row(month, Some((Facet::TaxpayerType, click.kind))),
        row(month, Some((Facet::EntryScene, click.scene))),
    ]
}

/// Every click is guessed from all others: by the engine, and by how often each question was clicked.
#[test]
fn c_04_guesses_learn_what_plain_popularity_cannot() {
    let version = bundled_engine().version();
    let clicks = clicks(&version, 4_000);
    let asks = clicks.iter().flat_map(|click| rows(&version, click)).collect();
    let mut interest = interest(&Record { asks, ..Record::default() });
    let mut plain = vec![0_i32; version.base.entries.len()];
    clicks.iter().for_each(|click| plain[click.entry as usize] += 1);
    let (mut hits, mut plain_hits) = (0, 0);
    for click in &clicks {
        let record = Record { asks: rows(&version, click), ..Record::default() };
        let own = weigh(&version, &record, (&GROUND.rules.guesses, TODAY)).usual;
        let mut leave = |sign: f64| {
            for mut count in own.clone() {
                count.people *= sign;
                interest.asks.add(&count);
            }
        };
        leave(-1.0);
        let question = Question { taxpayer_type: kind(click.kind), ..Question::new("", click.day) };
        let who = Who { question: &question, entry_scene: Some(click.scene), role: None };
        hits +=
            usize::from(interest.guesses(&who, (Shown::default(), 3)).items.contains(&click.entry));
        let mut leave = |sign: f64| {
            for mut count in own.clone() {
                count.people *= sign;
                interest.asks.add(&count);
            }
        };
        leave(1.0);
        plain[click.entry as usize] -= 1;
        let mut order: Vec<u32> =
            (0..plain.len() as u32).filter(|at| version.admits(*at, &question)).collect();
        order.sort_by_key(|at| (std::cmp::Reverse(plain[*at as usize]), *at));
        plain_hits += usize::from(order[..3].contains(&click.entry));
        plain[click.entry as usize] += 1;
    }
    let share = |hits: usize| hits as f64 / clicks.len() as f64;
    println!(
        "{} clicks, leave one out: hit@3 {:.4}, plain popularity {:.4}",
        clicks.len(),
        share(hits),
        share(plain_hits)
    );
    assert!(share(hits) > share(plain_hits) + 0.02);
}

/// Rows for entries that were asked today, by people of a type.
fn asked(ids: &[(&str, u32)], kind: &str) -> Vec<AskRow> {
    let row = |(entry_id, people): &(&str, u32), span, given| AskRow {
        entry_id: (*entry_id).to_owned(),
        span,
        given,
        people: *people,
    };
    let month = Span::Month(TODAY.first_of_month());
    let given = Some((Facet::TaxpayerType, kind.to_owned()));
    ids.iter()
        .flat_map(|counted| {
            [
                row(counted, Span::Day(TODAY), None),
                row(counted, month, None),
                row(counted, month, given.clone()),
            ]
        })
        .collect()
}

#[test]
fn c_11_hot_questions_differ_by_who_asks_and_carry_files() {
    let mut asks = asked(&[("cit-prepay-deadline", 300), ("cit-prepay-zero", 200)], "企业");
    asks.extend(asked(&[("iit-annual-who", 300), ("iit-how-claim", 250)], "自然人"));
    let interest = interest(&Record { asks, ..Record::default() });
    let hot = |name: &str| {
        let question = Question { taxpayer_type: kind(name), ..Question::new("", TODAY) };
        let who = Who { question: &question, entry_scene: None, role: None };
        interest.hot(&who, 6)
    };
    let (company, person) = (hot("企业"), hot("自然人"));
    let first = |hot: &[u32]| id(&interest.version, hot[0]).to_owned();
    assert_eq!(
        (first(&company).as_str(), first(&person).as_str()),
        ("cit-prepay-deadline", "iit-annual-who")
    );
    for hot in [company, person] {
        let files = files(&interest.version, &hot, (TODAY, 6));
        assert!((3..=6).contains(&files.len()), "{files:?}");
        assert_eq!(files.iter().map(|file| file.url).collect::<BTreeSet<_>>().len(), files.len());
        assert!(files.iter().all(|file| file.url.starts_with("http") && !file.title.is_empty()));
    }
}

#[test]
fn c_12_c_13_c_14_topics_by_calls_by_search_and_by_category() {
    let mut asks = asked(&[("iit-how-claim", 500)], "自然人");
    asks.extend(asked(&[("cit-prepay-zero", 30), ("cit-prepay-deadline", 40)], "企业"));
    let interest = interest(&Record { asks, ..Record::default() });
    let list = &interest.topics.list;
    let first: Vec<_> =
        list.iter().take(2).map(|topic| (topic.name.as_str(), topic.calls)).collect();
    assert_eq!(first, [("专项附加扣除", 500), ("企业所得税预缴与汇算清缴", 70)]);
    assert_eq!(id(&interest.version, list[1].entries[0]), "cit-prepay-deadline");
    let entries: usize = list.iter().map(|topic| topic.entries.len()).sum();
    assert_eq!(entries, interest.version.base.entries.len());
    // Every topic of the bundled base is in one category, and no category names what is not there.
    let named: Vec<&String> =
        interest.rules.categories.categories.iter().flat_map(|c| &c.topics).collect();
    assert_eq!(BTreeSet::from_iter(&named).len(), named.len());
    let of_base: BTreeSet<&String> = list.iter().map(|topic| &topic.name).collect();
    assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), of_base);
    for category in ["综合业务", "税收优惠", "涉外业务", "数电票业务"] {
        assert!(interest.topics.categories.iter().any(|name| name == category), "{category}");
    }
    let search = |typed: &str, category| -> Vec<String> {
        let found =
            interest.topics.search(&interest.version, (&Question::new(typed, TODAY), category));
        found.into_iter().map(|topic| topic.name.clone()).collect()
    };
    assert_eq!(search("红字", None)[0], "红字发票");
    assert!(search("qishui", None).contains(&"契税".to_owned()), "by sound");
    assert!(search("赡养老人", None).contains(&"专项附加扣除".to_owned()), "by its questions");
    assert_eq!(search("红字", Some("涉外业务")), Vec::<String>::new());
    assert_eq!(search("", Some("数电票业务")).len(), 6);
    assert_eq!(search("没有这样的话题", None), Vec::<String>::new());
}

#[test]
fn c_03_what_others_ask_moves_suggestions() {
    let rows_for = |popular: Option<&str>| {
        let asks = popular.map(|id| asked(&[(id, 900)], "企业")).unwrap_or_default();
        let interest = interest(&Record { asks, ..Record::default() });
        let popularity = Some(&interest.popularity);
        let context = SuggestContext { limit: 5, popularity };
        let found = suggest_in(&interest.version, &Question::new("预缴", TODAY), &context);
        found.iter().map(|row| id(&interest.version, row.entry).to_owned()).collect::<Vec<_>>()
    };
    let before = rows_for(None);
    let last = before.last().unwrap();
    let after = rows_for(Some(last));
    assert_eq!((after[0].as_str(), before.contains(&after[0])), (last.as_str(), true));
    assert_ne!(before[0], after[0]);
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
