//! The order of candidates: the same whoever asks, however many are wanted, and explained.

use std::thread;

use wenshui_engine::feature::Features;
use wenshui_engine::question::Question;
use wenshui_engine::reply::{Ranked, Reply};

use crate::support::{TODAY, ask, bundled_engine, cut_wordings, serve, some_wordings};

/// Everything that a reply says, its trace included.
fn bytes(reply: &Reply) -> String {
    format!("{reply:?}")
}

#[test]
fn f2_eight_threads_get_the_same_bytes_three_times() {
    let engine = bundled_engine();
    let version = engine.version();
    let mut questions = cut_wordings(&version, 150);
    questions.extend(some_wordings(&version, 50).into_iter().map(|(_, wording)| wording));
    questions.extend(["你好", "哈哈哈哈", ""].map(str::to_owned));
    let reply = |question: &String| bytes(&ask(engine, &Question::new(question, TODAY)));
    let alone: Vec<String> = questions.iter().map(reply).collect();
    thread::scope(|scope| {
        for thread in 0..8 {
            let (questions, alone, reply) = (&questions, &alone, &reply);
            // Each thread begins elsewhere, so that its memory holds another question's leavings.
            scope.spawn(move || {
                for step in 0..3 * questions.len() {
                    let at = (thread * 29 + step * 7) % questions.len();
                    assert_eq!(reply(&questions[at]), alone[at], "{}", questions[at]);
                }
            });
        }
    });
}

#[test]
fn f2_fewer_candidates_are_the_first_of_more_for_a_thousand_questions() {
    let engine = bundled_engine();
    for text in cut_wordings(&engine.version(), 1000) {
        let wanted = [50, 10, 5, 3, 1];
        let replies = wanted.map(|top_k| {
            let question = Question { top_k, ..Question::new(&text, TODAY) };
            ask(engine, &question)
        });
        let most = replies[0].candidates.len();
        assert_eq!(replies.each_ref().map(|r| r.candidates.len()), wanted.map(|k| k.min(most)));
        assert!(most > 10, "{text} has {most} candidates");
        for pair in replies.windows(2) {
            let [more, fewer] = pair else { unreachable!("windows of two") };
            assert_eq!(fewer.candidates, more.candidates[..fewer.candidates.len()], "{text}");
            // How many are shown changes nothing but how many are shown.
            let rest = |reply: &Reply| {
                let rest = (reply.decision, reply.confidence, reply.answer, reply.say.clone());
                (rest, reply.clarification.clone(), reply.guesses.clone(), reply.related.clone())
            };
            assert_eq!(rest(fewer), rest(more), "{text}");
        }
    }
}

#[test]
fn candidates_fall_in_score_and_none_comes_twice() {
    let engine = bundled_engine();
    for text in cut_wordings(&engine.version(), 100) {
        let reply = ask(engine, &Question { top_k: 50, ..Question::new(&text, TODAY) });
        let falls = |pair: &[Ranked]| {
            pair[0].score >= pair[1].score && pair[0].confidence >= pair[1].confidence
        };
        assert!(reply.candidates.windows(2).all(falls), "{text}");
        let mut entries: Vec<u32> = reply.candidates.iter().map(|ranked| ranked.entry).collect();
        entries.sort_unstable();
        entries.dedup();
        assert_eq!(entries.len(), reply.candidates.len(), "{text}");
    }
}

#[test]
fn the_features_rebuild_the_score() {
    let engine = bundled_engine();
    let version = engine.version();
    let weights = version.settings.ranker;
    let mut questions = cut_wordings(&version, 700);
    questions.extend(some_wordings(&version, 300).into_iter().map(|(_, wording)| wording));
    assert!(questions.len() >= 1_000, "{}", questions.len());
    for text in questions {
        for ranked in ask(engine, &Question { top_k: 50, ..Question::new(&text, TODAY) }).candidates
        {
            let features = ranked.features;
            let pairs = weights.numbers().into_iter().zip(features.numbers());
            let rebuilt: f64 = pairs.map(|(w, x)| f64::from(w) * f64::from(x)).sum();
            let apart = (rebuilt - f64::from(ranked.score)).abs();
            assert!(apart < 1e-6, "{text}: {ranked:?}");
            let entry = version.documents.entries[ranked.wording as usize];
            assert_eq!(entry, ranked.entry, "{text}: the wording belongs to another entry");
        }
    }
}

/// Quantities weigh in what a document covers but not in the question's own weight.
#[test]
fn features_stay_in_their_ranges() {
    let engine = serve(&[
        r#"{"id":"threshold","question":"一般纳税人登记标准是多少","answer":"年应税销售额超过500万元。"}"#,
        r#"{"id":"vehicle","question":"车辆购置税税率是多少","answer":"税率为10%。"}"#,
        r#"{"id":"document","question":"营改增的文件","answer":"见财税〔2016〕36号。"}"#,
    ]);
    let version = engine.version();
    let own: Vec<String> = some_wordings(&version, 3).into_iter().map(|(_, text)| text).collect();
    let quantities = ["500万", "10%", "百分之十", "财税2016年36号", "2016年"].map(str::to_owned);
    for text in own.iter().chain(&quantities) {
        for ranked in ask(&engine, &Question::new(text, TODAY)).candidates {
            let features = ranked.features;
            for (name, number) in Features::NAMES.into_iter().zip(features.numbers()) {
                let least = if ["dense", "nearest", "centroid", "answer"].contains(&name) {
                    -1.0
                } else {
                    0.0
                };
                assert!((least..=1.0).contains(&number), "{text}, {name}: {features:?}");
            }
        }
    }
}
