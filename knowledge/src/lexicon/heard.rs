//! The data of hearing: what a speech recogniser writes, and how people write the same.

use crate::lexicon::tsv::rows;
use crate::problem::Problem;

/// What a row of `heard/*.tsv` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeardKind {
    /// Characters that are simplified as they are, whatever the converter knows of them.
    Simple,
    /// What recognisers write where nobody spoke; `*` stands for any characters.
    Silence,
    /// Another way to say a digit, and the digit.
    Digit,
    /// The characters that spell a number digit by digit.
    Spoken,
    /// The decimal point as it is said.
    Point,
    /// The word for minutes: the point before it is that of a clock.
    Minute,
    /// The sign of negative numbers as it is said.
    Minus,
    /// What makes even a single digit before it a number to be written in digits.
    Unit,
    /// What makes a number of ten and more before it one to be written in digits.
    Counter,
    /// What makes the ten, hundred or thousand behind it inexact.
    Open,
    /// A fixed expression with numerals in it that are no numbers.
    Kept,
    /// A whole saying and how it is written.
    Said,
    /// Who numbers documents, or `*`, and the form of the number.
    Document,
    /// The characters that may stand around the year of a document.
    Bracket,
    /// A mark of half width and the full one.
    Mark,
    /// The mark where the recogniser heard a pause.
    Pause,
    /// The mark at the end of what is told.
    Stop,
    /// The mark at the end of what is asked.
    Question,
    /// A word that makes a clause a question.
    Asking,
    /// A word that makes a clause a question where it stands last.
    Ending,
    /// A word that makes a clause none.
    Told,
    /// A term that is listened for and stands in no other lexicon.
    Term,
    /// What is never corrected to a term.
    Never,
    /// What is always corrected, and to what.
    Always,
    /// Characters so common by themselves that they rarely stand for another.
    Particle,
    /// How the prompt for the recogniser begins.
    Lead,
    /// A term that comes first in the prompt.
    First,
    /// The mark between two terms of the prompt.
    Between,
    /// The mark at the end of the prompt.
    End,
}

/// Every kind with its name in the files and how many columns stand behind the name.
const KINDS: [(&str, HeardKind, usize); 29] = [
    ("simple", HeardKind::Simple, 1),
    ("silence", HeardKind::Silence, 1),
    ("digit", HeardKind::Digit, 2),
    ("spoken", HeardKind::Spoken, 1),
    ("point", HeardKind::Point, 1),
    ("minute", HeardKind::Minute, 1),
    ("minus", HeardKind::Minus, 1),
    ("unit", HeardKind::Unit, 1),
    ("counter", HeardKind::Counter, 1),
    ("open", HeardKind::Open, 1),
    ("kept", HeardKind::Kept, 1),
    ("said", HeardKind::Said, 2),
    ("document", HeardKind::Document, 2),
    ("bracket", HeardKind::Bracket, 1),
    ("mark", HeardKind::Mark, 2),
    ("pause", HeardKind::Pause, 1),
    ("stop", HeardKind::Stop, 1),
    ("question", HeardKind::Question, 1),
    ("asking", HeardKind::Asking, 1),
    ("ending", HeardKind::Ending, 1),
    ("told", HeardKind::Told, 1),
    ("term", HeardKind::Term, 1),
    ("never", HeardKind::Never, 1),
    ("always", HeardKind::Always, 2),
    ("particle", HeardKind::Particle, 1),
    ("lead", HeardKind::Lead, 1),
    ("first", HeardKind::First, 1),
    ("between", HeardKind::Between, 1),
    ("end", HeardKind::End, 1),
];

/// The rows of all files, in their order.
#[derive(Debug, Clone, Default)]
pub struct HeardWords {
    rows: Vec<(HeardKind, String, String)>,
}

impl HeardWords {
    /// The forms of a kind; of two columns the first.
    pub fn forms(&self, kind: HeardKind) -> impl Iterator<Item = &str> {
        self.pairs(kind).map(|(form, _)| form)
    }

    /// The first form of a kind; empty where the files have none.
    pub fn form(&self, kind: HeardKind) -> &str {
        self.forms(kind).next().unwrap_or_default()
    }

    /// The rows of a kind; the second column is empty where a kind has one only.
    pub fn pairs(&self, kind: HeardKind) -> impl Iterator<Item = (&str, &str)> {
        let rows = self.rows.iter().filter(move |(of, _, _)| *of == kind);
        rows.map(|(_, form, written)| (form.as_str(), written.as_str()))
    }
}

/// Reads one file of `heard/`.
pub(crate) fn read(text: &str, words: &mut HeardWords) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (line, row) in rows(text) {
        match heard_row(row) {
            Ok(row) => words.rows.push(row),
            Err((code, details)) => {
                let details: Vec<&str> = details.iter().map(String::as_str).collect();
                problems.push(Problem::error(line, "", code, &details));
            }
        }
    }
    problems
}

/// A row, or the code and the details of its problem.
fn heard_row(row: &str) -> Result<(HeardKind, String, String), (&'static str, Vec<String>)> {
    let mut columns = row.split('\t');
    let name = columns.next().unwrap_or_default();
    let Some((_, kind, wanted)) = KINDS.iter().find(|(known, _, _)| *known == name) else {
        let names: Vec<&str> = KINDS.iter().map(|(known, _, _)| *known).collect();
        return Err(("unknown_kind", vec![name.to_owned(), names.join(", ")]));
    };
    let columns: Vec<&str> = columns.collect();
    if columns.len() != *wanted {
        return Err(("bad_columns", vec![(wanted + 1).to_string(), row.replace('\t', " ")]));
    }
    if columns.iter().any(|column| column.is_empty()) {
        return Err(("empty_form", Vec::new()));
    }
    let single = matches!(kind, HeardKind::Digit | HeardKind::Mark);
    if single && columns[0].chars().count() != 1 {
        return Err(("not_one_character", vec![columns[0].to_owned()]));
    }
    let column = |at: usize| columns.get(at).copied().unwrap_or_default().to_owned();
    Ok((*kind, column(0), column(1)))
}
