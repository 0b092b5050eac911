//! `wenshui models`: what is there, whether it is whole, and training it anew.

use std::io::Write as _;

use crate::support::program::Workplace;
use crate::support::served;

/// The characters of a vocabulary, each with a row of vectors.
const CHARACTERS: [char; 8] = ['税', '票', '人', '开', 'a', 'b', '7', '2'];
/// The numbers of a row.
const WIDTH: usize = 5;

/// An archive of `NumPy` with one array, as other programs write it.
fn vectors() -> Vec<u8> {
    let shape = format!("({}, {WIDTH})", CHARACTERS.len());
    let mut header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}");
    // Magic, version and the length of the header take ten bytes; data begins at a multiple of 64.
    header.push_str(&" ".repeat(63 - (10 + header.len()) % 64));
    header.push('\n');
    let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
    let mut array = [b"\x93NUMPY\x01\x00".as_slice(), &length, header.as_bytes()].concat();
    for at in 0..CHARACTERS.len() * WIDTH {
        let number = (at * at * 7 + at * 13) % 101;
        array.extend((number as f64 / 50.0 - 1.0).to_le_bytes());
    }
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("embeddings.npy", options).expect("a new file");
    archive.write_all(&array).expect("room in memory");
    archive.finish().expect("a whole archive").into_inner()
}

/// A pickled dictionary from characters to rows.
fn vocabulary() -> String {
    let rows = CHARACTERS.iter().enumerate();
    let items: String =
        rows.map(|(row, c)| format!("V\\u{:04x}\nI{row}\ns", u32::from(*c))).collect();
    format!("(d{items}.")
}

/// A directory with the inputs of a training, and the arguments for it.
fn inputs() -> (Workplace, [&'static str; 16]) {
    let workplace = Workplace::new();
    workplace.file("vectors.npz", vectors());
    workplace.file("vocab.pkl", vocabulary());
    workplace.file("corpus.jsonl", "{\"question\": \"税税税票人\", \"answer\": \"开票 a7b2\"}\n");
    let questions = [("a", "税票人开"), ("b", "开票"), ("c", "税人")].map(|(id, question)| {
        format!(
            "{{\"id\": \"{id}\", \"question\": \"{question}\", \"similar\": [\"{question}吗\"]}}\n"
        )
    });
    workplace.file("kb.jsonl", questions.concat());
    let arguments = [
        "models",
        "train",
        "grams",
        "--kb",
        "kb.jsonl",
        "--rounds",
        "2",
        "--vectors",
        "vectors.npz",
        "--vocab",
        "vocab.pkl",
        "--corpus",
        "corpus.jsonl",
        "--dims",
        "3",
        "-o",
    ];
    (workplace, arguments)
}

#[test]
fn the_bundled_model_is_listed_and_whole() {
    let workplace = Workplace::new();
    let encoder = served::small().state.engine.version().encoder.id().to_owned();
    let (name, digits) = encoder.rsplit_once('-').unwrap();
    let listed = workplace.run(&["models", "list"]).done();
    assert!(listed.starts_with(&format!("{name}\tgrams\t")), "{listed}");
    for part in [&format!("  blake3: {digits}"), "  source: ", "  licence: "] {
        assert!(listed.contains(part), "{part}: {listed}");
    }
    assert!(!listed.contains(": ?"), "everything about a bundled model is known: {listed}");
    let verified = workplace.run(&["models", "verify"]).done();
    assert!(verified.ends_with(&format!(": whole, {encoder}\n")), "{verified}");
}

#[test]
fn a_trained_model_is_kept_in_a_folder_that_is_made_for_it() {
    let (workplace, train) = inputs();
    let train = |output| workplace.run(&[&train[..], &[output]].concat());
    let told = train("new/folder/small.safetensors").done();
    let id = told.split(':').next().unwrap().to_owned();
    for file in ["small.safetensors", "small.safetensors.blake3", "small.md"] {
        assert!(told.contains(&format!("new/folder/{file}\n")), "{told}");
        assert!(workplace.path(&format!("new/folder/{file}")).is_file(), "{file}");
    }
    train("small.safetensors").done();
    let [one, other] = ["new/folder/small.safetensors", "small.safetensors"]
        .map(|name| std::fs::read(workplace.path(name)).unwrap());
    assert!(one == other, "equal inputs give equal weights");
    let verified = workplace.run(&["models", "verify", "new/folder"]).done();
    assert!(verified.ends_with(&format!("new/folder: whole, {id}\n")), "{verified}");
    let listed = workplace.run(&["models", "list", "new/folder"]).done();
    assert_eq!(listed.matches("\tgrams\t").count(), 2, "{listed}");
}

#[test]
fn a_damaged_model_fails_the_check() {
    let (workplace, train) = inputs();
    workplace.run(&[&train[..], &["small.safetensors"]].concat()).done();
    let mut bytes = std::fs::read(workplace.path("small.safetensors")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    workplace.file("small.safetensors", bytes);
    let ran = workplace.run(&["models", "verify", "small.safetensors", "nowhere"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{}", ran.told());
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines[0].contains(": whole, "), "{lines:?}");
    assert!(
        lines[1].starts_with("small.safetensors: ") && lines[1].contains("checksum"),
        "{lines:?}"
    );
    assert!(lines[2].starts_with("nowhere: "), "{lines:?}");
    assert!(!ran.stdout.contains("small.safetensors: whole"));
}

#[test]
fn inputs_that_are_not_usable_are_named() {
    let (workplace, train) = inputs();
    workplace.file("vocab.pkl", "no pickle");
    let ran = workplace.run(&[&train[..], &["out.safetensors"]].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.told());
    assert!(ran.stderr.contains("wenshui: `vocab.pkl`"), "{}", ran.stderr);
    assert!(!workplace.path("out.safetensors").exists());
    // Nothing is learnt from knowledge that is not as it should be.
    workplace.file("kb.jsonl", "{\"id\": \"税\", \"question\": \"税人\"}\n");
    let ran = workplace.run(&[&train[..], &["out.safetensors"]].concat());
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.told());
    assert!(ran.stderr.contains("kb.jsonl:1: id: "), "{}", ran.stderr);
}
