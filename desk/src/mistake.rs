//! What is wrong with a file that an operator wrote: all of it at once, each with its line.

use serde::de::DeserializeOwned;
use toml::Spanned;

/// A place of a file that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: `{field}` {problem}: {value}")]
pub struct Mistake {
    /// Its line, from 1 on.
    pub line: usize,
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
    /// What stands there.
    pub value: String,
}

/// A file and what was found wrong with it so far.
#[derive(Debug)]
pub struct Proof<'a> {
    text: &'a str,
    found: Vec<Mistake>,
}

impl<'a> Proof<'a> {
    /// Reads a file as TOML.
    ///
    /// # Errors
    /// The one mistake at which reading stopped.
    pub fn read<T: DeserializeOwned>(text: &'a str) -> Result<(T, Self), Vec<Mistake>> {
        match toml::from_str(text) {
            Ok(value) => Ok((value, Self { text, found: Vec::new() })),
            Err(error) => {
                let line = line_of(text, error.span().map_or(0, |span| span.start));
                let value = error.message().to_owned();
                Err(vec![Mistake { line, field: "toml", problem: "cannot be read", value }])
            }
        }
    }

    /// Notes a mistake at a value.
    pub fn wrong(&mut self, field: &'static str, problem: &'static str, at: &Spanned<String>) {
        let line = line_of(self.text, at.span().start);
        self.found.push(Mistake { line, field, problem, value: at.get_ref().clone() });
    }

    /// The value, if nothing is wrong.
    ///
    /// # Errors
    /// Every mistake that was noted, in the order of the lines.
    pub fn finish<T>(mut self, value: T) -> Result<T, Vec<Mistake>> {
        self.found.sort_by_key(|mistake| mistake.line);
        if self.found.is_empty() { Ok(value) } else { Err(self.found) }
    }
}

fn line_of(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|byte| *byte == b'\n').count()
}
