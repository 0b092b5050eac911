//! Markdown into parts; the one home of `pulldown-cmark`.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::document::limit::{CHARS_MAX, PARTS_MAX, too_much};
use crate::document::part::{Content, Part};
use crate::problem::Problem;

/// Reads a text in Markdown with tables. What is struck out and what is a comment does not appear.
///
/// # Errors
/// When it holds too much.
pub(crate) fn read(text: &str) -> Result<Content, Problem> {
    if text.len() > CHARS_MAX * 4 {
        return Err(too_much("characters", CHARS_MAX));
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut flow = Flow::default();
    for event in Parser::new_ext(text, options) {
        flow.take(event);
        if flow.content.parts.len() > PARTS_MAX {
            return Err(too_much("parts", PARTS_MAX));
        }
    }
    flow.paragraph();
    Ok(flow.content)
}

/// What was read so far.
#[derive(Default)]
struct Flow {
    content: Content,
    text: String,
    rows: Vec<Vec<String>>,
    /// The number of the next item of each open list that is numbered.
    lists: Vec<Option<u64>>,
    item: bool,
    struck: usize,
}

impl Flow {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) if self.struck == 0 => self.text.push_str(&text),
            // A hard break parts lines that stand under each other, a soft one only the source.
            Event::HardBreak => self.paragraph(),
            Event::SoftBreak => self.text.push(' '),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Strikethrough => self.struck += 1,
            Tag::List(first) => {
                self.paragraph();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.paragraph();
                self.item = true;
                if let Some(Some(next)) = self.lists.last_mut() {
                    self.text = format!("{next}. ");
                    *next += 1;
                }
            }
            Tag::Table(_) => self.paragraph(),
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Item => self.paragraph(),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => self.content.push(Part::Table(std::mem::take(&mut self.rows))),
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let text = std::mem::take(&mut self.text);
        // The first heading of the highest level is the title.
        if level == HeadingLevel::H1
            && self.content.title.is_none()
            && self.content.parts.is_empty()
        {
            self.content.title = Some(text.trim().to_owned()).filter(|title| !title.is_empty());
        }
        self.content.push(Part::Heading { level: level as u8, text });
    }

    fn paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        let item = std::mem::take(&mut self.item);
        self.content.push(if item { Part::Item(text) } else { Part::Paragraph(text) });
    }
}
