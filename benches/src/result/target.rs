//! What speed is aimed at: the figures of results that have a target, out of a data file.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::result::{BenchResult, Figure};

/// The targets.
const TARGETS: &str = include_str!("../../data/targets.toml");

/// A target.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The row of the targets, such as `P1`.
    pub id: String,
    /// The name of the figure.
    pub figure: String,
    /// The size of the knowledge for which it is meant; none for any.
    pub entries: Option<u64>,
    /// The figure is to be no less, or no more.
    pub least: Option<f64>,
    /// See [`least`](Self::least).
    pub most: Option<f64>,
    /// What it is about, in words.
    pub words: String,
}

/// A figure that has a target.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Aimed {
    /// The row of the targets.
    pub id: String,
    /// What it is about.
    pub words: String,
    /// The name of the figure.
    pub figure: String,
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: String,
    /// Its entries.
    pub entries: Option<u64>,
    /// The target.
    pub bound: f64,
    /// Whether the figure is to be no less than it.
    pub is_least: bool,
    /// Whether it is reached.
    pub reached: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    target: Vec<Target>,
}

/// All targets.
///
/// # Errors
/// Never in a released build: a test reads them.
pub fn targets() -> Result<Vec<Target>, Error> {
    let file: Result<File, _> = toml::from_str(TARGETS);
    file.map(|file| file.target).map_err(|error| Error::Targets { reason: error.to_string() })
}

/// How far a size may lie from that of a target, as a share: generated knowledge has round sizes.
const SIZE_SLACK: f64 = 0.01;

impl Target {
    /// The figure with this target.
    fn of(&self, figure: &Figure, entries: Option<u64>) -> Option<Aimed> {
        let size = figure.entries.or(entries);
        let fits = match (self.entries, size) {
            (None, _) => true,
            (Some(meant), Some(size)) => (size as f64 / meant as f64 - 1.0).abs() <= SIZE_SLACK,
            (Some(_), None) => false,
        };
        let (is_least, bound) =
            self.least.map(|least| (true, least)).or(self.most.map(|most| (false, most)))?;
        let reached = if is_least { figure.value >= bound } else { figure.value <= bound };
        (fits && figure.name == self.figure).then(|| Aimed {
            id: self.id.clone(),
            words: self.words.clone(),
            figure: self.figure.clone(),
            value: figure.value,
            unit: figure.unit.clone(),
            entries: size,
            bound,
            is_least,
            reached,
        })
    }
}

/// The figures of a result that have targets, in the order of those.
///
/// # Errors
/// As of [`targets`].
pub fn aimed(result: &BenchResult) -> Result<Vec<Aimed>, Error> {
    let entries = result.signature.knowledge.as_ref().map(|knowledge| knowledge.entries);
    let figures = |target: &Target| -> Vec<Aimed> {
        result.figures.iter().filter_map(|figure| target.of(figure, entries)).collect()
    };
    Ok(targets()?.iter().flat_map(figures).collect())
}

#[cfg(test)]
mod tests {
    use super::targets;
    use crate::result::Figure;

    #[test]
    fn targets_are_met_by_figures_of_their_size_only() {
        let targets = targets().unwrap();
        assert!(targets.iter().all(|target| target.least.is_some() != target.most.is_some()));
        let fits = |entries| {
            let figure = Figure::new("answer.p99", "us", 1600.0).at(entries);
            targets.iter().filter_map(|target| target.of(&figure, None)).collect::<Vec<_>>()
        };
        assert_eq!(fits(50_000), []);
        let found = fits(100_000);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].id.as_str(), found[0].bound, found[0].reached), ("P4", 1500.0, false));
    }
}
