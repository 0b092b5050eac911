//! Conversations that this node has just seen, so that most turns ask the database nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use wenshui_engine::guard::flood::Turn;
use wenshui_engine::guard::state::GuardState;
use wenshui_engine::screen::TalkState;

use crate::signal::Streak;
use crate::store::conversation::Status;
use crate::store::owner::Owner;

/// How many conversations one generation keeps; memory holds at most two generations.
const GENERATION: usize = 20_000;

/// What is known of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Whose it is.
    pub owner: Owner,
    /// Whether it takes turns.
    pub status: Status,
    /// What is remembered of the person who talks; this node's alone, for what it has seen.
    pub memory: Memory,
}

/// What is remembered of a person from turn to turn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Memory {
    /// Offences and feelings.
    pub state: TalkState,
    /// The last turns, at most [`TURNS_MAX`].
    pub turns: Vec<Turn>,
    /// When the guard last stopped something, in milliseconds since 1970; none once it is forgiven or
    /// long past.
    pub stopped_at: Option<i64>,
    /// What went wrong in a row.
    pub streak: Streak,
    /// The question that was asked last, with what was offered, as JSON: one piece of memory where
    /// the value itself is ten, for tens of thousands of conversations.
    pub asked: Option<Box<str>>,
    /// The client's own id of the last turn, if it had one.
    pub client_id: Option<String>,
}

/// How many turns are remembered; more than the guard's limits on flooding count.
const TURNS_MAX: usize = 64;

impl Memory {
    /// The memory after another turn, and after what was said in it, if anything was.
    #[must_use]
    pub fn after(
        mut self,
        said: Option<Turn>,
        (state, asked): (TalkState, Option<Box<str>>),
    ) -> Self {
        if self.turns.len() >= TURNS_MAX {
            self.turns.remove(0);
        }
        self.turns.extend(said);
        // Small talk in between leaves the question as it is.
        Self { state, asked: asked.or(self.asked), ..self }
    }

    /// The memory of somebody who was stopped by mistake: a clean slate, but for what they feel and
    /// what they were asked.
    #[must_use]
    pub fn pardoned(self) -> Self {
        let state = TalkState { guard: GuardState::default(), ..self.state };
        Self { state, turns: Vec::new(), stopped_at: None, ..self }
    }
}

/// The conversations; cheap to clone.
#[derive(Clone, Default)]
pub struct Recent {
    generations: Arc<Mutex<[HashMap<String, Known>; 2]>>,
}

impl Recent {
    /// What is known of a conversation.
    pub fn get(&self, id: &str) -> Option<Known> {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.iter().find_map(|known| known.get(id)).cloned()
    }

    /// Whether the last turn of a conversation had this client's id.
    pub fn has_taken(&self, id: &str, client_id: Option<&str>) -> bool {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let known = generations.iter().find_map(|known| known.get(id));
        known.is_some_and(|known| known.memory.client_id.as_deref() == client_id)
    }

    /// Notes a conversation; the oldest generation goes when the newest is full.
    pub fn note(&self, id: &str, known: Known) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let mut oldest = HashMap::new();
        if generations[0].len() >= GENERATION {
            let full = std::mem::take(&mut generations[0]);
            oldest = std::mem::replace(&mut generations[1], full);
        }
        let before = generations[1].remove(id);
        let replaced = generations[0].insert(id.to_owned(), known);
        drop(generations);
        // Freeing twenty thousand conversations takes milliseconds, which nobody should wait for.
        drop((oldest, before, replaced));
    }

    /// Remembers of a person what the last turn left, whoever talks with them by now.
    pub fn remember(&self, id: &str, owner: Owner, memory: Memory) {
        let status = self.get(id).map_or(Status::Active, |known| known.status);
        self.note(id, Known { owner, status, memory });
    }

    /// Notes whom a conversation talks with, where it is known.
    pub fn turn_to(&self, id: &str, status: Status) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        let known = generations.iter_mut().find_map(|known| known.get_mut(id));
        if let Some(known) = known.filter(|known| known.status != Status::Ended) {
            known.status = status;
        }
    }

    /// Forgets one person's conversations.
    pub fn forget(&self, subject: &str) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        for known in generations.iter_mut() {
            known.retain(|_, known| known.owner.subject != subject);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{GENERATION, Known, Memory, Recent};
    use crate::store::conversation::Status;
    use crate::store::owner::Owner;

    #[test]
    fn the_oldest_are_forgotten_and_the_newest_kept() {
        let recent = Recent::default();
        let known =
            Known { owner: Owner::default(), status: Status::Active, memory: Memory::default() };
        for number in 0..=2 * GENERATION {
            recent.note(&number.to_string(), known.clone());
        }
        assert_eq!(recent.get("0"), None);
        assert_eq!(recent.get(&(2 * GENERATION).to_string()), Some(known.clone()));
        let ended = Known { status: Status::Ended, ..known };
        recent.note("x", ended.clone());
        assert_eq!(recent.get("x"), Some(ended));
    }
}
