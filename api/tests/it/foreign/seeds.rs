//! What readers read in good faith, from the files of other tests and from the description of the API.

use serde_json::{Value, json};
use wenshui_models::bert_encoder::BertFiles;

use super::readers::{DOCUMENTS, INSIDES, KNOWLEDGE, SUITES};

/// Weights of runs of characters, and a model of speech.
pub(crate) const OUTSIDE: &[u8] = include_bytes!("../../../../models/weights/outside.safetensors");
pub(crate) const QUESTIONS: &[u8] = include_bytes!("../../../../models/weights/questions.bin");

/// A file of another test.
macro_rules! fixture {
    ($path:literal) => {
        include_bytes!(concat!("../../../../", $path)).as_slice()
    };
}

/// Files, each behind the place of its kind.
fn of<T>(kinds: &[T], files: &[(usize, &[u8])]) -> Vec<Vec<u8>> {
    files.iter().map(|(kind, file)| [&[(*kind % kinds.len()) as u8][..], *file].concat()).collect()
}

pub(super) fn knowledge() -> Vec<Vec<u8>> {
    of(
        &KNOWLEDGE,
        &[
            (
                0,
                "- id: a\n  question: 房产税怎么算\n  similar: [房产税]\n  answer: 从价。\n"
                    .as_bytes(),
            ),
            (1, fixture!("api/tests/data/knowledge.jsonl")),
            (2, fixture!("knowledge/tests/data/dify-zh.csv")),
            (2, fixture!("knowledge/tests/data/maxkb.csv")),
            (2, fixture!("knowledge/tests/data/plain-gb18030.csv")),
            (3, fixture!("knowledge/tests/data/qnamaker.tsv")),
            (4, fixture!("knowledge/tests/data/qnabot.xlsx")),
            (4, fixture!("knowledge/tests/data/plain.xlsx")),
            (5, fixture!("knowledge/tests/data/qnabot.json")),
            (1, fixture!("knowledge/tests/data/qnabot.jsonl")),
        ],
    )
}

pub(super) fn concepts() -> Vec<Vec<u8>> {
    let files = [
        (0, fixture!("knowledge/data/concepts/persons.tsv")),
        (0, "# 词\n年终奖\t全年一次性奖金\n".as_bytes()),
        (2, fixture!("knowledge/data/heard/terms.tsv")),
        (3, fixture!("knowledge/data/quantities.yaml")),
    ];
    of(&super::readers::LISTS, &files)
}

pub(super) fn suites() -> Vec<Vec<u8>> {
    let line = "{\"question\": \"房产税怎么算\", \"expected\": [\"property\"]}\n";
    of(
        &SUITES,
        &[
            (0, line.as_bytes()),
            (1, "question,expected\n房产税怎么算,property\n".as_bytes()),
            (2, fixture!("eval/tests/data/azure-batch.tsv")),
            (3, fixture!("knowledge/tests/data/plain.xlsx")),
        ],
    )
}

pub(super) fn documents() -> Vec<Vec<u8>> {
    of(
        &DOCUMENTS,
        &[
            (0, fixture!("knowledge/tests/documents/law.docx")),
            (1, fixture!("knowledge/tests/documents/plain.pdf")),
            (1, fixture!("knowledge/tests/documents/law.pdf")),
            (1, fixture!("knowledge/tests/documents/scan.pdf")),
            (2, fixture!("knowledge/tests/documents/circular.html")),
            (3, fixture!("knowledge/tests/documents/guide.md")),
            (4, fixture!("knowledge/tests/documents/law.txt")),
        ],
    )
}

pub(super) fn attachments() -> Vec<Vec<u8>> {
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><style>a{fill:url(#b)}\
        </style><defs><linearGradient id=\"b\"/></defs><a href=\"#b\"><path d=\"M0 0h9\"/></a></svg>";
    of(
        &INSIDES,
        &[
            (0, drawing.as_bytes()),
            (2, fixture!("knowledge/tests/documents/law.docx")),
            (2, fixture!("knowledge/tests/data/plain.xlsx")),
            (3, fixture!("knowledge/tests/data/maxkb.xlsx")),
        ],
    )
}

pub(super) fn sounds() -> Vec<Vec<u8>> {
    let files = [
        fixture!("models/tests/sounds/speech.wav"),
        fixture!("models/tests/sounds/speech.flac"),
        fixture!("models/tests/sounds/speech.mp3"),
        fixture!("models/tests/sounds/speech.ogg"),
        fixture!("models/tests/sounds/speech.opus.ogg"),
        fixture!("models/tests/sounds/speech.m4a"),
        fixture!("models/tests/sounds/speech.webm"),
        fixture!("models/tests/sounds/film.webm"),
    ];
    files.map(<[u8]>::to_vec).to_vec()
}

pub(super) fn frames() -> Vec<Vec<u8>> {
    let signals = [
        json!({"to": 1, "description": {"type": "offer", "sdp": "v=0\r\n"}}),
        json!({"to": 2, "candidate": {"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0}}),
    ];
    let mut frames: Vec<Vec<u8>> = signals
        .iter()
        .map(|signal| [b"\0".as_slice(), signal.to_string().as_bytes()].concat())
        .collect();
    let wav = fixture!("models/tests/sounds/speech.wav");
    frames.push([b"\x01".as_slice(), &wav[44..]].concat());
    frames
}

pub(super) fn questions() -> Vec<Vec<u8>> {
    let questions = [
        "小规模纳税人怎么开专用发票",
        "请问2023年1月1日月薪12000元扣三险一金要交多少个税？",
        "fangchanshui zenme suan",
        "国家税务总局公告2023年第1号第三条说什么",
        "转人工！！！",
        "１２３　ａｂｃ\u{200b}\u{202e}税",
    ];
    questions.iter().map(|question| question.as_bytes().to_vec()).collect()
}

pub(super) fn tokens() -> Vec<Vec<u8>> {
    let head = |more: &str| format!("{{\"alg\":\"HS256\",\"typ\":\"JWT\"{more}}}");
    let claims =
        "{\"sub\":\"p\",\"exp\":4000000000,\"region\":\"370200\",\"staff_roles\":[\"agent\"]}";
    let signed = |head: String| format!("\x01{head}\n{claims}").into_bytes();
    vec![
        signed(head("")),
        signed(head(",\"kid\":\"a\"")),
        signed(head(",\"crit\":[\"b64\"],\"b64\":false")),
        b"\0wk_0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef".to_vec(),
        b"\0eyJhbGciOiJub25lIn0.eyJzdWIiOiJwIn0.".to_vec(),
    ]
}

pub(super) fn weights() -> Vec<Vec<u8>> {
    let encoder = encoder();
    let small = safetensors(&[("a", 8)], "{\"kind\":\"grams\",\"format\":1,\"name\":\"a\"}");
    let seeds: [(u8, &[u8]); 7] = [
        (0, &small),
        (1, &OUTSIDE[..4_000]),
        (2, &QUESTIONS[..4_000]),
        (3, b"\x10\0\0\0\x20\x10\x01\0\0\0"),
        (4, b"\x10\0\0\0\x20\x10\x01\0\0\0"),
        (5, &encoder.config),
        (6, &encoder.tokenizer),
    ];
    seeds.iter().map(|(kind, seed)| [&[*kind][..], *seed].concat()).collect()
}

/// The files of an encoder without a layer and with nothing but zeros in it.
pub(super) fn encoder() -> BertFiles {
    let config = json!({
        "model_type": "bert", "vocab_size": 8, "hidden_size": 4, "num_hidden_layers": 0,
        "num_attention_heads": 2, "intermediate_size": 4, "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1, "max_position_embeddings": 16, "type_vocab_size": 2,
        "initializer_range": 0.02, "layer_norm_eps": 1e-12, "pad_token_id": 0,
    });
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "decoder": null, "added_tokens": [],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                       "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {"[PAD]": 0, "[UNK]": 1, "税": 2}},
    });
    let weights = [
        ("embeddings.word_embeddings.weight", 32),
        ("embeddings.position_embeddings.weight", 64),
        ("embeddings.token_type_embeddings.weight", 8),
        ("embeddings.LayerNorm.weight", 4),
        ("embeddings.LayerNorm.bias", 4),
    ];
    BertFiles {
        folder: "a".to_owned(),
        config: config.to_string().into_bytes(),
        tokenizer: tokenizer.to_string().into_bytes(),
        weights: safetensors(&weights, ""),
        ..BertFiles::default()
    }
}

/// A file of zeros in the layout of safetensors; rows of four where there are several.
fn safetensors(tensors: &[(&str, usize)], own: &str) -> Vec<u8> {
    let mut header = json!({"__metadata__": {"wenshui": own}});
    let mut end = 0;
    for (name, numbers) in tensors {
        let shape = if *numbers > 4 { vec![numbers / 4, 4] } else { vec![*numbers] };
        header[*name] =
            json!({"dtype": "F32", "shape": shape, "data_offsets": [end, end + 4 * numbers]});
        end += 4 * numbers;
    }
    let header = header.to_string();
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &vec![0; end]].concat()
}

/// Every operation with a body and parameters as its description has them, by somebody who may.
pub(super) fn requests() -> Vec<Vec<u8>> {
    let text = fixture!("api/tests/snapshots/openapi.json");
    let document: Value = serde_json::from_slice(text).expect("the description");
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("methods");
        methods.iter().map(move |(method, operation)| (path, method, operation))
    });
    let request = |(at, (path, method, operation)): (usize, (&String, &String, &Value))| {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let body = example(&document, schema, 0);
        let body = if schema.is_null() { String::new() } else { body.to_string() };
        let target = target(&document, (path, &operation["parameters"]));
        format!("{} {target} {}\n{body}", method.to_uppercase(), at % 8).into_bytes()
    };
    operations.enumerate().map(request).collect()
}

fn target(document: &Value, (path, parameters): (&str, &Value)) -> String {
    let (mut target, mut mark) = (path.to_owned(), '?');
    for parameter in parameters.as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let value = match example(document, &parameter["schema"], 0) {
            Value::String(text) => text,
            other => other.to_string(),
        };
        if parameter["in"] == "path" {
            target = target.replace(&format!("{{{name}}}"), &value);
        } else if parameter["in"] == "query" {
            target.push_str(&format!("{mark}{name}={value}"));
            mark = '&';
        }
    }
    target
}

/// Something that a schema describes.
fn example(document: &Value, schema: &Value, depth: usize) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        return example(document, &document["components"]["schemas"][name], depth + 1);
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        let mut kinds = schema[several].as_array().into_iter().flatten();
        if let Some(kind) = kinds.rfind(|kind| kind["type"] != "null") {
            return example(document, kind, depth + 1);
        }
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    let kind = schema["type"].get(0).unwrap_or(&schema["type"]).as_str().unwrap_or_default();
    match kind {
        "object" if depth < 8 => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            let fields = fields.map(|(name, of)| (name.clone(), example(document, of, depth + 1)));
            Value::Object(fields.collect())
        }
        "array" if depth < 8 => json!([example(document, &schema["items"], depth + 1)]),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(true),
        "string" if schema["format"] == "date-time" => json!("2026-07-01T09:00:00+08:00"),
        "string" if schema["format"] == "date" => json!("2026-07-01"),
        "string" => json!("a"),
        _ => Value::Null,
    }
}
