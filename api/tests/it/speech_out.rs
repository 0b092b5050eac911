//! `POST /v1/audio/speech`: the real espeak-ng speaks, and clients listen.

mod client;
mod outside;
mod stopped;

use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::speaking::SpeakingEngine;
use wenshui_models::sound::Sound;
use wenshui_models::sound::decode::decode;
use wenshui_models::sound::wav;
use wenshui_models::voice::casting::Voice;
use wenshui_models::voice::speaker::{PEAK, RATE};

use crate::support::contract::problem;
use crate::support::http::{Reply, Request};
use crate::support::program::Workplace;
use crate::support::served::{self, Served};

const ROUTE: &str = "/v1/audio/speech";
const TEXT: &str = "小规模纳税人月销售额不超过10万元的，免征增值税。请在15日前申报。";

/// Two sentences with a pause in the first.
fn input(more: &Value) -> Value {
    let mut body = json!({"model": "tts-1", "voice": "alloy", "input": TEXT});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

fn post(served: &Served, body: &Value) -> Reply {
    served.send(&Request::post(ROUTE, body.to_string().as_bytes()))
}

fn spoken(served: &Served, more: &Value) -> Reply {
    let reply = post(served, &input(more));
    assert_eq!(reply.status, 200, "{more}: {}", reply.text());
    reply
}

fn sound(reply: Reply) -> Sound {
    decode(reply.body, 60.0).expect("sound")
}

/// Events with their names.
fn events(reply: &Reply) -> Vec<(String, Value)> {
    assert_eq!(reply.media_type(), "text/event-stream");
    let blocks = reply.text().split("\n\n").filter(|block| !block.trim().is_empty());
    let event = |block: &str| {
        let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let data: Value = serde_json::from_str(line("data: ")).unwrap();
        assert_eq!(data["type"], line("event: "));
        (line("event: ").to_owned(), data)
    };
    blocks.map(event).collect()
}

/// The sound in events.
fn audio(events: &[(String, Value)]) -> Vec<u8> {
    use base64::Engine as _;
    let deltas = events.iter().filter(|(name, _)| name == "speech.audio.delta");
    let decode = |event: &Value| {
        base64::prelude::BASE64_STANDARD.decode(event["audio"].as_str().unwrap()).unwrap()
    };
    deltas.flat_map(|(_, event)| decode(event)).collect()
}

/// The series of the metrics with a label.
fn counted(served: &Served, kept: &str) -> u64 {
    let metrics = served.get("/metrics");
    let series = format!("wenshui_spoken_total{{kept=\"{kept}\"}} ");
    let line =
        metrics.text().lines().find_map(|line| line.strip_prefix(&series).map(str::to_owned));
    line.map_or(0, |count| count.parse().unwrap())
}

#[test]
fn a_text_is_heard_in_every_format() {
    let served = Served::small(|_| ());
    let plain = spoken(&served, &json!({"response_format": "wav"}));
    assert_eq!(plain.media_type(), "audio/wav");
    let head: [u8; 44] = plain.body[..44].try_into().unwrap();
    assert_eq!(head, wav::header(RATE));
    let samples = plain.body[44..].to_vec();
    let sound_of = sound(plain);
    assert_eq!(sound_of.rate, RATE);
    // 30 syllables at three to six a second, and rests of 0.8 s.
    assert!((5.8..10.8).contains(&sound_of.seconds()), "{}", sound_of.seconds());
    assert!(sound_of.samples.iter().all(|sample| sample.abs() <= PEAK + 1e-3));
    assert!((0.05..0.15).contains(&sound_of.level()), "{}", sound_of.level());
    let raw = spoken(&served, &json!({"response_format": "pcm"}));
    assert_eq!(raw.media_type(), "audio/pcm");
    assert!(raw.body == samples, "raw sound is the sound of the WAV");
    for (format, kind, apart) in [("opus", "audio/ogg", 0.001), ("mp3", "audio/mpeg", 0.12)] {
        let reply = spoken(&served, &json!({"response_format": format}));
        assert_eq!(reply.media_type(), kind);
        let heard = sound(reply);
        assert!((heard.seconds() - sound_of.seconds()).abs() <= apart, "{format}");
    }
    assert_eq!(spoken(&served, &json!({})).media_type(), "audio/mpeg");
}

#[test]
fn without_an_encoder_for_mp3_sound_is_wav_and_mp3_is_refused() {
    let served = Served::small(|config| config.speaking.mp3_program = "/nowhere/lame".into());
    assert_eq!(spoken(&served, &json!({})).media_type(), "audio/wav");
    let reply = post(&served, &input(&json!({"response_format": "mp3"})));
    let problem = problem(&reply);
    assert_eq!((reply.status, problem.code.as_str()), (501, "format_missing"));
    assert!(problem.detail.contains("/nowhere/lame") && problem.detail.contains("wav, opus, pcm"));
    let formats = served.get("/v1/service").json()["speech"]["formats"].clone();
    assert_eq!(formats, json!(["wav", "opus", "pcm"]));
}

#[test]
fn events_hold_the_same_sound_with_the_moments_of_sentences_and_words() {
    let served = Served::small(|_| ());
    let reply = spoken(&served, &json!({"stream_format": "sse", "response_format": "wav"}));
    let events = events(&reply);
    let whole = spoken(&served, &json!({"response_format": "wav"}));
    assert!(audio(&events) == whole.body, "the same bytes");
    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    let pair = ["speech.audio.marks", "speech.audio.delta"];
    assert_eq!(names, [&pair[..], &pair, &pair, &["speech.audio.done"]].concat());
    let marks = || events.iter().filter(|(name, _)| name == "speech.audio.marks");
    let number = |mark: &Value, field: &str| mark[field].as_u64().unwrap();
    let words: Vec<&Value> =
        marks().flat_map(|(_, marks)| marks["words"].as_array().unwrap()).collect();
    assert!(words.iter().all(|word| number(word, "start_ms") < number(word, "end_ms")));
    let ends = |pair: &[&Value]| number(pair[0], "end_ms") <= number(pair[1], "start_ms");
    assert!(words.windows(2).all(ends), "{words:?}");
    // All that is no mark of punctuation is in a word.
    let chars: Vec<char> = TEXT.chars().collect();
    let marked: String = words
        .iter()
        .map(|word| {
            chars[number(word, "from") as usize..number(word, "to") as usize]
                .iter()
                .collect::<String>()
        })
        .collect();
    assert_eq!(marked, TEXT.replace(['，', '。'], ""));
    let length_ms = (sound(whole).seconds() * 1000.0) as u64;
    assert!(number(words[words.len() - 1], "end_ms").abs_diff(length_ms) <= 1);
    let sentences: Vec<(u64, u64)> = marks()
        .map(|(_, marks)| &marks["sentence"])
        .map(|mark| (number(mark, "from"), number(mark, "to")))
        .collect();
    assert_eq!(sentences, [(0, 25), (0, 25), (25, 34)]);
}

#[test]
fn the_same_again_is_kept_and_is_the_same_to_the_byte() {
    let served = Served::small(|_| ());
    for more in [json!({"response_format": "opus"}), json!({"response_format": "wav", "speed": 2})]
    {
        let (hits, misses) = (counted(&served, "hit"), counted(&served, "miss"));
        let first = spoken(&served, &more);
        assert_eq!((counted(&served, "hit"), counted(&served, "miss")), (hits, misses + 1));
        // The last bytes are kept after they were sent.
        let second = loop {
            let again = spoken(&served, &more);
            if again.header("content-length").is_some() {
                break again;
            }
        };
        assert!(first.body == second.body);
        assert!(counted(&served, "hit") > hits);
        assert_eq!(first.header("etag"), second.header("etag"));
        assert!(first.header("etag").is_some_and(|tag| tag.len() == 34));
    }
    let tag = |more: Value| spoken(&served, &more).header("etag").map(str::to_owned);
    assert_ne!(tag(json!({"voice": "onyx"})), tag(json!({"voice": "nova"})));
    let nothing = Served::small(|config| config.speaking.cache_bytes = 0);
    for _ in 0..2 {
        spoken(&nothing, &json!({"response_format": "wav"}));
    }
    assert_eq!((counted(&nothing, "hit"), counted(&nothing, "miss")), (0, 2));
}

#[test]
fn the_pace_and_the_voice_are_those_asked_for() {
    let served = served::small();
    let seconds = |more: Value| sound(spoken(served, &more)).seconds();
    let usual = seconds(json!({"response_format": "wav"}));
    let fast = seconds(json!({"response_format": "wav", "speed": 2.0}));
    let slow = seconds(json!({"response_format": "wav", "speed": 0.5}));
    assert!(fast < usual * 0.65 && usual * 1.5 < slow, "{fast} {usual} {slow}");
    let mut heard = std::collections::BTreeSet::new();
    for voice in Voice::all() {
        heard.insert(spoken(served, &json!({"voice": voice.id, "response_format": "opus"})).body);
    }
    assert_eq!(heard.len(), Voice::all().len());
}

#[test]
fn what_is_wrong_is_told_with_its_field() {
    let served = served::small();
    let long = "税".repeat(4097);
    for (more, code, field) in [
        (json!({"input": ""}), "speech_input_empty", "input"),
        (json!({"input": " \n"}), "speech_input_empty", "input"),
        (json!({"input": long}), "speech_input_too_long", "input"),
        (json!({"input": "。……！"}), "speech_input_silent", "input"),
        (json!({"voice": "siri"}), "bad_value", "voice"),
        (json!({"voice": "x".repeat(101)}), "bad_number", "voice"),
        (json!({"response_format": "flac"}), "bad_value", "response_format"),
        (json!({"response_format": "aac"}), "bad_value", "response_format"),
        (json!({"response_format": "midi"}), "bad_value", "response_format"),
        (json!({"stream_format": "websocket"}), "bad_value", "stream_format"),
        (json!({"speed": 0.2}), "bad_number", "speed"),
        (json!({"speed": 4.1}), "bad_number", "speed"),
        (json!({"speed": "fast"}), "bad_field", "speed"),
        (json!({"voice": 1}), "bad_field", "voice"),
        (json!({"voices": "alloy"}), "unknown_field", "voices"),
    ] {
        let problem = problem(&post(served, &input(&more)));
        assert_eq!(
            (problem.code.as_str(), problem.field.as_deref()),
            (code, Some(field)),
            "{more}"
        );
    }
    let flac = problem(&post(served, &input(&json!({"response_format": "flac"}))));
    assert!(flac.detail.contains("mp3, wav, opus, pcm"), "{}", flac.detail);
    let longest = json!({"input": "。".repeat(4095) + "税", "response_format": "opus"});
    assert_eq!(post(served, &longest).status, 200);
}

#[test]
fn pages_are_told_whether_and_how_answers_are_spoken() {
    let speech = served::small().get("/v1/service").json()["speech"].clone();
    assert_eq!(speech["out"], true);
    assert_eq!(speech["formats"], json!(["mp3", "wav", "opus", "pcm"]));
    assert_eq!(speech["input_chars_max"], 4096);
    let voices = speech["voices"].as_array().unwrap();
    assert_eq!(voices.len(), Voice::all().len());
    assert_eq!(voices[0]["id"], Voice::all()[0].id);
}

fn voiceless(config: &mut Config) {
    config.speaking.engine = SpeakingEngine::Program("/nowhere/espeak-ng".into());
}

#[test]
fn a_server_without_a_voice_serves_and_says_how_to_get_one() {
    let served = Served::small(voiceless);
    assert_eq!(served.get("/v1/service").json()["speech"]["out"], false);
    let reply = post(&served, &input(&json!({})));
    let problem = problem(&reply);
    assert_eq!((reply.status, problem.code.as_str()), (501, "voice_missing"));
    assert!(problem.detail.contains("apt-get install espeak-ng"), "{}", problem.detail);
    assert_eq!(served.ask(&json!({"question": "征收率是多少"})).status, 200);
}

#[test]
fn who_finds_no_place_is_told_when_to_come_again() {
    let served = Served::small(|config| config.speaking.waiting_max = 0);
    let places = served.state.speaking.pool.places.clone();
    let taken = places.try_acquire_many(2).unwrap();
    let reply = post(&served, &input(&json!({})));
    let refused = problem(&reply);
    assert_eq!((reply.status, refused.code.as_str()), (503, "overloaded"));
    assert_eq!(reply.header("retry-after"), Some("2"));
    drop(taken);
    spoken(&served, &json!({}));
}

#[test]
fn the_command_says_a_text_and_writes_it_down() {
    let workplace = Workplace::new();
    let ran =
        workplace.run(&["say", TEXT, "--output", "a.wav", "--pinyin", "--marks", "--speed", "1.5"]);
    assert_eq!(ran.code, 0, "{}", ran.told());
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(
        lines[0].starts_with(
            "xiao3 gui1 mo2 na4 shui4 ren2 yue4 xiao1 shou4 e2 bu4 chao1 guo4 shi2 wan4"
        ),
        "{lines:?}"
    );
    assert_eq!(lines[1], "qing3 zai4 shi2 wu3 ri4 qian2 shen1 bao4");
    let marks: Vec<Value> =
        lines[2..].iter().map(|line| serde_json::from_str(line).expect("marks")).collect();
    assert_eq!(marks.len(), 3);
    let file = std::fs::read(workplace.path("a.wav")).unwrap();
    assert_eq!(u32::from_le_bytes(file[40..44].try_into().unwrap()) as usize, file.len() - 44);
    let sound = decode(file, 60.0).unwrap();
    let end = marks[2]["sentence"]["end_ms"].as_f64().unwrap() / 1000.0;
    assert!((sound.seconds() - end).abs() < 0.01, "{} {end}", sound.seconds());
    for (wrong, words) in [
        (&["say", "税", "--voice", "siri"][..], "no such voice"),
        (&["say", "税", "--output", "a.flac"], "ends in none of"),
        (&["say", "。"], "nothing to say"),
        (&["say", "税", "--program", "/nowhere/x"], "apt-get install espeak-ng"),
        (&["say", "税", "--speed", "9"], "--speed must be"),
    ] {
        let ran = workplace.run(wrong);
        assert!(ran.code == 2 && ran.stderr.contains(words), "{}", ran.told());
    }
}
