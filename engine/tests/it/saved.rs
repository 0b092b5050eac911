//! The index on disk: opened again it gives the same replies, damaged it is built anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wenshui_engine::engine::Engine;
use wenshui_engine::error::Error;
use wenshui_engine::open::{Opened, open};
use wenshui_engine::question::Question;
use wenshui_engine::suggest::suggest;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::Parts;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::bundled;

use crate::support::{
    TODAY, ask, base, bundled_engine, cut_wordings, engine, outcome, parts, serve, some_wordings,
};

/// Everything that an engine says to some questions, and suggests for their beginnings.
fn replies(engine: &Engine, questions: &[String]) -> Vec<String> {
    let version = engine.version();
    let reply = |text: &String| {
        let head: String = text.chars().take(3).collect();
        let suggestions = suggest(&version, &Question::new(&head, TODAY), 8);
        format!("{:?} {suggestions:?}", ask(engine, &Question::new(text, TODAY)))
    };
    questions.iter().map(reply).collect()
}

fn files(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory).unwrap().map(|found| found.unwrap().path()).collect()
}

#[test]
fn a_saved_index_gives_the_same_replies() {
    let directory = tempfile::tempdir().unwrap();
    let within = directory.path().join("not/there/yet");
    let opened = || open(parts(bundled::knowledge().base), &within).unwrap();
    let built = bundled_engine();
    let mut questions = cut_wordings(&built.version(), 100);
    questions.extend(some_wordings(&built.version(), 100).into_iter().map(|(_, wording)| wording));
    let expected = replies(built, &questions);
    for how in [Opened::Built, Opened::Loaded] {
        let (version, opened) = opened();
        assert_eq!(opened, how);
        assert_eq!(version.id, built.version().id);
        assert_eq!(replies(&engine(version), &questions), expected, "{how:?}");
        // Nothing is left beside the index, which is named by what shapes it.
        let name = format!("{}.index", built.version().index_id);
        assert_eq!(files(&within), [within.join(name)]);
    }
}

/// What is taken over of an open version is what would have been read: the files have the same bytes.
#[test]
fn an_index_built_beside_another_version_is_that_of_all_entries() {
    let whole = bundled::knowledge().base;
    let mut edited = whole.clone();
    edited.entries.remove(7);
    edited.places.remove(7);
    edited.entries[20].answer = Some("改过的答案".to_owned());
    edited.entries[40].similar.push("只在这里才有的问法".to_owned());
    edited.entries.swap(60, 61);
    let open_beside = |before: Option<Arc<Version>>, parts: Parts| {
        let directory = tempfile::tempdir().unwrap();
        let (version, opened) = open(Parts { before, ..parts }, directory.path()).unwrap();
        assert_eq!(opened, Opened::Built);
        // What stands before the arrays has an order of its own each time.
        let file = fs::read(&files(directory.path())[0]).unwrap();
        let header = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
        (version, file[8 + header..].to_vec())
    };
    let before = bundled_engine().version();
    let (alone, expected) = open_beside(None, parts(edited.clone()));
    let (beside, built) = open_beside(Some(Arc::clone(&before)), parts(edited.clone()));
    assert!(built == expected, "the index differs");
    assert_eq!((&beside.id, &beside.held_back), (&alone.id, &alone.held_back));
    // Read by other words, or guarded by other lists, nothing is taken over.
    let other = |mut parts: Parts| {
        parts.settings_text = parts.settings_text.replacen("k1 = 1.2", "k1 = 1.3", 1);
        parts
    };
    let (_, expected) = open_beside(None, other(parts(edited.clone())));
    let (_, built) = open_beside(Some(before), other(parts(edited)));
    assert!(built == expected, "the index differs");
}

const BASE: [&str; 3] = [
    r#"{"id":"invoice","question":"小规模纳税人怎么开专用发票","similar":["专票自己能开不"],"answer":"可以。"}"#,
    r#"{"id":"property","question":"房产税怎么计算","answer":"从价或者从租。"}"#,
    r#"{"id":"vehicle","question":"车辆购置税税率是多少","answer":"10%。"}"#,
];
const QUESTIONS: [&str; 4] = ["专票自己能开不", "房产税计算", "购置税10%", "哈哈"];

/// A file of this header and nothing behind it.
fn header(text: &str) -> Vec<u8> {
    [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat()
}

/// Where a pattern begins in the bytes.
fn find(bytes: &[u8], pattern: &str) -> usize {
    bytes.windows(pattern.len()).position(|part| part == pattern.as_bytes()).unwrap()
}

#[test]
fn a_damaged_index_is_built_anew_and_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let open_small = || open(parts(base(&BASE)), directory.path()).unwrap();
    let questions = QUESTIONS.map(str::to_owned);
    let expected = replies(&serve(&BASE), &questions);
    let (version, opened) = open_small();
    assert_eq!(opened, Opened::Built);
    let path = directory.path().join(format!("{}.index", version.index_id));
    let sound = fs::read(&path).unwrap();
    let flipped = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0b100;
        bytes
    };
    let mut other_layout = sound.clone();
    let layout = find(&sound, "wenshui-index-");
    other_layout[layout..layout + 7].copy_from_slice(b"another");
    let other_version = {
        let elsewhere = tempfile::tempdir().unwrap();
        let (_, opened) = open(parts(base(&BASE[..2])), elsewhere.path()).unwrap();
        assert_eq!(opened, Opened::Built);
        fs::read(&files(elsewhere.path())[0]).unwrap()
    };
    let mut swapped = sound.clone();
    let [entries, lengths] =
        ["documents.entries", "documents.lengths"].map(|name| find(&sound, name));
    swapped[entries..entries + 17].copy_from_slice(b"documents.lengths");
    swapped[lengths..lengths + 17].copy_from_slice(b"documents.entries");
    let data = sound.len() - 100;
    for (bytes, why) in [
        (sound[..data].to_vec(), "is damaged"),
        (sound[..40].to_vec(), "is damaged"),
        (Vec::new(), "is damaged"),
        (flipped(0), "is damaged"),
        (flipped(9), "is damaged"),
        (flipped(find(&sound, "documents.firsts") + 3), "is damaged"),
        (flipped(data), "checksum does not fit"),
        (flipped(sound.len() - 1), "checksum does not fit"),
        (flipped(find(&sound, "\"blake3\":\"") + 12), "checksum does not fit"),
        (swapped, "checksum does not fit"),
        (
            header(
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[18446744073709551615],\"data_offsets\":[0,18446744073709551615]}}",
            ),
            "is damaged",
        ),
        (other_layout, "has another layout"),
        (other_version, "belongs to another knowledge version"),
        (b"{\"not\": \"an index\"}".repeat(100), "is damaged"),
    ] {
        fs::write(&path, &bytes).unwrap();
        let (version, opened) = open_small();
        let Opened::Rebuilt(reason) = opened else { panic!("{why}: {opened:?}") };
        assert!(reason.contains(why), "{why}: {reason}");
        assert!(reason.contains(path.to_str().unwrap()), "{reason}");
        assert_eq!(replies(&engine(version), &questions), expected, "{why}");
    }
    let (version, opened) = open_small();
    assert_eq!(opened, Opened::Loaded);
    assert_eq!(replies(&engine(version), &questions), expected);
}

#[test]
fn each_version_has_its_own_file() {
    let directory = tempfile::tempdir().unwrap();
    for (lines, how) in [
        (&BASE[..], Opened::Built),
        (&BASE[..2], Opened::Built),
        (&BASE[..], Opened::Loaded),
        (&BASE[..2], Opened::Loaded),
        (&[], Opened::Built),
        (&[], Opened::Loaded),
    ] {
        let given = if lines.is_empty() { Base::default() } else { base(lines) };
        let (version, opened) = open(parts(given), directory.path()).unwrap();
        assert_eq!((version.base.entries.len(), opened), (lines.len(), how));
        let engine = engine(version);
        let told = outcome(&engine, &Question::new("车辆购置税税率是多少", TODAY));
        assert_eq!(told == "answer vehicle", lines.len() == 3, "{told}");
    }
    assert_eq!(files(directory.path()).len(), 3);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a-file");
    fs::write(&file, "").unwrap();
    let Err(error) = open(parts(base(&BASE)), &file) else { panic!("written into a file") };
    assert!(matches!(error, Error::Io { .. }), "{error:?}");
    assert!(error.to_string().contains("a-file"), "{error}");
}
