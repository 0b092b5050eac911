//! A file in the layout of Silero's, made by hand: its network takes a tone of 1 kHz for speech and
//! nothing else, so that it can be told from the server's own way of finding speech.

use std::f32::consts::TAU;
use std::path::PathBuf;
use std::sync::mpsc;

use half::f16;
use tempfile::TempDir;
use wenshui_models::listeners::{ListenLimits, Listeners, Work};
use wenshui_models::recognizer::silero::Silero;
use wenshui_models::recognizer::{Hearing, Recognizer};
use wenshui_models::sound::front::FrontSettings;
use wenshui_models::sound::{SPEECH_RATE, Sound};
use wenshui_models::voice::espeak::Espeak;

/// The bin of 1 kHz among those of 256 samples.
const BIN: usize = 16;
const WINDOW: usize = 256;
const BINS: usize = 129;
const HIDDEN: usize = 128;

struct File(Vec<u8>);

impl File {
    fn number(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    /// A tensor that is zero but at some places; `small` in four bytes, else in two.
    fn tensor(&mut self, name: &str, dims: &[usize], (small, set): (bool, &[(usize, f32)])) {
        self.number(dims.len() as u32);
        self.number(name.len() as u32);
        self.number(u32::from(!small));
        for dim in dims {
            self.number(*dim as u32);
        }
        self.0.extend(name.as_bytes());
        let mut numbers = vec![0.0; dims.iter().product()];
        for (at, value) in set {
            numbers[*at] = *value;
        }
        for number in numbers {
            if small {
                self.0.extend(number.to_le_bytes());
            } else {
                self.0.extend(f16::from_f32(number).to_le_bytes());
            }
        }
    }
}

fn silero() -> Vec<u8> {
    let mut file = File(Vec::new());
    file.number(0x6767_6d6c);
    file.number(4);
    file.0.extend(b"hand");
    let version = [5, 1, 2];
    let convolutions = [4, 129, 128, 3, 128, 64, 3, 64, 64, 3, 64, 128, 3];
    let rest = [128, 128, 128, 1];
    let window = [512, 64];
    version.iter().chain(&window).chain(&convolutions).chain(&rest).for_each(|n| file.number(*n));
    let wave = |at: usize| TAU * (BIN * at) as f32 / WINDOW as f32;
    let real = (0..WINDOW).map(|at| (BIN * WINDOW + at, wave(at).cos()));
    let imaginary = (0..WINDOW).map(|at| ((BINS + BIN) * WINDOW + at, wave(at).sin()));
    let basis: Vec<(usize, f32)> = real.chain(imaginary).collect();
    file.tensor("_model.stft.forward_basis_buffer", &[WINDOW, 1, 2 * BINS], (false, &basis));
    for (layer, (inputs, outputs)) in
        [(129, 128), (128, 64), (64, 64), (64, 128)].iter().enumerate()
    {
        // The middle of the three neighbours, from the bin of the tone or the first channel to the first.
        let from = if layer == 0 { BIN } else { 0 };
        let name = format!("_model.encoder.{layer}.reparam_conv");
        let weight = [(from * 3 + 1, 1.0)];
        file.tensor(&format!("{name}.weight"), &[3, *inputs, *outputs], (false, &weight));
        file.tensor(&format!("{name}.bias"), &[*outputs], (true, &[]));
    }
    // Gates for taking in, forgetting, what is taken, and giving out: the first is open, the second
    // forgets all, the third is the tone, the fourth is open.
    let gates = [(0, 10.0), (HIDDEN, -10.0), (3 * HIDDEN, 10.0)];
    let tone = [(2 * HIDDEN * HIDDEN, 0.1)];
    let shape = [HIDDEN, 4 * HIDDEN];
    file.tensor("_model.decoder.rnn.weight_ih", &shape, (true, &tone));
    file.tensor("_model.decoder.rnn.weight_hh", &shape, (true, &[]));
    file.tensor("_model.decoder.rnn.bias_ih", &[4 * HIDDEN], (true, &gates));
    file.tensor("_model.decoder.rnn.bias_hh", &[4 * HIDDEN], (true, &[]));
    file.tensor("_model.decoder.decoder.2.weight", &[HIDDEN, 1], (false, &[(0, 20.0)]));
    file.tensor("_model.decoder.decoder.2.bias", &[1], (true, &[(0, -6.0)]));
    file.0
}

fn kept(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ggml-silero.bin");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn tone(hertz: f32, seconds: f32) -> Vec<f32> {
    let count = (seconds * SPEECH_RATE as f32) as usize;
    (0..count).map(|at| 0.5 * (TAU * hertz * at as f32 / SPEECH_RATE as f32).sin()).collect()
}

#[test]
fn what_the_network_takes_for_speech_is_found() {
    let (_folder, path) = kept(&silero());
    let mut finder = Silero::open(&path).unwrap().finder(1).unwrap();
    let samples = [tone(3_000.0, 1.0), tone(1_000.0, 1.5), tone(3_000.0, 1.0)].concat();
    let found = finder.speech(&samples).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    let second = |sample: usize| sample as f64 / f64::from(SPEECH_RATE);
    let (from, to) = (second(found[0].start), second(found[0].end));
    assert!((from - 1.0).abs() < 0.1 && (to - 2.5).abs() < 0.15, "{from} to {to}");
    assert!(finder.speech(&tone(3_000.0, 1.0)).unwrap().is_empty());
    assert!(finder.speech(&[]).unwrap().is_empty());
}

#[test]
fn recordings_are_heard_where_it_finds_speech() {
    let (_folder, path) = kept(&silero());
    let silero = Silero::open(&path).unwrap();
    let weights = concat!(env!("CARGO_MANIFEST_DIR"), "/weights/questions.bin");
    let question = "zeng1 zhi2 shui4 zen3 me5 shen1 bao4";
    let samples = Espeak::default().speak(question).unwrap().at_rate(SPEECH_RATE).samples;
    let pieces = [None, Some(silero)].map(|silero| {
        let model = Recognizer::open(weights.as_ref()).unwrap().with(silero);
        let listeners = Listeners::start(model, ListenLimits::default()).unwrap();
        let (answer, answers) = mpsc::channel();
        let reply = Box::new(move |heard| answer.send(heard).unwrap());
        let sound = Sound { rate: SPEECH_RATE, samples: samples.clone() };
        let work = Work::Whole(sound, FrontSettings::default());
        let asked = listeners.ask((work, Hearing::default()), reply).unwrap();
        let heard = answers.recv().unwrap().unwrap();
        drop(asked);
        heard.pieces.len()
    });
    // To this network people are no speech.
    assert_eq!(pieces, [1, 0]);
}

#[test]
fn other_files_are_refused() {
    let whole = silero();
    let fault = |bytes: &[u8]| {
        let (_folder, path) = kept(bytes);
        Silero::open(&path).unwrap_err().to_string()
    };
    assert!(fault(&whole[..whole.len() - 10]).contains("truncated"));
    assert!(fault(&whole[..50]).contains("truncated"));
    assert!(fault(b"").contains("truncated"));
    assert!(fault(b"anything else than that").contains("no whisper model"));
    let mut layers = whole.clone();
    layers[32..36].copy_from_slice(&(-1_i32).to_le_bytes());
    assert!(fault(&layers).contains("sizes"), "{}", fault(&layers));
    let mut one_missing = whole.clone();
    one_missing.truncate(whole.len() - (3 * 4 + 4 + 29 + 4));
    assert!(fault(&one_missing).contains("ggml-silero.bin"), "{}", fault(&one_missing));
    let missing = Silero::open("nowhere.bin".as_ref()).unwrap_err().to_string();
    assert!(missing.contains("missing"), "{missing}");
}
