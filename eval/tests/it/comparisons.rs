//! The page of a comparison: both sides with what explains every case that went otherwise, and nothing of
//! what is foreign as code.

use wenshui_engine::engine::Engine;
use wenshui_engine::version::build::Parts;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::compare::explained::Side;
use wenshui_eval::compare::flip::FlipKind;
use wenshui_eval::compare::{Comparison, compare};
use wenshui_eval::html::comparison::page;
use wenshui_eval::manifest::built;
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::report::{Report, Signature};
use wenshui_eval::run::run;
use wenshui_eval::seen::Seen;
use wenshui_eval::suite::Suite;
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::load;

use crate::support::{TODAY, clock, signature, suite};

const RENT: &str = r#"{"id":"rent","question":"房产税从租怎么计算","answer":"按租金的12%。","basis":[{"title":"房产税暂行条例"}]}"#;
const PRICE: &str = r#"{"id":"price","question":"房产税从价怎么计算","answer":"按余值的1.2%。","basis":[{"title":"房产税暂行条例"}]}"#;
const INVOICE: &str = r#"{"id":"invoice","question":"专用发票怎么开","answer":"在电子税务局开具。","basis":[{"title":"发票管理办法"}]}"#;
/// The same entry, of which another question is asked.
const LOST: &str = r#"{"id":"invoice","question":"专用发票丢了怎么办","answer":"在电子税务局开具。","basis":[{"title":"发票管理办法"}]}"#;
const STAMP: &str = r#"{"id":"stamp","question":"印花税怎么贴花","answer":"自行贴花。","basis":[{"title":"印花税法"}]}"#;

const CASES: [&str; 4] = [
    r#"{"id":"same","question":"房产税从租怎么计算","expect":["rent"],"tags":["plain"]}"#,
    r#"{"id":"breaks","question":"专用发票怎么开","expect":["invoice"],"decision":"answer","tags":["plain"]}"#,
    r#"{"id":"mends","question":"印花税怎么贴花","expect":["stamp"],"tags":["mended"]}"#,
    r#"{"id":"talk","turns":[{"question":"房产税从价怎么计算","expect":["price"]},{"question":"印花税怎么贴花","expect":["stamp"]}]}"#,
];

fn base(lines: &[&str]) -> Base {
    let mut draft = Draft::default();
    load::read_file("small.jsonl", &lines.join("\n"), &mut draft);
    assert_eq!(draft.problems, []);
    draft.base
}

/// A side: its engine, what it came to and its report.
fn side(lines: &[&str], suite: &Suite) -> (Engine, Vec<Seen>, Report) {
    let (version, manifest) = built(Parts::bundled(base(lines)).unwrap()).unwrap();
    let kb_version = version.id.clone();
    let engine = Engine::new(version, clock);
    let progress = &mut unheard;
    let seen = run(suite, (&engine, &engine.version()), TODAY, Progress::new(progress)).unwrap();
    let signature = Signature { kb_version, ..signature() };
    let report = Report::new(signature, &seen, Bootstrap { rounds: 20, seed: 7 });
    (engine, seen, Report { manifest: Some(manifest), ..report })
}

/// Both sides compared, and explained by asking again what went otherwise.
fn compared() -> Comparison {
    let suite = suite(&CASES);
    let (before, _, one) = side(&[RENT, PRICE, INVOICE], &suite);
    let (after, _, two) = side(&[RENT, PRICE, LOST, STAMP], &suite);
    let mut comparison = compare((&[one], &[two]), Bootstrap { rounds: 20, seed: 7 }).unwrap();
    let turned = comparison.turned(&suite);
    let ids: Vec<&str> = turned.cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids, ["breaks", "mends", "talk.1", "talk.2"], "a dialogue is asked as a whole");
    for (side, engine) in [(Side::Before, &before), (Side::After, &after)] {
        let (version, progress) = (engine.version(), &mut unheard);
        let seen = run(&turned, (engine, &version), TODAY, Progress::new(progress)).unwrap();
        comparison.explain(side, (&version, &seen));
    }
    comparison
}

#[test]
fn k2_a_page_shows_both_sides_and_what_explains_each_case() {
    let comparison = compared();
    let broken: Vec<&str> = comparison
        .flips
        .iter()
        .filter(|flip| flip.kind == FlipKind::Broken)
        .map(|flip| flip.id.as_str())
        .collect();
    assert_eq!(broken, ["breaks"]);
    assert_eq!((comparison.counts.fixed, comparison.counts.unchanged), (2, 2));
    let page = page(&comparison, "a.json → b.json").unwrap();
    let names =
        ["compared", "paired", "by-tag", "broken", "fixed", "changed", "differences", "unsteady"];
    for name in names {
        assert!(page.contains(&format!("<a href=\"#{name}\">")), "{name}");
        assert!(page.contains(&format!("<section id=\"{name}\"")), "{name}");
    }
    for words in [
        "<strong>2</strong> 个用例由错变对，<strong>1</strong> 个由对变错",
        "a.json → b.json",
        "没有用例换了结果而对错未变",
        "标准问法</span> <code>invoice</code>",
        "条目</span> <code>stamp</code> 新增",
        "提问就是这条问法",
        "之前的依据",
        "之后的依据",
        "✓ 正确条目",
        "用词重合",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("没有保留这一侧的依据"), "every case was asked again");
    let versions = [&comparison.before.kb_version, &comparison.after.kb_version];
    assert!(versions.iter().all(|version| page.contains(version.as_str())));
    // Every metric that both sides have stands there with its difference, interval and p.
    let shares = comparison.metrics.keys().filter(|name| !name.contains(".macro"));
    for name in shares.filter(|name| !name.starts_with("latency")) {
        assert!(page.contains(&format!(">{name}</span>")), "{name}");
    }
    assert!(page.contains("<th scope=\"row\">p99</th>"));
}

#[test]
fn a_side_that_was_not_asked_again_says_so_and_nothing_is_told_where_nothing_differs() {
    let suite = suite(&CASES);
    let (_, _, one) = side(&[RENT, PRICE, INVOICE], &suite);
    let (_, _, two) = side(&[RENT, PRICE, LOST, STAMP], &suite);
    let bootstrap = Bootstrap { rounds: 20, seed: 7 };
    let apart = compare((std::slice::from_ref(&one), &[two]), bootstrap).unwrap();
    assert!(page(&apart, "x").unwrap().contains("没有保留这一侧的依据"));
    let same =
        compare((std::slice::from_ref(&one), std::slice::from_ref(&one)), bootstrap).unwrap();
    let page = page(&same, "x").unwrap();
    for words in ["没有用例由对变错", "没有用例由错变对", "都相同", "差异不显著", "不显著</span>"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("变差</span>") && !page.contains("变好</span>"));
}

/// Questions, names and texts are foreign: nothing of them becomes an element, an attribute or a script.
#[test]
fn foreign_text_of_a_comparison_stays_text() {
    let foreign =
        "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}</bdi>";
    let mut comparison = compared();
    comparison.before.kb_version = foreign.to_owned();
    comparison.after.half = Some(foreign.to_owned());
    let counts = comparison.tags["plain"];
    comparison.tags.insert(foreign.to_owned(), counts);
    comparison.flaky = vec![foreign.to_owned()];
    comparison.unmatched = vec![foreign.to_owned()];
    for one in &mut comparison.differences {
        one.name = foreign.to_owned();
        one.part = Some(foreign.to_owned());
        one.text = Some(foreign.to_owned());
    }
    for flip in &mut comparison.flips {
        (flip.id, flip.question) = (foreign.to_owned(), foreign.to_owned());
        (flip.tags, flip.expect) = (vec![foreign.to_owned()], vec![foreign.to_owned()]);
        flip.before.decision = foreign.to_owned();
        flip.after.candidates = vec![foreign.to_owned()];
        for explained in [&mut flip.explained_before, &mut flip.explained_after] {
            let explained = explained.as_mut().unwrap();
            explained.understood = Some(foreign.to_owned());
            explained.words = vec![foreign.to_owned()];
            for candidate in &mut explained.candidates {
                candidate.question = foreign.to_owned();
                candidate.shared = vec![foreign.to_owned()];
            }
        }
    }
    let page = page(&comparison, foreign).unwrap();
    for code in ["<img", "alert(1)</script", "\"'>"] {
        assert!(!page.contains(code), "{code}");
    }
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</bdi>").count(), page.matches("<bdi>").count());
    assert!(page.matches("&lt;script&gt;").count() >= 40, "some of it is not shown");
    for asks in ["http://", "https://", "@import", "<link", "<iframe", "url(h"] {
        assert!(!page.contains(asks), "{asks}");
    }
}
