//! 我的机关: which operating center serves a taxpayer, and who may choose another (S-03).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::machine::{Machine, Moment, Moved, Named, only};
use crate::part::Part;
use crate::profile::Profile;
use crate::refusal::{self, Refusal};

/// Which center serves a taxpayer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// The kind of taxpayer.
    pub kind: Kind,
    /// The id of the center that serves now, where there is one.
    pub center: Option<String>,
    /// What was chosen and holds from the next login on.
    pub pending: Option<String>,
}

/// The kinds of taxpayers, as far as the right to choose asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 自然人
    NaturalPerson,
    /// 外埠报验企业
    VisitingEnterprise,
    /// Everybody else: the registration says which authority is competent.
    Other,
}

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Another center is chosen.
    Choose,
    /// The taxpayer logs in: what was chosen takes effect.
    LogIn,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Choosing, with the id of a center. That it is one of those offered is known where they are.
    Choose(String),
    /// Everything else.
    Plain(Action),
}

/// What people read of it (S-03, J-08).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What the kinds are called.
    pub natural_person: String,
    /// The same.
    pub visiting_enterprise: String,
    /// The same, of everybody else.
    pub other: String,
    /// A choice was taken.
    pub changed: String,
    /// When it takes effect.
    pub next_login: String,
    /// No center can take the request.
    pub no_center: String,
    /// What helps then, for somebody who may choose.
    pub remedy: String,
}

const BUNDLED: &str = include_str!("../data/authority.toml");

impl Words {
    /// The words that ship.
    ///
    /// # Panics
    /// Never: what ships is tested.
    pub fn bundled() -> Self {
        Self::read(BUNDLED).expect("the bundled words are tested")
    }

    /// Reads words as TOML.
    ///
    /// # Errors
    /// What is wrong, with line and column.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

impl Named for Action {
    const ALL: &'static [Self] = &[Self::Choose, Self::LogIn];

    fn name(self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::LogIn => "log_in",
        }
    }
}

impl Kind {
    /// The kind that a host calls so.
    pub fn called(name: &str, words: &Words) -> Self {
        if name == words.natural_person {
            Self::NaturalPerson
        } else if name == words.visiting_enterprise {
            Self::VisitingEnterprise
        } else {
            Self::Other
        }
    }

    /// What it is called.
    pub fn words(self, words: &Words) -> &str {
        match self {
            Self::NaturalPerson => &words.natural_person,
            Self::VisitingEnterprise => &words.visiting_enterprise,
            Self::Other => &words.other,
        }
    }

    /// Its name on the wire, in rows and in the profile.
    pub fn name(self) -> &'static str {
        match self {
            Self::NaturalPerson => "natural_person",
            Self::VisitingEnterprise => "visiting_enterprise",
            Self::Other => "other",
        }
    }
}

impl Authority {
    /// A taxpayer's authority as the host tells it.
    pub fn new(kind: Kind, center: Option<String>) -> Self {
        Self { kind, center, pending: None }
    }
}

impl Machine for Authority {
    type Action = Action;
    type Command = Command;

    const KIND: &'static str = "authority";
    const STATES: &'static [&'static str] = &["pending", "settled", "unknown"];

    fn action(command: &Command) -> Action {
        match command {
            Command::Choose(_) => Action::Choose,
            Command::Plain(action) => *action,
        }
    }

    fn state(&self) -> &'static str {
        match (&self.pending, &self.center) {
            (Some(_), _) => "pending",
            (None, Some(_)) => "settled",
            (None, None) => "unknown",
        }
    }

    fn may(&self, action: Action, part: Part, at: &Moment) -> Result<(), Refusal> {
        let offered = &at.profile.authority.may_choose;
        match (action, &self.pending) {
            (Action::Choose, _) if !offered.iter().any(|kind| kind == self.kind.name()) => {
                return Err(Refusal::NotOffered { action: action.name() });
            }
            (Action::Choose, _) | (Action::LogIn, Some(_)) => {}
            (Action::LogIn, None) => return Err(self.not_now(action)),
        }
        only(&[Part::Owner], part, action)
    }

    fn carry_out(&self, command: Command, _: &Moment) -> Result<Moved<Self>, Refusal> {
        let (center, pending) = match command {
            Command::Choose(chosen) => {
                let chosen = refusal::required("center", chosen)?;
                // Choosing what serves already takes an earlier choice back.
                let pending = Some(chosen).filter(|chosen| self.center.as_ref() != Some(chosen));
                (self.center.clone(), pending)
            }
            Command::Plain(Action::Choose) => {
                return Err(Refusal::field("center", "required"));
            }
            Command::Plain(Action::LogIn) => (self.pending.clone(), None),
        };
        Ok(Moved::new(Self { center, pending, ..self.clone() }, []))
    }

    fn due(&self, _: &Profile) -> Option<(Timestamp, Command)> {
        None
    }
}
