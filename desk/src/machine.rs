//! What everything with states has in common.

use std::fmt::Debug;
use std::ops::Range;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::effect::Effect;
use crate::part::{Part, Sides};
use crate::profile::Profile;
use crate::refusal::Refusal;
use crate::saying::Saying;

/// When and by which settings something happens.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Now.
    pub now: Timestamp,
    /// The settings.
    pub profile: &'a Profile,
}

impl Moment<'_> {
    /// Refuses what is before or behind the time in which it may be done.
    ///
    /// # Errors
    /// From when on it may be done, or until when it might have been.
    pub fn within(&self, action: impl Named, time: Range<Timestamp>) -> Result<(), Refusal> {
        let action = action.name();
        if self.now < time.start {
            return Err(Refusal::TooEarly { action, from: time.start });
        }
        if self.now >= time.end {
            return Err(Refusal::TooLate { action, until: time.end });
        }
        Ok(())
    }
}

/// A move that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved<S> {
    /// The next state.
    pub state: S,
    /// What follows from it.
    pub effects: Vec<Effect>,
}

impl<S> Moved<S> {
    /// A move with what follows from it.
    pub fn new<const N: usize>(state: S, effects: [Effect; N]) -> Self {
        Self { state, effects: effects.into() }
    }
}

/// The name of something on the wire and in rows.
pub trait Named: Copy + Eq + Debug + 'static {
    /// Everything of its kind.
    const ALL: &'static [Self];

    /// Its name, in snake case.
    fn name(self) -> &'static str;
}

/// A thing with states. What is allowed and what is accepted come from the one function
/// [`Machine::may`], so they cannot differ; only a field of a command may still be refused.
pub trait Machine: Clone + PartialEq + Debug + Serialize + DeserializeOwned {
    /// What can be done to it, without particulars.
    type Action: Named;
    /// What can be done to it, with particulars.
    type Command: Clone + Debug;

    /// Its kind on the wire and in rows.
    const KIND: &'static str;
    /// The names of all states.
    const STATES: &'static [&'static str];
    /// Whether its state says who has it: what nobody has taken yet is nobody's then, also not of
    /// whoever acts first.
    const IS_TAKEN: bool = false;
    /// Whether several places may have it in hand; its sides say which.
    const IS_SHARED: bool = false;
    /// The states in which the desk is done with it. What may still be said then, such as how it was,
    /// changes nothing of that.
    const OVER: &'static [&'static str] = &[];

    /// The action of a command.
    fn action(command: &Self::Command) -> Self::Action;

    /// The name of the state it is in.
    fn state(&self) -> &'static str;

    /// Whether somebody may do something now.
    ///
    /// # Errors
    /// Why not.
    fn may(&self, action: Self::Action, part: Part, at: &Moment) -> Result<(), Refusal>;

    /// Carries a command out that may be given.
    ///
    /// # Errors
    /// When a field of the command is not as it must be.
    fn carry_out(&self, command: Self::Command, at: &Moment) -> Result<Moved<Self>, Refusal>;

    /// What falls due by itself, and from when on; the one place where time acts.
    fn due(&self, profile: &Profile) -> Option<(Timestamp, Self::Command)>;

    /// The total function: a state, a command and a moment give the next state or a refusal.
    ///
    /// # Errors
    /// Why it is not done.
    fn step(
        &self,
        (part, command): (Part, Self::Command),
        at: &Moment,
    ) -> Result<Moved<Self>, Refusal> {
        self.may(Self::action(&command), part, at)?;
        self.carry_out(command, at)
    }

    /// The id of the agent it is assigned to, where its state holds one.
    fn handler(&self) -> Option<&str> {
        None
    }

    /// The id of the center that serves it, where its state holds one.
    fn center(&self) -> Option<&str> {
        None
    }

    /// Whether it asks an agent of a center to go on with it.
    fn asks(&self, _agent: &str, _center: &str) -> bool {
        false
    }

    /// The places that have it in hand, where it goes over regions.
    fn sides(&self) -> Option<Sides<'_>> {
        None
    }

    /// Whether a session belongs to it now, where it has one of its own.
    fn holds_session(&self) -> bool {
        false
    }

    /// The center whose agents take part in it besides the one that serves, where one does.
    fn guest(&self) -> Option<&str> {
        None
    }

    /// Whether the desk is done with it.
    fn is_over(&self) -> bool {
        Self::OVER.contains(&self.state())
    }

    /// The states in which it is not there for somebody.
    fn hidden(_: Part) -> &'static [&'static str] {
        &[]
    }

    /// The states that somebody does not know of yet, each with the one that is shown instead.
    fn veiled(_: Part) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// A state as somebody knows it.
    fn known_as(state: &'static str, part: Part) -> &'static str {
        Self::veiled(part).iter().find(|(hidden, _)| *hidden == state).map_or(state, |one| one.1)
    }

    /// Whether a person talks with the taxpayer in it, so that the machine is silent; nothing where it is no
    /// talk.
    fn with_person(&self) -> Option<bool> {
        None
    }

    /// What its event tells of a command besides the action, such as a line that was said, by its name.
    fn told(_: &Self::Command) -> Option<(&'static str, Value)> {
        None
    }

    /// What it says by itself with a move that led here.
    fn says(&self, _effects: &[Effect]) -> Vec<Saying> {
        Vec::new()
    }

    /// What somebody may do now.
    fn allowed(&self, part: Part, at: &Moment) -> Vec<Self::Action> {
        let may = |action: &Self::Action| self.may(*action, part, at).is_ok();
        Self::Action::ALL.iter().copied().filter(may).collect()
    }

    /// Everything that is due, in order; what is due twice is done once, since the state has changed.
    fn overdue(&self, at: &Moment) -> Option<Self::Command> {
        self.due(at.profile).filter(|(from, _)| *from <= at.now).map(|(_, command)| command)
    }

    /// The refusal of an action that this state does not know.
    fn not_now(&self, action: Self::Action) -> Refusal {
        Refusal::State { action: action.name(), state: self.state() }
    }
}

/// Refuses everybody but some.
///
/// # Errors
/// When `part` is none of them.
pub fn only(parts: &[Part], part: Part, action: impl Named) -> Result<(), Refusal> {
    if parts.contains(&part) { Ok(()) } else { Err(Refusal::Part { action: action.name() }) }
}
