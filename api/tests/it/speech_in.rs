//! `POST /v1/audio/transcriptions` and the socket for live speech: espeak-ng speaks, the small model of
//! this project hears, and nothing in between is faked.

mod broken;
mod client;
mod live;

use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::transcription::TranscriptionEngine;
use wenshui_models::sound::{SPEECH_RATE, Sound, wav};
use wenshui_models::voice::espeak::Espeak;

use crate::support::http::{Reply, Request};
use crate::support::served::Served;

pub(crate) const ROUTE: &str = "/v1/audio/transcriptions";
const BOUNDARY: &str = "----speech";

/// How the question is said that most tests ask.
pub(crate) const PINYIN: &str = "zeng1 zhi2 shui4 zen3 me5 shen1 bao4";
/// And how it is written.
pub(crate) const WRITTEN: &str = "增值税怎么申报？";

/// A server with the small model, shared by the tests that leave it as it is.
static HEARING: LazyLock<Served> = LazyLock::new(|| Served::small(hearing));

/// The small model, shown the terms of the knowledge first as any other.
pub(crate) fn hearing(config: &mut Config) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/weights/questions.bin");
    config.transcription.engine = TranscriptionEngine::Model(PathBuf::from(file));
    config.transcription.threads = 1;
}

/// A question, said by a voice that no training heard, with silence around it.
pub(crate) fn said(pinyin: &str) -> Sound {
    let voice = Espeak { variant: "f3".to_owned(), ..Espeak::default() };
    let voiced = voice.speak(pinyin).expect("espeak-ng").at_rate(SPEECH_RATE).samples;
    let samples = [vec![0.0; 8_000], voiced, vec![0.0; 8_000]].concat();
    Sound { rate: SPEECH_RATE, samples }
}

pub(crate) fn file(sound: &Sound) -> Vec<u8> {
    wav::file(sound)
}

/// A form with a file and fields, sent.
pub(crate) fn send(served: &Served, file: &[u8], fields: &[(&str, &str)]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
        body.extend(part.as_bytes());
    }
    let head = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
    );
    body.extend(head.as_bytes());
    body.extend(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = Request::new("POST", ROUTE).with("content-type", &kind);
    served.send(&Request { body: &body, ..request })
}

fn heard(served: &Served, sound: &Sound) -> Value {
    let reply = send(served, &file(sound), &[("model", "whisper-1")]);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[test]
fn a_question_that_is_said_is_written_down_and_answered() {
    let transcript = heard(&HEARING, &said(PINYIN));
    assert_eq!(transcript["text"], WRITTEN);
    assert_eq!(transcript["raw"], "增值税怎么申报");
    assert_eq!(transcript["confident"], true);
    assert!(transcript["confidence"].as_f64().unwrap() > 0.8, "{transcript}");
    assert_eq!(
        (&transcript["language"], &transcript["task"]),
        (&json!("zh"), &json!("transcribe"))
    );
    assert_eq!(
        transcript["changes"],
        json!([{"kind": "punctuation", "from": "", "to": "？", "span": [7, 8]}])
    );
    let (duration, speech) = (&transcript["duration"], &transcript["speech_duration"]);
    assert!(duration.as_f64().unwrap() > speech.as_f64().unwrap() + 0.5, "{transcript}");
    assert!(transcript["model"].as_str().unwrap().starts_with("questions-"));
    let question = json!({"question": transcript["text"], "source": "voice"});
    let answer = HEARING.send(&Request::post("/v1/answers", question.to_string().as_bytes()));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["guard"]["action"], "pass");
}

#[test]
fn two_questions_with_a_pause_are_two_sentences() {
    let (one, other) = (said(PINYIN), said("qi4 shui4 yao4 jiao1 duo1 shao3 qian2"));
    let sound = Sound { samples: [one.samples, other.samples].concat(), ..one };
    let transcript = heard(&HEARING, &sound);
    assert_eq!(transcript["text"], "增值税怎么申报，契税要交多少钱？");
}

#[test]
fn every_form_of_an_answer_is_given() {
    let sound = file(&said(PINYIN));
    let as_form = |form: &str| send(&HEARING, &sound, &[("response_format", form)]);
    assert_eq!(as_form("text").text(), format!("{WRITTEN}\n"));
    assert!(as_form("srt").text().starts_with("1\n00:00:00,"), "{}", as_form("srt").text());
    assert!(as_form("vtt").text().starts_with("WEBVTT\n\n00:00:00."));
    assert_eq!(as_form("verbose_json").json()["segments"][0]["text"], "增值税怎么申报");
    let events = send(&HEARING, &sound, &[("stream", "true")]);
    assert_eq!(events.media_type(), "text/event-stream");
    assert!(events.text().contains(r#""type":"transcript.text.done""#), "{}", events.text());
}

#[test]
fn what_the_server_says_it_hears_again() {
    for question in ["增值税怎么申报？", "小规模纳税人有什么优惠？", "社保费怎么缴纳？"]
    {
        let wanted = json!({"input": question, "response_format": "wav"}).to_string();
        let spoken = HEARING.send(&Request::post("/v1/audio/speech", wanted.as_bytes()));
        assert_eq!(spoken.status, 200, "{}", spoken.text());
        let reply = send(&HEARING, &spoken.body, &[]);
        assert_eq!(reply.json()["text"], question);
    }
}

#[test]
fn nobody_speaks_in_silence_and_no_question_is_heard_in_other_words() {
    let silence = Sound { rate: SPEECH_RATE, samples: vec![0.0; 32_000] };
    let transcript = heard(&HEARING, &silence);
    assert_eq!((&transcript["text"], &transcript["confident"]), (&json!(""), &json!(false)));
    for stray in [
        "jin1 tian1 tian1 qi4 zen3 me5 yang4",
        "fu4 jin4 you3 mei2 you3 hao3 chi1 de5 fan4 guan3",
        "bei3 jing1 dao4 shang4 hai3 duo1 yuan3",
    ] {
        let transcript = heard(&HEARING, &said(stray));
        assert_eq!(transcript["confident"], false, "{stray}: {transcript}");
    }
}

#[test]
fn an_outside_server_hears_and_its_text_is_brought_to_written_form() {
    let there = HEARING.address;
    let here = Served::small(|config| {
        config.transcription.engine = TranscriptionEngine::Server {
            url: format!("http://{there}/v1"),
            model: "whisper-1".to_owned(),
            key: None,
        };
    });
    let transcript = heard(&here, &said(PINYIN));
    assert_eq!(transcript["text"], WRITTEN);
    assert_eq!(transcript["model"], "whisper-1");
    assert!(transcript.get("confidence").is_none(), "{transcript}");
}
