//! How often each character occurs in the corpora.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::Error;

/// The fields whose strings are counted; a field may hold a list of strings.
const FIELDS: [&str; 4] = ["text", "question", "similar", "answer"];

/// The counts over all corpora.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    counts: BTreeMap<char, u64>,
    total: u64,
}

/// What one corpus added.
#[derive(Debug, Default)]
pub(crate) struct Added {
    /// Its lines.
    pub(crate) lines: usize,
    /// The characters that counted.
    pub(crate) chars: u64,
}

impl Counts {
    /// Counts a JSON-lines file.
    pub(crate) fn add_json_lines(&mut self, file: &str, bytes: &[u8]) -> Result<Added, Error> {
        let mut added = Added::default();
        let before = self.total;
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.add_line(line).map_err(|(field, reason)| Error::Corpus {
                file: file.to_owned(),
                line: index + 1,
                field,
                reason,
            })?;
            added.lines += 1;
        }
        added.chars = self.total - before;
        if added.chars == 0 {
            let reason = format!("none of the fields {FIELDS:?} holds a text");
            return Err(Error::Training { file: file.to_owned(), reason });
        }
        Ok(added)
    }

    /// Counts one line; an error is the field, if it is about one, and what is wrong.
    fn add_line(&mut self, line: &[u8]) -> Result<(), (Option<String>, String)> {
        let value: Value = serde_json::from_slice(line)
            .map_err(|error| (None, format!("it is no JSON from column {} on", error.column())))?;
        let Value::Object(object) = value else {
            return Err((None, "it is no JSON object".to_owned()));
        };
        for field in FIELDS {
            let fault =
                || (Some(field.to_owned()), "it is neither text nor a list of it".to_owned());
            match object.get(field) {
                None | Some(Value::Null) => {}
                Some(Value::String(text)) => self.add(text),
                Some(Value::Array(texts)) => {
                    for text in texts {
                        self.add(text.as_str().ok_or_else(fault)?);
                    }
                }
                Some(_) => return Err(fault()),
            }
        }
        Ok(())
    }

    /// Counts a text.
    pub(crate) fn add(&mut self, text: &str) {
        for c in text.chars().filter_map(comparable) {
            *self.counts.entry(c).or_insert(0) += 1;
            self.total += 1;
        }
    }

    /// The share of a character among all, from 0 to 1.
    pub(crate) fn frequency(&self, c: char) -> f64 {
        let count = self.counts.get(&c).copied().unwrap_or(0);
        count as f64 / self.total.max(1) as f64
    }
}

/// The form in which the analyzer hands a character to an encoder: lower case, half width; nothing
/// for punctuation, which carries no meaning that a question could be found by.
pub(crate) fn comparable(c: char) -> Option<char> {
    let half = match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0)?,
        _ => c,
    };
    let mut lower = half.to_lowercase();
    let first = lower.next()?;
    (lower.next().is_none() && first.is_alphanumeric()).then_some(first)
}
