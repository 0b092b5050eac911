//! Documents of entries that hold in some places only, which are looked at one by one.

use wenshui_engine::index::documents::Documents;
use wenshui_engine::local::Local;
use wenshui_engine::retrieve::{Among, Scratch, retrieve};
use wenshui_engine::scope::Scope;
use wenshui_engine::trace::Trace;
use wenshui_knowledge::entry::Entry;

use crate::support::{bundled_engine, cut_wordings};

#[test]
fn they_are_gathered_as_from_among_all_documents() {
    let version = bundled_engine().version();
    let few = version.local.few();
    assert!(few.is_some(), "the bundled knowledge has some");
    let admit = |entry: u32| version.scopes[entry as usize].is_local() && !entry.is_multiple_of(3);
    let (mut scratch, mut trace) = (Scratch::default(), Trace::begin(|| 0));
    let (mut most, mut all_of_them) = (0, 0);
    for text in cut_wordings(&version, 100) {
        scratch.understanding.read(&text, &version.analyzer, &version.vocabulary);
        retrieve(&version, &mut scratch, &mut trace).unwrap();
        let mut pool = version.settings.pool;
        for _ in 0..5 {
            let mut gathered = |few| {
                let among = Among { admit, few };
                scratch.found.gather(&version, (pool, &mut trace), among);
                (scratch.found.pool.clone(), scratch.found.is_all)
            };
            let (expected, found) = (gathered(None), gathered(few));
            assert_eq!(found, expected, "{text}");
            most = most.max(found.0.len());
            all_of_them += u32::from(found.1);
            pool = pool.doubled().doubled();
        }
    }
    assert!(most > 100 && all_of_them > 0, "{most}, {all_of_them}");
}

#[test]
fn where_they_are_many_there_is_no_list_of_them() {
    let scope = |local| {
        let regions = if local { vec!["370000".to_owned()] } else { Vec::new() };
        Scope::of(&Entry { regions, ..Entry::default() })
    };
    let documents = Documents {
        wordings: 16,
        firsts: (0..=8).map(|entry| 2 * entry).collect(),
        ..Documents::default()
    };
    let local = |count: u32| {
        let scopes: Vec<Scope> = (0..8).map(|entry| scope(entry >= 8 - count)).collect();
        Local::new(&documents, &scopes)
    };
    assert!(local(0).few().is_none());
    assert_eq!(local(2).few(), Some(&[6, 7][..]));
    assert!(local(3).few().is_none());
}
