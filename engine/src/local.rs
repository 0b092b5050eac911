//! The entries that hold in some places only.
//!
//! Where no place is known they are looked for by themselves. They are few, and to look at each of them takes
//! less than to look for them among the best of all.

use crate::index::documents::Documents;
use crate::scope::Scope;

/// They are few where they have no more than such a part of all wordings.
const FEW: u32 = 4;

/// The entries, rising; none where they are not few.
#[derive(Debug, Default)]
pub struct Local(Vec<u32>);

impl Local {
    /// Finds them.
    pub fn new(documents: &Documents, scopes: &[Scope]) -> Self {
        let all = (0_u32..).zip(scopes);
        let local: Vec<u32> =
            all.filter(|(_, scope)| scope.is_local()).map(|(entry, _)| entry).collect();
        let wordings: u32 =
            local.iter().map(|entry| documents.wordings_of(*entry).len() as u32).sum();
        let are_few = wordings <= documents.wordings / FEW;
        Self(if are_few { local } else { Vec::new() })
    }

    /// The entries; `None` where they are not few.
    pub fn few(&self) -> Option<&[u32]> {
        (!self.0.is_empty()).then_some(&self.0)
    }
}
