//! The lexical index: one-byte impacts added up term by term, block of documents by block.
//!
//! An impact is the share of a document's BM25 score that one term brings, quantised to a byte
//! (Anh and Moffat 2005). A question of 35 terms over a tax base touches most documents anyway, so
//! adding without any skipping beats clever skipping there: the accumulators of a block stay in
//! the processor's cache and the inner loop has no branch.

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use crate::index::documents::Documents;
use crate::index::vocabulary::{TermId, Vocabulary};
use crate::settings::Bm25;

/// Documents a block: 2¹⁵ accumulators of two bytes are 64 KiB.
const BLOCK_BITS: u32 = 15;
const BLOCK: usize = 1 << BLOCK_BITS;

/// The postings of a term inside one block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Run {
    /// The block.
    pub block: u32,
    /// Where its postings begin; they end where the next run begins.
    pub start: u32,
}

/// The index.
#[derive(Debug, Clone, Default)]
pub struct Impacts {
    /// Where the runs of each term begin; one more than there are terms.
    pub terms: Vec<u32>,
    /// The runs of all terms, and one that closes the list.
    pub runs: Vec<Run>,
    /// The documents of the postings, counted inside their blocks.
    pub locals: Vec<u16>,
    /// The impacts of the postings.
    pub values: Vec<u8>,
    /// How many documents are indexed.
    pub documents: u32,
    /// What one step of an impact is worth in BM25's scale.
    pub step: f32,
}

/// A term of a question with the number of times it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueryTerm {
    /// The term.
    pub id: TermId,
    /// How often it occurs in the question, capped.
    pub times: u8,
    /// Its weight.
    pub weight: f32,
}

/// Memory that searches use again and again.
#[derive(Debug, Default)]
pub struct ImpactScratch {
    sums: Vec<u16>,
    covered: Vec<f32>,
    cursors: Vec<(u32, u32, QueryTerm)>,
}

impl ImpactScratch {
    /// The sum of every document.
    pub fn sums(&self) -> &[u16] {
        &self.sums
    }

    /// The weight of the question's terms that each document from `wordings` on has.
    pub fn covered(&self) -> &[f32] {
        &self.covered
    }
}

impl Impacts {
    /// Builds the index.
    pub fn new(documents: &Documents, vocabulary: &Vocabulary, bm25: Bm25) -> Self {
        let means = mean_lengths(documents);
        // What the length of a document takes off.
        let damping = |doc: u32| {
            let mean = means[usize::from(doc >= documents.wordings)];
            let length = documents.lengths[doc as usize] as f32 / mean;
            bm25.k1 * (1.0 - bm25.b + bm25.b * length)
        };
        let score = |posting: usize, damping: f32| {
            let tf = f32::from(documents.counts[posting]);
            let saturated = tf * (bm25.k1 + 1.0) / (tf + damping);
            vocabulary.weight(documents.terms[posting]) * saturated
        };
        let highest = |doc: u32| {
            let damping = damping(doc);
            let scores = postings(documents, doc).map(|posting| score(posting, damping));
            scores.fold(0.0, f32::max)
        };
        let documents_all = (0..documents.len() as u32).into_par_iter();
        let highest = documents_all.map(highest).reduce(|| 0.0, f32::max);
        let mut per_term = vec![0_u32; vocabulary.len() + 1];
        for term in &documents.terms {
            per_term[*term as usize + 1] += 1;
        }
        for term in 1..per_term.len() {
            per_term[term] += per_term[term - 1];
        }
        let step = if highest > 0.0 { highest / 255.0 } else { 1.0 };
        let mut index = Self {
            locals: vec![0; documents.terms.len()],
            values: vec![0; documents.terms.len()],
            documents: documents.len() as u32,
            step,
            ..Self::default()
        };
        let mut next: Vec<u32> = per_term[..vocabulary.len()].to_vec();
        let mut blocks: Vec<u32> = vec![0; documents.terms.len()];
        for doc in 0..documents.len() as u32 {
            let damping = damping(doc);
            for posting in postings(documents, doc) {
                let at = &mut next[documents.terms[posting] as usize];
                let value = (score(posting, damping) / step).round().clamp(1.0, 255.0);
                index.locals[*at as usize] = (doc & (BLOCK as u32 - 1)) as u16;
                index.values[*at as usize] = value as u8;
                blocks[*at as usize] = doc >> BLOCK_BITS;
                *at += 1;
            }
        }
        index.cut_runs(&per_term, &blocks);
        index
    }

    /// Fills `scratch` with the sum of every document, and with what those from `wordings` on have of
    /// the question's weight.
    ///
    /// Sums are of impacts: multiply with `step` for BM25's scale.
    pub fn sum(&self, terms: &[QueryTerm], wordings: u32, scratch: &mut ImpactScratch) {
        // What all terms could bring together; only long messages come near the end of sixteen bits.
        let most: u32 = terms.iter().map(|term| u32::from(term.times) * 255).sum();
        let add = if u16::try_from(most).is_ok() { add::<false> } else { add::<true> };
        let ImpactScratch { sums, covered, cursors } = scratch;
        covered.clear();
        covered.resize((self.documents - wordings) as usize, 0.0);
        sums.clear();
        sums.resize((self.documents as usize).next_multiple_of(BLOCK), 0);
        cursors.clear();
        cursors.extend(terms.iter().map(|term| {
            let at = term.id as usize;
            (self.terms[at], self.terms[at + 1], *term)
        }));
        let (blocks, _) = sums.as_chunks_mut::<BLOCK>();
        for (block, sums) in (0_u32..).zip(blocks) {
            let first = block << BLOCK_BITS;
            for (run, last, term) in &mut *cursors {
                if *run < *last && self.runs[*run as usize].block == block {
                    let (from, to) = (self.runs[*run as usize], self.runs[*run as usize + 1]);
                    let span = from.start as usize..to.start as usize;
                    let locals = &self.locals[span.clone()];
                    add(sums, locals, &self.values[span], u16::from(term.times));
                    let of_wholes = locals.partition_point(|at| first + u32::from(*at) < wordings);
                    for local in &locals[of_wholes..] {
                        covered[(first + u32::from(*local) - wordings) as usize] += term.weight;
                    }
                    *run += 1;
                }
            }
        }
        sums.truncate(self.documents as usize);
    }

    /// How many postings a search over `terms` would read.
    pub fn postings(&self, terms: &[QueryTerm]) -> usize {
        let count = |term: &QueryTerm| {
            let (from, to) = (self.terms[term.id as usize], self.terms[term.id as usize + 1]);
            (self.runs[to as usize].start - self.runs[from as usize].start) as usize
        };
        terms.iter().map(count).sum()
    }

    /// Cuts the postings of every term where the block changes.
    fn cut_runs(&mut self, per_term: &[u32], blocks: &[u32]) {
        self.terms.reserve(per_term.len());
        for span in per_term.windows(2) {
            self.terms.push(self.runs.len() as u32);
            let mut before = None;
            for at in span[0]..span[1] {
                let block = blocks[at as usize];
                if before != Some(block) {
                    self.runs.push(Run { block, start: at });
                    before = Some(block);
                }
            }
        }
        self.terms.push(self.runs.len() as u32);
        self.runs.push(Run { block: u32::MAX, start: blocks.len() as u32 });
    }
}

fn postings(documents: &Documents, doc: u32) -> std::ops::Range<usize> {
    documents.starts[doc as usize] as usize..documents.starts[doc as usize + 1] as usize
}

/// The mean length of wordings and of wholes, each at least one.
fn mean_lengths(documents: &Documents) -> [f32; 2] {
    let (wordings, wholes) = documents.lengths.split_at(documents.wordings as usize);
    [wordings, wholes].map(|part| {
        let sum: u64 = part.iter().map(|length| u64::from(*length)).sum();
        (sum as f32 / part.len().max(1) as f32).max(1.0)
    })
}

/// Adds the impacts of one run, stopping at the highest number where sums may reach it.
fn add<const MAY_REACH: bool>(sums: &mut [u16; BLOCK], locals: &[u16], values: &[u8], times: u16) {
    for (local, value) in locals.iter().zip(values) {
        // Locals lie inside their block; the remainder tells the compiler.
        let sum = &mut sums[usize::from(*local) % BLOCK];
        let more = u16::from(*value) * times;
        *sum = if MAY_REACH { sum.saturating_add(more) } else { sum.wrapping_add(more) };
    }
}
