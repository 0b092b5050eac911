//! The body of a text: its paragraphs and tables, without what was taken out.

use rustc_hash::FxHashMap;

use crate::document::docx::numbering::Numbering;
use crate::document::docx::styles::{Style, Styles};
use crate::document::docx::xml::{Tag, Token, Xml};
use crate::document::limit::{CHARS_MAX, PARTS_MAX, too_much};
use crate::document::part::{Content, Part};
use crate::problem::Problem;

/// Elements that are not shown: what was deleted or moved away, the second form of what newer programs
/// show otherwise, commands of fields, and phonetic guides.
const SKIPPED: [&str; 7] =
    ["del", "moveFrom", "Fallback", "instrText", "delText", "delInstrText", "rt"];

/// How deep tables may stand in tables: the words of each are copied into the one around it.
const TABLES_MAX: usize = 32;

/// Notes by their ids.
pub(crate) type Notes = FxHashMap<String, String>;

/// A paragraph while it is read.
#[derive(Default)]
struct Paragraph {
    style_id: Option<String>,
    own: Style,
    text: String,
    /// Whether the paragraph's own mark was deleted, so that it goes on in the next one.
    merged: bool,
}

/// A table while it is read.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    cell: String,
    span: usize,
    /// Whether the cell goes on from the one above.
    goes_on: bool,
}

/// The body while it is read.
pub(crate) struct Body<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    notes: &'a Notes,
    content: Content,
    /// A paragraph may stand in another one, in a text box.
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    /// The words of a paragraph that goes on in the next.
    kept: String,
    /// Whether the run that is read is hidden or struck out.
    unseen: bool,
    /// Whether the properties of a paragraph are read.
    in_properties: bool,
    chars: usize,
}

impl<'a> Body<'a> {
    /// A body that nothing was read of.
    pub(crate) fn new((styles, numbering, notes): (&'a Styles, Numbering, &'a Notes)) -> Self {
        Self {
            styles,
            numbering,
            notes,
            content: Content::default(),
            paragraphs: Vec::new(),
            tables: Vec::new(),
            kept: String::new(),
            unseen: false,
            in_properties: false,
            chars: 0,
        }
    }

    /// Reads the part of the text.
    ///
    /// # Errors
    /// When it is no XML or holds too much.
    pub(crate) fn read(mut self, text: &str) -> Result<Content, Problem> {
        let mut xml = Xml::new(text);
        let mut in_text = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) if SKIPPED.contains(&tag.name()) => {
                    // Among the properties of a paragraph it says that its mark was deleted.
                    if tag.name() == "del" && self.in_properties {
                        self.merge();
                    }
                    xml.skip()?;
                }
                Token::Open(tag) => {
                    in_text = tag.name() == "t";
                    self.open(&tag);
                }
                Token::Close(name) => {
                    in_text = false;
                    self.close(&name);
                }
                Token::Text(text) if in_text && !self.unseen => self.write(&text),
                Token::Text(_) => {}
            }
            if self.content.parts.len() > PARTS_MAX {
                return Err(too_much("parts", PARTS_MAX));
            }
            // Notes and cells that go on are written as often as they are named.
            if self.chars > CHARS_MAX {
                return Err(too_much("characters", CHARS_MAX));
            }
            if self.tables.len() > TABLES_MAX {
                return Err(too_much("depth", TABLES_MAX));
            }
        }
        Ok(self.content)
    }

    fn merge(&mut self) {
        if let Some(own) = self.paragraphs.last_mut() {
            own.merged = true;
        }
    }

    fn open(&mut self, tag: &Tag) {
        match tag.name() {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tbl" => self.tables.push(Table::default()),
            "pPr" => self.in_properties = true,
            "r" => self.unseen = false,
            "strike" | "dstrike" | "vanish" | "webHidden" => self.unseen |= tag.is_on(),
            "footnoteReference" => self.note(tag),
            "tr" => self.in_table(|table| table.rows.push(Vec::new())),
            "tc" => self.in_table(|table| (table.span, table.goes_on) = (1, false)),
            "gridSpan" => {
                let span = tag.number("val").unwrap_or(1).clamp(1, 100) as usize;
                self.in_table(|table| table.span = span);
            }
            "vMerge" => {
                let goes_on = tag.attribute("val").is_none_or(|value| value == "continue");
                self.in_table(|table| table.goes_on = goes_on);
            }
            name => self.in_paragraph(name, tag),
        }
    }

    fn in_paragraph(&mut self, name: &str, tag: &Tag) {
        let Some(own) = self.paragraphs.last_mut() else {
            return;
        };
        match name {
            "pStyle" => own.style_id = tag.attribute("val"),
            "tab" | "br" | "cr" => own.text.push(' '),
            "noBreakHyphen" => own.text.push('-'),
            _ => own.own.take(tag),
        }
    }

    fn in_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.tables.last_mut() {
            change(table);
        }
    }

    fn note(&mut self, tag: &Tag) {
        let note = tag.attribute("id").and_then(|id| self.notes.get(&id));
        if let (Some(note), Some(own)) = (note, self.paragraphs.last_mut()) {
            own.text.push_str(&format!("〔{note}〕"));
            self.chars += note.len() / 3 + 1;
        }
    }

    fn write(&mut self, text: &str) {
        self.chars += text.len() / 3;
        if let Some(own) = self.paragraphs.last_mut() {
            own.text.push_str(text);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.paragraph(paragraph);
                }
            }
            "pPr" => self.in_properties = false,
            "r" => self.unseen = false,
            "tc" => {
                let written = self.tables.last_mut().map_or(0, Table::close_cell);
                self.chars += written;
            }
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    self.table(table);
                }
            }
            _ => {}
        }
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        let Paragraph { style_id, own, text, merged } = paragraph;
        let text = std::mem::take(&mut self.kept) + &text;
        if merged {
            self.kept = text;
            return;
        }
        let id = style_id.as_deref().unwrap_or_default();
        let style = self.styles.resolved(style_id.as_deref(), own);
        let listed = style.list.filter(|list| *list > 0 && !text.trim().is_empty());
        let level = style.list_level.unwrap_or(0);
        let mark = listed.and_then(|list| self.numbering.next(list, level));
        let text = match &mark {
            // Behind a bracket or a sign of its own a number needs no blank.
            Some(mark) if mark.ends_with(char::is_alphanumeric) => format!("{mark} {text}"),
            Some(mark) => format!("{mark}{text}"),
            _ => text,
        };
        if !self.tables.is_empty() {
            self.in_table(|table| {
                table.cell.push(' ');
                table.cell.push_str(&text);
            });
        } else if self.styles.is_contents(id) {
        } else if self.styles.is_title(id) && self.content.title.is_none() {
            self.content.title = Some(text.trim().to_owned());
            self.content.push(Part::Heading { level: 1, text });
        } else if let Some(level) = self.styles.heading(id).or(style.outline).filter(|l| *l < 9) {
            self.content.push(Part::Heading { level: level.clamp(0, 8) as u8 + 1, text });
        } else if mark.is_some() {
            self.content.push(Part::Item(text));
        } else {
            self.content.push(Part::Paragraph(text));
        }
    }

    /// A table in a cell becomes words of the cell.
    fn table(&mut self, table: Table) {
        if self.tables.is_empty() {
            self.content.push(Part::Table(table.rows));
        } else {
            let words: Vec<String> = table.rows.into_iter().flatten().collect();
            self.in_table(|outer| outer.cell.push_str(&words.join(" ")));
        }
    }
}

impl Table {
    /// Ends a cell. One that goes on from above says again what stands there, and one that is as wide as
    /// several leaves the others empty, so that every row can be read by itself. Tells how many characters
    /// and cells it added to what was read.
    fn close_cell(&mut self) -> usize {
        let cell = std::mem::take(&mut self.cell);
        let above = self.rows.len().checked_sub(2).map(|at| &self.rows[at]);
        let column = self.rows.last().map_or(0, Vec::len);
        let above = above.and_then(|row| row.get(column)).filter(|_| self.goes_on).cloned();
        let Some(row) = self.rows.last_mut() else {
            return 0;
        };
        let added = above.as_ref().map_or(0, String::len) / 3 + self.span;
        row.push(above.unwrap_or(cell));
        row.extend(std::iter::repeat_n(String::new(), self.span.saturating_sub(1)));
        added
    }
}

/// The notes at the feet of pages.
///
/// # Errors
/// When the part is no XML.
pub(crate) fn notes(text: &str) -> Result<Notes, Problem> {
    let mut notes = Notes::default();
    let mut open: Option<(String, String)> = None;
    let (mut xml, mut in_text) = (Xml::new(text), false);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) if SKIPPED.contains(&tag.name()) => xml.skip()?,
            Token::Open(tag) if tag.name() == "footnote" => {
                open = tag.attribute("id").map(|id| (id, String::new()));
            }
            Token::Open(tag) => in_text = tag.name() == "t",
            Token::Close(name) => {
                in_text = false;
                if name == "footnote" {
                    notes.extend(open.take().filter(|(_, note)| !note.trim().is_empty()));
                }
            }
            Token::Text(text) if in_text => {
                if let Some((_, note)) = &mut open {
                    note.push_str(&text);
                }
            }
            Token::Text(_) => {}
        }
    }
    Ok(notes)
}
