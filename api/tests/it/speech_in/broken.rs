//! What is no recording, too much of one, or too many at once.

use std::io::Write as _;
use std::net::TcpStream;

use wenshui_api::config::transcription::TranscriptionEngine;
use wenshui_models::sound::{SPEECH_RATE, Sound};

use super::{HEARING, PINYIN, ROUTE, file, hearing, said, send};
use crate::support::contract::problem;
use crate::support::http::Request;
use crate::support::ports::free_address;
use crate::support::served::{self, Served};
use crate::support::stream::Socket;

fn code(file: &[u8], fields: &[(&str, &str)]) -> String {
    problem(&send(&HEARING, file, fields)).code
}

#[test]
fn every_way_of_being_wrong_has_its_code() {
    let seconds = |samples: usize| file(&Sound { rate: SPEECH_RATE, samples: vec![0.1; samples] });
    let whole = seconds(32_000);
    for (bytes, expected) in [
        (&b""[..], "audio_empty"),
        (b"no sound", "audio_unknown"),
        (&seconds(960_001), "audio_too_long"),
        (&whole[..whole.len() / 2], "audio_truncated"),
    ] {
        assert_eq!(code(bytes, &[]), expected);
    }
    let sound = file(&said(PINYIN));
    for (field, expected) in [
        (("language", "de"), "unknown_language"),
        (("response_format", "xml"), "unknown_transcript_format"),
        (("stream", "perhaps"), "unknown_transcript_format"),
        (("prompt", &"税".repeat(301) as &str), "prompt_too_long"),
        (("model", &"x".repeat(5000) as &str), "form_field_too_long"),
        (("colour", "red"), "unknown_form_field"),
    ] {
        assert_eq!(code(&sound, &[field]), expected);
    }
    let json = HEARING.send(&Request::post(ROUTE, b"{}"));
    assert_eq!(problem(&json).code, "not_a_form");
    let kind = "multipart/form-data; boundary=x";
    let without = Request::new("POST", ROUTE).with("content-type", kind);
    let reply = HEARING.send(&Request { body: b"--x--\r\n", ..without });
    assert_eq!(problem(&reply).code, "audio_missing");
    let cut = Request::new("POST", ROUTE).with("content-type", kind);
    let reply = HEARING.send(&Request {
        body: b"--x\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nab",
        ..cut
    });
    assert_eq!(problem(&reply).code, "form_broken");
}

#[test]
fn exactly_sixty_seconds_are_heard() {
    let question = said(PINYIN);
    let mut samples = question.samples;
    samples.resize(960_000, 0.0);
    let reply = send(&HEARING, &file(&Sound { samples, ..question }), &[]);
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.json()["duration"], 60.0);
}

#[test]
fn two_gigabytes_are_refused_after_forty_megabytes() {
    let mut connection = TcpStream::connect(HEARING.address).unwrap();
    let head = format!(
        "POST {ROUTE} HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\n\
         content-length: 2147483648\r\n\r\n--x\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\n"
    );
    connection.write_all(head.as_bytes()).unwrap();
    let piece = vec![0_u8; 1 << 20];
    let sent = (0..2048).take_while(|_| connection.write_all(&piece).is_ok()).count();
    assert!(sent < 200, "{sent} MB were taken");
}

#[test]
fn sixteen_at_once_are_heard_or_told_when_to_come_again() {
    let served = Served::small(|config| {
        hearing(config);
        config.transcription.waiting_max = 2;
    });
    let sound = file(&said(PINYIN));
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let callers: Vec<_> = (0..16)
            .map(|_| {
                scope.spawn(|| {
                    let reply = send(&served, &sound, &[]);
                    if reply.status == 503 {
                        let after = reply.header("retry-after").map(str::parse::<u64>);
                        assert!(matches!(after, Some(Ok(1..))), "{after:?}");
                    }
                    reply.status
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200) && statuses.contains(&503), "{statuses:?}");
    assert_eq!(send(&served, &sound, &[]).status, 200);
}

#[test]
fn without_a_model_the_server_says_so_and_everything_else_works() {
    let served = served::small();
    let reply = send(served, &file(&said(PINYIN)), &[]);
    assert_eq!((reply.status, problem(&reply).code.as_str()), (501, "speech_model_missing"));
    assert_eq!(served.get("/v1/service").json()["speech"]["in"], false);
    assert_eq!(Socket::open(served.address, "/v1/audio/stream", &[]).err(), Some(501));
    assert_eq!(HEARING.get("/v1/service").json()["speech"]["in"], true);
}

#[test]
fn a_server_outside_that_fails_is_told() {
    let url = format!("http://{}/v1", free_address());
    let served = Served::small(|config| {
        let model = "whisper-1".to_owned();
        config.transcription.engine = TranscriptionEngine::Server { url, model, key: None };
    });
    let reply = send(&served, &file(&said(PINYIN)), &[]);
    assert_eq!((reply.status, problem(&reply).code.as_str()), (502, "speech_server_failed"));
}
