//! The statuses of recordings and of live speech.

use std::collections::BTreeSet;

use wenshui_api::config::transcription::TranscriptionEngine;
use wenshui_models::sound::{SPEECH_RATE, Sound};

use super::given::{give, outside_until_limited};
use crate::speech_in::{PINYIN, ROUTE, file, said, send};
use crate::support::http::Request;
use crate::support::ports::free_address;
use crate::support::served::{self, Served};
use crate::support::stream::Socket;

const STREAM: &str = "/v1/audio/stream";

pub(super) fn statuses(served: &Served, given: &mut BTreeSet<String>) {
    let question = file(&said(PINYIN));
    let long = file(&Sound { rate: SPEECH_RATE, samples: vec![0.0; 960_001] });
    let failing = Served::small(|config| {
        config.transcription.engine = TranscriptionEngine::Server {
            url: format!("http://{}/v1", free_address()),
            model: "whisper-1".to_owned(),
            key: None,
        };
    });
    let mut note = |server: &Served, (bytes, fields): (&[u8], &[(&str, &str)])| {
        let status = send(server, bytes, fields).status;
        given.insert(format!("post {ROUTE} {status}"));
    };
    note(served, (&question, &[]));
    note(served, (&question, &[("colour", "red")]));
    note(served, (&question, &[("language", "de")]));
    note(served, (&long, &[]));
    note(served, (b"no sound", &[]));
    note(served::small(), (&question, &[]));
    note(&failing, (&question, &[]));
    let places = served.state.config.transcription.uploads_max as u32;
    let all = served.state.transcription.uploads.try_acquire_many(places).unwrap();
    note(served, (&question, &[]));
    drop(all);
    outside_until_limited(served, given, (ROUTE, &|| Request::post(ROUTE, b"{}")));
    for query in ["", "?colour=red", "?language=de"] {
        give(served, given, (STREAM, Request::get(&format!("{STREAM}{query}"))));
    }
    outside_until_limited(served, given, (STREAM, &|| Request::get(STREAM)));
    let opened = |server: &Served| Socket::open(server.address, STREAM, &[]).err().unwrap_or(101);
    given.insert(format!("get {STREAM} {}", opened(served)));
    given.insert(format!("get {STREAM} {}", opened(served::small())));
    let places = served.state.config.streams_max as u32;
    // The stream that was just left gives its place back when the server has seen that.
    let all = loop {
        match served.state.stream_places.clone().try_acquire_many_owned(places) {
            Ok(all) => break all,
            Err(_) => std::thread::yield_now(),
        }
    };
    given.insert(format!("get {STREAM} {}", opened(served)));
    drop(all);
}
