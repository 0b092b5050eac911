//! Gates: what a metric must reach, for builds that should stop when it does not.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// A condition on a metric, such as `hit@1>=0.80`.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    metric: String,
    relation: Relation,
    bound: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    AtLeast,
    AtMost,
}

impl Gate {
    /// What is wrong with the metrics by this gate; `None` when it is kept.
    pub fn broken(&self, metrics: &BTreeMap<String, f64>) -> Option<String> {
        let Some(value) = metrics.get(&self.metric) else {
            return Some(format!("{self}: the suite does not yield `{}`", self.metric));
        };
        let kept = match self.relation {
            Relation::AtLeast => *value >= self.bound,
            Relation::AtMost => *value <= self.bound,
        };
        (!kept).then(|| format!("{self}: {value:.4}"))
    }
}

impl FromStr for Gate {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused =
            |reason: &str| Error::Gate { gate: text.to_owned(), reason: reason.to_owned() };
        let split = text
            .split_once(">=")
            .map(|(metric, bound)| (metric, Relation::AtLeast, bound))
            .or_else(|| {
                text.split_once("<=").map(|(metric, bound)| (metric, Relation::AtMost, bound))
            });
        let (metric, relation, bound) = split.ok_or_else(|| refused("it needs `>=` or `<=`"))?;
        let bound: f64 =
            bound.trim().parse().map_err(|_| refused("what follows the relation is no number"))?;
        let metric = metric.trim();
        if metric.is_empty() || !bound.is_finite() {
            return Err(refused("a metric's name and a finite bound are needed"));
        }
        Ok(Self { metric: metric.to_owned(), relation, bound })
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relation = match self.relation {
            Relation::AtLeast => ">=",
            Relation::AtMost => "<=",
        };
        write!(f, "{}{relation}{}", self.metric, self.bound)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Gate;

    #[test]
    fn gates_are_read_and_kept() {
        let metrics = BTreeMap::from([("hit@1".to_owned(), 0.8), ("ece".to_owned(), 0.06)]);
        let broken = |gate: &str| gate.parse::<Gate>().unwrap().broken(&metrics);
        assert_eq!(broken("hit@1>=0.80"), None);
        assert_eq!(broken("hit@1 >= 0.81").as_deref(), Some("hit@1>=0.81: 0.8000"));
        assert_eq!(broken("ece<=0.05").as_deref(), Some("ece<=0.05: 0.0600"));
        assert!(broken("hit@7>=0").unwrap().contains("does not yield"));
        for wrong in ["hit@1", "hit@1>=x", ">=1", "hit@1>=inf"] {
            assert!(wrong.parse::<Gate>().is_err(), "{wrong}");
        }
    }
}
