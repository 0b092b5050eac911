//! 会话内容: what is said in a session, by whom, and what is wrong with it (features L).
//!
//! Whether somebody may speak now is the session's to say. Kind, size and content of an attachment
//! were checked when it was uploaded; a line only names it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

pub mod marks;
pub mod transcript;

/// A line of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// 文本 (L-01)
    Text {
        /// What is said.
        text: String,
    },
    /// 表情 (L-02)
    Emoji {
        /// The emoji, or its name in the page's set.
        emoji: String,
    },
    /// 图片, several at once (L-05).
    Images {
        /// The ids of the attachments.
        attachments: Vec<String>,
    },
    /// 文件, several at once (L-08).
    Files {
        /// The ids of the attachments.
        attachments: Vec<String>,
    },
    /// 语音, with what was understood of it (D-06).
    Voice {
        /// The id of the recording.
        attachment: String,
        /// How long it is, in seconds.
        seconds: u32,
        /// What was understood, where anything was.
        transcript: Option<String>,
    },
    /// 截图 (L-09)
    Screenshot {
        /// The id of the picture.
        attachment: String,
    },
    /// A prepared reply.
    Canned {
        /// The id of the prepared reply.
        reply: String,
        /// What is said, as the agent sent it.
        text: String,
    },
    /// An answer that the machine proposed to the agent.
    Assist {
        /// The ids of the entries that it rests on.
        entries: Vec<String>,
        /// What is said, as the agent sent it.
        text: String,
    },
    /// 链接
    Link {
        /// Where it leads.
        url: String,
        /// What is shown for it.
        title: String,
    },
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The taxpayer.
    Taxpayer,
    /// The agent who serves.
    Agent,
    /// A supervisor, whom only staff hears.
    Supervisor,
}

/// The settings of lines.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineRules {
    /// The most characters of a taxpayer's text (B-01).
    pub taxpayer_chars_max: usize,
    /// The most characters of a text of the tax office.
    pub agent_chars_max: usize,
    /// The most attachments of one line (L-05, L-08).
    pub attachments_max: usize,
    /// The longest recording, in seconds, inclusive (D-02).
    pub voice_s_max: u32,
    /// How long somebody is said to be typing after the last sign of it, in seconds.
    pub typing_s: i64,
}

/// The most bytes of an id.
const ID_BYTES_MAX: usize = 64;
/// The most characters of an emoji or of its name; families and flags are long.
const EMOJI_CHARS_MAX: usize = 32;
/// The most characters of a link and of its title.
const URL_CHARS_MAX: usize = 2048;
const TITLE_CHARS_MAX: usize = 200;

impl Line {
    /// Whether it is for somebody to send: prepared replies and proposals are the agent's, and a
    /// supervisor only writes.
    pub fn is_for(&self, speaker: Speaker) -> bool {
        match (self, speaker) {
            (Self::Text { .. } | Self::Link { .. }, _)
            | (_, Speaker::Agent)
            | (
                Self::Emoji { .. }
                | Self::Images { .. }
                | Self::Files { .. }
                | Self::Voice { .. }
                | Self::Screenshot { .. },
                Speaker::Taxpayer,
            ) => true,
            (Self::Canned { .. } | Self::Assist { .. }, Speaker::Taxpayer)
            | (_, Speaker::Supervisor) => false,
        }
    }

    /// The attachments that it names, by field; `None` where its kind has none.
    pub fn attached(&self) -> Option<(&'static str, Vec<&str>)> {
        match self {
            Self::Images { attachments } | Self::Files { attachments } => {
                Some(("attachments", attachments.iter().map(String::as_str).collect()))
            }
            Self::Voice { attachment, .. } | Self::Screenshot { attachment } => {
                Some(("attachment", vec![attachment]))
            }
            Self::Text { .. }
            | Self::Emoji { .. }
            | Self::Canned { .. }
            | Self::Assist { .. }
            | Self::Link { .. } => None,
        }
    }

    /// Whether its attachments may be of a kind: `image`, `file`, `video` or `audio`. Videos travel
    /// among files.
    pub fn takes(&self, kind: &str) -> bool {
        match self {
            Self::Images { .. } | Self::Screenshot { .. } => kind == "image",
            Self::Files { .. } => kind == "file" || kind == "video",
            Self::Voice { .. } => kind == "audio",
            Self::Text { .. }
            | Self::Emoji { .. }
            | Self::Canned { .. }
            | Self::Assist { .. }
            | Self::Link { .. } => false,
        }
    }

    /// Whether it is a recording that came without what was understood of it.
    pub fn is_unheard(&self) -> bool {
        matches!(self, Self::Voice { transcript: None, .. })
    }

    /// Everything that is wrong with it; nothing, where it may be said.
    pub fn faults(&self, speaker: Speaker, rules: &LineRules) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !self.is_for(speaker) {
            faults.push(Fault::new("kind", "not_yours"));
        }
        let chars_max = speaker.chars_max(rules);
        match self {
            Self::Text { text } => bounded(("text", text), chars_max, &mut faults),
            Self::Emoji { emoji } => bounded(("emoji", emoji), EMOJI_CHARS_MAX, &mut faults),
            Self::Images { attachments } | Self::Files { attachments } => {
                several(attachments, rules, &mut faults);
            }
            Self::Voice { attachment, seconds, transcript } => {
                id(("attachment", attachment), &mut faults);
                voice(*seconds, rules, &mut faults);
                if let Some(transcript) = transcript {
                    bounded(("transcript", transcript), rules.agent_chars_max, &mut faults);
                }
            }
            Self::Screenshot { attachment } => id(("attachment", attachment), &mut faults),
            Self::Canned { reply, text } => {
                id(("reply", reply), &mut faults);
                bounded(("text", text), chars_max, &mut faults);
            }
            Self::Assist { entries, text } => {
                grounds(entries, rules, &mut faults);
                bounded(("text", text), chars_max, &mut faults);
            }
            Self::Link { url, title } => {
                link(url, &mut faults);
                bounded(("title", title), TITLE_CHARS_MAX, &mut faults);
            }
        }
        faults
    }
}

impl Speaker {
    /// The most characters of a text.
    fn chars_max(self, rules: &LineRules) -> usize {
        match self {
            Self::Taxpayer => rules.taxpayer_chars_max,
            Self::Agent | Self::Supervisor => rules.agent_chars_max,
        }
    }
}

fn bounded((field, value): (&'static str, &str), chars_max: usize, faults: &mut Vec<Fault>) {
    if value.trim().is_empty() {
        faults.push(Fault::new(field, "required"));
    } else if value.chars().count() > chars_max {
        faults.push(Fault::new(field, "too_long").with(&[&chars_max.to_string()]));
    }
}

fn id((field, value): (&'static str, &str), faults: &mut Vec<Fault>) {
    if value.is_empty() {
        faults.push(Fault::new(field, "required"));
    } else if value.len() > ID_BYTES_MAX {
        faults.push(Fault::new(field, "too_long").with(&[&ID_BYTES_MAX.to_string()]));
    }
}

fn several(attachments: &[String], rules: &LineRules, faults: &mut Vec<Fault>) {
    let field = "attachments";
    if attachments.is_empty() {
        faults.push(Fault::new(field, "required"));
    }
    if attachments.len() > rules.attachments_max {
        faults.push(Fault::new(field, "too_many").with(&[&rules.attachments_max.to_string()]));
        return;
    }
    if attachments.iter().collect::<BTreeSet<_>>().len() < attachments.len() {
        faults.push(Fault::new(field, "twice"));
    }
    for attachment in attachments {
        id((field, attachment), faults);
    }
}

fn voice(seconds: u32, rules: &LineRules, faults: &mut Vec<Fault>) {
    if seconds == 0 {
        faults.push(Fault::new("seconds", "required"));
    } else if seconds > rules.voice_s_max {
        let range = ["1", &rules.voice_s_max.to_string()];
        faults.push(Fault::new("seconds", "range").with(&range));
    }
}

/// What the machine proposes always rests on entries.
fn grounds(entries: &[String], rules: &LineRules, faults: &mut Vec<Fault>) {
    if entries.is_empty() {
        faults.push(Fault::new("entries", "required"));
    } else if entries.len() > rules.attachments_max {
        faults.push(Fault::new("entries", "too_many").with(&[&rules.attachments_max.to_string()]));
    } else {
        for entry in entries {
            id(("entries", entry), faults);
        }
    }
}

/// Only what a browser opens as a page may be clicked.
fn link(url: &str, faults: &mut Vec<Fault>) {
    bounded(("url", url), URL_CHARS_MAX, faults);
    let is_page = ["https://", "http://"].iter().any(|scheme| {
        url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
    });
    if !is_page || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        faults.push(Fault::new("url", "url"));
    }
}
