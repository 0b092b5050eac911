//! The page of a comparison: two reports side by side, section by section.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bootstrap::Paired;
use crate::compare::flip::{Flip, FlipKind};
use crate::compare::{Comparison, TagCounts};
use crate::error::Error;
use crate::html::pages::{Pages, Section};
use crate::manifest::difference::Difference;

/// How many cases of a kind are listed, and how many differences; all of them are in the JSON.
const FLIPS: usize = 200;
const DIFFERENCES: usize = 200;
/// The least width of the line of differences: what lies within one point is drawn small.
const WIDEST_MIN: f64 = 0.01;

/// The page of a comparison. `of` names what is compared, such as the names of both files.
///
/// # Errors
/// When a template asks for what the comparison does not have.
pub fn page(comparison: &Comparison, of: &str) -> Result<String, Error> {
    let pages = Pages::new()?;
    let mut sections = vec![
        pages.section("compared", comparison)?,
        pages.section("paired", Figures::new(comparison))?,
    ];
    sections.extend(by_tag(&pages, comparison)?);
    for (name, kind) in
        [("broken", FlipKind::Broken), ("fixed", FlipKind::Fixed), ("changed", FlipKind::Changed)]
    {
        sections.push(pages.section(name, Flips::new(comparison, kind))?);
    }
    let all = comparison.differences.len();
    let differences = comparison.differences.iter().take(DIFFERENCES).collect();
    sections.push(pages.section("differences", Differences { differences, all })?);
    sections.push(pages.section("unsteady", comparison)?);
    pages.page(("comparison", of), &sections)
}

/// The metrics of both sides.
#[derive(Serialize)]
struct Figures<'a> {
    metrics: &'a BTreeMap<String, Paired>,
    /// The end of every interval that lies farthest from nothing: how wide the line of all of them is.
    widest: f64,
}

impl<'a> Figures<'a> {
    fn new(comparison: &'a Comparison) -> Self {
        let metrics = &comparison.metrics;
        // Latencies are no shares and have no line.
        let shares = metrics.iter().filter(|(name, _)| !name.starts_with("latency"));
        let ends = shares.flat_map(|(_, one)| [one.interval[0], one.interval[1], one.difference]);
        let widest = ends.map(f64::abs).fold(WIDEST_MIN, f64::max);
        Self { metrics, widest }
    }
}

/// The tags, those that lost most first; none where no case has one.
fn by_tag(pages: &Pages, comparison: &Comparison) -> Result<Option<Section>, Error> {
    #[derive(Serialize)]
    struct Tags<'a> {
        tags: Vec<(&'a String, &'a TagCounts)>,
    }
    let mut tags: Vec<(&String, &TagCounts)> = comparison.tags.iter().collect();
    let won = |counts: &TagCounts| counts.fixed as f64 - counts.broken as f64;
    let share = |counts: &TagCounts| won(counts) / counts.cases.max(1) as f64;
    tags.sort_by(|(_, one), (_, two)| share(one).total_cmp(&share(two)));
    let is_any = !tags.is_empty();
    is_any.then(|| pages.section("by-tag", Tags { tags })).transpose()
}

/// Cases of one kind, with what their causes name.
#[derive(Serialize)]
struct Flips<'a> {
    flips: Vec<&'a Flip>,
    /// How many there are in all.
    all: usize,
    differences: &'a [Difference],
}

impl<'a> Flips<'a> {
    fn new(comparison: &'a Comparison, kind: FlipKind) -> Self {
        let of_kind = || comparison.flips.iter().filter(|flip| flip.kind == kind);
        let (all, flips) = (of_kind().count(), of_kind().take(FLIPS).collect());
        Self { flips, all, differences: &comparison.differences }
    }
}

/// What differs between the versions.
#[derive(Serialize)]
struct Differences<'a> {
    differences: Vec<&'a Difference>,
    /// How many there are in all.
    all: usize,
}
