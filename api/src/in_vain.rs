//! Questions that people asked here, as those read them who look for what knowledge lacks: which found no
//! good answer and why, and how often each was asked.

use std::collections::HashMap;

use jiff::civil::Date;
use wenshui_eval::asked::Asked;
use wenshui_eval::cluster::logged::{Logged as InVain, Reason};
use wenshui_eval::replay::logged::{Logged, distinct};
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::clock;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::asked_here::AskedHere;
use crate::store::said::id_at;

/// How many turns are read at once, and how many at most: more do not fit beside the versions.
const PAGE: i64 = 5_000;
const TURNS_MAX: usize = 300_000;
/// What the guard does with questions that are answered all the same.
const HEARD: [&str; 3] = ["pass", "soften", "warn"];
/// Sources of what people say themselves; all others are clicks on something that was offered.
const OWN_WORDS: [&str; 2] = ["typed", "voice"];
/// The source of a click on an option, whose words say nothing alone.
const OPTION: &str = "option";

/// From a day to a day in Shanghai, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// What happened in a period.
#[derive(Debug, Default)]
pub struct Happened {
    /// Turns in the order of time.
    pub turns: Vec<AskedHere>,
    /// Answers that somebody judged useless, with what was wrong.
    pub useless: HashMap<String, Option<String>>,
    /// Conversations that went on to a person, with the numbers of the events that did so.
    pub handed_over: HashMap<String, Vec<i64>>,
}

impl Period {
    /// The moments between which it lies, in milliseconds since 1970: the first is in it, the second not.
    fn moments(self) -> (i64, i64) {
        let after = self.to.tomorrow().unwrap_or(self.to);
        (clock::begin_of(self.from), clock::begin_of(after))
    }
}

/// Reads what happened in a period.
///
/// # Errors
/// `job_too_many_turns`, or when the database fails.
pub async fn read(state: &AppState, period: Period) -> Result<Happened, ApiError> {
    let db = &state.store.db;
    // What this node was asked a moment ago counts too.
    state.store.writer.settle().await?;
    let (from_ms, to_ms) = period.moments();
    let (first, end) = (id_at(from_ms), id_at(to_ms));
    let mut turns: Vec<AskedHere> = Vec::new();
    let mut after = first.clone();
    loop {
        let page = db.asked_here((&after, &end), PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        turns.extend(page);
        if turns.len() > TURNS_MAX {
            return Err(ApiError::new("job_too_many_turns").with(&[&TURNS_MAX.to_string()]));
        }
        match turns.last().filter(|_| !is_last) {
            Some(newest) => after.clone_from(&newest.answer_id),
            None => break,
        }
    }
    Ok(Happened {
        turns,
        useless: db.judged_useless((&first, &end)).await?,
        handed_over: db.handed_over((from_ms, to_ms)).await?,
    })
}

impl Happened {
    /// The questions that found no good answer, in the order of time, each with the reason.
    pub fn in_vain(&self) -> Vec<InVain> {
        let mut next: HashMap<&str, &AskedHere> = HashMap::new();
        let mut found = Vec::new();
        // From the end, so that what a person did next is known.
        for turn in self.turns.iter().rev() {
            let after = next.insert(&turn.conversation_id, turn);
            if !is_heard(turn) {
                continue;
            }
            let Some((reason, useless_reason)) = self.reason(turn, after) else {
                continue;
            };
            found.push(InVain {
                question: turn.question.clone(),
                reason,
                useless_reason,
                at: clock::day_of(turn.created_at),
                count: 1,
                region: turn.region.as_deref().and_then(Region::parse),
            });
        }
        found.reverse();
        found
    }

    /// Every question, as often as it was asked.
    pub fn asked(&self) -> Vec<Logged> {
        let questions = self.turns.iter().filter(|turn| is_heard(turn) && is_question(turn));
        distinct(questions.map(|turn| Logged {
            asked: Asked {
                text: turn.question.clone(),
                region: turn.region.as_deref().and_then(Region::parse),
                taxpayer_type: turn.taxpayer_type.as_deref().and_then(TaxpayerType::parse),
                as_of: None,
            },
            count: 1,
        }))
    }

    /// Why a turn found no good answer; nothing where it did, or where what was offered helped.
    fn reason(
        &self,
        turn: &AskedHere,
        next: Option<&AskedHere>,
    ) -> Option<(Reason, Option<String>)> {
        if let Some(why) = self.useless.get(&turn.answer_id) {
            return Some((Reason::Useless, why.clone()));
        }
        let plain = |reason| Some((reason, Option::default()));
        if !is_question(turn) {
            return None;
        }
        if self.went_to_a_person(turn, next) {
            return plain(Reason::Transfer);
        }
        let own_words = next.map(|next| OWN_WORDS.contains(&next.source.as_str()));
        match (turn.decision.as_str(), own_words) {
            ("refuse", _) | ("suggest", None) => plain(Reason::NoAnswer),
            ("clarify", None) => plain(Reason::LowMargin),
            // Who says in words of their own which one is meant gets the answer.
            ("clarify", Some(true)) if next.is_some_and(|next| next.decision == "answer") => None,
            ("suggest" | "clarify", Some(true)) => plain(Reason::NoneOfThese),
            _ => None,
        }
    }

    /// Whether a person was asked for after a turn and before the one after the next.
    fn went_to_a_person(&self, turn: &AskedHere, next: Option<&AskedHere>) -> bool {
        let numbers = self.handed_over.get(&turn.conversation_id);
        let upto = next.map_or(i64::MAX, |next| next.seq);
        let mut numbers = numbers.into_iter().flatten();
        numbers.any(|number| (turn.seq + 1..=upto).contains(number))
            || next.is_some_and(|next| next.decision == "handover")
    }
}

fn is_heard(turn: &AskedHere) -> bool {
    HEARD.contains(&turn.guard_action.as_str()) && turn.source != OPTION
}

/// Whether it asked something, and neither greeted nor wanted a person.
fn is_question(turn: &AskedHere) -> bool {
    ["answer", "clarify", "suggest", "refuse"].contains(&turn.decision.as_str())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use wenshui_eval::cluster::logged::Reason;

    use super::Happened;
    use crate::store::asked_here::AskedHere;

    fn turn(conversation: &str, seq: i64, (source, decision): (&str, &str)) -> AskedHere {
        AskedHere {
            answer_id: format!("{conversation}{seq}"),
            conversation_id: conversation.to_owned(),
            seq,
            question: format!("{conversation}{seq}?"),
            source: source.to_owned(),
            decision: decision.to_owned(),
            guard_action: "pass".to_owned(),
            region: Some("370200".to_owned()),
            taxpayer_type: None,
            created_at: 1_780_000_000_000 + seq,
        }
    }

    #[test]
    fn what_a_person_did_next_says_whether_it_helped() {
        let typed = |decision| ("typed", decision);
        let mut blocked = turn("k", 1, typed("refuse"));
        blocked.guard_action = "block".to_owned();
        let turns = vec![
            turn("a", 1, typed("refuse")),
            turn("b", 1, typed("suggest")),
            turn("b", 2, ("guess_nomatch", "answer")),
            turn("c", 1, typed("suggest")),
            turn("c", 2, typed("answer")),
            turn("d", 1, typed("clarify")),
            turn("e", 1, typed("clarify")),
            turn("e", 2, ("option", "answer")),
            turn("f", 1, typed("clarify")),
            turn("f", 2, typed("answer")),
            turn("f", 3, typed("clarify")),
            turn("f", 4, typed("refuse")),
            turn("g", 1, typed("answer")),
            turn("g", 2, typed("handover")),
            turn("h", 1, typed("answer")),
            turn("i", 1, ("hot", "answer")),
            turn("j", 1, typed("reply")),
            blocked,
            turn("l", 1, typed("answer")),
            turn("l", 4, typed("answer")),
        ];
        let useless = HashMap::from([
            ("h1".to_owned(), Some("outdated".to_owned())),
            ("i1".to_owned(), None),
            ("e2".to_owned(), None),
        ]);
        let handed_over = HashMap::from([("l".to_owned(), vec![2, 9])]);
        let happened = Happened { turns, useless, handed_over };
        let found: Vec<(String, Reason)> =
            happened.in_vain().into_iter().map(|own| (own.question, own.reason)).collect();
        let expected = [
            ("a1?", Reason::NoAnswer),
            ("c1?", Reason::NoneOfThese),
            ("d1?", Reason::LowMargin),
            ("f3?", Reason::NoneOfThese),
            ("f4?", Reason::NoAnswer),
            ("g1?", Reason::Transfer),
            ("h1?", Reason::Useless),
            ("i1?", Reason::Useless),
            ("l1?", Reason::Transfer),
            ("l4?", Reason::Transfer),
        ];
        assert_eq!(found, expected.map(|(question, reason)| (question.to_owned(), reason)));
        let said = happened.in_vain();
        let h = said.iter().find(|own| own.question == "h1?").unwrap();
        assert_eq!(h.useless_reason.as_deref(), Some("outdated"));
        assert_eq!(happened.asked().len(), 16, "neither clicks on options nor greetings");
    }
}
