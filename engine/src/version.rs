//! A knowledge version: everything that shapes an answer, built and swapped together.

pub(crate) mod before;
pub mod build;
pub mod counting;
pub(crate) mod frame;
pub(crate) mod numbering;
pub(crate) mod typing;

use std::ops::Deref;
use std::sync::Arc;

use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::text::analyzer::Analyzer;
use wenshui_knowledge::text::syllable::Syllables;
use wenshui_models::Embed;
use wenshui_models::cross_encoder::CrossEncoder;
use wenshui_models::ngram_classifier::NgramClassifier;

use crate::amount;
use crate::context::Context;
use crate::context::words as context_words;
use crate::facet_phrases;
use crate::facets::Facets;
use crate::held_back::{HeldBack, Known};
use crate::index::dense::Dense;
use crate::index::documents::Documents;
use crate::index::exact::Exact;
use crate::index::impacts::Impacts;
use crate::index::prefix::Prefix;
use crate::index::sketch::Sketch;
use crate::index::sounds::Sounds;
use crate::index::vocabulary::Vocabulary;
use crate::named::named;
use crate::nearness::Vectors;
use crate::origin::Quotations;
use crate::question::Question;
use crate::scope::{Lasting, Scope};
use crate::screen::Screen;
use crate::settings::Settings;
use crate::spans::Spans;
use crate::words::{self, Words};

/// A version in memory; immutable, shared by every request that began with it.
///
/// What is heard in a question is put together with what can be found, so that other lists of the
/// guard make another version of the same content, without an index being built.
pub struct Version {
    /// Its name: the head of the hash over entries, lexicons, settings, weights, the lists of the
    /// screen and the engine's own words.
    pub id: String,
    /// What is heard in a question besides what it asks.
    pub screen: Arc<Screen>,
    /// The entries that must not be shown as they are.
    pub held_back: HeldBack,
    content: Arc<Content>,
}

/// What can be found and said. A [`Version`] lends it.
pub struct Content {
    /// The name of its indexes: the head of the hash over entries, lexicons, settings and encoder.
    pub index_id: String,
    /// The name of how texts are read: the head of the hash over lexicons, settings and encoder.
    pub(crate) reading_id: String,
    /// The entries.
    pub base: Base,
    /// The conditions of each entry.
    pub scopes: Vec<Scope>,
    /// Which entries hold always, everywhere and for everybody.
    pub unconditional: Vec<bool>,
    /// Where the documents of all entries lie.
    pub all: Spans,
    /// Where those of the entries lie that hold in some places only.
    pub local: Spans,
    /// Where those of the entries lie that hold at some times only.
    pub timed: Spans,
    /// On which days every entry holds.
    pub lasting: Lasting,
    /// The reader of texts.
    pub analyzer: Arc<Analyzer>,
    /// How characters are read.
    pub syllables: Arc<Syllables>,
    /// The encoder that made the vectors.
    pub encoder: Arc<dyn Embed>,
    /// Tells what is not about taxes.
    pub outside: NgramClassifier,
    /// The cross-encoder, where there is one.
    pub cross: Option<Arc<CrossEncoder>>,
    /// The numbers.
    pub settings: Settings,
    /// What the engine says by itself.
    pub words: Arc<Words>,
    /// How people go on from what was just said.
    pub context: Arc<Context>,
    /// What entries differ in.
    pub facets: Facets,
    /// Which entries only quote.
    pub quotations: Quotations,
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
    /// What is looked at first where the dense index is large.
    pub sketch: Sketch,
    /// The suggestion index by characters.
    pub prefix: Prefix,
    /// The suggestion index by sound.
    pub sounds: Sounds,
    /// Entry ids in order, for looking one up.
    pub(crate) by_id: Vec<u32>,
}

impl Deref for Version {
    type Target = Content;

    fn deref(&self) -> &Content {
        &self.content
    }
}

impl Version {
    /// Puts content and screen together, with what the screen holds back of it.
    pub(crate) fn new(content: Arc<Content>, screen: Arc<Screen>, held_back: HeldBack) -> Self {
        let parts = [
            ("index", content.index_id.as_str()),
            ("screen", screen.signature()),
            ("outside", content.outside.id()),
            ("cross", content.cross.as_ref().map_or("", |cross| cross.id())),
            ("words", words::BUNDLED),
            ("facet phrases", facet_phrases::BUNDLED),
            ("amounts", amount::BUNDLED),
            ("context", context_words::BUNDLED),
        ];
        let id = named(parts.map(|(name, text)| (name, text.as_bytes())).into_iter());
        Self { id, screen, held_back, content }
    }

    /// The same content heard and guarded by other lists.
    #[must_use]
    pub fn with_screen(&self, screen: Arc<Screen>) -> Self {
        let held_back = HeldBack::new((&self.base, &screen), |_| Known::Nothing);
        Self::new(Arc::clone(&self.content), screen, held_back)
    }

    /// Whether an entry may be offered to who asks: it would answer, and nothing keeps it from being
    /// shown.
    pub fn offers(&self, entry: u32, question: &Question) -> bool {
        self.admits(entry, question) && !self.held_back.blocks(entry)
    }

    /// An entry as it may be shown: its sensitive words masked or replaced, and without the texts that
    /// must not be shown at all.
    pub fn shown(&self, entry: u32) -> &Entry {
        let held = self.held_back.held(entry);
        held.map_or_else(|| &self.base.entries[entry as usize], |held| &held.entry)
    }
}

impl Content {
    /// Whether an entry may answer a question. Most hold for everybody; a small table says so
    /// without a look at their conditions.
    pub fn admits(&self, entry: u32, question: &Question) -> bool {
        self.unconditional[entry as usize] || self.scopes[entry as usize].admits(question)
    }

    /// The vectors of its documents.
    pub fn vectors(&self) -> Vectors<'_> {
        Vectors { dense: &self.dense, sketch: &self.sketch }
    }

    /// The number of the entry with this id.
    pub fn entry(&self, id: &str) -> Option<u32> {
        let entries = &self.base.entries;
        let at =
            self.by_id.binary_search_by(|at| entries[*at as usize].id.as_str().cmp(id)).ok()?;
        Some(self.by_id[at])
    }
}

/// What the way of reading texts is named by.
pub(crate) fn reading_id(lexicons: &[DataFile], settings: &str, encoder: &str) -> String {
    let lexicons = lexicons.iter().map(|file| (file.name.as_str(), file.text.as_bytes()));
    named(lexicons.chain([("settings", settings.as_bytes()), ("encoder", encoder.as_bytes())]))
}

/// What the indexes of a version are named by: its entries, and how they are read.
pub(crate) fn index_id(jsonl: &str, reading_id: &str) -> String {
    named([("entries", jsonl.as_bytes()), ("reading", reading_id.as_bytes())].into_iter())
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
