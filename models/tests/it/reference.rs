//! Networks of the BERT family against what transformers computed with the same weights.
//!
//! `models/tests/data/bert/generate.py` made weights and numbers; it says by which versions.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use wenshui_models::bert_encoder::BertFiles;
use wenshui_models::cross_encoder::CrossEncoder;
use wenshui_models::hub::open_cross_encoder;
use wenshui_models::{BertEncoder, Embed, EncoderSource, open_encoder};

use crate::support::dot;

#[derive(Deserialize)]
struct Reference {
    encoder: OfEncoder,
    cross: OfCross,
}

#[derive(Deserialize)]
struct OfEncoder {
    texts: Vec<String>,
    mean: Vec<Vec<f32>>,
    cls: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
struct OfCross {
    pairs: Vec<(String, String)>,
    logits: Vec<f32>,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/bert").join(name)
}

fn reference() -> Reference {
    serde_json::from_slice(&std::fs::read(folder("reference.json")).unwrap()).unwrap()
}

/// Of texts of all lengths, one with characters that the vocabulary lacks and one that is cut.
#[test]
fn vectors_are_those_of_transformers() {
    let OfEncoder { texts, mean, cls } = reference().encoder;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let opened = open_encoder(&EncoderSource::Path(folder("encoder"))).unwrap();
    assert!(opened.id().starts_with("encoder-"));
    let read = |file: &str| std::fs::read(folder("encoder").join(file)).unwrap();
    let pooled = BertEncoder::new(&BertFiles {
        folder: "tiny".to_owned(),
        config: read("config.json"),
        tokenizer: read("tokenizer.json"),
        weights: read("model.safetensors"),
        pooling: Some(br#"{"pooling_mode_cls_token": true}"#.to_vec()),
        lengths: None,
    });
    for (found, expected) in
        [(opened.embed(&texts).unwrap(), mean), (pooled.unwrap().embed(&texts).unwrap(), cls)]
    {
        assert_eq!(found.len(), expected.len());
        for ((text, found), expected) in texts.iter().zip(&found).zip(&expected) {
            let cosine = dot(found, expected);
            assert!(cosine >= 0.9999, "{text}: {cosine}");
        }
    }
}

#[test]
fn judgements_are_those_of_transformers() {
    let OfCross { pairs, logits } = reference().cross;
    let opened: CrossEncoder = open_cross_encoder(&folder("cross")).unwrap();
    assert!(opened.id().starts_with("cross-"));
    for ((question, passage), expected) in pairs.iter().zip(&logits) {
        let found = opened.judge(question, &[passage]).unwrap()[0];
        assert!((found - expected).abs() < 1e-4, "{question} {passage}: {found}, not {expected}");
    }
    // Passages of one question are read together, whatever their lengths.
    let (question, passages) = (&pairs[0].0, [pairs[0].1.as_str(), pairs[1].1.as_str()]);
    for (found, expected) in opened.judge(question, &passages).unwrap().iter().zip(&logits) {
        assert!((found - expected).abs() < 1e-4, "{found}, not {expected}");
    }
}

/// An encoder has no head that judges, and that is said by name.
#[test]
fn an_encoder_is_no_cross_encoder() {
    let error = open_cross_encoder(&folder("encoder")).unwrap_err().to_string();
    assert!(error.contains("`bert.pooler.dense.weight` is missing"), "{error}");
}
