//! What is offered unasked: guesses, hot questions, topics and popularity.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use wenshui_engine::interest::Interest;
use wenshui_engine::interest::facet::Facet;
use wenshui_engine::interest::file::files;
use wenshui_engine::interest::guess::Who;
use wenshui_engine::interest::record::{AskRow, Record, Span, weigh};
use wenshui_engine::interest::shown::Shown;
use wenshui_engine::question::Question;
use wenshui_engine::suggest::{SuggestContext, suggest_in};
use wenshui_engine::version::Version;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::support::chance::Chance;
use crate::support::ground::{GROUND, interest};
use crate::support::{TODAY, bundled_engine, id};

fn kind(name: &str) -> TaxpayerType {
    TaxpayerType::parse(name).unwrap()
}

/// What is guessed for somebody, as ids.
fn guessed(
    interest: &Interest,
    (taxpayer_type, day): (Option<&str>, Date),
    more: [Option<&str>; 2],
) -> Vec<String> {
    let question = Question { taxpayer_type: taxpayer_type.map(kind), ..Question::new("", day) };
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
            "{topics:?} {ids:?}"
        );
        // Three guesses are three matters.
        assert_eq!(BTreeSet::from_iter(&topics).len(), 3, "{topics:?}");
    }
}

#[test]
fn c_06_another_batch_repeats_nothing_until_all_are_shown() {
    let interest = interest(&Record::default());
    let question =
        Question { taxpayer_type: Some(kind("小规模纳税人")), ..Question::new("", TODAY) };
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
        let question =
            Question { taxpayer_type: Some(kind(KINDS[kind_at])), ..Question::new("", day) };
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
    for click in &clicks {
        plain[click.entry as usize] += 1;
    }
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
        let question =
            Question { taxpayer_type: Some(kind(click.kind)), ..Question::new("", click.day) };
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
        let question = Question { taxpayer_type: Some(kind(name)), ..Question::new("", TODAY) };
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
    assert_eq!(search("", Some("数电票业务")).len(), 7);
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
