//! Opening, listing and checking weights on disk.

use std::path::Path;

use expect_test::{Expect, expect};
use tempfile::TempDir;
use wenshui_models::hub::Kind;
use wenshui_models::{EncoderSource, Hub, open_encoder};

use crate::bert::BertFolder;
use crate::support::{GramsFile, header, tensor};

/// The words of an error, with the folder of this run taken out.
fn words(folder: &TempDir, result: Result<impl Sized, wenshui_models::Error>) -> String {
    let folder = format!("{}/", folder.path().display());
    result.map_or_else(|error| error.to_string().replace(&folder, ""), |_| "opens".to_owned())
}

fn open(path: &Path) -> Result<String, wenshui_models::Error> {
    open_encoder(&EncoderSource::Path(path.to_owned())).map(|encoder| encoder.id().to_owned())
}

/// Bytes of a file of grams in, what is said of it out.
fn check_bytes(bytes: &[u8], expected: &Expect) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("w.safetensors");
    std::fs::write(&path, bytes).unwrap();
    expected.assert_eq(&words(&folder, open(&path)));
}

fn check(change: impl FnOnce(&mut GramsFile), expected: &Expect) {
    let mut file = GramsFile::small();
    change(&mut file);
    check_bytes(&file.bytes(), expected);
}

#[test]
fn a_whole_file_opens() {
    check(|_| (), &expect!["opens"]);
}

#[test]
fn damaged_bytes_are_named() {
    let whole = GramsFile::small().bytes();
    let truncated = expect![
        "`w.safetensors`: the file is truncated; copy or download it again, it did not arrive whole"
    ];
    check_bytes(&whole[..whole.len() - 1], &truncated);
    check_bytes(&whole[..100], &truncated);
    check_bytes(&[], &truncated);
    check_bytes(
        b"a page that says: not found",
        &expect![
            "`w.safetensors`: this is no safetensors file (header too large); copy or download it again, it did not arrive whole"
        ],
    );
    check_bytes(
        b"\x02\0\0\0\0\0\0\0no",
        &expect![
            "`w.safetensors`: this is no safetensors file (invalid JSON in header: expected ident at line 1 column 2); copy or download it again, it did not arrive whole"
        ],
    );
}

#[test]
fn wrong_tensors_are_named() {
    check(
        |file| file.remove("scale"),
        &expect![
            "`w.safetensors`: the tensor `scale` is missing; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("scale", tensor(&[1.0_f32], &[1])),
        &expect![
            "`w.safetensors`: the tensor `scale` has the shape [1], it must be [4]; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("table", tensor(&[1_u8; 8], &[8])),
        &expect![
            "`w.safetensors`: the tensor `table` has the shape [8], it must be [grams, dims]; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("table", tensor(&[1_u8; 6], &[3, 2])),
        &expect![
            "`w.safetensors`: the tensor `table` has the shape [3, 2], it must be [4, 2]; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("table", tensor(&[0_u8; 0], &[4, 0])),
        &expect![
            "`w.safetensors`: the tensor `table` has the shape [4, 0], it must be [grams, dims]; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("table", tensor(&[1.0_f32; 8], &[4, 2])),
        &expect![
            "`w.safetensors`: the tensor `table` has the type F32, it must be U8; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("grams", tensor(&[1_u32, 2, 3, 4], &[4])),
        &expect![
            "`w.safetensors`: the tensor `grams` has the type U32, it must be I64; take it from its release again, or train it anew"
        ],
    );
}

#[test]
fn impossible_values_are_named() {
    check(
        |file| file.set("scale", tensor(&[1.0_f32, f32::NAN, 1.0, 1.0], &[4])),
        &expect![
            "`w.safetensors`: the tensor `scale` is not finite at position 1; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("scale", tensor(&[1.0_f32, 1.0, -1.0, 1.0], &[4])),
        &expect![
            "`w.safetensors`: the tensor `scale` is negative at position 2; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("grams", tensor(&[98_i64, 97, 99, 100], &[4])),
        &expect![
            "`w.safetensors`: the tensor `grams` is not rising at position 1; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("grams", tensor(&[97_i64, 97, 99, 100], &[4])),
        &expect![
            "`w.safetensors`: the tensor `grams` is not rising at position 1; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("grams", tensor(&[97_i64, 98, 0x11_0000, 99], &[4])),
        &expect![
            "`w.safetensors`: the tensor `grams` is no gram at position 2; take it from its release again, or train it anew"
        ],
    );
    check(
        |file| file.set("grams", tensor(&[-1_i64, 98, 99, 100], &[4])),
        &expect![
            "`w.safetensors`: the tensor `grams` is no gram at position 0; take it from its release again, or train it anew"
        ],
    );
}

#[test]
fn foreign_headers_are_named() {
    check(
        |file| file.header = None,
        &expect![
            "`w.safetensors`: the header `wenshui` is missing; name a file made by `wenshui models train grams`, or the folder of a BERT encoder"
        ],
    );
    check(
        |file| file.header = Some("{}".to_owned()),
        &expect![
            "`w.safetensors`: the header `wenshui` is not ours: missing field `kind` at line 1 column 2; name a file made by `wenshui models train grams`, or the folder of a BERT encoder"
        ],
    );
    check(
        |file| file.header = Some(header(0.5).replace("grams", "words")),
        &expect![
            "`w.safetensors`: the header `kind` is `words`, it must be `grams`; name a file made by `wenshui models train grams`, or the folder of a BERT encoder"
        ],
    );
    check(
        |file| file.header = Some(header(0.5).replace(":1,", ":2,")),
        &expect![
            "`w.safetensors`: the header `format` is 2, this is 1; name a file made by `wenshui models train grams`, or the folder of a BERT encoder"
        ],
    );
    check(
        |file| file.header = Some(header(1.5)),
        &expect![
            "`w.safetensors`: the header `repeat_power` is 1.5, it must be from 0 to 1; name a file made by `wenshui models train grams`, or the folder of a BERT encoder"
        ],
    );
}

#[test]
fn checksums_beside_the_file_count() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("w.safetensors");
    let bytes = GramsFile::small().bytes();
    std::fs::write(&path, &bytes).unwrap();
    let beside = folder.path().join("w.safetensors.blake3");
    std::fs::write(&beside, format!("{}  w.safetensors\n", blake3::hash(&bytes).to_hex())).unwrap();
    expect!["opens"].assert_eq(&words(&folder, open(&path)));
    std::fs::write(&beside, "0123 w.safetensors\n").unwrap();
    let said =
        words(&folder, open(&path)).replace(blake3::hash(&bytes).to_hex().as_str(), "<hash>");
    expect!["`w.safetensors`: the blake3 checksum is <hash>, recorded is 0123; copy or download it again, or renew its `.blake3` file if the change was meant"].assert_eq(&said);
}

#[test]
fn missing_things_are_named() {
    let folder = TempDir::new().unwrap();
    expect!["`absent.safetensors`: the file is missing; put it there or name another path"]
        .assert_eq(&words(&folder, open(&folder.path().join("absent.safetensors"))));
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    expect!["`empty`: the folder holds neither `config.json` nor exactly one `.safetensors` file; name a `.safetensors` file of characters, or a folder with `config.json`, `tokenizer.json` and `model.safetensors`"].assert_eq(&words(&folder, open(&empty)));
    std::fs::write(empty.join("w.safetensors"), GramsFile::small().bytes()).unwrap();
    expect!["opens"].assert_eq(&words(&folder, open(&empty)));
    std::fs::write(empty.join("v.safetensors"), GramsFile::small().bytes()).unwrap();
    expect!["`empty`: the folder holds neither `config.json` nor exactly one `.safetensors` file; name a `.safetensors` file of characters, or a folder with `config.json`, `tokenizer.json` and `model.safetensors`"].assert_eq(&words(&folder, open(&empty)));
}

#[test]
fn the_bundled_encoder_is_listed_and_whole() {
    let hub = Hub::new([]);
    let [listed] = hub.list().try_into().unwrap();
    assert_eq!((listed.place, listed.kind), (EncoderSource::Bundled, Some(Kind::Grams)));
    assert!(listed.bytes.unwrap() <= 8_000_000);
    expect!["grams | the bundled knowledge; Tencent AI Lab Embedding Corpus for Chinese Words and Phrases, vectors of 4,762 characters; Articles on tax cases published by the State Taxation Administration of China, collected as clean text | CC BY 3.0; MIT"].assert_eq(&format!(
        "{} | {} | {}",
        listed.name.unwrap(),
        listed.source.unwrap(),
        listed.licence.unwrap()
    ));
    let checksum = listed.checksum.unwrap();
    let [verified] = hub.verify().try_into().unwrap();
    assert_eq!(verified.outcome.unwrap(), format!("grams-{}", &checksum[..12]));
    // The card beside the weights is that of these weights.
    let card = include_str!("../../weights/grams.md");
    assert!(card.contains(&checksum), "the card is of other weights");
}

#[test]
fn every_known_encoder_is_listed_and_tried() {
    let folder = TempDir::new().unwrap();
    let good = folder.path().join("good.safetensors");
    std::fs::write(&good, GramsFile::small().bytes()).unwrap();
    let cut = folder.path().join("cut.safetensors");
    std::fs::write(&cut, &GramsFile::small().bytes()[..300]).unwrap();
    let bert = folder.path().join("tiny-bert");
    BertFolder::default().write(&bert);
    let hub = Hub::new([good, folder.path().join("absent.safetensors"), cut, bert]);
    let mut lines = Vec::new();
    for (listed, verified) in hub.list().iter().zip(hub.verify()).skip(1) {
        let place = listed.place.to_string().replace(&format!("{}/", folder.path().display()), "");
        let name = listed.name.as_deref().unwrap_or("-");
        let source = listed.source.as_deref().unwrap_or("-");
        let kind = listed.kind;
        let outcome = words(&folder, verified.outcome);
        lines.push(format!("{place}: {name}, {kind:?}, {source}: {outcome}"));
    }
    expect![[r"
        good.safetensors: small, Some(Grams), made by a test: opens
        absent.safetensors: -, None, -: `absent.safetensors`: the file is missing; put it there or name another path
        cut.safetensors: -, Some(Grams), -: `cut.safetensors`: the file is truncated; copy or download it again, it did not arrive whole
        tiny-bert: tiny-bert, Some(Bert), -: opens"]].assert_eq(&lines.join("\n"));
}
