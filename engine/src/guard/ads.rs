//! Advertising: signs with weights, added up by rule.

use std::ops::Range;

use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::guard::action::Action;
use crate::guard::evasion::Evasions;
use crate::guard::offence::Offence;
use crate::guard::rules::GuardRules;
use crate::phrase::{Marks, PhraseBook};
use crate::table::{Fault, Table};
use crate::utterance::Utterance;

/// A sign of a rule: what kind it is and how much it weighs; what speaks against weighs below zero.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sign {
    rule: usize,
    kind: usize,
    weight: f32,
    evaded: bool,
}

/// The signs of advertising, read from `ads.tsv`.
#[derive(Debug, Clone, Default)]
pub struct Ads {
    marks: Marks<Sign>,
    kinds: Vec<String>,
}

const COLUMNS: &[&str] = &["rule", "kind", "weight", "spellings", "phrase"];
const SPREAD: [(&str, bool); 2] = [("yes", true), ("no", false)];
/// The kind that a telephone number or an address in the text counts as.
pub const REACHABLE: &str = "reachable";

/// What was added up for a rule.
#[derive(Debug, Clone, Default)]
struct Sum {
    /// By kind: the strongest sign.
    strongest: Vec<f32>,
    span: Option<Range<usize>>,
    evaded: bool,
}

impl Ads {
    /// Reads the table.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(
        file: &DataFile,
        rules: &GuardRules,
        (evasions, book): (&Evasions, &mut PhraseBook),
    ) -> Result<Self, Vec<Problem>> {
        let mut ads = Self { kinds: vec![REACHABLE.to_owned()], ..Self::default() };
        let ids = rules.ids();
        let mut spread: Vec<(&str, Sign)> = Vec::new();
        let problems = Table::new(file, COLUMNS).read(|row| {
            let rule = row.one_of(0, &ids)?;
            let kind = ads.kind(row.text(1)?);
            let sign = Sign { rule, kind, weight: row.number(2)?, evaded: false };
            let (other_spellings, phrase) = (row.one_of(3, &SPREAD)?, row.text(4)?);
            if !ads.marks.add(book, phrase, sign) {
                return Err(Fault::new(4, "empty_form", &[]));
            }
            if other_spellings {
                spread.push((phrase, sign));
            }
            Ok(())
        });
        for (phrase, sign) in spread {
            for spelling in evasions.spellings(phrase) {
                ads.marks.add(book, &spelling, Sign { evaded: true, ..sign });
            }
        }
        if problems.is_empty() { Ok(ads) } else { Err(problems) }
    }

    fn kind(&mut self, name: &str) -> usize {
        let known = self.kinds.iter().position(|kind| kind == name);
        known.unwrap_or_else(|| {
            self.kinds.push(name.to_owned());
            self.kinds.len() - 1
        })
    }

    /// What an utterance advertises. `reachable` is whether it holds a telephone number or an
    /// address.
    pub fn offences(
        &self,
        utterance: &Utterance,
        rules: &GuardRules,
        reachable: impl Fn() -> bool,
    ) -> Vec<Offence> {
        let mut sums = vec![Sum::default(); rules.rule.len()];
        for hit in &utterance.hits {
            for sign in self.marks.of(hit.phrase) {
                let sum = &mut sums[sign.rule];
                sum.strongest.resize(self.kinds.len(), 0.0);
                let strongest = &mut sum.strongest[sign.kind];
                if sign.weight.abs() > strongest.abs() {
                    *strongest = sign.weight;
                }
                if sign.weight > 0.0 {
                    sum.evaded |= sign.evaded;
                    let span = utterance.written_span(hit.start..hit.end);
                    sum.span = Some(match sum.span.take() {
                        Some(known) => known.start.min(span.start)..known.end.max(span.end),
                        None => span,
                    });
                }
            }
        }
        // Looking for numbers costs more than all else, and most texts offer nothing.
        let reachable = sums.iter().any(|sum| sum.span.is_some()) && reachable();
        let offence = |(rule, sum): (usize, Sum)| self.offence(rule, sum, (rules, reachable));
        sums.into_iter().enumerate().filter_map(offence).collect()
    }

    fn offence(
        &self,
        rule: usize,
        mut sum: Sum,
        (rules, reachable): (&GuardRules, bool),
    ) -> Option<Offence> {
        let span = sum.span?;
        let wanted = &rules.rule[rule];
        if reachable {
            sum.strongest[0] = sum.strongest[0].max(1.0);
        }
        let has = |name: &String| {
            let kind = self.kinds.iter().position(|kind| kind == name);
            kind.is_some_and(|kind| sum.strongest[kind] > 0.0)
        };
        let scored = sum.strongest.iter().sum::<f32>() >= wanted.score_min;
        let action = wanted.action.unwrap_or(Action::Block);
        (scored && wanted.needs.iter().all(has)).then_some(Offence {
            rule,
            action,
            span,
            evaded: sum.evaded,
        })
    }
}
