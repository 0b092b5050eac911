//! Thresholds chosen so that of the answers no more than a share is wrong.
//!
//! The engine searches once for every case and keeps what a decision is made of; every point of a grid of
//! thresholds is then decided by the engine's own function. A point is good when an upper bound of its
//! share of wrong answers stays below what is allowed (and of what is refused in vain, where that is
//! limited), and the best of the good is the one by which most goes right: right answers and refusals of
//! what is about something else, less what is refused in vain. How sure that is where nothing was chosen
//! is told by five folds over targets: each is answered by the point that the others chose, and the
//! answers of all five are drawn anew a thousand times.

pub mod choose;
pub mod pass;
pub mod point;

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use wenshui_engine::settings::Thresholds;
use wenshui_engine::version::Version;

use crate::error::Error;
use crate::fit::text::replaced;
use crate::progress::Progress;
use crate::tune::choose::{Chosen, Limits, choose};
use crate::tune::pass::{Came, Weighing};
use crate::tune::point::{Point, Tally};

/// So many points are decided between two words to whoever waits.
const CHUNK: usize = 64;

/// What tuning comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tuning {
    /// How many cases were weighed.
    pub cases: usize,
    /// How many searches were made for them.
    pub searches: usize,
    /// What was allowed.
    pub limits: Limits,
    /// The thresholds as they are.
    pub current: Point,
    /// The thresholds that are recommended; none where no point keeps what is allowed.
    pub recommended: Option<Point>,
    /// How far above what was counted the bound lies, in standard errors.
    pub bound: f64,
    /// The share of resamples of the held-out folds in which what is allowed was kept.
    pub kept: f64,
    /// How many resamples there were.
    pub resamples: usize,
    /// The points along each threshold, the others as recommended, else as they are.
    pub curves: BTreeMap<String, Vec<Point>>,
}

/// Chooses thresholds; `progress` hears of the points of the grid.
///
/// # Errors
/// When whoever waits calls it off.
pub fn tune(
    version: &Version,
    weighed: &[Weighing],
    (limits, seed): (Limits, u64),
    mut progress: Progress,
) -> Result<Tuning, Error> {
    let current = version.settings.decision;
    let grid = point::grid(&current);
    let mut columns: Vec<Vec<Came>> = Vec::with_capacity(grid.len());
    for chunk in grid.chunks(CHUNK) {
        let by = |thresholds| decided(version, weighed, thresholds);
        columns.extend(chunk.par_iter().map(by).collect::<Vec<_>>());
        progress.step(columns.len(), grid.len())?;
    }
    let Chosen { best, bound, kept, resamples } = choose(weighed, &columns, (limits, seed));
    let point = |thresholds: &Thresholds, column: &[Came]| {
        Point::new(thresholds, &Tally::of(weighed, column, |_| true), bound)
    };
    let of = |thresholds: &Thresholds| point(thresholds, &decided(version, weighed, thresholds));
    let recommended = best.map(|at| point(&grid[at], &columns[at]));
    let along = best.map_or(current, |at| grid[at]);
    let curves = point::curves(&along)
        .into_iter()
        .map(|(name, line)| (name.to_owned(), line.par_iter().map(of).collect()));
    Ok(Tuning {
        cases: weighed.len(),
        searches: weighed.iter().filter(|one| one.is_searched()).count(),
        limits,
        current: of(&current),
        recommended,
        bound,
        kept,
        resamples,
        curves: curves.collect(),
    })
}

/// What comes of every case by these thresholds.
fn decided(version: &Version, weighed: &[Weighing], thresholds: &Thresholds) -> Vec<Came> {
    weighed.iter().map(|one| one.came(version, thresholds)).collect()
}

impl Tuning {
    /// The text of settings with what is recommended in the place of its own; none where nothing is.
    pub fn settings(&self, text: &str) -> Option<String> {
        let Thresholds { answer_min, sure_min, suggest_min, margin_min, .. } =
            self.recommended.as_ref()?.thresholds;
        Some(replaced(text, |section, key| match (section, key) {
            ("decision", "answer_min") => Some(answer_min),
            ("decision", "sure_min") => Some(sure_min),
            ("decision", "suggest_min") => Some(suggest_min),
            ("decision", "margin_min") => Some(margin_min),
            _ => None,
        }))
    }

    /// The points for a terminal.
    pub fn table(&self) -> String {
        let mut out = format!(
            "{} cases, {} searches; of the answers at most {:.4} wrong\n{}\n{}\n",
            self.cases,
            self.searches,
            self.limits.wrong_max,
            Point::heads(),
            self.current.row("as it is"),
        );
        match &self.recommended {
            Some(point) => out.push_str(&format!(
                "{}\nkept on held-out folds in {:.1} % of {} resamples; bound of {:.2} standard errors\n",
                point.row("recommended"),
                100.0 * self.kept,
                self.resamples,
                self.bound,
            )),
            None => out.push_str("no point of the grid keeps what is allowed\n"),
        }
        for (name, line) in &self.curves {
            out.push_str(&format!("\nalong {name}\n{}\n", Point::heads()));
            let rows = line.iter().map(|point| point.row("") + "\n");
            out.push_str(&rows.collect::<String>());
        }
        out
    }
}
