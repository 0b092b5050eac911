//! The dense index against the plainest way: one product after the other.

use std::slice;

use wenshui_engine::index::dense::{DenseScratch, Quantised};
use wenshui_engine::index::pick::{Heights, best};
use wenshui_engine::index::sketch::Sketch;
use wenshui_engine::nearness::{Nearness, Vectors};
use wenshui_engine::version::Version;
use wenshui_knowledge::entry::Entry;

use crate::support::{bundled_engine, cut_wordings, some_wordings};

/// The vector of a text, as the encoder gives it.
fn vector(version: &Version, text: &str) -> Vec<f32> {
    let canonical = version.analyzer.analyze(text).reading.canonical;
    let mut vector = vec![f32::NAN; version.encoder.dims()];
    version.encoder.embed_into(&canonical, &mut vector).unwrap();
    vector
}

fn product(one: &[f32], two: &[f32]) -> f64 {
    one.iter().zip(two).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}

/// As much of an answer as is indexed, in characters.
const ANSWER_CHARS_MAX: usize = 800;

/// How far a cosine of four bits a component may lie from that of the vectors themselves.
const TOLERANCE: f64 = 0.08;

#[test]
fn a_search_is_a_look_at_every_vector() {
    let version = bundled_engine().version();
    let entries = &version.base.entries;
    let answers = entries.iter().filter_map(|entry| {
        let head = entry.answer.as_ref().map(|a| a.chars().take(ANSWER_CHARS_MAX).collect());
        head.or_else(|| (!entry.similar.is_empty()).then(String::new))
    });
    let wordings = entries.iter().flat_map(Entry::wordings).map(str::to_owned);
    let texts = wordings.chain(answers);
    let vectors: Vec<Vec<f32>> = texts.map(|text| vector(&version, &text)).collect();
    let quantised: Vec<Quantised> = vectors.iter().map(|v| Quantised::of_document(v)).collect();
    assert_eq!(version.dense.count, vectors.len());
    let mut texts = cut_wordings(&version, 30);
    texts.extend(some_wordings(&version, 30).into_iter().map(|(_, wording)| wording));
    let (mut scratch, mut heights, mut hits) =
        (DenseScratch::default(), Heights::default(), Vec::new());
    let mut furthest = 0.0_f64;
    for text in texts {
        let asked = vector(&version, &text);
        let query = Quantised::of_question(&asked);
        let bytes = |other: &Quantised| {
            let pairs = other.components.iter().zip(&query.components);
            let product: i64 = pairs.map(|(a, b)| i64::from(*a) * i64::from(*b)).sum();
            product as f64 * f64::from(other.scale) * f64::from(query.scale)
        };
        version.dense.scan(&query, &mut scratch);
        let (cosines, filling) = scratch.cosines().split_at(vectors.len());
        assert!(filling.iter().all(|cosine| *cosine == 0.0), "{text}");
        for (doc, cosine) in cosines.iter().enumerate() {
            let cosine = f64::from(*cosine);
            assert!((cosine - bytes(&quantised[doc])).abs() < 1e-5, "{text}, document {doc}");
            let apart = (cosine - product(&asked, &vectors[doc])).abs();
            assert!(apart < TOLERANCE, "{text}, document {doc}: {apart}");
            furthest = furthest.max(apart);
        }
        for (k, every) in [(1, 1), (32, 1), (32, 5), (vectors.len(), 1)] {
            let admit = |doc: u32| doc.is_multiple_of(every);
            let docs = 0..vectors.len() as u32;
            best((cosines, None), (slice::from_ref(&docs), k), (&mut heights, &mut hits), admit);
            let mut order: Vec<u32> = (0..vectors.len() as u32).filter(|doc| admit(*doc)).collect();
            order.sort_by(|a, b| {
                cosines[*b as usize].total_cmp(&cosines[*a as usize]).then(a.cmp(b))
            });
            order.truncate(k);
            let docs: Vec<u32> = hits.iter().map(|hit| hit.doc).collect();
            assert_eq!(docs, order, "{text}, {k} of every {every}");
            assert!(
                hits.iter().all(|hit| hit.score.to_bits() == cosines[hit.doc as usize].to_bits())
            );
        }
    }
    println!("{}: cosines of bytes lie at most {furthest:.5} away", version.encoder.id());
}

#[test]
fn a_text_that_the_encoder_cannot_read_is_near_to_nothing() {
    let version = bundled_engine().version();
    let mut scratch = DenseScratch::default();
    let some = Quantised::of_question(&vector(&version, "\u{7a0e}"));
    version.dense.scan(&some, &mut scratch);
    assert!(scratch.cosines().iter().any(|cosine| *cosine > 0.5));
    version.dense.scan(&Quantised::default(), &mut scratch);
    assert!(scratch.cosines().is_empty());
    assert!(vector(&version, "\u{1f600}").iter().all(|part| *part == 0.0));
}

#[test]
fn a_sketch_finds_the_nearest_and_their_cosines_are_exact() {
    let version = bundled_engine().version();
    let (none, sketch) = (Sketch::default(), Sketch::of(&version.dense, 0));
    let (mut whole, mut sketched) = (Nearness::default(), Nearness::default());
    let docs = 0..version.dense.count as u32;
    let all = Vectors { dense: &version.dense, sketch: &none };
    let some = Vectors { sketch: &sketch, ..all };
    let (mut wanted, mut found) = (0, 0);
    for text in cut_wordings(&version, 100) {
        let query = Quantised::of_question(&vector(&version, &text));
        whole.ask(all, &query);
        sketched.ask(some, &query);
        // All may be meant, half of them, or a fifth, for which it looks a second time.
        for every in [1, 2, 5] {
            let passes = |doc: u32| doc.is_multiple_of(every);
            let nearest = whole.best(all, (slice::from_ref(&docs), 10), passes).to_vec();
            let seeming = sketched.best(some, (slice::from_ref(&docs), 10), passes).to_vec();
            wanted += nearest.len();
            found += nearest.iter().filter(|hit| seeming.contains(hit)).count();
        }
        // Where few may be meant at all, every one of them is looked at.
        let few = |doc: u32| doc.is_multiple_of(100);
        let nearest = whole.best(all, (slice::from_ref(&docs), 10), few).to_vec();
        assert_eq!(sketched.best(some, (slice::from_ref(&docs), 10), few), nearest);
        assert_eq!(sketched.cosines(some, 5..40), whole.cosines(all, 5..40));
    }
    let recall = f64::from(found as u32) / f64::from(wanted as u32);
    assert!(recall >= 0.98, "{found} of {wanted}");
    println!("recall@10 of the sketch of {} vectors: {recall:.4}", version.dense.count);
}
