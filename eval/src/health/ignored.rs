//! What somebody has looked at and left as it is: findings that are not told again.

use rustc_hash::FxHashMap;
use serde::Serialize;
use wenshui_knowledge::node::{Node, NodeReader};

use crate::error::Error;
use crate::suite::lines;

/// A finding that is not told again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dismissal {
    /// The finding.
    pub id: String,
    /// Who decided.
    pub who: String,
    /// Why.
    pub why: String,
    /// When, as a date; for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}

/// Dismissals by finding.
#[derive(Debug, Clone, Default)]
pub struct Ignored(FxHashMap<String, Dismissal>);

impl Ignored {
    /// Those of a list.
    pub fn new(dismissals: impl IntoIterator<Item = Dismissal>) -> Self {
        Self(dismissals.into_iter().map(|own| (own.id.clone(), own)).collect())
    }

    /// Reads lines of {id, who, why, on?}; an empty text has none.
    ///
    /// # Errors
    /// Every problem at once, each with line and field.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        Ok(Self::new(lines(name, text, dismissal)?))
    }

    /// Whether a finding is ignored.
    pub fn holds(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }
}

fn dismissal(node: &Node, reader: &mut NodeReader) -> Option<Dismissal> {
    let mut fields = reader.fields(node);
    let id = fields.required(reader, "id");
    let who = fields.required(reader, "who");
    let why = fields.required(reader, "why");
    let on = fields.date(reader, "on").map(|on| on.to_string());
    fields.finish(reader);
    Some(Dismissal { id: id?, who: who?, why: why?, on })
}
