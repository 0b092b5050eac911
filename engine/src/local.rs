//! The documents of entries that hold in some places only.
//!
//! Where no place is known they are looked for by themselves. They are few, and to look at each of them takes
//! less than to look for them among the best of all.

use crate::index::documents::Documents;
use crate::scope::Scope;

/// Of how many documents they may be one, to be few.
const FEW: usize = 8;

/// The documents, rising; none where they are not few.
#[derive(Debug, Default)]
pub struct Local {
    wordings: Vec<u32>,
    wholes: Vec<u32>,
}

impl Local {
    /// Finds them.
    pub fn new(documents: &Documents, scopes: &[Scope]) -> Self {
        let is_local = |doc: &u32| scopes[documents.entries[*doc as usize] as usize].is_local();
        let all = 0..documents.len() as u32;
        if all.clone().filter(is_local).count() * FEW > documents.len() {
            return Self::default();
        }
        let (wordings, wholes) = all.filter(is_local).partition(|doc| *doc < documents.wordings);
        Self { wordings, wholes }
    }

    /// The wordings among them and the wholes; `None` where they are not few.
    pub fn few(&self) -> Option<[&[u32]; 2]> {
        (!self.wordings.is_empty()).then_some([&self.wordings, &self.wholes])
    }
}
