//! What several ways of answering reach and cost, in a file that every number of it can be worked out from
//! again.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::report::Report;

/// What says that a file is such a table.
pub const FORM: &str = "wenshui-ablation";
/// The version of the form.
pub const FORM_VERSION: u32 = 1;
/// The metric that tells quality.
pub const QUALITY: &str = "hit@1";

/// Ways of answering, asked of one or more sets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ablation {
    /// What says that this is such a table.
    pub form: String,
    /// The version of the form.
    pub form_version: u32,
    /// The sets.
    pub sets: Vec<AblationSet>,
}

/// What was reached on one set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AblationSet {
    /// The set: its suite, and other knowledge where it asks that.
    pub name: String,
    /// The ways of answering, the plainest first.
    pub rows: Vec<AblationRow>,
}

/// What a way of answering reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AblationRow {
    /// The way.
    pub name: String,
    /// The lowest hit@1 of five folds over targets.
    pub worst: f64,
    /// Everything else: signature, metrics with intervals, and every case with its candidates.
    pub report: Report,
}

/// A way of answering among the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The way.
    pub name: String,
    /// Its hit@1.
    pub quality: f64,
    /// Its median time, in microseconds.
    pub p50_us: f64,
    /// What 99 in a hundred do not exceed, in microseconds.
    pub p99_us: f64,
    /// The best of those that are at least as good and as fast, and better in one of both.
    pub dominated_by: Option<String>,
}

impl Ablation {
    /// A table in the form of today.
    pub fn new(sets: Vec<AblationSet>) -> Self {
        Self { form: FORM.to_owned(), form_version: FORM_VERSION, sets }
    }

    /// Reads a table out of the text of a file; `name` is what errors call the file.
    ///
    /// # Errors
    /// [`Error::Table`] when it is none, or one of another version.
    pub fn read(text: &str, name: &str) -> Result<Self, Error> {
        let unusable = |reason: String| Error::Table { name: name.to_owned(), reason };
        let table: Self =
            serde_json::from_str(text).map_err(|error| unusable(error.to_string()))?;
        if table.form == FORM && table.form_version == FORM_VERSION {
            return Ok(table);
        }
        let Self { form, form_version, .. } = table;
        Err(unusable(format!("it is `{form}` {form_version} and not `{FORM}` {FORM_VERSION}")))
    }
}

impl AblationSet {
    /// The ways of answering with their quality and times, and what beats them.
    pub fn points(&self) -> Vec<Point> {
        let metric = |row: &AblationRow, name: &str| {
            row.report.metrics.get(name).copied().unwrap_or_default()
        };
        let bare = |row: &AblationRow| Point {
            name: row.name.clone(),
            quality: metric(row, QUALITY),
            p50_us: metric(row, "latency_us.p50"),
            p99_us: metric(row, "latency_us.p99"),
            dominated_by: None,
        };
        let points: Vec<Point> = self.rows.iter().map(bare).collect();
        let beats = |one: &Point, two: &Point| {
            let as_good = one.quality >= two.quality && one.p50_us <= two.p50_us;
            as_good && (one.quality > two.quality || one.p50_us < two.p50_us)
        };
        let told = |point: &Point| {
            let better = points.iter().filter(|other| beats(other, point));
            let best = better.max_by(|a, b| {
                a.quality.total_cmp(&b.quality).then_with(|| b.p50_us.total_cmp(&a.p50_us))
            });
            Point { dominated_by: best.map(|best| best.name.clone()), ..point.clone() }
        };
        points.iter().map(told).collect()
    }

    /// The share of the candidates of `exact` that `approximate` brings too, over all cases; both are ways
    /// of answering.
    pub fn recall(&self, (approximate, exact): (&str, &str)) -> Option<f64> {
        let row = |name: &str| self.rows.iter().find(|row| row.name == name);
        let pairs = row(approximate)?.report.cases.iter().zip(&row(exact)?.report.cases);
        let (mut brought, mut all) = (0, 0);
        for (one, two) in pairs {
            brought += two.candidates.iter().filter(|id| one.candidates.contains(id)).count();
            all += two.candidates.len();
        }
        (all > 0).then(|| brought as f64 / all as f64)
    }

    /// The knowledge version of the whole engine, which comes last.
    pub fn kb_version(&self) -> &str {
        self.rows.last().map_or("", |row| &row.report.signature.kb_version)
    }

    /// How many cases were asked.
    pub fn cases(&self) -> usize {
        self.rows.last().map_or(0, |row| row.report.cases.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Ablation, AblationRow, AblationSet};
    use crate::bootstrap::Bootstrap;
    use crate::report::{Report, Signature};

    fn row(name: &str, quality: f64, p50_us: f64) -> AblationRow {
        let signature = Signature {
            kb_version: "0123456789abcdef".to_owned(),
            encoder: "grams".to_owned(),
            suite: "suite".to_owned(),
            half: None,
            cases: 0,
            targets: 0,
            without_concepts: Vec::new(),
            as_of: "2026-11-29".to_owned(),
            seed: 1,
        };
        let mut report = Report::new(signature, &[], Bootstrap { rounds: 1, seed: 1 });
        report.metrics =
            BTreeMap::from([("hit@1".to_owned(), quality), ("latency_us.p50".to_owned(), p50_us)]);
        AblationRow { name: name.to_owned(), worst: quality, report }
    }

    #[test]
    fn what_is_beaten_in_both_is_told_with_what_beats_it() {
        let rows = vec![
            row("fast", 0.5, 10.0),
            row("slow and worse", 0.4, 20.0),
            row("as good, slower", 0.5, 11.0),
            row("good", 0.9, 100.0),
            row("as good, as fast", 0.9, 100.0),
        ];
        let set = AblationSet { name: "set".to_owned(), rows };
        let beaten: Vec<Option<String>> =
            set.points().into_iter().map(|point| point.dominated_by).collect();
        let by = |name: &str| Some(name.to_owned());
        assert_eq!(beaten, [None, by("fast"), by("fast"), None, None]);
    }

    #[test]
    fn a_table_is_read_as_it_was_written_and_others_are_refused() {
        let rows = vec![row("good", 0.9, 100.0)];
        let table = Ablation::new(vec![AblationSet { name: "set".to_owned(), rows }]);
        let text = serde_json::to_string(&table).unwrap();
        assert_eq!(Ablation::read(&text, "x").unwrap(), table);
        let other = text.replace("\"form_version\":1", "\"form_version\":2");
        let error = Ablation::read(&other, "x.json").unwrap_err().to_string();
        assert!(error.contains("`x.json`") && error.contains("2 and not"), "{error}");
        assert!(Ablation::read(&text[..text.len() / 2], "x").is_err());
    }
}
