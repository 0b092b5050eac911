//! What paragraphs are by their styles: titles, headings, tables of contents, lists.

use rustc_hash::FxHashMap;

use crate::document::docx::xml::{Tag, Token, Xml};
use crate::problem::Problem;

/// How long a chain of styles may be; a circle is left after as many.
const CHAIN_MAX: usize = 20;

/// A style, or what a paragraph says of itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Style {
    name: String,
    based_on: Option<String>,
    /// The level of a heading, from 0; 9 is body text.
    pub(crate) outline: Option<i64>,
    /// The list that a paragraph is of.
    pub(crate) list: Option<i64>,
    /// The level in it, from 0.
    pub(crate) list_level: Option<i64>,
}

impl Style {
    /// Takes a property of a paragraph in.
    pub(crate) fn take(&mut self, tag: &Tag) {
        match tag.name() {
            "outlineLvl" => self.outline = tag.number("val"),
            "numId" => self.list = tag.number("val"),
            "ilvl" => self.list_level = tag.number("val"),
            _ => {}
        }
    }

    /// What is not said here is as in `below`.
    fn over(mut self, below: &Self) -> Self {
        self.outline = self.outline.or(below.outline);
        self.list = self.list.or(below.list);
        self.list_level = self.list_level.or(below.list_level);
        self
    }
}

/// All styles by their ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct Styles {
    by_id: FxHashMap<String, Style>,
}

impl Styles {
    /// Reads the part of styles.
    ///
    /// # Errors
    /// When it is no XML.
    pub(crate) fn read(text: &str) -> Result<Self, Problem> {
        let mut styles = Self::default();
        let mut open: Option<(String, Style)> = None;
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) if tag.name() == "style" => {
                    open = tag.attribute("styleId").map(|id| (id, Style::default()));
                }
                Token::Open(tag) => {
                    let Some((_, style)) = &mut open else {
                        continue;
                    };
                    match tag.name() {
                        "name" => style.name = tag.attribute("val").unwrap_or_default(),
                        "basedOn" => style.based_on = tag.attribute("val"),
                        _ => style.take(&tag),
                    }
                }
                Token::Close(name) if name == "style" => styles.by_id.extend(open.take()),
                _ => {}
            }
        }
        Ok(styles)
    }

    /// A paragraph's own words over its style and over those that it is based on.
    pub(crate) fn resolved(&self, id: Option<&str>, own: Style) -> Style {
        let mut style = own;
        let mut next = id.and_then(|id| self.by_id.get(id));
        for _ in 0..CHAIN_MAX {
            let Some(below) = next else {
                break;
            };
            style = style.over(below);
            next = below.based_on.as_deref().and_then(|id| self.by_id.get(id));
        }
        style
    }

    /// Whether paragraphs of a style are the title.
    pub(crate) fn is_title(&self, id: &str) -> bool {
        self.name(id).eq_ignore_ascii_case("title")
    }

    /// Whether paragraphs of a style belong to a table of contents.
    pub(crate) fn is_contents(&self, id: &str) -> bool {
        self.name(id).to_ascii_lowercase().starts_with("toc")
    }

    /// The level of a heading by the names that all languages share.
    pub(crate) fn heading(&self, id: &str) -> Option<i64> {
        let name = self.name(id).to_ascii_lowercase();
        let level = name.strip_prefix("heading ")?.parse::<i64>().ok()?;
        Some(level - 1)
    }

    fn name(&self, id: &str) -> &str {
        self.by_id.get(id).map(|style| style.name.as_str()).unwrap_or_default()
    }
}
