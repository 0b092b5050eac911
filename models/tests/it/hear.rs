//! The small model hears what espeak-ng says, with all that stands in front of it.

use std::f32::consts::TAU;
use std::path::Path;
use std::sync::mpsc;

use rand::RngExt as _;
use rand::seq::IndexedRandom as _;
use rand_pcg::Pcg64Mcg;
use wenshui_models::Error;
use wenshui_models::listeners::{ListenLimits, Listeners, Transcript, Work};
use wenshui_models::recognizer::{Hearing, Recognizer, Until};
use wenshui_models::sound::front::FrontSettings;
use wenshui_models::sound::live::Live;
use wenshui_models::sound::measure::edits;
use wenshui_models::sound::{SPEECH_RATE, Sound};
use wenshui_models::train::whisper::phrases::{Part, Phrases};
use wenshui_models::train::whisper::shape::Shape;
use wenshui_models::trial::noise::{NOISES, add, noise};
use wenshui_models::voice::espeak::Espeak;

/// A transcript that is less sure is none; as the server has it.
const CONFIDENT: f32 = 0.8;

/// How many questions a rate is measured on; `make proof` sets more.
fn cases() -> usize {
    std::env::var("WENSHUI_SPEECH_CASES").map_or(40, |count| count.parse().expect("a number"))
}

fn model() -> Recognizer {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/questions.bin");
    Recognizer::open(&path).expect("the small model")
}

fn listeners() -> Listeners {
    let limits = ListenLimits { threads: 1, ..ListenLimits::default() };
    Listeners::start(model(), limits).expect("a worker")
}

/// A voice that no training heard, at any speed and pitch.
fn stranger(phrases: &Phrases, rng: &mut Pcg64Mcg) -> Espeak {
    Espeak {
        variant: phrases.voices_kept_back.choose(rng).unwrap().clone(),
        speed: rng.random_range(115..220),
        pitch: rng.random_range(15..85),
        ..Espeak::default()
    }
}

/// Something said with silence around it, in noise where that is wanted.
fn said(part: &Part, decibels: Option<f32>, rng: &mut Pcg64Mcg) -> Vec<f32> {
    let phrases = Phrases::bundled().unwrap();
    let voiced = stranger(&phrases, rng).speak(&part.pinyin).unwrap().at_rate(SPEECH_RATE).samples;
    let length = voiced.len();
    let mut samples = [vec![0.0; 8_000], voiced, vec![0.0; 8_000]].concat();
    if let Some(decibels) = decibels {
        let noise = noise(*NOISES.choose(rng).unwrap(), samples.len(), rng);
        add(&mut samples, (&noise, (8_000, 8_000 + length)), decibels);
    }
    samples
}

fn heard(listeners: &Listeners, work: Work) -> Transcript {
    let (answer, answers) = mpsc::channel();
    let reply = Box::new(move |heard| answer.send(heard).unwrap());
    let asked = listeners.ask((work, Hearing::default()), reply).unwrap();
    let heard = answers.recv().unwrap().unwrap();
    drop(asked);
    heard
}

fn whole(samples: Vec<f32>) -> Work {
    Work::Whole(Sound { rate: SPEECH_RATE, samples }, FrontSettings::default())
}

fn text(transcript: &Transcript) -> String {
    transcript.pieces.iter().map(|piece| piece.heard.text.as_str()).collect()
}

/// How many characters are wrong of all.
fn error_rate(parts: &[Part], decibels: Option<f32>) -> f64 {
    let listeners = listeners();
    let mut rng = Pcg64Mcg::new(77);
    let (mut wrong, mut all) = (0, 0);
    for part in parts {
        let heard = text(&heard(&listeners, whole(said(part, decibels, &mut rng))));
        wrong += edits(&heard, &part.text);
        all += part.text.chars().count();
    }
    let rate = wrong as f64 / all as f64;
    println!("{:.2} % of {all} characters are wrong at {decibels:?} dB", rate * 100.0);
    rate
}

fn questions() -> Vec<Part> {
    let phrases = Phrases::bundled().unwrap();
    let mut rng = Pcg64Mcg::new(78);
    let all = phrases.questions();
    (0..cases()).map(|_| phrases.question(*all.choose(&mut rng).unwrap())).collect()
}

#[test]
fn questions_of_strange_voices_are_heard() {
    assert!(error_rate(&questions(), None) <= 0.05);
}

#[test]
fn questions_are_heard_through_noise() {
    assert!(error_rate(&questions(), Some(10.0)) <= 0.15);
}

#[test]
fn questions_that_no_training_heard_are_heard() {
    let phrases = Phrases::bundled().unwrap();
    let kept_back: Vec<Part> =
        phrases.kept_back.iter().map(|pair| phrases.question(*pair)).collect();
    assert_eq!(kept_back.len(), 30);
    assert!(error_rate(&kept_back, None) <= 0.2);
}

#[test]
fn live_speech_is_heard_as_well() {
    let listeners = listeners();
    let mut rng = Pcg64Mcg::new(79);
    let (mut wrong, mut all) = (0, 0);
    for part in questions() {
        let settings = FrontSettings::default();
        let mut live = Live::new(settings, (60.0, listeners.piece_max_s()));
        let mut said_so_far = Vec::new();
        for frame in said(&part, None, &mut rng).chunks(1_600) {
            said_so_far.extend(live.take(frame));
        }
        said_so_far.extend(live.finish());
        let texts = said_so_far
            .into_iter()
            .map(|utterance| text(&heard(&listeners, Work::Said(utterance.samples, settings))));
        wrong += edits(&texts.collect::<String>(), &part.text);
        all += part.text.chars().count();
    }
    let rate = f64::from(wrong as u32) / f64::from(all as u32);
    println!("live: {:.2} % of {all} characters are wrong", rate * 100.0);
    assert!(rate <= 0.05, "{rate}");
}

#[test]
fn other_words_give_no_confident_transcript() {
    let listeners = listeners();
    let mut rng = Pcg64Mcg::new(80);
    let strange = [
        "ni3 hao3 wo3 xiang3 mai3 yi4 zhang1 dian4 ying3 piao4",
        "wo3 de5 kuai4 di4 dao4 le5 mei2 you3",
        "bei3 jing1 dao4 shang4 hai3 duo1 yuan3",
        "jin1 wan3 chi1 shen2 me5 hao3 ne5",
        "ta1 men5 zuo2 tian1 qu4 pa2 shan1 le5",
        "zhe4 jian4 yi1 fu5 duo1 shao3 qian2",
        "ming2 tian1 hui4 xia4 yu3 ma5",
        "qing3 ba3 men2 guan1 shang5",
        "ni3 men5 ji3 dian3 kai1 men2",
        "gong1 yuan2 li3 you3 hen3 duo1 ren2",
        "wo3 xi3 huan1 ting1 yin1 yue4",
        "zhe4 ben3 shu1 hen3 you3 yi4 si5",
        "ma1 ma5 zai4 chu2 fang2 zuo4 fan4",
        "qing3 gei3 wo3 yi4 bei1 shui3",
        "huo3 che1 zhan4 zen3 me5 zou3",
        "xie4 xie5 ni3 de5 bang1 zhu4",
    ];
    let fooled: Vec<&&str> = strange
        .iter()
        .filter(|pinyin| {
            let part = Part { text: String::new(), pinyin: (**pinyin).to_owned() };
            let transcript = heard(&listeners, whole(said(&part, None, &mut rng)));
            let sure = transcript.pieces.iter().map(|piece| piece.heard.confidence);
            let is_sure = sure.fold(f32::INFINITY, f32::min) >= CONFIDENT;
            let fools = is_sure && !text(&transcript).is_empty();
            let sure: Vec<f32> =
                transcript.pieces.iter().map(|piece| piece.heard.confidence).collect();
            println!("{pinyin}: {:?} {sure:?}", text(&transcript));
            fools
        })
        .collect();
    assert!(fooled.is_empty(), "{fooled:?}");
}

#[test]
fn the_same_sound_gives_the_same_transcript() {
    let listeners = listeners();
    let mut rng = Pcg64Mcg::new(81);
    let samples = said(&questions()[0], Some(5.0), &mut rng);
    let [one, other] = [0, 1].map(|_| heard(&listeners, whole(samples.clone())).pieces);
    assert_eq!(one, other);
}

#[test]
fn what_nobody_waits_for_is_not_heard_and_a_full_queue_refuses() {
    let limits = ListenLimits { threads: 1, waiting_max: 2, ..ListenLimits::default() };
    let listeners = Listeners::start(model(), limits).unwrap();
    let long = || {
        let samples = vec![0.01; 960_000];
        let settings = FrontSettings { clean: false, trim: false, level: false };
        (Work::Whole(Sound { rate: SPEECH_RATE, samples }, settings), Hearing::default())
    };
    let (answer, answers) = mpsc::channel();
    let reply = |number: usize| {
        let answer = answer.clone();
        let told = move |heard: Result<Transcript, Error>| answer.send((number, heard)).unwrap();
        Box::new(told)
    };
    // The first is begun, two wait, and there is no place for a fourth.
    let mut asked = Vec::new();
    let refused = (0..5).find_map(|number| match listeners.ask(long(), reply(number)) {
        Ok(waiting) => {
            asked.push(waiting);
            None
        }
        Err(error) => Some(error),
    });
    assert!(matches!(refused, Some(Error::Overloaded { retry_after_ms: 1.. })), "{refused:?}");
    // Everybody leaves; what was begun stops, and what was not begun is never answered.
    asked.clear();
    let last = loop {
        match listeners.ask(long(), reply(9)) {
            Ok(waiting) => break waiting,
            Err(Error::Overloaded { .. }) => std::thread::yield_now(),
            Err(error) => panic!("{error}"),
        }
    };
    drop(answer);
    let told: Vec<(usize, bool)> = answers
        .iter()
        .map(|(number, heard)| (number, heard.is_ok()))
        .take_while(|(number, _)| *number != 9)
        .collect();
    assert!(told.iter().all(|(_, is_ok)| !is_ok), "{told:?}");
    assert!(told.len() <= 1, "{told:?}");
    drop(last);
}

#[test]
fn no_file_but_a_model_is_opened() {
    let file = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/questions.bin"));
    let file = file.unwrap();
    let fault = |bytes: &[u8]| Recognizer::from_bytes("a.bin", bytes).unwrap_err().to_string();
    assert!(fault(&file[..file.len() - 100]).contains("truncated"));
    assert!(fault(&file[..600_000]).contains("truncated"));
    assert!(fault(b"").contains("truncated"));
    assert!(fault(b"lmgg").contains("truncated"));
    assert!(fault(b"something else than a model").contains("no whisper model"));
    let mut huge = file.clone();
    huge[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(fault(&huge).contains("no whisper model"));
    // What whisper.cpp counts on, each taken out of the header: it would end the whole program.
    let changed = |at: usize, number: u32| {
        let mut changed = file.clone();
        changed[at..at + 4].copy_from_slice(&number.to_le_bytes());
        fault(&changed)
    };
    let sizes = [
        (4, 300),
        (4, 51_867),
        (8, 20),
        (12, 48),
        (16, 3),
        (24, 4),
        (32, 0),
        (36, 0),
        (40, 64),
        (44, 4),
        (52, 2),
    ];
    for (at, number) in sizes {
        let fault = changed(at, number);
        assert!(fault.contains("do not fit"), "{at}: {fault}");
    }
    let tokens = 56 + 80 * 201 * 4;
    assert!(changed(tokens, 51_866).contains("more tokens"), "{}", changed(tokens, 51_866));
    let space = file.windows(5).position(|bytes| bytes == [1, 0, 0, 0, b' ']).unwrap();
    let mut spaceless = file.clone();
    spaceless[space + 4] = b'_';
    assert!(fault(&spaceless).contains("space"), "{}", fault(&spaceless));
    let missing = Recognizer::open(Path::new("nowhere.bin")).unwrap_err().to_string();
    assert!(missing.contains("nowhere.bin") && missing.contains("missing"), "{missing}");
}

#[test]
fn a_model_of_random_numbers_writes_as_many_tokens_as_are_wanted() {
    let model = Recognizer::from_bytes("tiny.bin", &Shape::Tiny.random().unwrap()).unwrap();
    let mut listener = model.listener(2).unwrap();
    let samples = vec![0.01; 32_000];
    let words = |tokens| {
        let hearing = Hearing { tokens: Some(tokens), hasty: true, ..Hearing::default() };
        let heard = listener.hear(&samples, &hearing, Until::default()).unwrap();
        heard.text.split(' ').count()
    };
    assert_eq!([5, 20].map(words), [5, 20]);
}

/// Notes of a plucked string with its overtones, two at a time.
fn music(seconds: f32) -> Vec<f32> {
    const NOTES: [f32; 8] = [262.0, 330.0, 392.0, 523.0, 440.0, 349.0, 294.0, 247.0];
    let rate = SPEECH_RATE as f32;
    let note = |hertz: f32, at: f32| {
        let overtones = (1..7).map(|n| (hertz * n as f32 * at * TAU).sin() / n as f32);
        overtones.sum::<f32>() * (-4.0 * at).exp()
    };
    let sample = |at: usize| {
        let second = at as f32 / rate;
        let (beat, since) = ((second / 0.4) as usize, second % 0.4);
        let high = note(NOTES[beat % 8], since);
        let low = note(NOTES[beat / 4 * 3 % 8] / 2.0, second % 1.6);
        0.2 * (high + low)
    };
    (0..(seconds * rate) as usize).map(sample).collect()
}

#[test]
fn music_and_noise_give_no_confident_transcript() {
    let listeners = listeners();
    let mut rng = Pcg64Mcg::new(82);
    let loud = |kind| noise(kind, 64_000, &mut rng).iter().map(|sample| sample * 0.2).collect();
    let mut sounds: Vec<Vec<f32>> = NOISES.map(loud).to_vec();
    sounds.push(music(8.0));
    for (number, samples) in sounds.into_iter().enumerate() {
        let transcript = heard(&listeners, whole(samples));
        let sure = transcript.pieces.iter().map(|piece| piece.heard.confidence);
        let sure = sure.fold(0.0, f32::max);
        println!("sound {number}: {:?} {sure}", text(&transcript));
        assert!(sure < CONFIDENT, "sound {number}: {:?} {sure}", text(&transcript));
    }
}
