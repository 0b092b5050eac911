//! The lexical index beside its alternative: tantivy with block-max pruning over the same terms.
//!
//! Both get the same documents and the same questions. Tantivy sees one field of terms and a flat
//! union of term queries, the shape that block-max WAND (Ding and Suel 2011) can prune; the weights
//! of the kinds of terms are ours alone, so the two do not order alike.

use std::slice;
use std::time::Instant;

use serde::Serialize;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, WhitespaceTokenizer};
use tantivy::{Index, IndexSettings, Searcher, TantivyDocument, Term};
use wenshui_engine::index::impacts::{ImpactScratch, QueryTerm};
use wenshui_engine::index::pick::{Heights, best};
use wenshui_engine::understand::Understanding;
use wenshui_engine::version::Version;

use crate::error::Error;
use crate::latency::{Latencies, Quantiles};

/// How deep both look: what the ranker gets.
const DEPTH: usize = 64;
/// How many of the first hits are compared.
const COMPARED: usize = 10;
/// Memory of tantivy's writer, in bytes.
const WRITER_BYTES: usize = 400_000_000;

/// Both ways of searching the same terms.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Compared {
    /// Adding up impacts.
    pub impacts: Quantiles,
    /// Block-max pruning.
    pub blockmax: Quantiles,
    /// Terms of a question that the index has, on average.
    pub terms_mean: f64,
    /// The share of the first ten that both bring.
    pub agreement: f64,
    /// Building tantivy's index, in seconds.
    pub blockmax_build_s: f64,
}

/// Searches every question both ways, in turn.
///
/// # Errors
/// When tantivy fails.
pub fn compare(version: &Version, questions: &[String]) -> Result<Compared, Error> {
    let began = Instant::now();
    let blockmax = Blockmax::build(version)?;
    let blockmax_build_s = began.elapsed().as_secs_f64();
    let (mut ours, mut theirs) = (Latencies::default(), Latencies::default());
    let (mut terms, mut common, mut all) = (0, 0, 0);
    let mut asked = Understanding::default();
    let (mut scratch, mut heights, mut by_impacts) =
        (ImpactScratch::default(), Heights::default(), Vec::new());
    let docs = 0..version.documents.len() as u32;
    for question in questions {
        asked.read(question, &version.analyzer, &version.vocabulary);
        terms += asked.terms.len();
        let began = Instant::now();
        version.impacts.sum(&asked.terms, version.documents.wordings, &mut scratch);
        let into = (&mut heights, &mut by_impacts);
        best((scratch.sums(), None), (slice::from_ref(&docs), DEPTH), into, |_| true);
        ours.add(began.elapsed().as_nanos() as u64);
        let query = blockmax.query(&asked.terms);
        let began = Instant::now();
        let by_blockmax = blockmax.search(&query)?;
        theirs.add(began.elapsed().as_nanos() as u64);
        let first = by_impacts.iter().take(COMPARED);
        let head: Vec<u32> = by_blockmax.iter().take(COMPARED).copied().collect();
        all += head.len();
        common += first.filter(|hit| head.contains(&hit.doc)).count();
    }
    Ok(Compared {
        impacts: ours.quantiles(),
        blockmax: theirs.quantiles(),
        terms_mean: terms as f64 / questions.len().max(1) as f64,
        agreement: common as f64 / all.max(1) as f64,
        blockmax_build_s,
    })
}

/// Tantivy over the documents of a version.
struct Blockmax {
    searcher: Searcher,
    field: Field,
}

impl Blockmax {
    /// One segment, so that document numbers are those of the version.
    fn build(version: &Version) -> Result<Self, Error> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let field = schema.add_text_field("terms", options);
        let index = Index::builder()
            .schema(schema.build())
            .settings(IndexSettings::default())
            .create_in_ram()
            .map_err(failed)?;
        let analyzer = TextAnalyzer::builder(WhitespaceTokenizer::default()).build();
        index.tokenizers().register(TOKENIZER, analyzer);
        let mut writer = index.writer_with_num_threads(1, WRITER_BYTES).map_err(failed)?;
        let mut text = String::new();
        for doc in 0..version.documents.len() as u32 {
            text.clear();
            for term in version.documents.terms(doc) {
                text.push_str(&term.to_string());
                text.push(' ');
            }
            let mut document = TantivyDocument::default();
            document.add_text(field, &text);
            writer.add_document(document).map_err(failed)?;
        }
        writer.commit().map_err(failed)?;
        let segments = index.searchable_segment_ids().map_err(failed)?;
        if segments.len() > 1 {
            writer.merge(&segments).wait().map_err(failed)?;
        }
        let searcher = index.reader().map_err(failed)?.searcher();
        Ok(Self { searcher, field })
    }

    /// A flat union of bare term queries: block-max pruning sees through nothing else, so the
    /// weights of the kinds of terms have no place in it.
    fn query(&self, terms: &[QueryTerm]) -> BooleanQuery {
        let clause = |term: &QueryTerm| -> (Occur, Box<dyn Query>) {
            let text = Term::from_field_text(self.field, &term.id.to_string());
            (Occur::Should, Box::new(TermQuery::new(text, IndexRecordOption::WithFreqs)))
        };
        BooleanQuery::new(terms.iter().map(clause).collect())
    }

    fn search(&self, query: &BooleanQuery) -> Result<Vec<u32>, Error> {
        let collector = TopDocs::with_limit(DEPTH).order_by_score();
        let hits = self.searcher.search(query, &collector).map_err(failed)?;
        Ok(hits.into_iter().map(|(_, address)| address.doc_id).collect())
    }
}

const TOKENIZER: &str = "term-numbers";

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Alternative { reason: error.to_string() }
}
