//! Every kind of work there is. A new one is a file beside these and a line in the table.

pub mod check;
pub mod evaluate;
pub mod measure;
pub mod own_wordings;

use crate::jobs::kind::Kind;
use crate::jobs::kinds::check::Check;
use crate::jobs::kinds::evaluate::Evaluate;
use crate::jobs::kinds::own_wordings::OwnWordings;

/// The table.
pub const KINDS: &[Kind] =
    &[Kind::of::<Evaluate>(), Kind::of::<OwnWordings>(), Kind::of::<Check>()];

/// The kind of a name.
pub fn named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The names of all of them, for those who named none.
pub fn names() -> String {
    KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
}
