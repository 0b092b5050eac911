//! The elements of a text into its parts.

use crate::document::html::main_content::is_dropped;
use crate::document::html::tree::{Data, Tree};
use crate::document::limit::{CHARS_MAX, too_much};
use crate::document::part::{Content, Part, tidy};
use crate::problem::Problem;

/// Elements that stand in a line with the words around them.
const INLINE: [&str; 19] = [
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark", "o:p",
    "small", "span", "strong", "sub", "sup", "u",
];

/// The most columns of a table; rules of tax offices have some ten.
const COLUMNS_MAX: usize = 500;

/// Reads what stands below an element.
///
/// # Errors
/// When there is too much.
pub(crate) fn flow(tree: &Tree, main: usize) -> Result<Content, Problem> {
    let mut flow = Flow { tree, content: Content::default(), text: String::new(), chars: 0 };
    flow.children(main)?;
    flow.paragraph(Part::Paragraph);
    Ok(flow.content)
}

struct Flow<'a> {
    tree: &'a Tree,
    content: Content,
    text: String,
    chars: usize,
}

impl Flow<'_> {
    fn children(&mut self, at: usize) -> Result<(), Problem> {
        for child in &self.tree.node(at).children {
            self.node(*child)?;
        }
        Ok(())
    }

    /// Reads a node; trees are not deeper than [`DEPTH_MAX`](crate::document::limit::DEPTH_MAX).
    fn node(&mut self, at: usize) -> Result<(), Problem> {
        if is_dropped(self.tree, at) {
            return Ok(());
        }
        if let Data::Text(text) = &self.tree.node(at).data {
            self.count(text.len())?;
            self.text.push_str(text);
            return Ok(());
        }
        let name = self.tree.name(at);
        match name {
            "br" | "hr" => self.paragraph(Part::Paragraph),
            "table" => {
                self.paragraph(Part::Paragraph);
                self.table(at)?;
            }
            "li" => {
                self.paragraph(Part::Paragraph);
                self.children(at)?;
                self.paragraph(Part::Item);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.paragraph(Part::Paragraph);
                self.children(at)?;
                let level = name.as_bytes()[1] - b'0';
                self.paragraph(|text| Part::Heading { level, text });
            }
            _ if INLINE.contains(&name) => self.children(at)?,
            _ => {
                self.paragraph(Part::Paragraph);
                self.children(at)?;
                self.paragraph(Part::Paragraph);
            }
        }
        Ok(())
    }

    /// Counts bytes of text; a Chinese character has three.
    fn count(&mut self, bytes: usize) -> Result<(), Problem> {
        self.chars += bytes / 3;
        if self.chars > CHARS_MAX { Err(too_much("characters", CHARS_MAX)) } else { Ok(()) }
    }

    fn paragraph(&mut self, part: impl FnOnce(String) -> Part) {
        let text = std::mem::take(&mut self.text);
        self.content.push(part(text));
    }

    /// A table; one that only lays text out, with one cell a row, is read as text. Cells that are as wide
    /// or high as several leave the others empty or say again what stands there.
    fn table(&mut self, at: usize) -> Result<(), Problem> {
        let rows = self.rows(at);
        let lays_out = rows.iter().all(|row| self.cells(*row).len() <= 1);
        if lays_out {
            for cell in rows.iter().flat_map(|row| self.cells(*row)).collect::<Vec<_>>() {
                self.children(cell)?;
                self.paragraph(Part::Paragraph);
            }
            return Ok(());
        }
        let mut table: Vec<Vec<String>> = Vec::new();
        // Cells from above that go on: column, rows left, words.
        let mut hanging: Vec<(usize, usize, String)> = Vec::new();
        for row in rows {
            let mut cells: Vec<String> = Vec::new();
            let take_hanging =
                |cells: &mut Vec<String>, hanging: &mut Vec<(usize, usize, String)>| {
                    while let Some(own) =
                        hanging.iter_mut().find(|own| own.0 == cells.len() && own.1 > 0)
                    {
                        own.1 -= 1;
                        cells.push(own.2.clone());
                    }
                };
            for cell in self.cells(row) {
                take_hanging(&mut cells, &mut hanging);
                let words = tidy(&self.words(cell));
                let span = |name| {
                    let own = self.tree.attribute(cell, name).and_then(|own| own.parse().ok());
                    own.unwrap_or(1_usize).clamp(1, 100)
                };
                let (wide, high) = (span("colspan"), span("rowspan"));
                if high > 1 {
                    hanging.push((cells.len(), high - 1, words.clone()));
                }
                cells.push(words);
                cells.extend(std::iter::repeat_n(String::new(), wide - 1));
            }
            take_hanging(&mut cells, &mut hanging);
            hanging.retain(|own| own.1 > 0);
            if cells.len().max(hanging.len()) > COLUMNS_MAX {
                return Err(too_much("columns", COLUMNS_MAX));
            }
            // What goes on is written as often as there are rows.
            self.count(cells.iter().map(|cell| cell.len() + 3).sum())?;
            table.push(cells);
        }
        self.content.push(Part::Table(table));
        Ok(())
    }

    /// All words below an element that are seen.
    fn words(&self, at: usize) -> String {
        let (mut text, mut open) = (String::new(), vec![at]);
        while let Some(at) = open.pop() {
            match &self.tree.node(at).data {
                Data::Text(own) => text.push_str(own),
                _ if is_dropped(self.tree, at) => {}
                _ => {
                    // Paragraphs of a cell stand apart.
                    text.push(' ');
                    open.extend(self.tree.node(at).children.iter().rev());
                }
            }
        }
        text
    }

    /// The rows of a table, those of tables within it left out.
    fn rows(&self, at: usize) -> Vec<usize> {
        let groups = |at: &usize| matches!(self.tree.name(*at), "tbody" | "thead" | "tfoot");
        let children = self.tree.node(at).children.iter();
        let own = children.flat_map(|at| {
            if groups(at) { self.tree.node(*at).children.clone() } else { vec![*at] }
        });
        own.filter(|at| self.tree.name(*at) == "tr").collect()
    }

    fn cells(&self, row: usize) -> Vec<usize> {
        let children = self.tree.node(row).children.iter().copied();
        children.filter(|at| matches!(self.tree.name(*at), "td" | "th")).collect()
    }
}
