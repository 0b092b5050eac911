//! Training of character vectors.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use candle_core::Tensor;
use expect_test::{Expect, expect};
use safetensors::SafeTensors;
use tempfile::TempDir;
use wenshui_models::train::chars::settings::CharsSettings;
use wenshui_models::train::chars::{CharsPlan, TrainedWeights, train, write};
use wenshui_models::{CharEncoder, Embed, EncoderSource, Error, open_encoder};

use crate::support::{tensor, vector};

/// The numbers of a given vector.
const WIDTH: usize = 5;

/// The vocabulary; the last four are left out by training.
const VOCABULARY: [&str; 12] =
    ["税", "票", "人", "开", "a", "b", "7", "2", "<PAD>", "A", "，", "Ａ"];

/// A folder with the inputs of a training.
struct Inputs {
    folder: TempDir,
}

impl Inputs {
    fn new() -> Self {
        let inputs = Self { folder: TempDir::new().unwrap() };
        let numbers: Vec<f64> = (0..VOCABULARY.len() * WIDTH)
            .map(|at| f64::from(u8::try_from((at * at * 7 + at * 13) % 101).unwrap()) / 50.0 - 1.0)
            .collect();
        inputs.vectors(&tensor(&numbers, &[VOCABULARY.len(), WIDTH]));
        let rows: BTreeMap<&str, usize> = VOCABULARY.iter().copied().zip(0..).collect();
        inputs.file(
            "vocab.pkl",
            &serde_pickle::to_vec(&rows, serde_pickle::SerOptions::new()).unwrap(),
        );
        inputs.file(
            "corpus.jsonl",
            "{\"text\": \"税税税票人 ，A\", \"title\": \"开开开\"}\n\n\
             {\"question\": \"开票人\", \"similar\": [\"税票\", \"ａ\"], \"answer\": \"7 2 b\"}\n"
                .as_bytes(),
        );
        inputs
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn vectors(&self, array: &Tensor) {
        Tensor::write_npz(&[("embeddings", array)], self.path("vectors.npz")).unwrap();
    }

    fn train(&self, settings: CharsSettings) -> Result<TrainedWeights, Error> {
        let plan = CharsPlan {
            vectors: self.path("vectors.npz"),
            vocab: self.path("vocab.pkl"),
            corpora: vec![self.path("corpus.jsonl")],
            settings,
        };
        train(&plan, |_| ())
    }
}

fn small() -> CharsSettings {
    CharsSettings { dims: 3, ..CharsSettings::default() }
}

fn floats(bytes: &[u8], name: &str) -> Vec<f32> {
    let parsed = SafeTensors::deserialize(bytes).unwrap();
    let (chunks, rest) = parsed.tensor(name).unwrap().data().as_chunks();
    assert!(rest.is_empty());
    chunks.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect()
}

#[test]
fn equal_inputs_give_equal_bytes() {
    let (first, second) =
        (Inputs::new().train(small()).unwrap(), Inputs::new().train(small()).unwrap());
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(first.card, second.card);
    let other = Inputs::new().train(CharsSettings { dims: 2, ..small() }).unwrap();
    assert_ne!(first.id, other.id);
}

#[test]
fn trained_weights_open_as_an_encoder() {
    let trained = Inputs::new().train(small()).unwrap();
    let encoder = CharEncoder::from_bytes("trained", &trained.bytes).unwrap();
    assert_eq!((encoder.id(), encoder.dims()), (trained.id.as_str(), 3));
    // The mark, the capital, the punctuation and the full-width letter were left out.
    assert_eq!(encoder.chars(), 8);
    assert!(vector(&encoder, "A，Ａ").iter().all(|x| *x == 0.0));
    assert!(vector(&encoder, "税").iter().any(|x| *x != 0.0));
}

#[test]
fn weights_follow_the_frequencies() {
    // Counted: 税 4, 票 3, 人 2, 开 1, a 2 (once as a capital, once in full width), b 1, 7 1, 2 1;
    // the title is no field that counts.
    let trained = Inputs::new().train(CharsSettings { sif_a: 0.1, ..small() }).unwrap();
    let by_char: BTreeMap<char, f32> =
        "27ab人开票税".chars().zip(floats(&trained.bytes, "weight")).collect();
    for (c, count) in [('税', 4.0), ('票', 3.0), ('人', 2.0), ('开', 1.0), ('a', 2.0), ('7', 1.0)]
    {
        let expected = 0.1 / (0.1 + count / 15.0);
        assert!((by_char[&c] - expected).abs() < 1e-6, "{c}: {} {expected}", by_char[&c]);
    }
}

#[test]
fn whitened_components_spread_alike() {
    // With every component kept and s so large that each character counts with its frequency, the
    // weighted covariance of the trained vectors is the identity, by the definition of whitening.
    let settings = CharsSettings { dims: WIDTH, whitening: 0.5, spread_a: 1e6, ..small() };
    let trained = Inputs::new().train(settings).unwrap();
    let parsed = SafeTensors::deserialize(&trained.bytes).unwrap();
    let halves = parsed.tensor("table").unwrap();
    assert_eq!(halves.shape(), [8, WIDTH]);
    let mean = floats(&trained.bytes, "mean");
    // Each character alone, unscaled, is its row less the mean; the encoder gives it scaled to unit
    // length, so the row is read from the file.
    let table =
        candle_core::safetensors::load_buffer(&trained.bytes, &candle_core::Device::Cpu).unwrap();
    let table: Vec<Vec<f32>> =
        table["table"].to_dtype(candle_core::DType::F32).unwrap().to_vec2().unwrap();
    let frequencies = [1.0, 1.0, 2.0, 1.0, 2.0, 1.0, 3.0, 4.0].map(|count: f32| count / 15.0);
    let scale = {
        let first: f32 =
            table.iter().zip(frequencies).map(|(row, p)| p * (row[0] - mean[0]).powi(2)).sum();
        assert!((first - 1.0).abs() < 0.01, "{first}");
        first
    };
    for i in 0..WIDTH {
        for j in 0..WIDTH {
            let covariance: f32 = table
                .iter()
                .zip(frequencies)
                .map(|(row, p)| p * (row[i] - mean[i]) * (row[j] - mean[j]))
                .sum();
            let expected = if i == j { scale } else { 0.0 };
            assert!((covariance - expected).abs() < 0.01, "{i} {j}: {covariance}");
        }
    }
}

#[test]
fn strongest_components_can_be_left_out() {
    let all =
        Inputs::new().train(CharsSettings { dims: WIDTH, whitening: 0.0, ..small() }).unwrap();
    let settings =
        CharsSettings { dims: WIDTH - 1, components_removed: 1, whitening: 0.0, ..small() };
    let fewer = Inputs::new().train(settings).unwrap();
    let (all, fewer) = (floats(&all.bytes, "mean"), floats(&fewer.bytes, "mean"));
    // The rest is the same but for one factor, the unit in which lengths are measured.
    let factor = fewer[0] / all[1];
    for (a, b) in all[1..].iter().zip(&fewer) {
        assert!((a * factor - b).abs() < 1e-4, "{all:?} {fewer:?}");
    }
}

#[test]
fn written_files_stand_together() {
    let inputs = Inputs::new();
    let trained = inputs.train(small()).unwrap();
    let path = inputs.path("mine.safetensors");
    inputs.file("mine.notes.md", b"## Figures\n\nMeasured by hand.\n");
    let written = write(&trained, &path).unwrap();
    let opened = open_encoder(&EncoderSource::Path(written.weights)).unwrap();
    assert_eq!(opened.id(), trained.id);
    let checksum = std::fs::read_to_string(written.checksum).unwrap();
    assert_eq!(checksum, format!("{}  mine.safetensors\n", blake3::hash(&trained.bytes).to_hex()));
    let card = std::fs::read_to_string(written.card).unwrap();
    assert_eq!(card, format!("{}\n## Figures\n\nMeasured by hand.\n", trained.card));
}

#[test]
fn steps_are_told() {
    let inputs = Inputs::new();
    let plan = CharsPlan {
        vectors: inputs.path("vectors.npz"),
        vocab: inputs.path("vocab.pkl"),
        corpora: vec![inputs.path("corpus.jsonl")],
        settings: small(),
    };
    let mut lines = Vec::new();
    train(&plan, |step| lines.push(step.to_string())).unwrap();
    expect![[r"
        read 8 characters of 5 numbers
        counted 15 characters in 2 lines of `corpus.jsonl`
        kept 3 components, 87.6 % of the variance"]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn the_card_tells_everything() {
    let trained = Inputs::new().train(small()).unwrap();
    let checksum = blake3::hash(&trained.bytes).to_hex();
    let card =
        trained.card.replace(checksum.as_str(), "<checksum>").replace(&checksum[..12], "<id>");
    expect![[r"
        # chars-<id>

        Static vectors for 8 characters (ideographs, Latin letters, digits), 3 numbers each. The vector of a text is the weighted mean of the vectors of its characters, less the component that all texts have in common, scaled to length 1. Made for finding the entry that a question on taxes belongs to.

        | | |
        |---|---|
        | File | safetensors, 692 bytes |
        | BLAKE3 | `<checksum>` |
        | Tensors | `chars` u32 [8], `table` f16 [8, 3], `weight` f32 [8], `mean` f32 [3] |
        | Licence of the inputs | unknown |

        ## Data

        | File | What | Licence | Credit | Bytes | BLAKE3 begins |
        |---|---|---|---|---|---|
        | vectors.npz | unknown | unknown | unknown | 686 | `c456ee4f408c82a8` |
        | vocab.pkl | unknown | unknown | unknown | 154 | `19be29de9cbb8bf0` |
        | corpus.jsonl | unknown | unknown | unknown | 131 | `ad9aead9861adea8` |

        ## How it was made

        ```sh
        wenshui models train chars --vectors vectors.npz --vocab vocab.pkl --corpus corpus.jsonl --dims 3 --output chars.safetensors
        ```

        The same files and settings give the same bytes. No random number and no gradient is involved:

        1. The frequency p of each character is counted over the 15 letters, digits and ideographs of the corpora.
        2. Mean and covariance of the given vectors are taken with each character counting p · (s / (s + p))², s = 0.003.
        3. The 3 strongest components stay after the first 0 (together 87.6 % of the variance); each is divided by its variance to the power 0.65, relative to the first.
        4. A character weighs a / (a + p), a = 0.03; one that occurs n times in a text counts n to the power 0.5.
    "]].assert_eq(&card);
}

#[test]
fn bundled_weights_are_those_of_the_defaults() {
    let bytes = include_bytes!("../../weights/chars.safetensors");
    let encoder = CharEncoder::from_bytes("bundled", bytes).unwrap();
    assert_eq!(encoder.header().recipe, CharsSettings::default().to_string());
}

/// A change of the inputs in, what is said out.
fn check(change: impl FnOnce(&Inputs) -> CharsSettings, expected: &Expect) {
    let inputs = Inputs::new();
    let settings = change(&inputs);
    let folder = format!("{}/", inputs.folder.path().display());
    let said = match inputs.train(settings) {
        Ok(_) => "trained".to_owned(),
        Err(error) => error.to_string().replace(&folder, ""),
    };
    expected.assert_eq(&said);
}

#[test]
fn wrong_settings_are_named() {
    check(
        |_| CharsSettings { dims: 0, ..small() },
        &expect!["`dims` is 0, it must be from 1 to 4096"],
    );
    check(
        |_| CharsSettings { dims: WIDTH + 1, ..small() },
        &expect![
            "`dims` is 6, it must be at most 5: the counted characters have 5 independent components, 0 of them removed"
        ],
    );
    check(
        |_| CharsSettings { components_removed: 3, ..small() },
        &expect![
            "`dims` is 3, it must be at most 2: the counted characters have 5 independent components, 3 of them removed"
        ],
    );
    check(
        |_| CharsSettings { sif_a: -1.0, ..small() },
        &expect!["`sif_a` is -1, it must be from 0.000001 to 1000000"],
    );
    check(
        |_| CharsSettings { whitening: f64::NAN, ..small() },
        &expect!["`whitening` is NaN, it must be from 0 to 1"],
    );
    check(
        |_| CharsSettings { repeat_power: 2.0, ..small() },
        &expect!["`repeat_power` is 2, it must be from 0 to 1"],
    );
}

#[test]
fn wrong_corpora_are_named() {
    let corpus = |text: &'static str| {
        move |inputs: &Inputs| {
            inputs.file("corpus.jsonl", text.as_bytes());
            small()
        }
    };
    check(
        corpus("{\"text\": \"税\"}\n{\"text\": \n"),
        &expect!["`corpus.jsonl` line 2: it is no JSON from column 9 on"],
    );
    check(
        corpus("{\"text\": \"税\"}\n\n[1]\n"),
        &expect!["`corpus.jsonl` line 3: it is no JSON object"],
    );
    check(
        corpus("{\"text\": 5}\n"),
        &expect!["`corpus.jsonl` line 1, field `text`: it is neither text nor a list of it"],
    );
    check(
        corpus("{\"similar\": [\"税\", null]}\n"),
        &expect!["`corpus.jsonl` line 1, field `similar`: it is neither text nor a list of it"],
    );
    check(
        corpus("{\"title\": \"税\"}\n"),
        &expect![[
            r#"`corpus.jsonl`: none of the fields ["text", "question", "similar", "answer"] holds a text"#
        ]],
    );
    check(
        corpus("{\"text\": \"税\"}"),
        &expect![
            "`dims` is 3, it must be at most 0: the counted characters have 0 independent components, 0 of them removed"
        ],
    );
}

#[test]
fn wrong_vectors_are_named() {
    check(
        |inputs| {
            std::fs::remove_file(inputs.path("vectors.npz")).unwrap();
            small()
        },
        &expect!["`vectors.npz`: the file is missing; put it there or name another path"],
    );
    let vectors = |array: Tensor| {
        move |inputs: &Inputs| {
            inputs.vectors(&array);
            small()
        }
    };
    check(
        vectors(tensor(&[1.0_f64; 60], &[60])),
        &expect!["`vectors.npz`: the array `embeddings` does not have two dimensions"],
    );
    check(
        vectors(tensor(&[1_i64; 60], &[12, 5])),
        &expect!["`vectors.npz`: the array `embeddings` holds '<i8', it must be f4 or f8"],
    );
    check(
        vectors(tensor(&[1.0_f32; 20], &[4, 5])),
        &expect!["`vocab.pkl`: `2` has the row 7, the array has 4"],
    );
    check(
        vectors(tensor(&[1.0_f32; 60], &[12, 5])),
        &expect![
            "`dims` is 3, it must be at most 0: the counted characters have 0 independent components, 0 of them removed"
        ],
    );
    let mut numbers = [1.0_f32; 60];
    numbers[7] = f32::NAN;
    check(
        vectors(tensor(&numbers, &[12, 5])),
        &expect!["`vectors.npz`: the array `embeddings` is not finite in row 1"],
    );
    let other = |name: &'static str, bytes: &'static [u8]| {
        move |inputs: &Inputs| {
            inputs.file(name, bytes);
            small()
        }
    };
    check(
        other("vectors.npz", b"PK no archive"),
        &expect!["`vectors.npz`: invalid Zip archive: Could not find EOCD"],
    );
    check(
        other("vocab.pkl", b"no pickle"),
        &expect![
            "`vocab.pkl`: it is no pickled dictionary: eval error at offset 1: unsupported opcode 'n'"
        ],
    );
    // A dictionary of protocol 3 by hand: the key `?` with the row 0.
    check(
        other("vocab.pkl", b"\x80\x03}X\x01\x00\x00\x00?K\x00s."),
        &expect!["`vocab.pkl`: no key is a letter, a digit or an ideograph"],
    );
}

/// Writes an archive as `numpy.savez_compressed` does, which packs with deflate.
fn write_compressed(path: &Path, npy: &[u8]) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let options: zip::write::FileOptions<'_, '_, ()> =
        zip::write::FileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("embeddings.npy", options).unwrap();
    zip.write_all(npy).unwrap();
    zip.finish().unwrap();
}

#[test]
fn compressed_archives_are_read() {
    let inputs = Inputs::new();
    let plain = inputs.train(small()).unwrap();
    let array = &Tensor::read_npz(inputs.path("vectors.npz")).unwrap()[0].1;
    array.write_npy(inputs.path("array.npy")).unwrap();
    write_compressed(
        &inputs.path("vectors.npz"),
        &std::fs::read(inputs.path("array.npy")).unwrap(),
    );
    assert_eq!(inputs.train(small()).unwrap().bytes, plain.bytes);
}
