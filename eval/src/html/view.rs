//! The page of a report, section by section.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::error::Error;
use crate::figures::Figures;
use crate::html::chart::Chart;
use crate::html::charts;
use crate::html::pages::{Pages, Section};
use crate::report::confusion::confusion;
use crate::report::fault::{Fault, fault};
use crate::report::worst::worst;
use crate::report::{CaseReport, Report};

/// How many of the worst cases are told with their reasons.
pub const WORST: usize = 50;

/// The page of a report. `suite` names what was asked, such as the name of its file.
///
/// # Errors
/// When a template asks for what the report does not have.
pub fn page(report: &Report, suite: &str) -> Result<String, Error> {
    let pages = Pages::new()?;
    let told: Vec<Told> = report.cases.iter().map(Told::new).collect();
    let mut sections = vec![
        pages.section("summary", Summary::new(report, &told))?,
        pages.section("figures", report)?,
        pages.section("confidence", Confidence::new(report))?,
        pages.section("latency", Latency { report, chart: charts::latency(report) })?,
        pages.section("decisions", confusion(&report.cases))?,
    ];
    sections.extend(tags(&pages, report)?);
    sections.push(pages.section("worst", Worst::new(report))?);
    sections.push(pages.section("cases", List::new(&told))?);
    pages.page(("report", suite), &sections)
}

/// A case with what is wrong with it.
#[derive(Serialize)]
struct Told<'a> {
    case: &'a CaseReport,
    fault: Option<&'static str>,
}

impl<'a> Told<'a> {
    fn new(case: &'a CaseReport) -> Self {
        Self { case, fault: fault(case).map(Fault::name) }
    }
}

/// What was asked of what, and whether it is good enough.
#[derive(Serialize)]
struct Summary<'a> {
    report: &'a Report,
    /// How many cases went as the suite says.
    right: usize,
    /// How many went wrong, by what is wrong.
    faults: BTreeMap<&'static str, usize>,
}

impl<'a> Summary<'a> {
    fn new(report: &'a Report, told: &[Told]) -> Self {
        let mut faults = BTreeMap::new();
        for fault in told.iter().filter_map(|told| told.fault) {
            *faults.entry(fault).or_default() += 1;
        }
        let right = told.iter().filter(|told| told.fault.is_none()).count();
        Self { report, right, faults }
    }
}

#[derive(Serialize)]
struct Confidence<'a> {
    report: &'a Report,
    reliability: Chart,
    spread: Chart,
    coverage: Chart,
}

impl<'a> Confidence<'a> {
    fn new(report: &'a Report) -> Self {
        let reliability = charts::reliability(report);
        let (spread, coverage) = (charts::spread(report), charts::coverage(report));
        Self { report, reliability, spread, coverage }
    }
}

#[derive(Serialize)]
struct Latency<'a> {
    report: &'a Report,
    chart: Chart,
}

/// The tags, the worst first; none where no case has one.
fn tags(pages: &Pages, report: &Report) -> Result<Option<Section>, Error> {
    #[derive(Serialize)]
    struct Tags<'a> {
        tags: Vec<(&'a String, &'a Figures)>,
    }
    let mut tags: Vec<(&String, &Figures)> = report.by_tag.iter().collect();
    let value = |figures: &Figures| {
        let names = ["hit@1", "refusal.recall", "decision.accuracy"];
        names.iter().find_map(|name| figures.metrics.get(*name)).copied().unwrap_or(1.0)
    };
    tags.sort_by(|(_, one), (_, two)| value(one).total_cmp(&value(two)));
    let is_any = !tags.is_empty();
    is_any.then(|| pages.section("tags", Tags { tags })).transpose()
}

/// The worst cases.
#[derive(Serialize)]
struct Worst<'a> {
    cases: Vec<Told<'a>>,
    /// How many such cases there are in all.
    all: usize,
}

impl<'a> Worst<'a> {
    fn new(report: &'a Report) -> Self {
        let worst = worst(&report.cases, usize::MAX);
        let told = worst.iter().take(WORST).map(|at| Told::new(&report.cases[*at]));
        Self { cases: told.collect(), all: worst.len() }
    }
}

/// All cases, with what they can be chosen by.
#[derive(Serialize)]
struct List<'a> {
    cases: &'a [Told<'a>],
    decisions: BTreeSet<&'a str>,
    faults: BTreeSet<&'a str>,
    tags: BTreeSet<&'a str>,
}

impl<'a> List<'a> {
    fn new(cases: &'a [Told<'a>]) -> Self {
        let tags = cases.iter().flat_map(|told| &told.case.tags);
        Self {
            cases,
            decisions: cases.iter().map(|told| told.case.decision.as_str()).collect(),
            faults: cases.iter().filter_map(|told| told.fault).collect(),
            tags: tags.map(String::as_str).collect(),
        }
    }
}
