//! Suggestions measured in this process: are they the right ones, and how long do they take.

use std::time::Instant;

use jiff::civil::Date;
use serde::Serialize;
use wenshui_engine::question::Question;
use wenshui_engine::suggest::suggest;
use wenshui_engine::version::Version;

use crate::latency::{Latencies, Quantiles};
use crate::typing::{Kind, Typing, Typist};

/// How many rows are looked at for a hit.
const ROWS: usize = 5;
/// Draws a typing is given up after; a base may hold no wording that lends itself to a kind.
const VAIN_MAX: usize = 50;
/// How many characters or letters are typed for the curve.
const LENGTHS: [usize; 7] = [4, 6, 8, 10, 12, 14, 16];

/// One kind of typing.
#[derive(Debug, Clone, Serialize)]
pub struct KindReport {
    /// The kind.
    pub kind: Kind,
    /// How many typings were counted.
    pub typings: usize,
    /// How many characters or letters were typed on average.
    pub length_mean: f64,
    /// The share of typings whose entry is among the first five rows.
    pub hit_at_5: f64,
    /// The same with one character or syllable more, where the question has one.
    pub hit_at_5_one_more: f64,
    /// The share of typings that brought any row at all.
    pub any: f64,
    /// What a list of eight takes.
    pub latency: Quantiles,
    /// Hit@5 of exactly so many characters or letters, however many questions begin like that.
    pub curve: Vec<(usize, f64)>,
}

/// Measures every kind with `count` typings.
pub fn measure(version: &Version, count: usize, seed: u64, today: Date) -> Vec<KindReport> {
    let kinds = Kind::ALL.into_iter().zip(0..);
    kinds.map(|(kind, at)| measure_kind(version, kind, count, (seed + at, today))).collect()
}

fn measure_kind(
    version: &Version,
    kind: Kind,
    count: usize,
    (seed, today): (u64, Date),
) -> KindReport {
    let mut typist = Typist::new(version, seed);
    let mut drawn = |draw: &mut dyn FnMut(&mut Typist) -> Option<Typing>| -> Vec<Typing> {
        (0..count).filter_map(|_| (0..VAIN_MAX).find_map(|_| draw(&mut typist))).collect()
    };
    let typings = drawn(&mut |typist| typist.draw(kind, 0));
    let more = drawn(&mut |typist| typist.draw(kind, 1));
    let cut = LENGTHS.map(|length| (length, drawn(&mut |typist| typist.draw_of(kind, length))));
    let mut latencies = Latencies::default();
    for typing in &typings {
        let began = Instant::now();
        std::hint::black_box(suggest(version, &Question::new(&typing.text, today), 8));
        latencies.add(began.elapsed().as_nanos() as u64);
    }
    let hits = |typings: &[Typing]| {
        share(typings, |typing| {
            let rows = suggest(version, &Question::new(&typing.text, today), ROWS);
            rows.iter().any(|row| row.entry == typing.entry)
        })
    };
    let any = share(&typings, |typing| {
        !suggest(version, &Question::new(&typing.text, today), 1).is_empty()
    });
    let letters: usize = typings.iter().map(|typing| typing.text.chars().count()).sum();
    KindReport {
        kind,
        typings: typings.len(),
        length_mean: letters as f64 / typings.len().max(1) as f64,
        hit_at_5: hits(&typings),
        hit_at_5_one_more: hits(&more),
        any,
        latency: latencies.quantiles(),
        curve: cut.iter().map(|(length, typings)| (*length, hits(typings))).collect(),
    }
}

fn share(typings: &[Typing], is: impl Fn(&Typing) -> bool) -> f64 {
    let met = typings.iter().filter(|typing| is(typing)).count();
    met as f64 / typings.len().max(1) as f64
}
