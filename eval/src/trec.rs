//! Runs and judgements in the format of TREC, for the tools of information retrieval.
//!
//! Names may not hold white space there. White space, control characters and the percent sign are
//! written as in addresses, `%20` for a space, so that different ids stay different.

use std::fmt::Write as _;

use crate::report::Report;

/// A run: a line `qid Q0 docid rank score tag` for every candidate. Scores fall by one from rank to
/// rank, so that no tool breaks ties in its own way; `tag` is the knowledge version.
pub fn run(report: &Report) -> String {
    let tag = word(&report.signature.kb_version);
    let mut out = String::new();
    for case in &report.cases {
        let count = case.candidates.len();
        for (at, id) in case.candidates.iter().enumerate() {
            let (case, id, rank, score) = (word(&case.id), word(id), at + 1, count - at);
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{case} Q0 {id} {rank} {score} {tag}");
        }
    }
    out
}

/// Judgements: a line `qid 0 docid relevance` for every entry that is right, 1, or must not come
/// first, 0. A case without a right entry has none that is, and tools leave it out of their means.
pub fn qrels(report: &Report) -> String {
    let mut out = String::new();
    for case in &report.cases {
        let right = case.expect.iter().map(|id| (id, 1));
        let wrong = case.forbid.iter().filter(|id| !case.expect.contains(id)).map(|id| (id, 0));
        for (id, relevance) in right.chain(wrong.filter(|_| !case.expect.is_empty())) {
            let _ = writeln!(out, "{} 0 {} {relevance}", word(&case.id), word(id));
        }
    }
    out
}

/// A name as one word.
fn word(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_whitespace() || c.is_control() || c == '%' {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}
