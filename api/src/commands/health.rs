//! `wenshui kb health`: what is wrong with knowledge in meaning and time.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use wenshui_engine::engine::Engine;
use wenshui_engine::version::build::build;
use wenshui_eval::health::against::Against;
use wenshui_eval::health::finding::Finding;
use wenshui_eval::health::ignored::{Dismissal, Ignored};
use wenshui_eval::health::report::HealthReport;
use wenshui_eval::health::rules::Rules;
use wenshui_eval::health::usage::Usage;
use wenshui_eval::health::{coverage, examine};
use wenshui_eval::progress::Progress;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::edit::Edit;
use wenshui_knowledge::edit::apply::apply;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Severity as ProblemSeverity;

use crate::cli::health::HealthArgs;
use crate::commands::bar::Bar;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::commands::versions::{ask_for, tell_revised};
use crate::config::place::Place;
use crate::remembered::{self, IGNORED};
use crate::source::Unusable;
use crate::versions::revise::Wishes;
use crate::{clock, published};

/// Checks knowledge and prints what was found, mends a finding, or remembers that it is left as it is.
///
/// # Errors
/// When files cannot be read or written, or an id names no finding.
pub fn run(args: &HealthArgs) -> anyhow::Result<Outcome> {
    let usual = || anyhow::Ok(Place::resolve(&args.kb.place)?.data.join(IGNORED));
    let ignore = args.ignore.clone().map_or_else(usual, Ok)?;
    let ignored = match text(&ignore)? {
        Some(text) => Ignored::parse(&ignore.display().to_string(), &text)?,
        None if args.ignore.is_some() && args.dismiss.is_empty() => {
            bail!("cannot read `{}`: there is no such file", ignore.display())
        }
        None => Ignored::default(),
    };
    let (report, base) = examined(args)?;
    if !args.dismiss.is_empty() {
        return dismiss(args, &report, &ignore);
    }
    if !args.fix.is_empty() {
        return mend(args, &report, base);
    }
    tell_report(args, &report.without(&ignored))
}

fn examined(args: &HealthArgs) -> anyhow::Result<(HealthReport, Base)> {
    let rules = match &args.rules {
        Some(path) => {
            let name = path.display().to_string();
            Rules::read(&DataFile { name, text: required(path)? }).map_err(Unusable)?
        }
        None => Rules::bundled().map_err(Unusable)?,
    };
    let usage = match &args.usage {
        Some(path) => Some(Usage::parse(&path.display().to_string(), &required(path)?)?),
        None => None,
    };
    let source = published::source(&args.kb)?;
    let draft = source.draft()?;
    let is_error = |severity| severity == ProblemSeverity::Error;
    let errors = draft.problems.iter().filter(|problem| is_error(problem.severity)).count();
    if errors > 0 {
        tell(&format!("{errors} errors of form, which `wenshui kb check` names, are left aside"));
    }
    let base = draft.base.clone();
    let engine = Engine::new(build(source.parts_of(draft.base)?)?, clock::nanoseconds);
    let today = args.today.unwrap_or_else(clock::today);
    let mut bar = Bar::new("wordings");
    let mut told = |done, all| bar.show(done, all);
    let against = Against { today, rules: &rules, usage: usage.as_ref() };
    let report = examine((&engine, &engine.version()), against, Progress::new(&mut told))?;
    bar.clear();
    Ok((report, base))
}

fn tell_report(args: &HealthArgs, report: &HealthReport) -> anyhow::Result<Outcome> {
    let to_output = args.json.as_deref() == Some(Path::new("-"));
    if let Some(path) = args.json.as_deref() {
        let json = format!("{}\n", serde_json::to_string(report)?);
        if to_output { print(&json)? } else { write(path, &json)? }
    }
    if !to_output {
        let signature = &report.signature;
        let mut out = report.table(args.show);
        if args.coverage {
            out.push_str(&format!("{}\n", coverage::table(&report.coverage)));
        }
        out.push_str(&format!(
            "kb {} · {} entries, {} wordings · {}: {} findings, {} ignored\n",
            signature.kb_version,
            signature.entries,
            signature.wordings,
            signature.today,
            report.findings.len(),
            report.ignored.len(),
        ));
        print(&out)?;
    }
    let weighs = |finding: &Finding| args.fail_on.is_some_and(|least| finding.severity >= least);
    Ok(if report.findings.iter().any(weighs) { Outcome::Failed } else { Outcome::Done })
}

/// Applies the fixes of findings: what comes of it waits for a reviewer, or is written into a file.
fn mend(args: &HealthArgs, report: &HealthReport, base: Base) -> anyhow::Result<Outcome> {
    let mut edits: Vec<Edit> = Vec::new();
    for id in &args.fix {
        let finding = named(report, id)?;
        let Some(fix) = &finding.fix else {
            bail!("`{id}` is for a person to mend: {}", finding.words);
        };
        tell(&format!("{}: {}", finding.id, fix.words));
        edits.extend(fix.edits.iter().cloned());
    }
    let mended = apply(base.clone(), &edits);
    if !mended.problems.is_empty() {
        return Err(Unusable(mended.problems).into());
    }
    match (&args.output, &args.kb.kb) {
        (Some(path), _) => write(path, &mended.base.to_jsonl())?,
        (None, Some(_)) => bail!("`--fix` needs `--output` where `--kb` names the knowledge"),
        (None, None) => {
            let wishes = Wishes { before: base, after: mended.base, named: Vec::new() };
            let revised = ask_for(wishes, &args.kb.place, &args.by.name())?;
            tell_revised(&revised);
        }
    }
    Ok(Outcome::Done)
}

/// Remembers that findings are left as they are.
fn dismiss(args: &HealthArgs, report: &HealthReport, ignore: &Path) -> anyhow::Result<Outcome> {
    let why = args.why.clone().unwrap_or_default();
    let dismissal = |id: &String| -> anyhow::Result<Dismissal> {
        Ok(Dismissal {
            id: named(report, id)?.id.clone(),
            who: args.by.name(),
            why: why.clone(),
            on: Some(clock::today().to_string()),
        })
    };
    let dismissals: Vec<Dismissal> =
        args.dismiss.iter().map(dismissal).collect::<Result<_, _>>()?;
    remembered::add(ignore, &dismissals)?;
    tell(&format!("{} findings are not told again: {}", args.dismiss.len(), ignore.display()));
    Ok(Outcome::Done)
}

fn named<'a>(report: &'a HealthReport, id: &str) -> anyhow::Result<&'a Finding> {
    report
        .finding(id)
        .with_context(|| format!("`{id}` is no finding of this knowledge on this day"))
}

/// The text of a file, or none where there is no such file.
fn text(path: &PathBuf) -> anyhow::Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
    }
}

fn required(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}
