//! Why something is not done.

use jiff::Timestamp;

use crate::fault::{self, Fault};

/// A command that is not carried out; nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The thing is in a state in which nobody may do this.
    #[error("`{action}` is not possible in the state `{state}`")]
    State {
        /// What was wanted.
        action: &'static str,
        /// The state it is in.
        state: &'static str,
    },
    /// Somebody else may do it now.
    #[error("`{action}` is not for this part")]
    Part {
        /// What was wanted.
        action: &'static str,
    },
    /// It may be done later.
    #[error("`{action}` is possible from {from} on")]
    TooEarly {
        /// What was wanted.
        action: &'static str,
        /// From when on.
        from: Timestamp,
    },
    /// It might have been done before.
    #[error("`{action}` was possible until {until}")]
    TooLate {
        /// What was wanted.
        action: &'static str,
        /// Until when, exclusive.
        until: Timestamp,
    },
    /// What the command says is not as it must be, with everything that is wrong with it.
    #[error("{}", told(.0))]
    Form(Vec<Fault>),
    /// It was done as often as it may be done.
    #[error("`{action}` is possible {times_max} times")]
    Often {
        /// What was wanted.
        action: &'static str,
        /// How often it may be done.
        times_max: usize,
    },
    /// A setting of the profile leaves it out.
    #[error("`{action}` is not offered here")]
    NotOffered {
        /// What was wanted.
        action: &'static str,
    },
    /// There is no room for one more.
    #[error("`{action}` finds everything full")]
    Full {
        /// What was wanted.
        action: &'static str,
    },
}

impl Refusal {
    /// One field is not as it must be.
    #[must_use]
    pub fn field(field: &'static str, rule: &'static str) -> Self {
        Self::Form(vec![Fault::new(field, rule)])
    }
}

fn told(faults: &[Fault]) -> String {
    let told = faults.iter().map(ToString::to_string);
    told.collect::<Vec<_>>().join(", ")
}

/// Takes a text of a command as it must be: it is there, and not too long.
///
/// # Errors
/// The rule that it breaks.
pub fn required(field: &'static str, text: String) -> Result<String, Refusal> {
    let mut faults = Vec::new();
    fault::text(field, &text, &mut faults);
    if faults.is_empty() { Ok(text) } else { Err(Refusal::Form(faults)) }
}
