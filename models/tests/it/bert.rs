//! The BERT encoder, on a small network with numbers made on the spot.

use std::collections::HashMap;
use std::path::Path;

use candle_core::Tensor;
use expect_test::{Expect, expect};
use serde_json::{Value, json};
use wenshui_models::bert_encoder::BertFiles;
use wenshui_models::{BertEncoder, Embed, EncoderSource, open_encoder};

use crate::support::{dot, tensor, vector};

const HIDDEN: usize = 32;
const POSITIONS: usize = 16;

/// The vocabulary; a token's number is its place.
const VOCABULARY: [&str; 16] = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "税", "发", "票", "增", "值", "个", "人", "所", "得", "开",
    "怎", "么",
];

/// The files of a small encoder; a test changes what it wants to see.
pub(crate) struct BertFolder {
    layers: usize,
    config: Value,
    pooling: Option<Value>,
    lengths: Option<Value>,
    changed: Vec<(String, Option<Tensor>)>,
}

impl Default for BertFolder {
    fn default() -> Self {
        let config = json!({
            "model_type": "bert", "vocab_size": VOCABULARY.len(), "hidden_size": HIDDEN,
            "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64,
            "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "max_position_embeddings": POSITIONS,
            "type_vocab_size": 2, "initializer_range": 0.02, "layer_norm_eps": 1e-12,
            "pad_token_id": 0,
        });
        Self { layers: 2, config, pooling: None, lengths: None, changed: Vec::new() }
    }
}

impl BertFolder {
    fn with_layers(layers: usize) -> Self {
        let mut folder = Self { layers, ..Self::default() };
        folder.config["num_hidden_layers"] = json!(layers);
        folder
    }

    fn pooled(mut self, mode: &str) -> Self {
        self.pooling = Some(json!({ mode: true }));
        self
    }

    fn files(&self) -> BertFiles {
        BertFiles {
            folder: "somewhere/tiny-bert".to_owned(),
            config: self.config.to_string().into_bytes(),
            tokenizer: tokenizer().to_string().into_bytes(),
            weights: self.weights(),
            pooling: self.pooling.as_ref().map(|json| json.to_string().into_bytes()),
            lengths: self.lengths.as_ref().map(|json| json.to_string().into_bytes()),
        }
    }

    fn weights(&self) -> Vec<u8> {
        let mut tensors = tensors(self.layers);
        for (name, tensor) in &self.changed {
            match tensor {
                Some(tensor) => tensors.insert(name.clone(), tensor.clone()),
                None => tensors.remove(name),
            };
        }
        safetensors::serialize(tensors, None).unwrap()
    }

    pub(crate) fn write(&self, folder: &Path) {
        let files = self.files();
        std::fs::create_dir_all(folder.join("1_Pooling")).unwrap();
        std::fs::write(folder.join("config.json"), files.config).unwrap();
        std::fs::write(folder.join("tokenizer.json"), files.tokenizer).unwrap();
        std::fs::write(folder.join("model.safetensors"), files.weights).unwrap();
        if let Some(pooling) = files.pooling {
            std::fs::write(folder.join("1_Pooling/config.json"), pooling).unwrap();
        }
    }
}

fn tokenizer() -> Value {
    let vocabulary: HashMap<&str, usize> = VOCABULARY.iter().copied().zip(0..).collect();
    let special = |at: usize| {
        json!({
            "id": at, "special": true, "content": VOCABULARY[at], "single_word": false,
            "lstrip": false, "rstrip": false, "normalized": false,
        })
    };
    let marker =
        |at: usize| json!({ "id": VOCABULARY[at], "ids": [at], "tokens": [VOCABULARY[at]] });
    json!({
        "version": "1.0", "truncation": null, "padding": null, "decoder": null,
        "added_tokens": (0..4).map(special).collect::<Vec<_>>(),
        "normalizer": { "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                        "strip_accents": null, "lowercase": true },
        "pre_tokenizer": { "type": "BertPreTokenizer" },
        "post_processor": { "type": "TemplateProcessing",
            "single": [{ "SpecialToken": { "id": "[CLS]", "type_id": 0 } },
                       { "Sequence": { "id": "A", "type_id": 0 } },
                       { "SpecialToken": { "id": "[SEP]", "type_id": 0 } }],
            "pair": [{ "Sequence": { "id": "A", "type_id": 0 } },
                     { "Sequence": { "id": "B", "type_id": 1 } }],
            "special_tokens": { "[CLS]": marker(2), "[SEP]": marker(3) } },
        "model": { "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                   "max_input_chars_per_word": 100, "vocab": vocabulary },
    })
}

/// Numbers between -1 and 1 without a pattern, the same in every run.
fn numbers(name: &str, count: usize) -> Vec<f32> {
    let mut state =
        u64::from_le_bytes(blake3::hash(name.as_bytes()).as_bytes()[..8].try_into().unwrap());
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

fn tensors(layers: usize) -> HashMap<String, Tensor> {
    let mut tensors = HashMap::new();
    let mut add = |name: &str, shape: &[usize]| {
        let numbers = numbers(name, shape.iter().product());
        tensors.insert(name.to_owned(), tensor(&numbers, shape));
    };
    add("embeddings.word_embeddings.weight", &[VOCABULARY.len(), HIDDEN]);
    add("embeddings.position_embeddings.weight", &[POSITIONS, HIDDEN]);
    add("embeddings.token_type_embeddings.weight", &[2, HIDDEN]);
    let mut pair = |name: &str, rows: usize, columns: Option<usize>| {
        let weight: Vec<usize> = std::iter::once(rows).chain(columns).collect();
        add(&format!("{name}.weight"), &weight);
        add(&format!("{name}.bias"), &[rows]);
    };
    pair("embeddings.LayerNorm", HIDDEN, None);
    for layer in 0..layers {
        let prefix = format!("encoder.layer.{layer}");
        for part in ["query", "key", "value"] {
            pair(&format!("{prefix}.attention.self.{part}"), HIDDEN, Some(HIDDEN));
        }
        pair(&format!("{prefix}.attention.output.dense"), HIDDEN, Some(HIDDEN));
        pair(&format!("{prefix}.attention.output.LayerNorm"), HIDDEN, None);
        pair(&format!("{prefix}.intermediate.dense"), 64, Some(HIDDEN));
        pair(&format!("{prefix}.output.dense"), HIDDEN, Some(64));
        pair(&format!("{prefix}.output.LayerNorm"), HIDDEN, None);
    }
    tensors
}

fn encoder(folder: &BertFolder) -> BertEncoder {
    BertEncoder::new(&folder.files()).unwrap()
}

/// What a network without layers gives, by plain loops: the sum of the three embeddings of each
/// token, normalised to mean 0 and variance 1 and then scaled and shifted; pooled; unit length.
fn by_hand(tokens: &[usize], pooled: std::ops::Range<usize>) -> Vec<f32> {
    let rows =
        |name: &str, rows: usize| numbers(&format!("embeddings.{name}.weight"), rows * HIDDEN);
    let words = rows("word_embeddings", VOCABULARY.len());
    let positions = rows("position_embeddings", POSITIONS);
    let types = rows("token_type_embeddings", 2);
    let (scale, shift) = (
        numbers("embeddings.LayerNorm.weight", HIDDEN),
        numbers("embeddings.LayerNorm.bias", HIDDEN),
    );
    let mut sum = vec![0.0_f32; HIDDEN];
    for at in pooled {
        let x: Vec<f32> = (0..HIDDEN)
            .map(|k| words[tokens[at] * HIDDEN + k] + positions[at * HIDDEN + k] + types[k])
            .collect();
        let mean = x.iter().sum::<f32>() / HIDDEN as f32;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / HIDDEN as f32;
        for k in 0..HIDDEN {
            sum[k] += (x[k] - mean) / variance.sqrt() * scale[k] + shift[k];
        }
    }
    let norm = dot(&sum, &sum).sqrt();
    sum.iter().map(|x| x / norm).collect()
}

#[test]
fn vectors_by_hand() {
    let tokens = [2, 5, 6, 4, 1, 3];
    let mean = vector(&encoder(&BertFolder::with_layers(0)), "发票税 ?");
    assert!(dot(&mean, &by_hand(&tokens, 0..6)) > 0.9999);
    let cls = BertFolder::with_layers(0).pooled("pooling_mode_cls_token");
    assert!(dot(&vector(&encoder(&cls), "发票税 ?"), &by_hand(&tokens, 0..1)) > 0.9999);
}

#[test]
fn padding_changes_nothing_and_order_stays() {
    let texts = ["税", "增值税发票怎么开", "个人所得税", "开票", "怎么开增值税发票", "人"];
    for mode in ["pooling_mode_mean_tokens", "pooling_mode_cls_token"] {
        let encoder = encoder(&BertFolder::default().pooled(mode));
        let batch = encoder.embed(&texts).unwrap();
        assert_eq!(batch.len(), texts.len());
        for (at, text) in texts.iter().enumerate() {
            let alone = vector(&encoder, text);
            assert!((dot(&alone, &alone) - 1.0).abs() < 1e-5);
            let cosine = dot(&alone, &batch[at]);
            assert!(cosine >= 0.9999, "{mode} {text}: {cosine}");
            for (other, found) in batch.iter().enumerate().filter(|(other, _)| *other != at) {
                let cosine = dot(&alone, found);
                assert!(cosine < 0.9999, "{mode} {text} is like {}: {cosine}", texts[other]);
            }
        }
    }
}

#[test]
fn many_texts_run_in_several_batches() {
    let encoder = encoder(&BertFolder::default());
    let texts: Vec<String> =
        (0..70).map(|n| "税发票增值个".chars().cycle().skip(n).take(1 + n % 9).collect()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for (text, found) in texts.iter().zip(encoder.embed(&texts).unwrap()) {
        assert!(dot(&vector(&encoder, text), &found) >= 0.9999, "{text}");
    }
}

#[test]
fn long_texts_are_cut() {
    let long = "增值税发票".repeat(20);
    let head: String = long.chars().take(POSITIONS - 2).collect();
    let shorter: String = long.chars().take(POSITIONS - 3).collect();
    let whole = encoder(&BertFolder::default());
    assert_eq!(vector(&whole, &long), vector(&whole, &head));
    assert_ne!(vector(&whole, &long), vector(&whole, &shorter));
    let lengths = Some(json!({ "max_seq_length": 6 }));
    let asked = encoder(&BertFolder { lengths, ..BertFolder::default() });
    assert_eq!(vector(&asked, &long), vector(&asked, "增值税发"));
}

#[test]
fn nothing_known_is_all_zeros() {
    let encoder = encoder(&BertFolder::default());
    for text in ["", "  ", "猫?", "[UNK] [PAD]"] {
        assert_eq!(vector(&encoder, text), [0.0; HIDDEN], "{text}");
    }
    let batch = encoder.embed(&["税", "猫"]).unwrap();
    assert!(dot(&batch[0], &batch[0]) > 0.99 && batch[1] == [0.0; HIDDEN]);
}

#[test]
fn the_hub_opens_a_folder() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("tiny-bert");
    let files = BertFolder::default().pooled("pooling_mode_cls_token");
    files.write(&path);
    let (opened, direct) = (open_encoder(&EncoderSource::Path(path)).unwrap(), encoder(&files));
    assert_eq!(opened.id(), direct.id());
    assert_eq!(opened.dims(), HIDDEN);
    assert_eq!(vector(opened.as_ref(), "开发票"), vector(&direct, "开发票"));
    // Another pooling makes other vectors, so it makes another id.
    let mean = encoder(&BertFolder::default().pooled("pooling_mode_mean_tokens"));
    assert_ne!(mean.id(), direct.id());
    assert!(mean.id().starts_with("tiny-bert-"));
}

/// Changed files in, what is said of them out.
fn check(change: impl FnOnce(&mut BertFolder), expected: &Expect) {
    let mut folder = BertFolder::default();
    change(&mut folder);
    let opened = BertEncoder::new(&folder.files());
    expected.assert_eq(&opened.err().map_or("opens".to_owned(), |error| error.to_string()));
}

#[test]
fn wrong_configurations_are_named() {
    check(
        |folder| folder.config["model_type"] = json!("gpt2"),
        &expect![
            "`somewhere/tiny-bert/config.json`: `model_type` is `gpt2`, only `bert` can be read; take the file from the encoder's own release"
        ],
    );
    check(
        |folder| folder.config["hidden_act"] = json!("swish"),
        &expect![
            "`somewhere/tiny-bert/config.json`: unknown variant `swish`, expected one of `gelu`, `geluapproximate`, `relu` at line 1 column 21; take the file from the encoder's own release"
        ],
    );
    check(
        |folder| folder.config["num_attention_heads"] = json!(0),
        &expect![
            "`somewhere/tiny-bert/config.json`: `hidden_size` is 32, which `num_attention_heads` 0 does not divide; take the file from the encoder's own release"
        ],
    );
    check(
        |folder| folder.config["vocab_size"] = json!(10),
        &expect![
            "`somewhere/tiny-bert/tokenizer.json`: it has token numbers up to 16, the network knows 10; take the file from the encoder's own release"
        ],
    );
    check(
        |folder| folder.lengths = Some(json!({ "max_seq_length": 2 })),
        &expect![
            "`somewhere/tiny-bert/tokenizer.json`: 2 special tokens leave no room in 2; take the file from the encoder's own release"
        ],
    );
    check(
        |folder| folder.pooling = Some(json!({ "pooling_mode_max_tokens": true })),
        &expect![
            "`somewhere/tiny-bert/1_Pooling/config.json`: exactly one of `pooling_mode_cls_token` and `pooling_mode_mean_tokens` must be true; take the file from the encoder's own release"
        ],
    );
    check(
        |folder| drop(folder.config.as_object_mut().unwrap().remove("hidden_size")),
        &expect![
            "`somewhere/tiny-bert/config.json`: missing field `hidden_size` at line 1 column 266; take the file from the encoder's own release"
        ],
    );
}

#[test]
fn wrong_weights_are_named() {
    let set = |name: &str, tensor| vec![(name.to_owned(), tensor)];
    check(
        |folder| folder.changed = set("encoder.layer.1.output.dense.bias", None),
        &expect![
            "`somewhere/tiny-bert/model.safetensors`: the tensor `encoder.layer.1.output.dense.bias` is missing; take it from its release again, or train it anew"
        ],
    );
    let small = tensor(&[0.0_f32; 4], &[2, 2]);
    check(
        |folder| folder.changed = set("embeddings.position_embeddings.weight", Some(small)),
        &expect![
            "`somewhere/tiny-bert/model.safetensors`: the tensor `embeddings.position_embeddings.weight` has the shape [2, 2], it must be [16, 32]; take it from its release again, or train it anew"
        ],
    );
    let mut numbers = [0.0_f32; HIDDEN];
    numbers[5] = f32::INFINITY;
    let infinite = tensor(&numbers, &[HIDDEN]);
    check(
        |folder| folder.changed = set("embeddings.LayerNorm.bias", Some(infinite)),
        &expect![
            "`somewhere/tiny-bert/model.safetensors`: the tensor `embeddings.LayerNorm.bias` is not finite at position 5; take it from its release again, or train it anew"
        ],
    );
    check(
        |folder| folder.config["num_hidden_layers"] = json!(3),
        &expect![
            "`somewhere/tiny-bert/model.safetensors`: the tensor `encoder.layer.2.attention.self.query.weight` is missing; take it from its release again, or train it anew"
        ],
    );
}

#[test]
fn foreign_files_are_named() {
    let folder = BertFolder::default();
    let words = |files: BertFiles| BertEncoder::new(&files).err().unwrap().to_string();
    let files = BertFiles { tokenizer: b"{}".to_vec(), ..folder.files() };
    expect!["`somewhere/tiny-bert/tokenizer.json`: Model missing. at line 1 column 2; take the file from the encoder's own release"].assert_eq(&words(files));
    let files = BertFiles { config: b"<html>".to_vec(), ..folder.files() };
    expect!["`somewhere/tiny-bert/config.json`: expected value at line 1 column 1; take the file from the encoder's own release"].assert_eq(&words(files));
    let mut files = folder.files();
    files.weights.truncate(1_000);
    expect!["`somewhere/tiny-bert/model.safetensors`: the file is truncated; copy or download it again, it did not arrive whole"].assert_eq(&words(files));
}
