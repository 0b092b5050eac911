//! A comparison as words for a terminal.

use std::fmt::Write as _;

use crate::compare::Comparison;
use crate::compare::cause::{Cause, Proof};
use crate::compare::flip::Flip;
use crate::manifest::difference::Difference;
use crate::outcome::Outcome;

/// How many differences are listed.
const DIFFERENCES_MAX: usize = 20;

impl Comparison {
    /// The comparison for a terminal, with so many of the cases that went otherwise.
    pub fn table(&self, flips: usize) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = self.write(&mut out, flips);
        out
    }

    fn write(&self, out: &mut String, flips: usize) -> std::fmt::Result {
        let counts = &self.counts;
        writeln!(out, "kb {} \u{2192} {}", self.before.kb_version, self.after.kb_version)?;
        writeln!(
            out,
            "{} broken \u{b7} {} fixed \u{b7} {} changed \u{b7} {} unchanged \u{b7} {} flaky \u{b7} {} unmatched\n",
            counts.broken,
            counts.fixed,
            counts.changed,
            counts.unchanged,
            counts.flaky,
            counts.unmatched
        )?;
        self.write_metrics(out)?;
        self.write_tags(out)?;
        writeln!(out, "\n{} differences", self.differences.len())?;
        for difference in self.differences.iter().take(DIFFERENCES_MAX) {
            writeln!(out, "  {}", difference.line())?;
        }
        if self.differences.len() > DIFFERENCES_MAX {
            writeln!(out, "  and {} more", self.differences.len() - DIFFERENCES_MAX)?;
        }
        for flip in self.flips.iter().take(flips) {
            write_flip(out, flip, &self.differences)?;
        }
        if self.flips.len() > flips {
            writeln!(out, "\n{} more went otherwise", self.flips.len() - flips)?;
        }
        Ok(())
    }

    fn write_metrics(&self, out: &mut String) -> std::fmt::Result {
        let heads = ["before", "after", "difference", "95 % of it", "p"];
        let [before, after, difference, interval, p] = heads;
        writeln!(out, "{:<20}{before:>10}{after:>10}{difference:>12}  {interval:<20}{p:>8}", "")?;
        for (name, paired) in &self.metrics {
            let [low, high] = paired.interval;
            let interval = format!("[{low:+.4}, {high:+.4}]");
            writeln!(
                out,
                "{name:<20}{:>10.4}{:>10.4}{:>+12.4}  {interval:<20}{:>8.3}",
                paired.before, paired.after, paired.difference, paired.p
            )?;
        }
        Ok(())
    }

    fn write_tags(&self, out: &mut String) -> std::fmt::Result {
        for (tag, counts) in &self.tags {
            writeln!(
                out,
                "{tag}: {} \u{2192} {} right of {} ({} fixed, {} broken)",
                counts.right_before, counts.right_after, counts.cases, counts.fixed, counts.broken
            )?;
        }
        Ok(())
    }
}

fn write_flip(out: &mut String, flip: &Flip, differences: &[Difference]) -> std::fmt::Result {
    writeln!(out, "\n{} {}: {}", flip.kind.name(), flip.id, flip.question)?;
    writeln!(out, "  {} \u{2192} {}", told(&flip.before), told(&flip.after))?;
    write_causes(out, &flip.causes, differences)
}

/// An outcome in a few words.
pub fn told(outcome: &Outcome) -> String {
    let first = outcome.first().unwrap_or("-");
    format!("{} {first} {:.2}", outcome.decision, outcome.confidence)
}

/// The causes, one a line.
///
/// # Errors
/// When nothing can be written.
pub fn write_causes(
    out: &mut String,
    causes: &[Cause],
    differences: &[Difference],
) -> std::fmt::Result {
    for cause in causes {
        let proof = match cause.proof {
            None => "",
            Some(Proof::Alone) => "; proved, alone enough",
            Some(Proof::Needed) => "; proved, does not go without",
            Some(Proof::No) => "; not by itself",
        };
        let named = differences.get(cause.difference).map(Difference::line).unwrap_or_default();
        writeln!(out, "  because: {named} ({}{proof})", cause.why.words())?;
    }
    Ok(())
}
