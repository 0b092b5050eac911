//! The form of `intents.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What somebody wants beside an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentKind {
    /// To live no longer.
    Despair,
    /// To speak to a person (转人工).
    Person,
    /// To complain about the service.
    Complaint,
    /// To greet.
    Greeting,
    /// To thank.
    Thanks,
    /// To say goodbye.
    Farewell,
    /// To say that something was understood.
    Assent,
    /// To know who answers here, and other small talk.
    SmallTalk,
}

impl IntentKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Despair,
        Self::Person,
        Self::Complaint,
        Self::Greeting,
        Self::Thanks,
        Self::Farewell,
        Self::Assent,
        Self::SmallTalk,
    ];

    /// Its name on the wire and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Despair => "despair",
            Self::Person => "person",
            Self::Complaint => "complaint",
            Self::Greeting => "greeting",
            Self::Thanks => "thanks",
            Self::Farewell => "farewell",
            Self::Assent => "assent",
            Self::SmallTalk => "small_talk",
        }
    }
}

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntentFile {
    /// Words that change nothing when a whole text is an intent: 请, 啊, 老师.
    pub fillers: Vec<String>,
    /// Words that stand for one another in templates.
    pub sets: BTreeMap<String, Vec<String>>,
    /// The intents, first come first served.
    pub intent: Vec<IntentEntry>,
}

/// One pattern of an intent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntentEntry {
    /// What is wanted.
    pub kind: IntentKind,
    /// Its stable name.
    pub id: String,
    /// A text that consists of these and fillers is the intent.
    #[serde(default)]
    pub exact: Vec<String>,
    /// A text that has one of these is the intent.
    #[serde(default)]
    pub contains: Vec<String>,
    /// But not with one of these in it.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Sets whose words follow one another in one part of a sentence.
    #[serde(default)]
    pub templates: Vec<Vec<String>>,
    /// How many characters may stand between two words of a template.
    #[serde(default = "gap_max")]
    pub gap_max: usize,
    /// What is said in reply, in Markdown.
    pub say: Option<String>,
}

fn gap_max() -> usize {
    4
}
