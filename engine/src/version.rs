//! A knowledge version: everything that shapes an answer, built and swapped together.

pub mod build;
pub mod counting;
pub mod typing;

use std::sync::Arc;

use wenshui_knowledge::base::Base;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::text::analyzer::Analyzer;
use wenshui_knowledge::text::syllable::Syllables;
use wenshui_models::Embed;

use crate::context::Context;
use crate::facets::Facets;
use crate::index::dense::Dense;
use crate::index::documents::Documents;
use crate::index::exact::Exact;
use crate::index::impacts::Impacts;
use crate::index::prefix::Prefix;
use crate::index::sounds::Sounds;
use crate::index::vocabulary::Vocabulary;
use crate::question::Question;
use crate::scope::Scope;
use crate::screen::Screen;
use crate::settings::Settings;
use crate::words::Words;

/// A version in memory; immutable, shared by every request that began with it.
pub struct Version {
    /// Its name: the head of the hash over entries, lexicons, settings and weights.
    pub id: String,
    /// The entries.
    pub base: Base,
    /// The conditions of each entry.
    pub scopes: Vec<Scope>,
    /// Which entries hold always, everywhere and for everybody.
    pub unconditional: Vec<bool>,
    /// The reader of texts.
    pub analyzer: Arc<Analyzer>,
    /// How characters are read.
    pub syllables: Arc<Syllables>,
    /// The encoder that made the vectors.
    pub encoder: Arc<dyn Embed>,
    /// The numbers.
    pub settings: Settings,
    /// What the engine says by itself.
    pub words: Arc<Words>,
    /// How people go on from what was just said.
    pub context: Arc<Context>,
    /// What entries differ in.
    pub facets: Facets,
    /// What is heard in a question besides what it asks.
    pub screen: Arc<Screen>,
    /// The terms.
    pub vocabulary: Vocabulary,
    /// What is searched.
    pub documents: Documents,
    /// Whole wordings.
    pub exact: Exact,
    /// The lexical index.
    pub impacts: Impacts,
    /// The dense index.
    pub dense: Dense,
    /// The suggestion index by characters.
    pub prefix: Prefix,
    /// The suggestion index by sound.
    pub sounds: Sounds,
    /// Entry ids in order, for looking one up.
    pub(crate) by_id: Vec<u32>,
}

impl Version {
    /// Whether an entry may answer a question. Most hold for everybody; a small table says so
    /// without a look at their conditions.
    pub fn admits(&self, entry: u32, question: &Question) -> bool {
        self.unconditional[entry as usize] || self.scopes[entry as usize].admits(question)
    }

    /// The number of the entry with this id.
    pub fn entry(&self, id: &str) -> Option<u32> {
        let entries = &self.base.entries;
        let at =
            self.by_id.binary_search_by(|at| entries[*at as usize].id.as_str().cmp(id)).ok()?;
        Some(self.by_id[at])
    }
}

/// What a version is named by: the first 16 hexadecimal digits of a BLAKE3 over everything that
/// shapes an answer. The same inputs give the same name on every machine.
pub fn id(jsonl: &str, lexicons: &[DataFile], settings: &str, encoder: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |name: &str, bytes: &[u8]| {
        for piece in [name.as_bytes(), bytes] {
            hasher.update(&(piece.len() as u64).to_le_bytes());
            hasher.update(piece);
        }
    };
    part("entries", jsonl.as_bytes());
    for file in lexicons {
        part(&file.name, file.text.as_bytes());
    }
    part("settings", settings.as_bytes());
    part("encoder", encoder.as_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}

impl std::fmt::Debug for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entries = self.base.entries.len();
        f.debug_struct("Version")
            .field("id", &self.id)
            .field("entries", &entries)
            .finish_non_exhaustive()
    }
}
