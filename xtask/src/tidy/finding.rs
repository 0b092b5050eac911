//! One line of what is wrong: where, in words, and by which rule.

use std::fmt;

/// Something that breaks a rule; ordered as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path in the repository, with `/` on every system.
    pub path: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// What is wrong and, where it is not plain, what would be right.
    pub words: String,
    /// The name of the rule.
    pub rule: Rule,
}

/// The name of a rule, as it stands in brackets behind a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule(pub &'static str);

impl Rule {
    /// A finding of this rule.
    pub fn finding(self, path: &str, line: usize, words: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, words: words.into(), rule: self }
    }

    /// A finding about the workspace as a whole; it stands at the workspace's own manifest.
    pub fn of_workspace(self, words: impl Into<String>) -> Finding {
        self.finding("Cargo.toml", 1, words)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} [{}]", self.path, self.line, self.words, self.rule.0)
    }
}

/// The findings as tidy prints them, a line each; tests compare this text.
#[cfg(test)]
pub fn listing(findings: &[Finding]) -> String {
    findings.iter().flat_map(|finding| [finding.to_string(), "\n".to_owned()]).collect()
}
