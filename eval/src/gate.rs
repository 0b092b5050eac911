//! Gates: what a metric must reach, for builds that should stop when it does not.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::figures::Figures;
use crate::metrics::sample::{is_name, names};

/// A condition on a metric, such as `hit@1>=0.80`, or on that of a tag, `hit@1[dialect]>=0.75`.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    metric: String,
    /// The tag whose cases are meant; `None`: all cases.
    tag: Option<String>,
    relation: Relation,
    bound: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    AtLeast,
    AtMost,
}

/// What became of a gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The gate.
    pub gate: String,
    /// Whether it was kept.
    pub kept: bool,
    /// What was measured; `None` where the suite does not yield the metric.
    pub value: Option<f64>,
}

/// The digits behind the point that a figure has, and the most it gets where it would look like its bound.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

impl Judged {
    /// What is wrong; `None` when the gate is kept.
    pub fn fault(&self) -> Option<String> {
        let Self { gate, value, .. } = self;
        let words = || match value {
            Some(value) => format!("{gate}: {}", beside_bound(gate, *value)),
            None => {
                let metric = relation_of(gate).map_or(gate.as_str(), |at| &gate[..at]);
                format!("{gate}: the suite does not yield `{metric}`")
            }
        };
        (!self.kept).then(words)
    }
}

impl Gate {
    /// What becomes of it by the metrics of all cases and the figures of each tag.
    pub fn judge(
        &self,
        metrics: &BTreeMap<String, f64>,
        by_tag: &BTreeMap<String, Figures>,
    ) -> Judged {
        let metrics = match &self.tag {
            Some(tag) => by_tag.get(tag).map(|figures| &figures.metrics),
            None => Some(metrics),
        };
        let value = metrics.and_then(|metrics| metrics.get(&self.metric)).copied();
        let kept = |value| match self.relation {
            Relation::AtLeast => value >= self.bound,
            Relation::AtMost => value <= self.bound,
        };
        Judged { gate: self.to_string(), kept: value.is_some_and(kept), value }
    }

    /// Whether it asks how long answers take.
    pub fn is_of_latency(&self) -> bool {
        self.metric.starts_with("latency")
    }
}

/// A figure with as many digits as tell it from the bound of its gate.
fn beside_bound(gate: &str, value: f64) -> String {
    let bound = relation_of(gate).and_then(|at| gate[at + 2..].trim().parse::<f64>().ok());
    let rounded = |digits| format!("{value:.digits$}");
    let tells = |text: &String| text.parse::<f64>().ok() != bound;
    DIGITS.map(rounded).find(tells).unwrap_or_else(|| value.to_string())
}

/// Where the relation of a gate begins: a tag may hold anything, so the last one is meant.
fn relation_of(gate: &str) -> Option<usize> {
    [">=", "<="].iter().filter_map(|relation| gate.rfind(relation)).max()
}

impl FromStr for Gate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused =
            |reason: &str| Error::Gate { gate: text.to_owned(), reason: reason.to_owned() };
        let at = relation_of(text).ok_or_else(|| refused("it needs `>=` or `<=`"))?;
        let (metric, bound) = (text[..at].trim(), text[at + 2..].trim());
        let relation =
            if text[at..].starts_with('>') { Relation::AtLeast } else { Relation::AtMost };
        let bound: f64 =
            bound.parse().map_err(|_| refused("what follows the relation is no number"))?;
        let (metric, tag) = match metric.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            Some((metric, tag)) => (metric.trim(), Some(tag.to_owned())),
            None => (metric, None),
        };
        if metric.is_empty() || !bound.is_finite() {
            return Err(refused("a metric's name and a finite bound are needed"));
        }
        if !is_name(metric) {
            let known: Vec<&str> = names().collect();
            let known = known.join(", ");
            return Err(refused(&format!(
                "no metric is called `{metric}`; there are {known}, and means with `.macro` behind"
            )));
        }
        Ok(Self { metric: metric.to_owned(), tag, relation, bound })
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relation = match self.relation {
            Relation::AtLeast => ">=",
            Relation::AtMost => "<=",
        };
        f.write_str(&self.metric)?;
        if let Some(tag) = &self.tag {
            write!(f, "[{tag}]")?;
        }
        write!(f, "{relation}{}", self.bound)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Gate;
    use crate::figures::Figures;

    #[test]
    fn gates_are_read_and_kept() {
        let metrics = BTreeMap::from([("hit@1".to_owned(), 0.8), ("ece".to_owned(), 0.06)]);
        let of_tag = BTreeMap::from([("hit@1".to_owned(), 0.5)]);
        let by_tag = BTreeMap::from([(
            "a>=b".to_owned(),
            Figures { metrics: of_tag, ..Figures::default() },
        )]);
        let fault = |gate: &str| gate.parse::<Gate>().unwrap().judge(&metrics, &by_tag).fault();
        assert_eq!(fault("hit@1>=0.80"), None);
        assert_eq!(fault("hit@1 >= 0.81").as_deref(), Some("hit@1>=0.81: 0.8000"));
        assert_eq!(fault("ece<=0.05").as_deref(), Some("ece<=0.05: 0.0600"));
        assert!(fault("hit@3.macro>=0").unwrap().ends_with("does not yield `hit@3.macro`"));
        let nearly = BTreeMap::from([("hit@1".to_owned(), 0.999_96)]);
        let judged = "hit@1>=1".parse::<Gate>().unwrap().judge(&nearly, &by_tag);
        assert_eq!(judged.fault().as_deref(), Some("hit@1>=1: 0.99996"));
        assert_eq!(fault("hit@1[a>=b]>=0.5"), None);
        assert_eq!(fault("hit@1[a>=b] >= 0.6").as_deref(), Some("hit@1[a>=b]>=0.6: 0.5000"));
        assert!(fault("hit@1[c]>=0").unwrap().ends_with("does not yield `hit@1[c]`"));
        for wrong in ["hit@1", "hit@1>=x", ">=1", "hit@1>=inf", "[a]>=1", "ece.macro<=1"] {
            assert!(wrong.parse::<Gate>().is_err(), "{wrong}");
        }
        let told = "hit@7>=0".parse::<Gate>().unwrap_err().to_string();
        assert!(told.contains("no metric is called `hit@7`; there are hit@1, hit@3"), "{told}");
    }
}
