//! A condition under which knowledge may be published: a bound of its own, or one beside what is in
//! service, such as `hit@1>=current-0.005`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use crate::gate::Gate;

/// The word that stands for what is in service.
const CURRENT: &str = "current";

/// A condition as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    text: String,
    metric: String,
    /// Metric and relation, such as `hit@1>=`.
    head: String,
    bound: Bound,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Bound {
    Own,
    /// So much more than what is in service.
    Beside(f64),
}

/// What became of a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The condition as it was written.
    pub condition: String,
    /// The metric, where the suite yields it.
    pub value: Option<f64>,
    /// The same of what is in service, where the condition asks for it.
    pub current: Option<f64>,
    /// What is wrong; nothing where it is kept.
    pub broken: Option<String>,
}

impl Condition {
    /// Whether it needs to know what is in service.
    pub fn is_beside(&self) -> bool {
        matches!(self.bound, Bound::Beside(_))
    }

    /// Holds metrics against it; `current` are those of what is in service.
    ///
    /// # Errors
    /// Never in practice: what was read once is read again with a number in the place of a word.
    pub fn judge(
        &self,
        metrics: &BTreeMap<String, f64>,
        current: &BTreeMap<String, f64>,
    ) -> Result<Judged, Error> {
        let value = metrics.get(&self.metric).copied();
        let untagged = BTreeMap::new();
        let (beside, broken) = match self.bound {
            Bound::Own => (None, self.text.parse::<Gate>()?.judge(metrics, &untagged).fault()),
            Bound::Beside(more) => match current.get(&self.metric) {
                Some(now) => {
                    let gate = format!("{}{}", self.head, now + more).parse::<Gate>()?;
                    let told = gate.judge(metrics, &untagged).fault();
                    (Some(*now), told.map(|told| format!("{self}: {told}")))
                }
                None => (None, Some(format!("{self}: what is in service does not yield it"))),
            },
        };
        Ok(Judged { condition: self.text.clone(), value, current: beside, broken })
    }
}

impl FromStr for Condition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refused =
            |reason: &str| Error::Gate { gate: text.to_owned(), reason: reason.to_owned() };
        let at = text.find(">=").or_else(|| text.find("<=")).map(|at| at + 2);
        let (head, bound) = text.split_at(at.ok_or_else(|| refused("it needs `>=` or `<=`"))?);
        let metric = head[..head.len() - 2].trim().to_owned();
        let own = |bound| Self {
            text: text.to_owned(),
            metric: metric.clone(),
            head: head.to_owned(),
            bound,
        };
        let Some(more) = bound.trim().strip_prefix(CURRENT) else {
            text.parse::<Gate>()?;
            return Ok(own(Bound::Own));
        };
        // A sign may stand apart from its number.
        let more: String = more.split_whitespace().collect();
        let more = if more.is_empty() { Ok(0.0) } else { more.parse::<f64>() };
        let more = more.map_err(|_| refused("what follows `current` is no number"))?;
        format!("{head}{more}").parse::<Gate>()?;
        Ok(own(Bound::Beside(more)))
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Condition;

    fn of(value: f64) -> BTreeMap<String, f64> {
        BTreeMap::from([("hit@1".to_owned(), value)])
    }

    #[test]
    fn a_condition_stands_alone_or_beside_what_is_in_service() {
        let broken = |text: &str, value: f64| {
            let condition: Condition = text.parse().unwrap();
            condition.judge(&of(value), &of(0.8)).unwrap().broken
        };
        assert_eq!(broken("hit@1>=0.80", 0.8), None);
        assert_eq!(broken("hit@1>=0.80", 0.79).as_deref(), Some("hit@1>=0.8: 0.7900"));
        assert_eq!(broken("hit@1>=current", 0.8), None);
        assert_eq!(broken("hit@1>=current - 0.5", 0.31), None);
        assert_eq!(
            broken("hit@1>=current", 0.79).as_deref(),
            Some("hit@1>=current: hit@1>=0.8: 0.7900")
        );
        assert!(broken("hit@1<=current+0.1", 0.95).is_some());
        assert!(broken("mrr@10>=current", 0.95).unwrap().ends_with("does not yield it"));
        for wrong in ["hit@1", "hit@1>=current*2", "hit@1>=now", ">=current", "hit@1>=current-x"] {
            assert!(wrong.parse::<Condition>().is_err(), "{wrong}");
        }
    }
}
