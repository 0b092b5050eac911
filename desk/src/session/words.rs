//! What a session says by itself; the words are data.

use serde::Deserialize;

use crate::effect::{Effect, To, Told};
use crate::saying::Saying;
use crate::session::stage::Stage;

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
    /// What else there is, in the place of `{ways}`, for whoever has a token.
    pub ways: String,
    /// The same for whoever has none.
    pub ways_anonymous: String,
    /// What is said once an agent has called (K-05).
    pub called: String,
    /// What is said to whoever asks again whose agent was lost.
    pub dropped: String,
    /// What is said to whoever asks and finds that it is over.
    pub over: String,
    /// When a center that is closed opens; `{0}` is the time.
    pub opens_at: String,
    /// What is said with it where nobody serves, or not now.
    pub urgent: String,
    /// What is said when the tax office ended it; `{0}` is the number of the agent (L-11).
    pub ended_by_agent: String,
    /// What is said when the taxpayer ended it.
    pub ended_by_taxpayer: String,
    /// How it was, is asked (N-08).
    pub rating_asked: String,
    /// The wait is long (K-03).
    pub long_wait: String,
    /// Nobody was free for too long.
    pub wait_lapsed: String,
    /// The agent was lost, and the taxpayer waits for another one.
    pub requeued: String,
    /// The agent asks somebody else to go on.
    pub transferring: String,
    /// Somebody else goes on; `{0}` is their number.
    pub passed_on: String,
    /// Nobody else goes on, and the agent does.
    pub transfer_returned: String,
    /// What is said before the taxpayer shows a screen (M-05).
    pub screen_warning: String,
}

/// What a session says with a move that led to a stage, in order.
pub(super) fn said(stage: &Stage, effects: &[Effect]) -> Vec<Saying> {
    let mut said = Vec::new();
    for effect in effects {
        match (effect, stage) {
            (Effect::Greet, _) => said.push(Saying::Greeting),
            // What ends a talk frees its seat, and nothing else does in that stage.
            (Effect::FreeSeat, Stage::Ended { by, .. }) => {
                let how = [Saying::EndedByAgent, Saying::EndedByTaxpayer];
                said.push(how[usize::from(by.is_taxpayer())]);
            }
            // Somebody has a seat and has not begun the talk: it was passed on.
            (Effect::TakeSeat, Stage::Active { .. }) if !effects.contains(&Effect::Greet) => {
                said.push(Saying::PassedOn);
            }
            (Effect::Notice(To::Receiver, Told::TransferAsked), _) => {
                said.push(Saying::Transferring);
            }
            (Effect::Notice(To::Handler, Told::TransferReturned), Stage::Active { .. }) => {
                said.push(Saying::TransferReturned);
            }
            (Effect::AskRating, _) => said.push(Saying::RatingAsked),
            (Effect::Notice(To::Owner, Told::LongWait), _) => said.push(Saying::LongWait),
            (Effect::Notice(To::Owner, Told::WaitLapsed), _) => said.push(Saying::WaitLapsed),
            (Effect::Notice(To::Owner, Told::Requeued), _) => said.push(Saying::Requeued),
            _ => {}
        }
    }
    said
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

    /// The words of something that is said, with the number of the agent, where there is one.
    pub fn text(&self, saying: Saying, (number, is_anonymous): (&str, bool)) -> String {
        let words = match saying {
            Saying::Greeting => &self.greeting,
            Saying::EndedByAgent => &self.ended_by_agent,
            Saying::EndedByTaxpayer => &self.ended_by_taxpayer,
            Saying::RatingAsked => &self.rating_asked,
            Saying::LongWait => &self.long_wait,
            Saying::WaitLapsed => &self.wait_lapsed,
            Saying::Requeued => &self.requeued,
            Saying::Transferring => &self.transferring,
            Saying::PassedOn => &self.passed_on,
            Saying::TransferReturned => &self.transfer_returned,
        };
        let words = self.with_ways(words, is_anonymous);
        if number.is_empty() {
            // A supervisor has none.
            return words.replace(" {0} ", "");
        }
        words.replace("{0}", number)
    }

    /// What is said to somebody at a place of the queue, counted from 1.
    pub fn queued(&self, position: usize, is_anonymous: bool) -> String {
        match position.saturating_sub(1) {
            0 => self.with_ways(&self.queued_first, is_anonymous),
            before => {
                self.with_ways(&self.queued, is_anonymous).replace("{0}", &before.to_string())
            }
        }
    }

    /// What is said besides where no center serves.
    pub fn unserved(&self) -> &str {
        &self.urgent
    }

    /// What is said besides where a center is closed; `opens_at` is when it opens.
    pub fn closed(&self, opens_at: Option<&str>, is_anonymous: bool) -> String {
        let opens_at = opens_at.map(|at| self.opens_at.replace("{0}", at)).unwrap_or_default();
        opens_at + &self.with_ways("{ways}", is_anonymous) + &self.urgent
    }

    fn with_ways(&self, words: &str, is_anonymous: bool) -> String {
        let ways = if is_anonymous { &self.ways_anonymous } else { &self.ways };
        words.replace("{ways}", ways)
    }
}
