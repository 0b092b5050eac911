//! What every reader makes of a file: its parts in their order.

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A heading with its level, from 1.
    Heading {
        /// How deep it stands.
        level: u8,
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// An item of a list, with its mark where there is one.
    Item(String),
    /// A table as rows of cells.
    Table(Vec<Vec<String>>),
}

impl Part {
    /// Its words; none for a table.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Heading { text, .. } | Self::Paragraph(text) | Self::Item(text) => Some(text),
            Self::Table(_) => None,
        }
    }
}

/// A document as its file says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// The title, where the file names one.
    pub title: Option<String>,
    /// The parts in their order.
    pub parts: Vec<Part>,
    /// Short lines beside the text that may state facts of it, such as its number and days.
    pub beside: Vec<String>,
}

impl Content {
    /// Takes a part in; what has no words is left out.
    pub(crate) fn push(&mut self, part: Part) {
        let part = match part {
            Part::Heading { level, text } => Part::Heading { level, text: tidy(&text) },
            Part::Paragraph(text) => Part::Paragraph(tidy(&text)),
            Part::Item(text) => Part::Item(tidy(&text)),
            Part::Table(rows) => Part::Table(tidy_rows(rows)),
        };
        let empty = match &part {
            Part::Table(rows) => rows.is_empty(),
            part => part.text().is_none_or(str::is_empty),
        };
        if !empty {
            self.parts.push(part);
        }
    }
}

/// Rows without those that say nothing.
fn tidy_rows(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let cells = |row: Vec<String>| row.iter().map(|cell| tidy(cell)).collect::<Vec<_>>();
    let rows = rows.into_iter().map(cells);
    rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect()
}

/// A text in one line: a run of white space is one space, and what is never seen is gone.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || is_unseen(c) {
            blank |= !is_unseen(c);
            continue;
        }
        if blank && !out.is_empty() {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// Characters that are never seen: joiners, marks of direction and of byte order, soft hyphens.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
}
