//! The page of a report: every part with its words, and nothing of what is foreign as code.

use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::gate::Judged;
use wenshui_eval::html::view;
use wenshui_eval::metrics::means::MEANS;
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::report::Report;
use wenshui_eval::report::worst::keep_explained;
use wenshui_eval::run::run;
use wenshui_eval::seen::Seen;

use crate::support::{TODAY, bare, engine, signature, suite};

/// A case of every kind: every fault, every decision that the small base takes, tags, a dialogue.
const CASES: [&str; 8] = [
    r#"{"id":"right","question":"房产税从租怎么计算？","expect":["rent"],"decision":"answer","tags":["plain"]}"#,
    r#"{"id":"forbidden","question":"房产税从价怎么计算","expect":["rent"],"forbid":["price"]}"#,
    r#"{"id":"entry","question":"专票怎么自己开","expect":["rent"],"tags":["plain","spoken"]}"#,
    r#"{"id":"decision","question":"增值税税率是多少","expect":["small","general"],"decision":"answer"}"#,
    r#"{"id":"asked","turns":[{"question":"增值税税率是多少","expect":["small","general"],"decision":"clarify"},{"question":"小规模纳税人","expect":["general"]}]}"#,
    r#"{"id":"person","question":"我要转人工","expect":[],"decision":"handover"}"#,
    r#"{"id":"answered","question":"专用发票怎么开","expect":[]}"#,
    r#"{"id":"nonsense","question":"火锅底料咋炒","expect":[]}"#,
];

fn report() -> Report {
    let engine = engine();
    let version = engine.version();
    let (suite, mut told) = (suite(&CASES), unheard);
    let seen = run(&suite, (&engine, &version), TODAY, Progress::new(&mut told)).unwrap();
    let mut report = Report::new(signature(), &seen, Bootstrap { rounds: 20, seed: 7 });
    keep_explained(&mut report, (&version, &seen), 50);
    report
}

fn page(report: &Report) -> String {
    view::page(report, "small.jsonl").unwrap()
}

#[test]
fn a_page_has_every_part() {
    let mut report = report();
    report.gates = [true, false]
        .map(|kept| Judged { gate: "hit@1>=0.8".to_owned(), kept, value: kept.then_some(0.9) })
        .to_vec();
    let page = page(&report);
    let names =
        ["summary", "figures", "confidence", "latency", "decisions", "tags", "worst", "cases"];
    for name in names {
        assert!(page.contains(&format!("<a href=\"#{name}\">")), "{name}");
        assert!(page.contains(&format!("<section id=\"{name}\"")), "{name}");
    }
    for words in ["✓ 达到", "✗ 未达到", "用例集算不出这项指标", "small.jsonl", "0123456789abcdef"]
    {
        assert!(page.contains(words), "{words}");
    }
    // Every fault and every metric that there is has its words.
    for fault in ["禁排条目在首位", "不应作答却作答", "条目不对", "处置不对"]
    {
        assert!(page.contains(fault), "{fault}");
    }
    for name in report.metrics.keys().filter(|name| !name.contains(".macro")) {
        assert!(
            page.contains(&format!(">{name}</span>")) || name.starts_with("latency_us."),
            "{name}"
        );
    }
    assert!(page.contains("<th scope=\"row\">p99.9 "));
    // What the engine knew of a wrong candidate and of the right one.
    for words in ["用词重合", "逐对精读", "✓ 正确条目", "共有的词"] {
        assert!(page.contains(words), "{words}");
    }
    // Charts tell in words what they show.
    assert_eq!(page.matches("<svg class=\"chart\"").count(), 4);
    assert_eq!(
        page.matches("role=\"img\" aria-label=\"").count(),
        4 + page.matches("class=\"range\"").count()
    );
}

#[test]
fn every_metric_has_words() {
    let mut report = report();
    for mean in &MEANS {
        report.metrics.insert(mean.name.to_owned(), 0.5);
        report.intervals.insert(mean.name.to_owned(), [0.4, 0.6]);
    }
    let page = page(&report);
    for mean in &MEANS {
        assert!(
            page.contains(&format!("<span class=\"quiet name\">{}</span>", mean.name)),
            "{}",
            mean.name
        );
    }
}

/// Names and questions are foreign: of whatever they hold nothing becomes an element, an attribute or a
/// script, in any part of the page.
#[test]
fn foreign_text_stays_text() {
    let foreign =
        "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}</bdi>";
    let case = Seen {
        decision: "answer",
        confidence: 0.9,
        question: foreign.to_owned(),
        tags: vec![foreign.to_owned()],
        candidates: vec![foreign.to_owned()],
        forbid: vec![foreign.to_owned()],
        expect: vec![format!("{foreign}!")],
        decision_expected: Some(foreign.to_owned()),
        ..bare(foreign)
    };
    let mut report = Report::new(signature(), &[case], Bootstrap { rounds: 5, seed: 7 });
    report.signature.kb_version = foreign.to_owned();
    report.signature.half = Some(foreign.to_owned());
    report.signature.without_concepts = vec![foreign.to_owned()];
    report.gates = vec![Judged { gate: foreign.to_owned(), kept: false, value: None }];
    let told = self::report().cases.iter().find_map(|case| case.explained.clone()).unwrap();
    let mut explained = told;
    explained.understood = Some(foreign.to_owned());
    explained.words = vec![foreign.to_owned()];
    let candidate = &mut explained.candidates[0];
    (candidate.id, candidate.wording) = (foreign.to_owned(), foreign.to_owned());
    (candidate.question, candidate.shared) = (format!("{foreign}?"), vec![foreign.to_owned()]);
    candidate.features[0].name = foreign.to_owned();
    report.cases[0].explained = Some(explained);
    let page = view::page(&report, foreign).unwrap();
    for code in ["<img", "alert(1)</script", "\"'>"] {
        assert!(!page.contains(code), "{code}");
    }
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</bdi>").count(), page.matches("<bdi>").count());
    assert!(page.matches("&lt;script&gt;").count() >= 15, "some of it is not shown");
    assert!(page.contains("{{ 7*7 }}") && page.contains("理解为"));
}

/// A page asks for nothing: no address stands in it where one would be loaded.
#[test]
fn a_page_loads_nothing() {
    let page = page(&report());
    for asks in ["src=", "http://", "https://", "@import", "<link", "<iframe", "url(h"] {
        assert!(!page.contains(asks), "{asks}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_page_is_written_of_whatever_there_is() {
    let bootstrap = Bootstrap { rounds: 5, seed: 7 };
    let refused = Report::new(signature(), &[bare("one")], bootstrap);
    assert!(page(&refused).contains("没有条目错误的用例"));
    let none = Report { cases: Vec::new(), ..refused };
    assert!(page(&none).contains("<section id=\"cases\""));
    // A report of before, read back, has no explanations and no tags.
    let mut old = serde_json::to_value(report()).unwrap();
    for name in ["by_tag", "gates", "threads"] {
        old.as_object_mut().unwrap().remove(name);
    }
    for case in old["cases"].as_array_mut().unwrap() {
        case.as_object_mut().unwrap().remove("explained");
    }
    let old: Report = serde_json::from_value(old).unwrap();
    let page = page(&old);
    assert!(page.contains("没有保留这个用例的依据") && !page.contains("id=\"tags\""));
}
