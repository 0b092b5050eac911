//! Every kind of work there is. A new one is a file beside these and a line in the table.

pub mod check;
pub mod cluster;
pub mod compare;
pub mod draft;
pub mod evaluate;
pub mod health;
pub mod impact;
pub mod measure;
pub mod own_wordings;
pub mod part;
pub mod period;
pub mod replay;
pub mod stand;

use crate::jobs::kind::Kind;
use crate::jobs::kinds::check::Check;
use crate::jobs::kinds::cluster::Cluster;
use crate::jobs::kinds::compare::Compare;
use crate::jobs::kinds::evaluate::Evaluate;
use crate::jobs::kinds::health::Health;
use crate::jobs::kinds::impact::Impact;
use crate::jobs::kinds::own_wordings::OwnWordings;
use crate::jobs::kinds::replay::Replay;

/// The table.
pub const KINDS: &[Kind] = &[
    Kind::of::<Evaluate>(),
    Kind::of::<OwnWordings>(),
    Kind::of::<Check>(),
    Kind::of::<Compare>(),
    Kind::of::<Health>(),
    Kind::of::<Cluster>(),
    Kind::of::<Replay>(),
    Kind::of::<Impact>(),
];

/// The kind of a name.
pub fn named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// The names of all of them, for those who named none.
pub fn names() -> String {
    KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ")
}
