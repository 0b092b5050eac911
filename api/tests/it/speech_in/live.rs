//! Speech over the socket, as it is said.

use serde_json::{Value, json};
use wenshui_models::sound::Sound;
use wenshui_models::sound::wav;

use super::{HEARING, PINYIN, WRITTEN, hearing, said};
use crate::support::served::{self, Served};
use crate::support::stream::Socket;

const STREAM: &str = "/v1/audio/stream";

fn open() -> Socket {
    let mut socket = Socket::open(HEARING.address, STREAM, &[]).unwrap();
    let ready = json!({"type": "ready", "seconds_max": 60.0, "rate": 16_000});
    assert_eq!(socket.next(), Some(ready));
    socket
}

/// Sends sound in frames of a tenth of a second.
fn speak(socket: &mut Socket, sound: &Sound) {
    let bytes: Vec<u8> = wav::bytes(&sound.samples).collect();
    bytes.chunks(3_200).for_each(|frame| socket.send_bytes(frame));
}

/// Everything to the end.
fn rest(socket: &mut Socket) -> Vec<Value> {
    std::iter::from_fn(|| socket.next()).collect()
}

fn of<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["type"] == kind).collect()
}

#[test]
fn what_is_said_is_written_while_it_is_said_and_when_it_is_over() {
    let mut socket = open();
    let question = said(PINYIN);
    // The partial text is asked for while speech goes on, so the stream waits for it in its middle.
    let middle = question.samples.len() * 2 / 3;
    let part = |samples: &[f32]| Sound { rate: question.rate, samples: samples.to_vec() };
    speak(&mut socket, &part(&question.samples[..middle]));
    let partial = socket.next().unwrap();
    assert_eq!(partial["type"], "partial", "{partial}");
    speak(&mut socket, &part(&question.samples[middle..]));
    socket.send(&json!({"type": "stop"}));
    let events = rest(&mut socket);
    let finals = of(&events, "final");
    assert_eq!(finals.len(), 1, "{events:?}");
    assert_eq!((&finals[0]["text"], &finals[0]["confident"]), (&json!(WRITTEN), &json!(true)));
    assert!(finals[0]["from_s"].as_f64().unwrap() < 0.6, "{}", finals[0]);
    let done = events.last().unwrap();
    assert_eq!((&done["type"], &done["reason"]), (&json!("done"), &json!("stopped")));
    assert_eq!(done["text"], WRITTEN);
}

#[test]
fn a_pause_ends_a_sentence_before_the_stream_ends() {
    let mut socket = open();
    speak(&mut socket, &said(PINYIN));
    let pause = Sound { rate: 16_000, samples: vec![0.0; 16_000] };
    speak(&mut socket, &pause);
    let ended = std::iter::from_fn(|| socket.next()).find(|event| event["type"] == "final");
    assert_eq!(ended.unwrap()["text"], WRITTEN);
    speak(&mut socket, &said("qi4 shui4 yao4 jiao1 duo1 shao3 qian2"));
    socket.send(&json!({"type": "stop"}));
    let events = rest(&mut socket);
    assert_eq!(of(&events, "final")[0]["text"], "契税要交多少钱？");
    assert_eq!(events.last().unwrap()["text"], format!("{WRITTEN}契税要交多少钱？"));
}

#[test]
fn after_sixty_seconds_of_sound_the_final_text_comes() {
    let mut socket = open();
    let question = said(PINYIN);
    let silence = vec![0.0; 944_000 - question.samples.len()];
    let samples = [silence, question.samples, vec![0.0; 48_000]].concat();
    speak(&mut socket, &Sound { rate: 16_000, samples });
    let events = rest(&mut socket);
    let done = events.last().unwrap();
    assert_eq!((&done["reason"], &done["seconds"]), (&json!("limit"), &json!(60.0)), "{events:?}");
    assert_eq!(done["text"], WRITTEN);
}

#[test]
fn what_is_no_sign_is_told_and_sound_goes_on() {
    let mut socket = open();
    socket.send(&json!({"type": "sing"}));
    assert_eq!(socket.next().unwrap()["problem"]["code"], "unknown_sign");
    // An odd byte waits for its other half.
    socket.send_bytes(&[0]);
    socket.send_bytes(&[0, 0, 0]);
    socket.send(&json!({"type": "stop"}));
    let events = rest(&mut socket);
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!((&events[0]["text"], &events[0]["seconds"]), (&json!(""), &json!(2.0 / 16_000.0)));
    assert_eq!(Socket::open(HEARING.address, "/v1/audio/stream?language=xx", &[]).err(), Some(422));
    assert_eq!(Socket::open(HEARING.address, "/v1/audio/stream?colour=red", &[]).err(), Some(400));
}

/// Browsers hide the reason from their pages.
#[test]
fn asked_without_an_upgrade_it_tells_why_no_socket_is_to_be_had() {
    let code = |served: &Served| served.get(STREAM).json()["code"].clone();
    assert_eq!(code(&HEARING), "upgrade_required");
    assert_eq!(code(served::small()), "speech_model_missing");
    let full = Served::small(|config| {
        hearing(config);
        config.streams_max = 0;
    });
    let refused = full.get(STREAM);
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("5")));
}
