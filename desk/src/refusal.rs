//! Why something is not done.

use jiff::Timestamp;

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
    /// A field of the command is not as it must be.
    #[error("`{field}` breaks the rule `{rule}`")]
    Field {
        /// The field.
        field: &'static str,
        /// The rule.
        rule: &'static str,
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
