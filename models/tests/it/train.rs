//! Training of gram vectors.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use candle_core::Tensor;
use expect_test::{Expect, expect};
use tempfile::TempDir;
use wenshui_models::train::grams::bags::Matter;
use wenshui_models::train::grams::settings::GramsSettings;
use wenshui_models::train::grams::{GramsPlan, TrainedWeights, train, write};
use wenshui_models::{Embed, EncoderSource, Error, GramEncoder, open_encoder};

use crate::support::{dot, tensor, vector};

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

    fn train(&self, settings: GramsSettings) -> Result<TrainedWeights, Error> {
        let plan = GramsPlan {
            vectors: self.path("vectors.npz"),
            vocab: self.path("vocab.pkl"),
            corpora: vec![self.path("corpus.jsonl")],
            matters: matters(),
            knowledge: "questions of a test".to_owned(),
            settings,
        };
        train(&plan, |_| ())
    }
}

fn small() -> GramsSettings {
    GramsSettings { dims: 3, batch: 4, rounds: 3, ..GramsSettings::default() }
}

/// Two matters whose words no given vector tells apart.
fn matters() -> Vec<Matter> {
    let matter = |questions: [&str; 3], answer: &str| Matter {
        questions: questions.map(str::to_owned).into(),
        answer: answer.to_owned(),
    };
    vec![matter(["开票人", "开票", "票人开"], "开票"), matter(["税a税", "a税b", "税b"], "")]
}

#[test]
fn equal_inputs_give_equal_bytes() {
    let (first, second) =
        (Inputs::new().train(small()).unwrap(), Inputs::new().train(small()).unwrap());
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(first.card, second.card);
    let other = Inputs::new().train(GramsSettings { dims: 2, ..small() }).unwrap();
    assert_ne!(first.id, other.id);
}

#[test]
fn trained_weights_open_as_an_encoder() {
    let trained = Inputs::new().train(small()).unwrap();
    let encoder = GramEncoder::from_bytes("trained", &trained.bytes).unwrap();
    assert_eq!((encoder.id(), encoder.dims()), (trained.id.as_str(), 3));
    // The mark, the capital, the punctuation and the full-width letter were left out; a pair stands
    // in three texts.
    assert_eq!(encoder.grams(), 9);
    assert!(vector(&encoder, "A，Ａ").iter().all(|x| *x == 0.0));
    assert!(vector(&encoder, "税").iter().any(|x| *x != 0.0));
}

/// How much nearer questions on the same matter lie than those on another.
fn parted(settings: GramsSettings) -> f32 {
    let trained = Inputs::new().train(settings).unwrap();
    let encoder = GramEncoder::from_bytes("trained", &trained.bytes).unwrap();
    let vectors = |matter: &Matter| -> Vec<Vec<f32>> {
        matter.questions.iter().map(|text| vector(&encoder, text)).collect()
    };
    let [one, other]: [Vec<Vec<f32>>; 2] =
        matters().iter().map(vectors).collect::<Vec<_>>().try_into().unwrap();
    let mean = |a: &[Vec<f32>], b: &[Vec<f32>]| {
        let products = a.iter().flat_map(|x| b.iter().map(move |y| dot(x, y)));
        products.sum::<f32>() / (a.len() * b.len()) as f32
    };
    f32::midpoint(mean(&one, &one), mean(&other, &other)) - mean(&one, &other)
}

#[test]
fn what_is_learnt_parts_the_matters() {
    let begun = parted(GramsSettings { rounds: 0, ..small() });
    let settings = GramsSettings { rounds: 60, rate: 0.05, left_out: 0.0, ..small() };
    let learnt = parted(settings);
    assert!(learnt > begun + 0.2 && learnt > 0.9, "{begun} {learnt}");
}

#[test]
fn too_few_questions_are_named() {
    let inputs = Inputs::new();
    let plan = GramsPlan {
        vectors: inputs.path("vectors.npz"),
        vocab: inputs.path("vocab.pkl"),
        knowledge: "empty.jsonl".to_owned(),
        settings: small(),
        ..GramsPlan::default()
    };
    let error = train(&plan, |_| ()).unwrap_err();
    expect!["`empty.jsonl`: there are 0 questions, it takes at least 2"]
        .assert_eq(&error.to_string());
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
    let plan = GramsPlan {
        vectors: inputs.path("vectors.npz"),
        vocab: inputs.path("vocab.pkl"),
        corpora: vec![inputs.path("corpus.jsonl")],
        matters: matters(),
        knowledge: "questions of a test".to_owned(),
        settings: small(),
    };
    let mut lines = Vec::new();
    train(&plan, |step| lines.push(step.to_string())).unwrap();
    expect![[r#"
        read 8 characters of 5 numbers
        counted 15 characters in 2 lines of `corpus.jsonl`
        kept 3 components, 87.6 % of the variance
        read 6 questions on 2 matters, 9 grams
        descent 1 of 5, round 1 of 3: loss 0.000
        descent 1 of 5, round 2 of 3: loss 0.291
        descent 1 of 5, round 3 of 3: loss 1.548
        descent 2 of 5, round 1 of 3: loss 0.817
        descent 2 of 5, round 2 of 3: loss 0.808
        descent 2 of 5, round 3 of 3: loss 0.000
        descent 3 of 5, round 1 of 3: loss 1.777
        descent 3 of 5, round 2 of 3: loss 0.108
        descent 3 of 5, round 3 of 3: loss 0.044
        descent 4 of 5, round 1 of 3: loss 0.530
        descent 4 of 5, round 2 of 3: loss 0.036
        descent 4 of 5, round 3 of 3: loss 0.000
        descent 5 of 5, round 1 of 3: loss 0.087
        descent 5 of 5, round 2 of 3: loss 0.000
        descent 5 of 5, round 3 of 3: loss 0.038"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn the_card_tells_everything() {
    let trained = Inputs::new().train(small()).unwrap();
    let checksum = blake3::hash(&trained.bytes).to_hex();
    let card =
        trained.card.replace(checksum.as_str(), "<checksum>").replace(&checksum[..12], "<id>");
    expect![[r#"
        # grams-<id>

        Static vectors for 9 characters and pairs of characters, 3 numbers of a byte each. The vector of a text is the sum of the vectors of its characters and pairs, scaled to length 1; one that occurs n times counts n to the power 0.5. Made for finding the entry that a question on taxes belongs to.

        | | |
        |---|---|
        | File | safetensors, 735 bytes |
        | BLAKE3 | `<checksum>` |
        | Tensors | `grams` i64 [9], `table` u8 [9, 3], `scale` f32 [9] |
        | Licence of the inputs | this project's; unknown |

        ## Data

        6 questions on 2 matters and their answers: questions of a test, read with the concept lexicon (Apache-2.0, this project). Beside them:

        | File | What | Licence | Credit | Bytes | BLAKE3 begins |
        |---|---|---|---|---|---|
        | vectors.npz | unknown | unknown | unknown | 686 | `c456ee4f408c82a8` |
        | vocab.pkl | unknown | unknown | unknown | 154 | `19be29de9cbb8bf0` |
        | corpus.jsonl | unknown | unknown | unknown | 131 | `ad9aead9861adea8` |

        ## How it was made

        ```sh
        wenshui models train grams --vectors vectors.npz --vocab vocab.pkl --corpus corpus.jsonl --dims 3 --output grams.safetensors
        ```

        1. The frequency of each character is counted over the corpora; the given vectors are centred and turned to their 3 strongest components (87.6 % of the variance), each divided by its variance to the power 0.65, relative to the first.
        2. A pair that stands in at least 3 texts begins as half the mean of its characters, with some chance.
        3. 5 descents from this beginning, each with the questions in another order, and the mean of where they end (Adam, 3 rounds over all questions in batches of 4, rate 0.002 for vectors and 0.01 for what they count, both along a cosine): in each a question, of which 0.2 of the grams are left out each time, shall choose another question on its matter, or with the chance 0.3 its answer, among all that stand in the batch, and be chosen by it.
        4. What a gram counts goes into its vector, and every vector is rounded to bytes with its own step.
    "#]].assert_eq(&card);
}

#[test]
fn bundled_weights_are_those_of_the_defaults() {
    let bytes = include_bytes!("../../weights/grams.safetensors");
    let encoder = GramEncoder::from_bytes("bundled", bytes).unwrap();
    assert_eq!(encoder.header().recipe, GramsSettings::default().to_string());
}

/// A change of the inputs in, what is said out.
fn check(change: impl FnOnce(&Inputs) -> GramsSettings, expected: &Expect) {
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
        |_| GramsSettings { dims: 0, ..small() },
        &expect!["`dims` is 0, it must be from 1 to 4096"],
    );
    check(
        |_| GramsSettings { dims: WIDTH + 1, ..small() },
        &expect![
            "`dims` is 6, it must be at most 5: the counted characters have so many independent components"
        ],
    );
    check(
        |_| GramsSettings { spread_a: -1.0, ..small() },
        &expect!["`spread_a` is -1, it must be from 0.000001 to 1000000"],
    );
    check(
        |_| GramsSettings { whitening: f64::NAN, ..small() },
        &expect!["`whitening` is NaN, it must be from 0 to 1"],
    );
    check(
        |_| GramsSettings { repeat_power: 2.0, ..small() },
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
            "`dims` is 3, it must be at most 0: the counted characters have so many independent components"
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
            "`dims` is 3, it must be at most 0: the counted characters have so many independent components"
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
