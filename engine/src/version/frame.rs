//! What a version is made of before anything is indexed.

use std::sync::Arc;

use wenshui_knowledge::base::Base;
use wenshui_knowledge::text::analyzer::Analyzer;
use wenshui_knowledge::text::syllable::Syllables;
use wenshui_models::Embed;
use wenshui_models::cross_encoder::CrossEncoder;
use wenshui_models::ngram_classifier::NgramClassifier;

use crate::amount::AmountWords;
use crate::context::Context;
use crate::origin::Quotations;
use crate::screen::Screen;
use crate::settings::Settings;
use crate::version::Version;
use crate::words::Words;

/// A version without its indexes.
pub(crate) struct Frame {
    pub(crate) index_id: String,
    pub(crate) reading_id: String,
    pub(crate) base: Base,
    pub(crate) analyzer: Arc<Analyzer>,
    pub(crate) syllables: Arc<Syllables>,
    pub(crate) encoder: Arc<dyn Embed>,
    pub(crate) outside: NgramClassifier,
    pub(crate) cross: Option<Arc<CrossEncoder>>,
    pub(crate) settings: Settings,
    pub(crate) words: Arc<Words>,
    pub(crate) screen: Arc<Screen>,
    pub(crate) context: Arc<Context>,
    pub(crate) amounts: AmountWords,
    pub(crate) quotations: Quotations,
    pub(crate) earlier: Option<Arc<Version>>,
}
