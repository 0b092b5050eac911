//! `wenshui eval`: how good are the answers.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::Version;
use wenshui_eval::case::Case;
use wenshui_eval::gate::Judged;
use wenshui_eval::html::view::WORST;
use wenshui_eval::manifest::built;
use wenshui_eval::own::own_wordings;
use wenshui_eval::progress::Progress;
use wenshui_eval::report::fault::{Fault, fault};
use wenshui_eval::report::worst::keep_explained;
use wenshui_eval::report::{CaseReport, Report};
use wenshui_eval::run::{self, with_threads};
use wenshui_eval::suite::Suite;
use wenshui_knowledge::bundled;
use wenshui_knowledge::lexicon::Lexicons;

use crate::cli::{EvalArgs, EvalCommand};
use crate::clock;
use crate::commands::ablate;
use crate::commands::bar::Bar;
use crate::commands::clarify;
use crate::commands::classify;
use crate::commands::cluster;
use crate::commands::compare;
use crate::commands::impact;
use crate::commands::outcome::Outcome;
use crate::commands::replay;
use crate::commands::terminal::{print, tell};
use crate::commands::tune;
use crate::measuring::{Asked, report};
use crate::published::with_sayings;
use crate::source::{Source, Unusable};

mod give_out;

/// Runs a command that measures answering.
///
/// # Errors
/// When the knowledge, the suite or the settings cannot be used.
pub fn run(command: &EvalCommand) -> anyhow::Result<Outcome> {
    let args = match command {
        EvalCommand::Run(args) => args,
        EvalCommand::Classify(args) => return classify::run(args),
        EvalCommand::Cluster(args) => return cluster::run(args),
        EvalCommand::Clarify(args) => return clarify::run(args),
        EvalCommand::Ablate(args) => return ablate::run(args),
        EvalCommand::Compare(args) => return compare::run(args),
        EvalCommand::Tune(args) => return tune::run(args),
        EvalCommand::Replay(args) => return replay::run(args),
        EvalCommand::Impact(args) => return impact::run(args),
    };
    let (mut report, suite) = measure(args, &args.without_concepts)?;
    report.gates =
        args.gate.iter().map(|gate| gate.judge(&report.metrics, &report.by_tag)).collect();
    match args.json.as_deref() {
        Some(path) if path == Path::new("-") => {
            print(&format!("{}\n", serde_json::to_string(&report)?))?;
        }
        Some(path) => {
            print(&report.table())?;
            std::fs::write(path, serde_json::to_vec(&report)?)
                .with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        None => print(&report.table())?,
    }
    if args.misses > 0 {
        print(&misses(&suite, &report, args.misses))?;
    }
    if args.by_category {
        by_category(args, &report)?;
    }
    give_out::write(args, &report)?;
    let broken: Vec<String> = report.gates.iter().filter_map(Judged::fault).collect();
    for gate in &broken {
        tell(&format!("gate not kept: {gate}"));
    }
    Ok(if broken.is_empty() { Outcome::Done } else { Outcome::Failed })
}

/// Measures again without the concept lexicon and without each category.
fn by_category(args: &EvalArgs, whole: &Report) -> anyhow::Result<()> {
    let lexicons = Lexicons::read(&bundled::lexicons()).map_err(Unusable)?;
    let names = ["hit@1", "hit@1.macro", "hit@5.macro", "mrr@10"];
    let row = |what: &str, pairs: usize, report: &Report| {
        let values = names.map(|name| report.metrics.get(name).copied().unwrap_or_default());
        let values = values.map(|value| format!("{value:>12.4}")).concat();
        format!("{what:<24}{pairs:>8}{values}\n")
    };
    let heads = names.map(|name| format!("{name:>12}")).concat();
    let mut out = format!("\n{:<24}{:>8}{heads}\n", "without", "pairs");
    out.push_str(&row("nothing", 0, whole));
    for category in std::iter::once("all".to_owned()).chain(lexicons.categories()) {
        let pairs = lexicons.concepts.iter();
        let left_out = pairs.filter(|pair| pair.category == category || category == "all").count();
        let (report, _) = measure(args, std::slice::from_ref(&category))?;
        out.push_str(&row(&category, left_out, &report));
    }
    print(&out)
}

/// The cases that went wrong, the most confident first: a wrong entry or one that must not come first;
/// where none is right another decision than the one that is expected, or an answer.
fn misses(suite: &Suite, report: &Report, count: usize) -> String {
    let cases = suite.cases.iter().zip(&report.cases);
    let is_wrong = |(case, seen): &(&Case, &CaseReport)| match fault(seen) {
        // Of a right entry it is told nowhere here what was decided.
        Some(Fault::Decision) => case.expect.is_empty(),
        fault => fault.is_some(),
    };
    let mut wrong: Vec<_> = cases.filter(is_wrong).collect();
    wrong.sort_by(|(_, one), (_, two)| two.confidence.total_cmp(&one.confidence));
    let line = |(case, seen): &(&Case, &CaseReport)| {
        let got = seen.candidates.first().map_or("-", String::as_str);
        let expected = if case.expect.is_empty() { "-".to_owned() } else { case.expect.join(", ") };
        let asked = case.option.as_deref().unwrap_or(&case.question);
        format!(
            "{:.3} {:<8} {}: {asked}\n      {got}, expected {expected}\n",
            seen.confidence, seen.decision, seen.id
        )
    };
    let shown: String = wrong.iter().take(count).map(line).collect();
    format!("\n{} of {} cases went wrong\n{shown}", wrong.len(), suite.cases.len())
}

fn measure(args: &EvalArgs, without_concepts: &[String]) -> anyhow::Result<(Report, Suite)> {
    let source = Source {
        settings: args.settings.clone(),
        encoder: args.encoder.clone(),
        cross_encoder: args.cross_encoder.clone(),
        without_concepts: without_concepts.to_vec(),
        ..with_sayings(&args.kb)?
    };
    let (version, manifest) = built(source.parts()?)?;
    let suite = match &args.suite {
        Some(path) => {
            let (suite, warnings) = Suite::read(path)?;
            for warning in &warnings {
                tell(&format!("{warning:#}"));
            }
            suite
        }
        None => own_wordings(&version, clock::today()),
    };
    let suite = match args.half {
        Some(half) => suite.half(half),
        None => suite,
    };
    anyhow::ensure!(!suite.cases.is_empty(), "the suite holds no case");
    if without_concepts.is_empty() {
        tell_unknown(&suite, &version);
    }
    let engine = Engine::new(version, clock::nanoseconds);
    let version = engine.version();
    let today = args.as_of.unwrap_or_else(clock::today);
    let mut bar = Bar::new("cases");
    let mut told = |done, all| bar.show(done, all);
    let threads = give_out::threads(args);
    let progress = Progress::new(&mut told);
    let seen = with_threads(threads, || run::run(&suite, (&engine, &version), today, progress))??;
    bar.clear();
    let without_concepts = without_concepts.to_vec();
    let asked = Asked { half: args.half, without_concepts, as_of: today, seed: args.seed };
    let report = report(asked, (&suite, &version), &seen);
    let mut report = Report { threads, manifest: Some(manifest), ..report };
    if args.out.html.is_some() {
        keep_explained(&mut report, (&version, &seen), WORST);
    }
    Ok((report, suite))
}

/// Says what the suite expects and the knowledge does not hold: no answer can be right there.
fn tell_unknown(suite: &Suite, version: &Version) {
    let expected = suite.cases.iter().flat_map(|case| &case.expect);
    let unknown: BTreeSet<&String> = expected.filter(|id| version.entry(id).is_none()).collect();
    if let Some(first) = unknown.first() {
        let count = unknown.len();
        tell(&format!(
            "expected entries that the knowledge does not hold: {count}, such as {first}"
        ));
    }
}
