//! What a session says by itself; the words are data.

use serde::Deserialize;

use crate::session::stage::EndedBy;

/// The words of sessions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The agent's first line (L-10).
    pub greeting: String,
    /// What is said in the queue; `{0}` is how many are before (K-01).
    pub queued: String,
    /// What is said to whoever is next.
    pub queued_first: String,
    /// What is said once an agent has called (K-05).
    pub called: String,
    /// What is said with it where nobody serves, or not now.
    pub urgent: String,
    /// What is said when the tax office ended it; `{0}` is the number of the agent (L-11).
    pub ended_by_agent: String,
    /// What is said when the taxpayer ended it.
    pub ended_by_taxpayer: String,
    /// What is said before the taxpayer shows a screen (M-05).
    pub screen_warning: String,
}

const BUNDLED: &str = include_str!("../../data/session.toml");

impl Words {
    /// The words that ship.
    ///
    /// # Panics
    /// Never: what ships is tested.
    pub fn bundled() -> Self {
        toml::from_str(BUNDLED).expect("the bundled words are tested")
    }

    /// What is said to somebody at a place of the queue, counted from 1.
    pub fn queued(&self, position: usize) -> String {
        match position.saturating_sub(1) {
            0 => self.queued_first.clone(),
            before => self.queued.replace("{0}", &before.to_string()),
        }
    }

    /// What is said at the end of a session with the agent of that number.
    pub fn ended(&self, by: EndedBy, number: &str) -> String {
        if by.is_taxpayer() {
            return self.ended_by_taxpayer.clone();
        }
        self.ended_by_agent.replace("{0}", number)
    }
}
