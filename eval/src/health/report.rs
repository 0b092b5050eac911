//! What a health check comes to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::health::class::Class;
use crate::health::coverage::Coverage;
use crate::health::finding::Finding;
use crate::health::ignored::Ignored;

/// A report, as `kb health --json` writes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HealthReport {
    /// What it belongs to.
    pub signature: HealthSignature,
    /// The findings, the weightiest first.
    pub findings: Vec<Finding>,
    /// The ids of findings that were found and are ignored.
    pub ignored: Vec<String>,
    /// What there is and what is asked, topic by topic.
    pub coverage: Vec<Coverage>,
}

/// What a report belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HealthSignature {
    /// The knowledge version.
    pub kb_version: String,
    /// The encoder.
    pub encoder: String,
    /// How many entries there are.
    pub entries: usize,
    /// How many wordings were asked.
    pub wordings: usize,
    /// The day of the check.
    pub today: String,
}

impl HealthReport {
    /// The same report without the findings that somebody has ignored.
    #[must_use]
    pub fn without(mut self, ignored: &Ignored) -> Self {
        let (known, findings) =
            self.findings.into_iter().partition::<Vec<_>, _>(|own| ignored.holds(&own.id));
        self.ignored.extend(known.into_iter().map(|finding| finding.id));
        self.findings = findings;
        self
    }

    /// The finding with this id, whole or by its beginning where only one begins so.
    pub fn finding(&self, id: &str) -> Option<&Finding> {
        let mut found = self.findings.iter().filter(|finding| finding.id.starts_with(id));
        found.next().filter(|first| first.id == id || found.next().is_none())
    }

    /// The findings for a terminal, at most `most` of each class.
    pub fn table(&self, most: usize) -> String {
        let mut by_class: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            let place = Class::ALL.iter().position(|class| *class == finding.class);
            by_class.entry(place.unwrap_or_default()).or_default().push(finding);
        }
        let mut out = String::new();
        for found in by_class.values() {
            let first = found[0];
            let (title, name) = (first.title, first.class.name());
            let count = found.len();
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{title} {name} ({}): {count}", first.severity.name());
            for finding in found.iter().take(most) {
                push_lines(finding, &mut out);
            }
            if count > most {
                let _ = writeln!(out, "  … {}", count - most);
            }
            out.push('\n');
        }
        out
    }
}

/// A finding as lines: where, what, and how it is mended.
fn push_lines(finding: &Finding, out: &mut String) {
    let place = finding.entries.first().map(|entry| {
        let (file, line, id) = (&entry.file, entry.line, &entry.id);
        format!("{file}:{line}: {id}: ")
    });
    let place = place.unwrap_or_default();
    let _ = writeln!(out, "  {} {place}{}", finding.id, finding.words);
    if let Some(fix) = &finding.fix {
        let _ = writeln!(out, "               → {}", fix.words);
    }
}
