//! An item of `QnABot`.

/// An item, whichever way it was written.
#[derive(Debug, Default)]
pub(super) struct BotItem {
    /// The line or row it stands on.
    pub(super) line: usize,
    /// Its name.
    pub(super) qid: String,
    /// Its wordings.
    pub(super) questions: Vec<String>,
    /// The plain answer.
    pub(super) answer: Option<String>,
    /// The answer in Markdown.
    pub(super) markdown: Option<String>,
    /// Its topic.
    pub(super) topic: Option<String>,
    /// Its tags, set apart by spaces.
    pub(super) tags: Option<String>,
    /// The title of its card.
    pub(super) card: Option<String>,
    /// The picture on its card.
    pub(super) image: Option<String>,
    /// The buttons on its card: what they show and what they say.
    pub(super) buttons: Vec<(String, String)>,
    /// The item that a guide goes on with.
    pub(super) next: Option<String>,
    /// What has no place here: its name and its value.
    pub(super) rest: Vec<(String, String)>,
}
