//! Data files of the engine that an operator replaces: tables of tab-separated columns and TOML,
//! read with problems that name file, line and field.

use serde::de::DeserializeOwned;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::lexicon::tsv::rows;
use wenshui_knowledge::problem::Problem;

/// A table being read.
#[derive(Debug)]
pub struct Table<'a> {
    file: &'a DataFile,
    columns: &'static [&'static str],
}

/// A row with as many fields as the table has columns.
#[derive(Debug)]
pub struct Row<'a> {
    /// Its line, counted from 1.
    pub line: usize,
    fields: Vec<&'a str>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    column: usize,
    code: &'static str,
    details: Vec<String>,
}

impl<'a> Table<'a> {
    /// A table whose rows have these columns. Empty lines and lines that begin with `#` are none.
    pub fn new(file: &'a DataFile, columns: &'static [&'static str]) -> Self {
        Self { file, columns }
    }

    /// Gives every row to `take` and collects what is wrong.
    pub fn read(&self, mut take: impl FnMut(&Row<'a>) -> Result<(), Fault>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (line, text) in rows(&self.file.text) {
            let fields: Vec<&str> = text.split('\t').collect();
            let taken = if fields.len() == self.columns.len() {
                take(&Row { line, fields })
            } else {
                let details = vec![self.columns.len().to_string(), self.columns.join(", ")];
                Err(Fault { column: usize::MAX, code: "bad_columns", details })
            };
            if let Err(fault) = taken {
                let field = self.columns.get(fault.column).copied().unwrap_or_default();
                let details: Vec<&str> = fault.details.iter().map(String::as_str).collect();
                let problem = Problem::error(line, field, fault.code, &details);
                problems.push(problem.in_file(&self.file.name));
            }
        }
        problems
    }
}

impl<'a> Row<'a> {
    /// The text of a column, which must not be empty.
    ///
    /// # Errors
    /// When it is empty.
    pub fn text(&self, column: usize) -> Result<&'a str, Fault> {
        let text = self.fields[column].trim();
        if text.is_empty() { Err(Fault::new(column, "empty_field", &[])) } else { Ok(text) }
    }

    /// The text of a column; `-` and nothing are none.
    pub fn optional(&self, column: usize) -> Option<&'a str> {
        Some(self.fields[column].trim()).filter(|text| !text.is_empty() && *text != "-")
    }

    /// The number of a column.
    ///
    /// # Errors
    /// When it is none.
    pub fn number(&self, column: usize) -> Result<f32, Fault> {
        let text = self.text(column)?;
        let number = text.parse().ok().filter(|number: &f32| number.is_finite());
        number.ok_or_else(|| Fault::new(column, "not_a_number", &[text]))
    }

    /// The value that a column names.
    ///
    /// # Errors
    /// When no value has that name; the words list those there are.
    pub fn one_of<T: Copy>(&self, column: usize, values: &[(&str, T)]) -> Result<T, Fault> {
        let text = self.text(column)?;
        let found = values.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        found.ok_or_else(|| {
            let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
            Fault::new(column, "unknown_value", &[text, &names.join(", ")])
        })
    }
}

impl Fault {
    /// A fault of a column; the codes have their words in the catalogue of problems.
    pub fn new(column: usize, code: &'static str, details: &[&str]) -> Self {
        let details = details.iter().map(|detail| (*detail).to_owned()).collect();
        Self { column, code, details }
    }
}

/// Reads a TOML file.
///
/// # Errors
/// One problem with line and field: the parser stops at the first.
pub fn parse_toml<T: DeserializeOwned>(file: &DataFile) -> Result<T, Vec<Problem>> {
    toml::from_str(&file.text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let before = file.text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count();
        let field = file.text.lines().nth(line).and_then(|line| line.split_once('='));
        let field = field.map(|(key, _)| key.trim()).unwrap_or_default();
        vec![Problem::error(line + 1, field, "bad_toml", &[error.message()]).in_file(&file.name)]
    })
}
