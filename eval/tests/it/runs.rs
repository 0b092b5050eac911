//! A small run through the real engine, its metrics worked out by hand.

use std::ops::ControlFlow;

use wenshui_eval::error::Error;
use wenshui_eval::metrics::{self, Seen};
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::run::{run, with_threads};

use crate::support::{SUITE, TODAY, engine, seen, suite};

/// What was seen of the case with this id.
fn case<'a>(seen: &'a [Seen], id: &str) -> &'a Seen {
    seen.iter().find(|seen| seen.id == id).unwrap()
}

#[test]
fn a_run_sees_what_the_engine_says() {
    let seen = seen(&SUITE);
    let shown: Vec<String> = seen
        .iter()
        .map(|seen| {
            let first = seen.candidates.first().map_or("-", String::as_str);
            format!("{} {} {first} {}", seen.id, seen.decision, seen.right())
        })
        .collect();
    assert_eq!(shown[0], "right answer rent true");
    assert_eq!(shown[1], "second answer price false");
    assert_eq!(shown[2], "typed answer small true");
    let either = case(&seen, "either");
    assert_eq!((either.decision, either.right()), ("clarify", true));
    assert!(shown[4].starts_with("nonsense refuse ") && shown[4].ends_with(" false"), "{shown:?}");
    assert_eq!(shown[5], "talk reply - false");
    assert_eq!(shown[6], "answered answer invoice false");
    assert_eq!(shown[7], "unread refuse - false");
    assert_eq!(case(&seen, "second").candidates[1], "rent");
}

#[test]
fn a_case_is_asked_in_its_circumstances() {
    let seen = seen(&[
        r#"{"id":"here","question":"社保缴费基数上限","expect":["local"],"region":"370100"}"#,
        r#"{"id":"elsewhere","question":"社保缴费基数上限","expect":["local"],"region":"440000"}"#,
        r#"{"id":"then","question":"车辆购置税减半","expect":["ended"],"as_of":"2022-12-31"}"#,
        r#"{"id":"now","question":"车辆购置税减半","expect":["ended"]}"#,
        r#"{"id":"general","question":"增值税税率是多少","expect":["general"],"taxpayer_type":"一般纳税人"}"#,
    ]);
    let right: Vec<bool> = seen.iter().map(Seen::right).collect();
    assert_eq!(right, [true, false, true, false, true]);
    for id in ["elsewhere", "now"] {
        assert!(!case(&seen, id).candidates.iter().any(|id| id == "local" || id == "ended"));
    }
}

/// What is asked back in one turn is settled by the next, which says nothing by itself; a new line is a
/// new conversation.
#[test]
fn turns_of_a_dialogue_are_one_conversation() {
    let seen = seen(&[
        r#"{"id":"typed","turns":[{"question":"增值税税率是多少","expect":["small","general"],"decision":"clarify"},{"question":"小规模纳税人","expect":["small"],"decision":"answer"}]}"#,
        r#"{"id":"clicked","turns":[{"question":"增值税税率是多少","expect":["small","general"],"decision":"clarify"},{"option":"general","expect":["general"],"decision":"answer"}]}"#,
        r#"{"id":"alone","question":"小规模纳税人","expect":["small"],"decision":"answer"}"#,
        r#"{"id":"missed","turns":[{"question":"增值税税率是多少","expect":["small"],"decision":"answer"},{"question":"房产税从租怎么计算","expect":["rent"]}]}"#,
    ]);
    let shown: Vec<String> = seen
        .iter()
        .map(|seen| format!("{} {} {:?}", seen.id, seen.as_expected(), seen.dialogue))
        .collect();
    let expected = [
        "typed.1 true None",
        "typed.2 true Some(true)",
        "clicked.1 true None",
        "clicked.2 true Some(true)",
        "alone false None",
        "missed.1 false None",
        "missed.2 true Some(false)",
    ];
    assert_eq!(shown, expected);
    let metrics = metrics::all(&seen.iter().collect::<Vec<_>>());
    assert!((metrics["dialogue.right"] - 2.0 / 3.0).abs() < 1e-12, "{metrics:?}");
}

/// Dialogues among them, in their order, whatever thread has them.
#[test]
fn as_many_threads_as_one_likes_see_the_same() {
    let lines: Vec<String> = (0..150)
        .map(|at| match at % 3 {
            0 => format!(r#"{{"id":"{at}","turns":[{{"question":"增值税税率是多少","expect":[]}},{{"question":"小规模纳税人","expect":["small"]}}]}}"#),
            1 => format!(r#"{{"id":"{at}","question":"房产税从租怎么计算","expect":["rent"]}}"#),
            _ => format!(r#"{{"id":"{at}","question":"小规模纳税人","expect":["small"]}}"#),
        })
        .collect();
    let suite = suite(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let engine = engine();
    let version = engine.version();
    let seen = |threads| {
        let work = || run(&suite, (&engine, &version), TODAY, Progress::new(&mut unheard));
        let seen = with_threads(threads, work).unwrap().unwrap();
        // What it takes is the one thing that may differ.
        seen.into_iter().map(|seen| Seen { latency_us: 0.0, ..seen }).collect::<Vec<_>>()
    };
    let one = seen(1);
    assert_eq!(one.len(), 200);
    assert!(one.iter().map(|seen| &seen.id).eq(suite.cases.iter().map(|case| &case.id)));
    assert_eq!(one, seen(4));
    assert_eq!(case(&one, "0.2").candidates.first().map(String::as_str), Some("small"));
}

#[test]
fn progress_is_told_after_each_case() {
    let engine = engine();
    let mut steps = Vec::new();
    let mut told = |done, all| {
        steps.push((done, all));
        ControlFlow::Continue(())
    };
    let progress = Progress::new(&mut told);
    run(&suite(&SUITE), (&engine, &engine.version()), TODAY, progress).unwrap();
    assert_eq!(steps, (1..=8).map(|done| (done, 8)).collect::<Vec<_>>());
}

#[test]
fn a_run_is_called_off_where_whoever_waits_says_so() {
    let engine = engine();
    let mut told = |done, _| match done {
        3 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    let ended = run(&suite(&SUITE), (&engine, &engine.version()), TODAY, Progress::new(&mut told));
    assert!(matches!(ended, Err(Error::Cancelled)), "{ended:?}");
}

/// Weights: `right` counts twice, the other seven once; five of the eight have an answer.
#[test]
fn the_metrics_are_those_worked_out_by_hand() {
    let seen = seen(&SUITE);
    let metrics = metrics::all(&seen.iter().collect::<Vec<_>>());
    let nonsense = case(&seen, "nonsense").confidence;
    assert!(nonsense < 0.3, "{nonsense}");
    let second = 1.0 / 3_f64.log2();
    let by_hand = [
        // right 2 × 1, second 0, typed 1, either 1, unread 0, over a weight of 6.
        ("hit@1", 4.0 / 6.0),
        ("hit@3", 5.0 / 6.0),
        ("hit@5", 5.0 / 6.0),
        ("mrr@10", (2.0 + 0.5 + 1.0 + 1.0) / 6.0),
        // Both of `either` are right and lead the list, which is ideal.
        ("ndcg@10", (2.0 + second + 1.0 + 1.0) / 6.0),
        // Targets: rent (2 × 1 and 1 × 0), small, small or general, invoice.
        ("hit@1.macro", (2.0 / 3.0 + 1.0 + 1.0 + 0.0) / 4.0),
        ("hit@3.macro", 3.0 / 4.0),
        ("hit@5.macro", 3.0 / 4.0),
        ("mrr@10.macro", (2.5 / 3.0 + 1.0 + 1.0) / 4.0),
        ("ndcg@10.macro", ((2.0 + second) / 3.0 + 1.0 + 1.0) / 4.0),
        // Refused: nonsense, rightly, and unread; not to be answered: nonsense, talk, answered.
        ("refusal.rate", 2.0 / 9.0),
        ("refusal.precision", 1.0 / 2.0),
        ("refusal.recall", 1.0 / 3.0),
        // Answered: right (2), second, typed, answered, of a weight of 9.
        ("answer.rate", 5.0 / 9.0),
        ("answer.precision", 3.0 / 5.0),
        // `second` is met by what it forbids; right (2) and typed are not.
        ("forbidden@1", 1.0 / 4.0),
        ("decision.accuracy", 2.0 / 3.0),
        ("decision.accuracy.macro", 2.0 / 3.0),
        // What has no entry is a target of its own: nonsense, talk and answered beside the four.
        ("answer.rate.macro", (1.0 + 1.0 + 0.0 + 0.0 + 0.0 + 0.0 + 1.0) / 7.0),
        ("answer.precision.macro", (2.0 / 3.0 + 1.0 + 0.0) / 3.0),
        ("forbidden@1.macro", 1.0 / 6.0),
        ("refusal.rate.macro", 2.0 / 7.0),
        ("refusal.precision.macro", 1.0 / 2.0),
        ("refusal.recall.macro", 1.0 / 3.0),
        // `either` alone is asked back, as it should be.
        ("clarify.rate", 1.0 / 9.0),
        ("clarify.rate.macro", 1.0 / 7.0),
        ("clarify.precision", 1.0),
        ("clarify.precision.macro", 1.0),
        ("clarify.recall", 1.0),
        ("clarify.recall.macro", 1.0),
        ("suggest.rate", 0.0),
        ("suggest.rate.macro", 0.0),
        ("reply.rate", 1.0 / 9.0),
        ("reply.rate.macro", 1.0 / 7.0),
        ("handover.rate", 0.0),
        ("handover.rate.macro", 0.0),
        // One case a bin; exact wordings have 0.99, small talk 1 and is right about nothing.
        ("ece", (3.0 * 0.01 + 2.0 * 0.99 + 1.0 + nonsense + 0.0) / 8.0),
        // Seven questions pass seven stages, small talk passes three. Each takes a microsecond.
        ("latency_us.p50", 7.0),
        ("latency_us.p90", 7.0),
        ("latency_us.p99", 7.0),
        ("latency_us.p99.9", 7.0),
    ];
    for (name, expected) in by_hand {
        // Confidences are single precision.
        assert!((metrics[name] - expected).abs() < 1e-6, "{name}: {} != {expected}", metrics[name]);
    }
    let names: Vec<&str> = by_hand.iter().map(|(name, _)| *name).collect();
    assert!(metrics.keys().all(|name| names.contains(&name.as_str())), "{metrics:?}");
    assert!((case(&seen, "talk").latency_us - 3.0).abs() < 1e-9);
}

/// A metric that no case bears on is left out, not zero.
#[test]
fn metrics_without_cases_are_left_out() {
    let names = |lines: &[&str]| {
        let seen = seen(lines);
        let metrics = metrics::all(&seen.iter().collect::<Vec<_>>());
        metrics.into_keys().collect::<Vec<_>>().join(" ")
    };
    let refused = "answer.rate answer.rate.macro clarify.rate clarify.rate.macro ece handover.rate \
        handover.rate.macro latency_us.p50 latency_us.p90 latency_us.p99 latency_us.p99.9 \
        refusal.precision refusal.precision.macro refusal.rate refusal.rate.macro refusal.recall \
        refusal.recall.macro reply.rate reply.rate.macro suggest.rate suggest.rate.macro";
    assert_eq!(names(&SUITE[4..5]), refused);
    let answered = names(&SUITE[3..4]);
    assert!(answered.contains("hit@1 hit@1.macro"), "{answered}");
    assert!(!answered.contains("refusal.recall") && !answered.contains("forbidden"), "{answered}");
    assert_eq!(metrics::all(&[]).len(), 0);
}
