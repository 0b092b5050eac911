//! From entries to a version in memory.

use std::sync::Arc;

use wenshui_knowledge::base::Base;
use wenshui_knowledge::bundled;
use wenshui_knowledge::error::Error::Problems;
use wenshui_knowledge::lexicon::{DataFile, Lexicons};
use wenshui_knowledge::text::analyzer::Analyzer;
use wenshui_knowledge::text::syllable::Syllables;
use wenshui_models::Embed;
use wenshui_models::cross_encoder::CrossEncoder;
use wenshui_models::hub::{EncoderSource, open_encoder};
use wenshui_models::ngram_classifier::NgramClassifier;

use crate::amount::AmountWords;
use crate::context::Context;
use crate::error::Error;
use crate::facet_phrases::FacetPhrases;
use crate::facets::{Facets, Reader};
use crate::held_back::{HeldBack, Known};
use crate::index::dense::Dense;
use crate::index::documents::{Documents, Role};
use crate::index::exact::Exact;
use crate::index::impacts::Impacts;
use crate::index::prefix::Prefix;
use crate::index::sketch::{self, Sketch};
use crate::index::sounds::Sounds;
use crate::index::vocabulary::Vocabulary;
use crate::origin::Quotations;
use crate::scope::{Lasting, Scope};
use crate::screen::Screen;
use crate::settings::{self, Settings};
use crate::spans::Spans;
use crate::version::before::Before;
use crate::version::counting;
use crate::version::frame::Frame;
use crate::version::numbering::Numbering;
use crate::version::typing;
use crate::version::{Content, Version, index_id, reading_id};
use crate::words::Words;

/// The most entries that a version holds.
const ENTRIES_MAX: usize = 5_000_000;

/// What a version is made of.
#[derive(Clone)]
pub struct Parts {
    /// The entries.
    pub base: Base,
    /// The lexicon files, for the version's name.
    pub lexicon_files: Vec<DataFile>,
    /// The lexicons that were read from them.
    pub lexicons: Lexicons,
    /// The settings as text, for the version's name.
    pub settings_text: String,
    /// The encoder.
    pub encoder: Arc<dyn Embed>,
    /// A cross-encoder, where there is one.
    pub cross: Option<Arc<CrossEncoder>>,
    /// The lists of guard, emotions and intents; the bundled ones where none are given.
    pub screen: Option<Arc<Screen>>,
    /// A version that is open already: what was read of entries that are the same is taken over.
    pub before: Option<Arc<Version>>,
}

/// The indexes of a version: what is stored on disk and can be rebuilt from the entries.
#[derive(Default)]
pub(crate) struct Indexes {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) documents: Documents,
    pub(crate) impacts: Impacts,
    pub(crate) dense: Dense,
    pub(crate) prefix: Prefix,
    pub(crate) sounds: Sounds,
}

impl Parts {
    /// A base with the lexicons, settings and encoder that ship with the program.
    ///
    /// # Errors
    /// Never in a released build: tests read them.
    pub fn bundled(base: Base) -> Result<Self, Error> {
        let lexicon_files = bundled::lexicons();
        let lexicons = Lexicons::read(&lexicon_files).map_err(Problems)?;
        let settings_text = settings::BUNDLED.to_owned();
        let encoder = open_encoder(&EncoderSource::Bundled)?;
        Ok(Self {
            base,
            lexicon_files,
            lexicons,
            settings_text,
            encoder,
            cross: None,
            screen: None,
            before: None,
        })
    }

    /// Reads the parts into a frame, without building an index.
    pub(crate) fn frame(self) -> Result<Frame, Error> {
        let settings = Settings::parse("settings.toml", &self.settings_text)?;
        let encoder_id = self.encoder.id().to_owned();
        let reading_id = reading_id(&self.lexicon_files, &self.settings_text, &encoder_id);
        let index_id = index_id(&self.base.to_jsonl(), &reading_id);
        let analyzer = Arc::new(Analyzer::new(&self.lexicons)?);
        let syllables = Arc::new(Syllables::new(&self.lexicons.pinyin));
        let words = Arc::new(Words::bundled()?);
        let screen = match self.screen {
            Some(screen) => screen,
            None => Arc::new(Screen::bundled().map_err(Problems)?),
        };
        let context = Arc::new(Context::bundled(FacetPhrases::bundled()?)?);
        let amounts = AmountWords::bundled()?;
        let outside = NgramClassifier::bundled_outside()?;
        let quotations = Quotations::new(&self.base)?;
        let (base, encoder) = (self.base, self.encoder);
        Ok(Frame {
            index_id,
            reading_id,
            base,
            analyzer,
            syllables,
            encoder,
            outside,
            cross: self.cross,
            settings,
            words,
            screen,
            context,
            amounts,
            quotations,
            earlier: self.before,
        })
    }
}

impl Frame {
    /// What can be taken over of the version that is open already.
    pub(crate) fn before(&self) -> Option<Before<'_>> {
        self.earlier.as_deref().map(|version| Before::new(version, self))
    }

    /// Builds the indexes of the frame.
    pub(crate) fn index(&self, before: Option<&Before<'_>>) -> Result<Indexes, Error> {
        let found = self.base.entries.len();
        if found > ENTRIES_MAX {
            return Err(Error::TooLarge { what: "entries", found, max: ENTRIES_MAX });
        }
        let counted = counting::count(self, |at| before.and_then(|before| before.counted(at)))?;
        let known = before.map(Before::vocabulary);
        let numbering = Numbering::new(&counted, self.settings.terms, known);
        let mut documents = Documents::default();
        for (entry, counted) in (0_u32..).zip(&counted) {
            documents.firsts.push(documents.entries.len() as u32);
            for (number, wording) in counted.wordings.iter().enumerate() {
                let role = if number == 0 { Role::Question } else { Role::Similar };
                numbering.lay(&mut documents, (entry, role, wording));
                documents.hashes.push(wording.exact);
            }
        }
        documents.firsts.push(documents.entries.len() as u32);
        documents.wordings = documents.entries.len() as u32;
        for (entry, counted) in (0_u32..).zip(&counted) {
            if let Some(whole) = &counted.whole {
                numbering.lay(&mut documents, (entry, Role::Whole, whole));
            }
        }
        documents.starts.push(documents.terms.len() as u32);
        let vocabulary = numbering.vocabulary;
        documents.finish(&vocabulary);
        let retrieval = || {
            let impacts = Impacts::new(&documents, &vocabulary, self.settings.bm25);
            let wordings = counted.iter().flat_map(|entry| &entry.wordings);
            let vectors = wordings.chain(counted.iter().flat_map(|entry| &entry.whole));
            let vectors = vectors.map(|document| &document.vector);
            (impacts, Dense::new(self.encoder.dims(), vectors))
        };
        let typing = || typing::indexes(self, &documents, before);
        let ((impacts, dense), (prefix, sounds)) = rayon::join(retrieval, typing);
        Ok(Indexes { vocabulary, documents, impacts, dense, prefix, sounds })
    }

    /// Reads every entry that was not read before for what must not be said.
    pub(crate) fn held_back(&self, before: Option<&Before<'_>>) -> HeldBack {
        let known = |at| before.map_or(Known::Nothing, |before| before.held(at));
        HeldBack::new((&self.base, &self.screen), known)
    }

    /// Joins frame and indexes.
    pub(crate) fn version(self, (indexes, held_back): (Indexes, HeldBack)) -> Version {
        let mut by_id: Vec<u32> = (0..self.base.entries.len() as u32).collect();
        let entries = &self.base.entries;
        by_id.sort_by(|a, b| entries[*a as usize].id.cmp(&entries[*b as usize].id));
        let scopes: Vec<Scope> = self.base.entries.iter().map(Scope::of).collect();
        let reader = Reader {
            phrases: &self.context.phrases,
            amounts: &self.amounts,
            analyzer: &self.analyzer,
        };
        let facets = Facets::new(&self.base, &reader);
        let content = Content {
            index_id: self.index_id,
            reading_id: self.reading_id,
            unconditional: scopes.iter().map(Scope::is_unconditional).collect(),
            all: Spans::all(&indexes.documents),
            local: Spans::local(&indexes.documents, &scopes),
            timed: Spans::timed(&indexes.documents, &scopes),
            lasting: Lasting::of(&scopes),
            scopes,
            by_id,
            facets,
            quotations: self.quotations,
            context: self.context,
            base: self.base,
            analyzer: self.analyzer,
            syllables: self.syllables,
            encoder: self.encoder,
            outside: self.outside,
            cross: self.cross,
            settings: self.settings,
            words: self.words,
            vocabulary: indexes.vocabulary,
            exact: Exact::new(&indexes.documents),
            documents: indexes.documents,
            impacts: indexes.impacts,
            sketch: Sketch::of(&indexes.dense, sketch::VECTORS_MIN),
            dense: indexes.dense,
            prefix: indexes.prefix,
            sounds: indexes.sounds,
        };
        Version::new(Arc::new(content), self.screen, held_back)
    }
}

/// Builds a version from its parts, in memory.
///
/// # Errors
/// When the settings cannot be read, the encoder fails, or there is too much.
pub fn build(parts: Parts) -> Result<Version, Error> {
    let frame = parts.frame()?;
    let before = frame.before();
    let indexes = frame.index(before.as_ref())?;
    let held_back = frame.held_back(before.as_ref());
    Ok(frame.version((indexes, held_back)))
}
