//! An entry of the knowledge base, as product.md's contract names its fields.

pub mod read;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// A question with its wordings, its answer and what grounds it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Entry {
    /// Stable name.
    pub id: String,
    /// The standard question.
    pub question: String,
    /// Other wordings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<String>,
    /// The answer in Markdown; an entry without answer and blocks answers only with its question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Typed blocks that follow the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// What grounds the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<Basis>,
    /// The topic it is listed under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Marks for maintainers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The tax or fee it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<String>,
    /// Whom it concerns, by name; empty means everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taxpayer_types: Vec<String>,
    /// Where it holds, as administrative codes; empty means nationwide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// The first day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_from: Option<Date>,
    /// The last day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub valid_to: Option<Date>,
    /// Entries that people ask for next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub followups: Vec<String>,
    /// Facet → value, for asking back.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "pairs_as_map")]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub clarify: Vec<(String, String)>,
    /// When somebody last held it against the law.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub reviewed_on: Option<Date>,
    /// Who did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// A remark for maintainers, never shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Entry {
    /// Every wording, the standard question first.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.question.as_str()).chain(self.similar.iter().map(String::as_str))
    }

    /// Whether there is anything to answer with.
    pub fn answers(&self) -> bool {
        self.answer.is_some() || !self.blocks.is_empty()
    }

    /// Whether it holds on `day`.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// A document that grounds an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Basis {
    /// The document's title.
    pub title: String,
    /// Its number (文号).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The article or paragraph (条).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// When it was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub issued_on: Option<Date>,
    /// The first day it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub effective_from: Option<Date>,
    /// The last day it is in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub effective_to: Option<Date>,
    /// Where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// Words.
    Text {
        /// The words in Markdown.
        markdown: String,
    },
    /// A link.
    Link(Linked),
    /// A picture.
    Image(Linked),
    /// A film.
    Video(Linked),
    /// A file.
    File(Linked),
    /// Steps to walk.
    Guide {
        /// The steps in order.
        steps: Vec<Step>,
    },
    /// A computation.
    Sum {
        /// What goes in, as name and value.
        inputs: Vec<SumInput>,
        /// The lines of the computation.
        steps: Vec<String>,
        /// What comes out.
        result: String,
    },
}

impl Block {
    /// What kind it is, by its name in files and on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Link(_) => "link",
            Self::Image(_) => "image",
            Self::Video(_) => "video",
            Self::File(_) => "file",
            Self::Guide { .. } => "guide",
            Self::Sum { .. } => "sum",
        }
    }
}

/// Something that stands elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Linked {
    /// What it is called.
    pub title: String,
    /// Where it is: http, https, or a path on the serving site.
    pub url: String,
    /// Its media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Its size in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

/// A step of a guide.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Step {
    /// What the step is called.
    pub title: String,
    /// What to do, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
    /// Where to do it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A named number that goes into a computation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct SumInput {
    /// What it is.
    pub name: String,
    /// Its value, as it is shown.
    pub value: String,
}

fn pairs_as_map<S: serde::Serializer>(
    pairs: &[(String, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(facet, value)| (facet, value)))
}
