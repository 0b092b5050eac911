//! How well texts are told apart: precision, recall and F1 by label, and their mean.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// How often each label was right and wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct LabelScore {
    /// How many texts have the label.
    pub support: usize,
    /// The share of those given the label that have it.
    pub precision: f64,
    /// The share of those that have the label that were given it.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

/// How well a set was told apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Classified {
    /// How many texts there were.
    pub cases: usize,
    /// The mean of F1 over the labels that texts have.
    pub macro_f1: f64,
    /// The share that was given its label.
    pub accuracy: f64,
    /// By label.
    pub labels: BTreeMap<String, LabelScore>,
    /// How far two who labelled the texts agree; nothing where they were labelled once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
}

/// How far two agree who labelled the same texts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// How many texts have two labels.
    pub cases: usize,
    /// The share with the same.
    pub share: f64,
    /// What is left of it without chance: Cohen's kappa (Cohen 1960); 1 where both only ever give one label.
    pub kappa: f64,
}

impl Agreement {
    /// From pairs of labels; nothing without pairs.
    pub fn of(pairs: &[(String, String)]) -> Option<Self> {
        let cases = pairs.len();
        let agreed = share(pairs.iter().filter(|(first, second)| first == second).count(), cases);
        let labels: BTreeSet<&String> = pairs.iter().flat_map(|(one, two)| [one, two]).collect();
        let by_chance: f64 = labels
            .into_iter()
            .map(|label| {
                let first = pairs.iter().filter(|(first, _)| first == label).count();
                let second = pairs.iter().filter(|(_, second)| second == label).count();
                share(first, cases) * share(second, cases)
            })
            .sum();
        let left = 1.0 - by_chance;
        let kappa = if left > 0.0 { (agreed - by_chance) / left } else { 1.0 };
        (cases > 0).then_some(Self { cases, share: agreed, kappa })
    }
}

impl Classified {
    /// From pairs of the right label and the one that was given, and pairs of two right ones.
    pub fn new(pairs: &[(String, String)], twice: &[(String, String)]) -> Self {
        let mut labels: BTreeMap<String, LabelScore> = BTreeMap::new();
        for label in pairs.iter().flat_map(|(right, given)| [right, given]) {
            labels.entry(label.clone()).or_insert_with(|| score(label, pairs));
        }
        let supported: Vec<f64> =
            labels.values().filter(|score| score.support > 0).map(|score| score.f1).collect();
        let right = pairs.iter().filter(|(right, given)| right == given).count();
        Self {
            cases: pairs.len(),
            macro_f1: supported.iter().sum::<f64>() / supported.len().max(1) as f64,
            accuracy: share(right, pairs.len()),
            labels,
            agreement: Agreement::of(twice),
        }
    }

    /// The figures as a table for a terminal.
    pub fn table(&self) -> String {
        let mut table = format!(
            "{:<16}{:>9}{:>11}{:>9}{:>9}\n",
            "label", "support", "precision", "recall", "f1"
        );
        for (label, score) in &self.labels {
            let LabelScore { support, precision, recall, f1 } = score;
            table.push_str(&format!(
                "{label:<16}{support:>9}{precision:>11.4}{recall:>9.4}{f1:>9.4}\n"
            ));
        }
        let (cases, macro_f1) = (self.cases, self.macro_f1);
        table.push_str(&format!("{:<16}{cases:>9}{:>29.4}\n", "macro", macro_f1));
        if let Some(Agreement { cases, share, kappa }) = self.agreement {
            table.push_str(&format!(
                "labelled twice: {cases}, the same {share:.4}, Cohen's kappa {kappa:.4}\n"
            ));
        }
        table
    }
}

fn score(label: &str, pairs: &[(String, String)]) -> LabelScore {
    let count = |right: bool, given: bool| {
        let is = |(r, g): &&(String, String)| (r == label) == right && (g == label) == given;
        pairs.iter().filter(is).count()
    };
    let (hit, missed, wrong) = (count(true, true), count(true, false), count(false, true));
    let (precision, recall) = (share(hit, hit + wrong), share(hit, hit + missed));
    let sum = precision + recall;
    let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
    LabelScore { support: hit + missed, precision, recall, f1 }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Agreement, Classified};

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(one, two)| ((*one).into(), (*two).into())).collect()
    }

    fn check(pairs: &[(&str, &str)], expected: &Expect) {
        expected.assert_eq(&Classified::new(&owned(pairs), &[]).table());
    }

    /// Both say a in 20 and b in 15 of 50, one a and the other b in 5 and 10: 0.7 agreed, 0.5 by chance
    /// (the usual worked example).
    #[test]
    fn agreement_is_told_without_chance() {
        let pairs = [("a", "a", 20), ("a", "b", 5), ("b", "a", 10), ("b", "b", 15)];
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .flat_map(|(one, two, times)| std::iter::repeat_n((*one, *two), *times))
            .collect();
        let agreement = Agreement::of(&owned(&pairs)).expect("pairs");
        assert!((agreement.share - 0.7).abs() < 1e-12, "{agreement:?}");
        assert!((agreement.kappa - 0.4).abs() < 1e-12, "{agreement:?}");
        assert_eq!(Agreement::of(&owned(&[("a", "a")])).map(|one| one.kappa), Some(1.0));
        assert_eq!(Agreement::of(&[]), None);
        let table = Classified::new(&owned(&pairs), &owned(&pairs)).table();
        assert!(
            table.ends_with("labelled twice: 50, the same 0.7000, Cohen's kappa 0.4000\n"),
            "{table}"
        );
    }

    #[test]
    fn figures_by_hand() {
        check(
            &[("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("b", "c")],
            &expect![[r"
                label             support  precision   recall       f1
                a                       2     1.0000   0.5000   0.6667
                b                       3     0.6667   0.6667   0.6667
                c                       0     0.0000   0.0000   0.0000
                macro                   5                       0.6667
            "]],
        );
        check(
            &[],
            &expect![[r#"
                label             support  precision   recall       f1
                macro                   0                      -0.0000
            "#]],
        );
    }
}
