//! Clarification over rounds: what a click or a free answer leads to, and that it ends well.

use wenshui_engine::engine::Engine;
use wenshui_engine::open_question::{NONE_ID, Offer, OpenQuestion};
use wenshui_engine::question::{Before, Question};
use wenshui_engine::reply::{Choice, Decision, Reply};

use crate::support::{TODAY, ask, bundled_engine, id, serve};

/// A question that every tax answers otherwise.
const VAGUE: &str = "税率是多少";

fn next(
    engine: &Engine,
    asked: Option<&OpenQuestion>,
    (option, text): (Option<&str>, &str),
) -> Reply {
    let before = Before { asked, ..Before::default() };
    ask(engine, &Question { option, before, ..Question::new(text, TODAY) })
}

/// The labels of what is offered.
fn labels(reply: &Reply) -> Vec<String> {
    let asked = reply.clarification.as_ref().expect("a question back");
    asked.options.iter().map(|(_, label)| label.clone()).collect()
}

/// The values of a facet that are offered.
fn values(reply: &Reply) -> Vec<String> {
    let offers = reply.asked.iter().flat_map(|asked| &asked.offers);
    let values = offers.map(|offer| match offer {
        Offer::Value(value) => value.clone(),
        Offer::Entry(id, _) => panic!("{id} is no value"),
    });
    values.collect()
}

#[test]
fn a_vague_question_is_asked_back_by_the_tax_and_remembers_it() {
    let engine = bundled_engine();
    let version = engine.version();
    let first = next(engine, None, (None, VAGUE));
    assert_eq!(first.decision, Decision::Clarify);
    let asked = first.clarification.as_ref().unwrap();
    assert_eq!((asked.facet.as_str(), asked.round), ("tax", 1));
    assert_eq!(first.say, [version.words.why("tax")]);
    assert_eq!(labels(&first).last(), Some(&version.words.none_of_these));
    for value in values(&first) {
        for (option, text) in [(Some(format!("tax={value}")), ""), (None, value.as_str())] {
            let second = next(engine, first.asked.as_ref(), (option.as_deref(), text));
            let known = second.asked.as_ref().unwrap();
            assert_eq!(known.chosen, [("tax".to_owned(), value.clone())]);
            assert!(!second.candidates.is_empty());
            for ranked in &second.candidates {
                let fits = version.facets.fits(ranked.entry, ("tax", &value));
                assert!(fits, "{} after {value}", id(&version, ranked.entry));
            }
            // Nobody is asked the same twice.
            assert!(second.clarification.is_none_or(|asked| asked.facet != "tax"));
        }
    }
}

#[test]
fn what_was_refused_does_not_come_again() {
    let engine = bundled_engine();
    let mut reply = next(engine, None, (None, "怎么申报"));
    let mut seen: Vec<u32> = Vec::new();
    for _ in 0..3 {
        let shown: Vec<u32> = match &reply.clarification {
            Some(asked) => asked
                .options
                .iter()
                .filter_map(|(choice, _)| match choice {
                    Choice::Entry(entry) => Some(*entry),
                    Choice::Value(_) | Choice::None => None,
                })
                .collect(),
            None => reply.guesses.iter().chain(&reply.answer).copied().collect(),
        };
        assert!(shown.iter().all(|entry| !seen.contains(entry)), "{shown:?} after {seen:?}");
        seen.extend(shown);
        reply = next(engine, reply.asked.as_ref(), (Some(NONE_ID), ""));
    }
    assert!(seen.len() > 3);
}

#[test]
fn an_answer_that_was_not_meant_is_taken_back_by_saying_so() {
    let engine = bundled_engine();
    let version = engine.version();
    let wording = &version.base.entries[0].question;
    let answered = next(engine, None, (None, wording));
    assert_eq!(answered.answer, Some(0));
    for words in ["不是这个", "没解决", "不对！"] {
        let other = next(engine, answered.asked.as_ref(), (None, words));
        assert_ne!(other.answer, Some(0), "{words}");
        assert!(other.candidates.iter().all(|ranked| ranked.entry != 0), "{words}");
    }
    // What is no answer to a question back is a question of its own.
    let other = &version.base.entries[1].question;
    assert_eq!(next(engine, answered.asked.as_ref(), (None, other)).answer, Some(1));
}

/// Two entries that differ by who asks, and one more.
const RATES: [&str; 3] = [
    r#"{"id":"general","question":"增值税税率是多少","answer":"13%。","taxpayer_types":["一般纳税人"],"clarify":{"taxpayer_type":"一般纳税人"}}"#,
    r#"{"id":"small","question":"增值税征收率是多少","similar":["增值税税率是多少"],"answer":"3%。","taxpayer_types":["小规模纳税人"],"clarify":{"taxpayer_type":"小规模纳税人"}}"#,
    r#"{"id":"property","question":"房产税怎么计算","answer":"从价或者从租。"}"#,
];

#[test]
fn who_is_asking_can_be_said_in_the_words_of_the_option() {
    let engine = serve(&RATES);
    let version = engine.version();
    let first = next(&engine, None, (None, "增值税税率是多少"));
    assert_eq!(first.clarification.as_ref().unwrap().facet, "taxpayer_type");
    for (words, answer) in [("一般纳税人", "general"), ("小规模", "small"), ("第二个", "small")]
    {
        let second = next(&engine, first.asked.as_ref(), (None, words));
        assert_eq!(second.answer.map(|entry| id(&version, entry)), Some(answer), "{words}");
    }
    // Neither: both are out, and nothing is made of the third, which was never near.
    let neither = next(&engine, first.asked.as_ref(), (None, "都不是"));
    assert_eq!(neither.answer, None);
}

/// What is no correction of an answer is not taken for one.
#[test]
fn no_is_no_complaint_after_an_answer() {
    let engine = bundled_engine();
    let answered = next(engine, None, (None, &engine.version().base.entries[0].question));
    let after = next(engine, answered.asked.as_ref(), (None, "不知道"));
    assert!(after.asked.is_none_or(|asked| !asked.is_narrowed()));
}

#[test]
fn options_are_taken_by_their_place_and_by_their_words() {
    let engine = bundled_engine();
    let first = next(engine, None, (None, VAGUE));
    let offers = values(&first);
    for (at, words) in [(0, "第一个"), (1, "2"), (2, "第三项"), (3, "第4个")] {
        let second = next(engine, first.asked.as_ref(), (None, words));
        let known = second.asked.unwrap().chosen;
        assert_eq!(known, [("tax".to_owned(), offers[at].clone())], "{words}");
    }
}

/// Whatever signals an operator turns off.
#[test]
fn c_09_the_last_round_offers_a_person() {
    let engine = bundled_engine();
    let mut reply = next(engine, None, (None, VAGUE));
    let mut rounds = 0;
    while reply.clarification.is_some() {
        rounds += 1;
        assert!(rounds <= 6, "it is asked back for ever");
        reply = next(engine, reply.asked.as_ref(), (None, "都不是"));
    }
    assert!(reply.exits && reply.decision == Decision::Suggest, "{:?}", reply.decision);
}

/// Whatever is clicked, it ends with an answer or with the ways to a person.
#[test]
fn random_walks_come_to_an_answer_or_to_a_person() {
    let engine = bundled_engine();
    let version = engine.version();
    let walks = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    let mut state = 1_u64;
    let mut below = |end: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end
    };
    let words =
        ["怎么申报", "税率", "优惠", "发票", "退税", "能抵扣吗", "要交税吗", "期限", "注销"];
    for walk in 0..walks.unwrap_or(400).min(10_000) {
        let tax = &version.base.entries[below(version.base.entries.len())].tax;
        let text = format!("{}{}", tax.as_deref().unwrap_or(""), words[below(words.len())]);
        let mut reply = next(engine, None, (None, &text));
        let mut steps = 0;
        while !settled(&reply) {
            let option = choose(&version, &reply, &mut below);
            reply = next(engine, reply.asked.as_ref(), (Some(&option), ""));
            steps += 1;
            assert!(steps <= 8, "walk {walk} from {text} does not end");
        }
    }
}

fn settled(reply: &Reply) -> bool {
    reply.decision == Decision::Answer || reply.exits
}

fn choose(
    version: &wenshui_engine::version::Version,
    reply: &Reply,
    below: &mut impl FnMut(usize) -> usize,
) -> String {
    let entry = |entry: u32| id(version, entry).to_owned();
    let mut options: Vec<String> = reply.guesses.iter().map(|guess| entry(*guess)).collect();
    options.push(NONE_ID.to_owned());
    if let Some(asked) = &reply.clarification {
        options.extend(asked.options.iter().map(|(choice, _)| match choice {
            Choice::Entry(at) => entry(*at),
            Choice::Value(value) => format!("{}={value}", asked.facet),
            Choice::None => NONE_ID.to_owned(),
        }));
    }
    options.swap_remove(below(options.len()))
}

#[test]
fn an_offer_that_was_not_made_is_no_choice() {
    let asked =
        OpenQuestion::new("怎么申报").offering("tax", vec![Offer::Value("契税".to_owned())]);
    assert!(asked.offers("tax=契税") && asked.offers(NONE_ID));
    assert!(!asked.offers("tax=印花税") && !asked.offers("house=契税") && !asked.offers("契税"));
}
