//! Faults in what people wrote: where, what, and how it reads to the one who can mend it.

use std::cmp::Ordering;
use std::fmt;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look; the knowledge can be used.
    Warning,
    /// The knowledge cannot be used as it is.
    Error,
}

impl Severity {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One fault, with its place. Its words come from the data file `problems.tsv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the reader of it named it; empty until the reader fills it in.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 0, where it was read from a table.
    pub column: Option<usize>,
    /// The field, as a path such as `basis[1].number`; empty for the whole entry or file.
    pub field: String,
    /// A stable name of the kind of fault.
    pub code: &'static str,
    /// What the words mention, in their order.
    pub details: Vec<String>,
    /// How much it weighs.
    pub severity: Severity,
}

impl Problem {
    /// An error at a line and a field.
    pub fn error(line: usize, field: &str, code: &'static str, details: &[&str]) -> Self {
        Self {
            file: String::new(),
            line,
            column: None,
            field: field.to_owned(),
            code,
            details: details.iter().map(|detail| (*detail).to_owned()).collect(),
            severity: Severity::Error,
        }
    }

    /// A warning at a line and a field.
    pub fn warning(line: usize, field: &str, code: &'static str, details: &[&str]) -> Self {
        Self { severity: Severity::Warning, ..Self::error(line, field, code, details) }
    }

    /// The same problem, in the column counted from 0.
    #[must_use]
    pub fn in_column(self, column: usize) -> Self {
        Self { column: Some(column), ..self }
    }

    /// The same problem, in `file`.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        file.clone_into(&mut self.file);
        self
    }

    /// Whether nothing can be done with what was written.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The order in which a person goes through a file: by line, then by column.
    pub fn in_order(&self, other: &Self) -> Ordering {
        (self.line, self.column).cmp(&(other.line, other.column))
    }

    /// The words for the one who wrote it.
    pub fn words(&self) -> String {
        let template = catalogue().get(self.code).copied().unwrap_or(self.code);
        self.details.iter().enumerate().fold(template.to_owned(), |words, (at, detail)| {
            words.replace(&format!("{{{at}}}"), detail)
        })
    }
}

impl fmt::Display for Problem {
    /// `file:line: field: words [code]`, the form that editors jump to; with `#` the weight stands
    /// behind the line, as compilers write it. In a table the column's letters stand before the field.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if f.alternate() {
            write!(f, "{}: ", self.severity.name())?;
        }
        match (self.column.map(letters), self.field.as_str()) {
            (None, "") => {}
            (None, field) => write!(f, "{field}: ")?,
            (Some(column), "") => write!(f, "{column}: ")?,
            (Some(column), field) => write!(f, "{column} {field}: ")?,
        }
        write!(f, "{} [{}]", self.words(), self.code)
    }
}

/// The letters by which spreadsheets name a column counted from 0: A to Z, AA, AB …
pub fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => last.to_string(),
        before => letters(before - 1) + &last.to_string(),
    }
}

/// Code → words, from the data file.
fn catalogue() -> &'static FxHashMap<&'static str, &'static str> {
    static CATALOGUE: OnceLock<FxHashMap<&str, &str>> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        include_str!("../words/problems.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let named = [0, 25, 26, 51, 52, 701, 702, 16_383].map(letters);
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}
