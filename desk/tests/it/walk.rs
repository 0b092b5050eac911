//! Random sequences against a machine: whatever is tried, what is allowed is what is accepted, no
//! state is left that the tables do not know, and time alone brings everything to an end.

use std::fmt::Debug;

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::machine::{Machine, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::refusal::Refusal;

/// A random number that is the same at every run.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // Constants of Knuth's MMIX generator.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// How many sequences: a few in every test, all of them in the proof.
pub(crate) fn sequences() -> usize {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    wanted.map_or(2_000, |count: usize| (5 * count).min(100_000))
}

/// How a machine is walked.
pub(crate) struct Walk<'a, M: Machine> {
    /// The settings.
    pub(crate) profile: &'a Profile,
    /// When it begins.
    pub(crate) from: Timestamp,
    /// The state it begins in.
    pub(crate) first: M,
    /// Every command, with particulars that are right.
    pub(crate) commands: &'a [M::Command],
    /// What every state must satisfy.
    pub(crate) legal: fn(&M),
}

impl<M: Machine> Walk<'_, M>
where
    M::Action: Debug,
{
    /// Walks one random sequence of commands and passing time.
    pub(crate) fn one(&self, chance: &mut Chance) {
        let (mut state, mut now) = (self.first.clone(), self.from);
        for _ in 0..24 {
            now += SignedDuration::from_secs(chance.below(1500) as i64);
            let at = Moment { now, profile: self.profile };
            self.compare(&state, &at);
            while let Some(due) = state.overdue(&at) {
                let moved = state.step((Part::Clock, due), &at).expect("what is due may be done");
                assert_ne!(moved.state, state, "what was done is due no more");
                state = moved.state;
                (self.legal)(&state);
            }
            let command = self.commands[chance.below(self.commands.len())].clone();
            let part = Part::ALL[chance.below(Part::ALL.len())];
            if let Ok(moved) = state.step((part, command), &at) {
                state = moved.state;
                (self.legal)(&state);
            }
            let text = serde_json::to_string(&state).expect("a row");
            assert_eq!(serde_json::from_str::<M>(&text).expect("the same row"), state);
        }
    }

    /// For everybody, what is allowed now is what is accepted.
    fn compare(&self, state: &M, at: &Moment) {
        assert!(M::STATES.contains(&state.state()), "{}", state.state());
        for part in Part::ALL {
            let allowed = state.allowed(part, at);
            for command in self.commands {
                let action = M::action(command);
                let accepted = state.step((part, command.clone()), at);
                // A field is looked at only where the action is allowed.
                let open = accepted.is_ok() || matches!(accepted, Err(Refusal::Form(_)));
                assert_eq!(open, allowed.contains(&action), "{action:?} {accepted:?}");
            }
        }
    }
}
