//! XML as a stream of tokens with local names; the one home of `quick-xml`.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::document::limit::{DEPTH_MAX, too_much};
use crate::problem::Problem;

/// A tag that opens an element.
pub(crate) struct Tag<'a> {
    start: BytesStart<'a>,
    name: String,
}

impl Tag<'_> {
    /// Its name without the prefix.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// An attribute by its name without the prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut all = self.start.attributes();
        let own = all.with_checks(false).flatten();
        let own = own.into_iter().find(|own| own.key.local_name().as_ref() == name)?;
        own.normalized_value(XmlVersion::default()).ok().map(Cow::into_owned)
    }

    /// An attribute as a number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.attribute(name)?.parse().ok()
    }

    /// Whether a switch is on: it is unless its value says that it is off (ECMA-376, 17.17.4).
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// A step of the stream.
pub(crate) enum Token<'a> {
    /// An element begins.
    Open(Tag<'a>),
    /// The element of this name ends.
    Close(String),
    /// Words.
    Text(String),
}

/// A text in XML while it is read.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// An element without content ends where it begins.
    closing: Option<String>,
}

impl<'a> Xml<'a> {
    /// Begins to read.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { reader: Reader::from_str(text), depth: 0, closing: None }
    }

    /// The next token; `None` at the end. Entities other than those of XML itself stay unread, so that
    /// none can be defined as many others.
    ///
    /// # Errors
    /// When the text is no XML or elements stand too deep.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'a>>, Problem> {
        if let Some(name) = self.closing.take() {
            return Ok(Some(Token::Close(name)));
        }
        loop {
            let event = self.reader.read_event().map_err(|error| broken(&error.to_string()))?;
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEPTH_MAX {
                        return Err(too_much("levels", DEPTH_MAX));
                    }
                    Token::Open(tag(start))
                }
                Event::Empty(start) => {
                    let tag = tag(start);
                    self.closing = Some(tag.name.clone());
                    Token::Open(tag)
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close(end.local_name().as_ref().to_owned())
                }
                Event::Text(text) => Token::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Token::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(name) => Token::Text(resolved(&name)),
                Event::Eof => return Ok(None),
                _ => continue,
            }));
        }
    }

    /// Leaves the element that has just begun.
    ///
    /// # Errors
    /// As [`Xml::next`].
    pub(crate) fn skip(&mut self) -> Result<(), Problem> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Some(Token::Open(_)) => open += 1,
                Some(Token::Close(_)) => open -= 1,
                Some(Token::Text(_)) => {}
                None => break,
            }
        }
        Ok(())
    }
}

fn tag(start: BytesStart) -> Tag {
    let name = start.local_name().as_ref().to_owned();
    Tag { start, name }
}

/// The character that a reference stands for (XML 1.0, 4.1 and 4.6).
fn resolved(name: &quick_xml::events::BytesRef) -> String {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return c.to_string();
    }
    match &*name.xml10_content() {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
    .to_owned()
}

/// Says what of a file cannot be read.
pub(crate) fn broken(what: &str) -> Problem {
    Problem::error(1, "", "document_broken", &[what])
}
