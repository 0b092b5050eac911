//! Documents of entries that hold in some places only, which are looked for where they lie.

use std::ops::Range;

use wenshui_engine::index::documents::Documents;
use wenshui_engine::retrieve::{Among, Scratch, retrieve};
use wenshui_engine::scope::Scope;
use wenshui_engine::spans::Spans;
use wenshui_engine::trace::Trace;
use wenshui_knowledge::entry::Entry;

use crate::support::{bundled_engine, cut_wordings};

#[test]
fn they_are_gathered_as_from_among_all_documents() {
    let version = bundled_engine().version();
    assert!(!version.local.wordings.is_empty(), "the bundled knowledge has some");
    let admit = |entry: u32| version.scopes[entry as usize].is_local() && !entry.is_multiple_of(3);
    let (mut scratch, mut trace) = (Scratch::default(), Trace::begin(|| 0));
    let (mut most, mut all_of_them) = (0, 0);
    for text in cut_wordings(&version, 100) {
        scratch.understanding.read(&text, &version.analyzer, &version.vocabulary);
        retrieve(&version, &mut scratch, &mut trace).unwrap();
        let mut pool = version.settings.pool;
        for _ in 0..5 {
            let mut gathered = |spans| {
                let among = Among { admit, spans };
                scratch.found.gather(&version, (pool, &mut trace), among);
                (scratch.found.pool.clone(), scratch.found.is_all)
            };
            let (expected, found) = (gathered(&version.all), gathered(&version.local));
            assert_eq!(found, expected, "{text}");
            most = most.max(found.0.len());
            all_of_them += u32::from(found.1);
            pool = pool.doubled().doubled();
        }
    }
    assert!(most > 100 && all_of_them > 0, "{most}, {all_of_them}");
}

#[test]
fn those_that_stand_together_are_one_span() {
    let scope = |entry: u32| {
        let regions = if entry >= 5 { vec!["370000".to_owned()] } else { Vec::new() };
        Scope::of(&Entry { regions, ..Entry::default() })
    };
    let one = |span: Range<u32>| Vec::from([span]);
    // Of eight entries with two wordings each every other one says more than these.
    let no_whole = u32::MAX;
    let documents = Documents {
        wordings: 16,
        firsts: (0..=8).map(|entry| 2 * entry).collect(),
        wholes: vec![16, no_whole, 17, no_whole, 18, no_whole, 19, no_whole],
        ..Documents::default()
    };
    let all = Spans::all(&documents);
    assert_eq!((all.wordings, all.wholes), (one(0..16), one(16..20)));
    let scopes: Vec<Scope> = (0..8).map(scope).collect();
    let local = Spans::local(&documents, &scopes);
    assert_eq!((local.wordings, local.wholes), (one(10..16), one(19..20)));
    let apart: Vec<Scope> = [5, 0, 6, 0].map(scope).into();
    assert_eq!(Spans::local(&documents, &apart).wordings, [0..2, 4..6]);
    assert!(Spans::local(&documents, &scopes[..4]).wordings.is_empty());
}
