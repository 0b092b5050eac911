//! Everything that reads bytes of others, each as a function that only has to return.
//!
//! The first byte chooses where there are several kinds. What a reader refuses is as good as what it takes: a
//! panic, a loop, a failure of the server and memory without end are what is looked for, by the tests beside
//! this and by the fuzzer in `fuzz/`, which takes this file as it is.

use wenshui_api::attachment::inside::Inside;
use wenshui_api::attachment::inside::limits::Limits;
use wenshui_api::attachment::name;
use wenshui_api::extract::parse;
use wenshui_api::wire::desk::signal::Sending;
use wenshui_engine::question::Question;
use wenshui_engine::suggest::suggest;
use wenshui_eval::suite::Suite;
use wenshui_knowledge::base::Draft;
use wenshui_knowledge::check;
use wenshui_knowledge::document::{self, Given};
use wenshui_knowledge::exchange::{self, File};
use wenshui_knowledge::lexicon::{DataFile, Lexicons};
use wenshui_models::bert_encoder::BertFiles;
use wenshui_models::ngram_classifier::NgramClassifier;
use wenshui_models::recognizer::Recognizer;
use wenshui_models::sound::decode::decode;
use wenshui_models::sound::front::{FrontSettings, prepare};
use wenshui_models::sound::live::Live;
use wenshui_models::{BertEncoder, Embed as _, GramEncoder};

use super::seeds;
use super::server;

/// A reader.
pub(crate) struct Reader {
    /// What the fuzzer calls it.
    pub(crate) name: &'static str,
    /// It.
    pub(crate) read: fn(&[u8]),
    /// What it reads in good faith, to begin from.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub(crate) static READERS: [Reader; 11] = [
    Reader { name: "requests", read: server::request, seeds: seeds::requests },
    Reader { name: "tokens", read: server::token, seeds: seeds::tokens },
    Reader { name: "questions", read: questions, seeds: seeds::questions },
    Reader { name: "knowledge", read: knowledge, seeds: seeds::knowledge },
    Reader { name: "concepts", read: concepts, seeds: seeds::concepts },
    Reader { name: "suites", read: suites, seeds: seeds::suites },
    Reader { name: "documents", read: documents, seeds: seeds::documents },
    Reader { name: "attachments", read: attachments, seeds: seeds::attachments },
    Reader { name: "sounds", read: sounds, seeds: seeds::sounds },
    Reader { name: "frames", read: frames, seeds: seeds::frames },
    Reader { name: "weights", read: weights, seeds: seeds::weights },
];

/// Names whose extensions say what a file of knowledge is.
pub(crate) const KNOWLEDGE: [&str; 8] =
    ["a.yaml", "a.jsonl", "a.csv", "a.tsv", "a.xlsx", "a.json", "a.xls", "a"];
/// Of a suite.
pub(crate) const SUITES: [&str; 4] = ["a.jsonl", "a.csv", "a.tsv", "a.xlsx"];
/// Of a document.
pub(crate) const DOCUMENTS: [&str; 6] = ["a.docx", "a.pdf", "a.html", "a.md", "a.txt", "a"];
/// Of lists of words.
pub(crate) const LISTS: [&str; 4] =
    ["concepts/own/a.tsv", "segment/terms.tsv", "heard/terms.tsv", "quantities.yaml"];
/// Ways to look into what is sent.
pub(crate) const INSIDES: [Inside; 4] = [Inside::Svg, Inside::Svgz, Inside::Archive, Inside::Ofd];

/// Seconds of sound that are taken.
const SECONDS_MAX: f64 = 60.0;

/// One of several by the first byte, and the rest.
fn chosen<'a, T>(bytes: &'a [u8], of: &'a [T]) -> Option<(&'a T, &'a [u8])> {
    let (first, rest) = bytes.split_first()?;
    Some((&of[usize::from(*first) % of.len()], rest))
}

fn questions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // A route takes no more.
    let text: String = text.chars().take(300).collect();
    let engine = &server::state().engine;
    let version = engine.version();
    let question = Question::new(&text, server::TODAY);
    engine.answer(&version, &question).expect("an answer");
    suggest(&version, &question, 8);
}

fn knowledge(bytes: &[u8]) {
    let Some((name, bytes)) = chosen(bytes, &KNOWLEDGE) else { return };
    let mut draft = Draft::default();
    exchange::read(File { name, bytes }, None, &mut draft);
    check::check(&draft.base, check::ANY);
}

fn concepts(bytes: &[u8]) {
    let Some((name, bytes)) = chosen(bytes, &LISTS) else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = DataFile { name: (*name).to_owned(), text: text.to_owned() };
    let _ = Lexicons::read(&[file]);
}

fn suites(bytes: &[u8]) {
    let Some((name, bytes)) = chosen(bytes, &SUITES) else { return };
    let _ = Suite::of(name, bytes);
}

fn documents(bytes: &[u8]) {
    let Some((name, bytes)) = chosen(bytes, &DOCUMENTS) else { return };
    let _ = document::read((name, bytes), &Given::default());
}

fn attachments(bytes: &[u8]) {
    let Some((inside, bytes)) = chosen(bytes, &INSIDES) else { return };
    let limits = Limits {
        entries_max: 1_000,
        unpacked_max: 50 << 20,
        ratio_max: 200,
        depth_max: 3,
        nested_max: 10 << 20,
        drawing_max: 2 << 20,
    };
    let _ = inside.check(bytes.to_vec(), &limits);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = name::clean(text).as_deref().map(name::extension);
    }
}

fn sounds(bytes: &[u8]) {
    if let Ok(sound) = decode(bytes.to_vec(), SECONDS_MAX) {
        let prepared = prepare(sound, FrontSettings::default());
        prepared.pieces(30.0, true);
    }
}

/// Frames of sockets: what callers tell each other, and samples of speech.
fn frames(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    if first.is_multiple_of(2) {
        let _ = parse::<Sending>(rest);
        return;
    }
    let mut live = Live::new(FrontSettings::default(), (SECONDS_MAX, 28.0));
    for piece in rest.chunks(6_400) {
        let samples = piece.chunks_exact(2);
        let samples: Vec<f32> = samples
            .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
            .collect();
        live.take(&samples);
        live.going_on(1_600);
    }
    live.finish();
}

fn weights(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    match kind % 7 {
        0 => drop(GramEncoder::from_bytes("a.safetensors", rest)),
        1 => drop(NgramClassifier::from_bytes("a.safetensors", rest)),
        2 => drop(Recognizer::from_bytes("a.bin", rest)),
        3 => {
            let patched = patched(seeds::OUTSIDE, rest);
            if let Ok(classifier) = NgramClassifier::from_bytes("a.safetensors", &patched) {
                classifier.probabilities(&['税', '票']);
            }
        }
        4 => {
            let model = Recognizer::from_bytes("a.bin", &patched(seeds::QUESTIONS, rest));
            let _ = model.as_ref().map(|model| model.listener(1).map(drop));
        }
        5 => encoder(BertFiles { config: rest.to_vec(), ..seeds::encoder() }),
        _ => encoder(BertFiles { tokenizer: rest.to_vec(), ..seeds::encoder() }),
    }
}

fn encoder(files: BertFiles) {
    if let Ok(encoder) = BertEncoder::new(&files) {
        let _ = encoder.embed(&["增值税怎么交"]);
    }
}

/// A file with some of its bytes changed: of every five bytes four say which and the fifth to what.
fn patched(whole: &[u8], patches: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for patch in patches.chunks_exact(5).take(200) {
        let at = u32::from_le_bytes([patch[0], patch[1], patch[2], patch[3]]) as usize;
        let at = at % bytes.len();
        bytes[at] = patch[4];
    }
    bytes
}
