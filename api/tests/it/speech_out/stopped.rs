//! Who leaves is not spoken to any more, and what hangs is given up.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use wenshui_api::config::speaking::SpeakingEngine;

use super::{ROUTE, input, post};
use crate::support::contract::problem;
use crate::support::http::Request;
use crate::support::served::Served;

const PATIENCE: Duration = Duration::from_secs(60);

/// A voice that notes the number of its process, says so many phrases, and then hangs.
fn tiring(folder: &TempDir, phrases: usize) -> (PathBuf, PathBuf) {
    let (script, log) = (folder.path().join("voice"), folder.path().join("log"));
    let text = format!(
        "#!/bin/sh\necho $$ >> {log}\n\
         if [ $(wc -l < {log}) -le {phrases} ]; then exec espeak-ng \"$@\"; fi\n\
         exec sleep 600\n",
        log = log.display()
    );
    // A file that this process had open for writing cannot be run while another thread starts a program.
    let write = "printf %s \"$TEXT\" > \"$FILE\" && chmod +x \"$FILE\"";
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", write]).env("TEXT", text).env("FILE", &script);
    assert!(shell.status().unwrap().success());
    (script, log)
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "it never came to this: {what}");
        std::thread::yield_now();
    }
}

fn numbers(log: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn who_leaves_is_not_spoken_to_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let (program, log) = tiring(&folder, 1);
    let served = Served::small(|config| {
        config.speaking.engine = SpeakingEngine::Program(program);
        config.speaking.timeout_s = 600;
    });
    let body = input(&json!({"response_format": "wav"})).to_string();
    let request = Request::post(ROUTE, body.as_bytes());
    let mut stream = TcpStream::connect(served.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(&[request.head().as_bytes(), request.body].concat()).unwrap();
    // The first phrase is heard while the second hangs.
    let (mut heard, mut part) = (Vec::new(), [0; 4096]);
    while !heard.windows(4).any(|bytes| bytes == b"RIFF") {
        let count = stream.read(&mut part).unwrap();
        assert_ne!(count, 0, "{}", String::from_utf8_lossy(&heard));
        heard.extend_from_slice(&part[..count]);
    }
    until("the second phrase", || numbers(&log).len() == 2);
    let places = &served.state.speaking.pool.places;
    assert_eq!(places.available_permits(), 1);
    drop(stream);
    until("the place is free", || places.available_permits() == 2);
    assert_eq!(numbers(&log).len(), 2, "no third phrase was begun");
    let second = Path::new("/proc").join(&numbers(&log)[1]);
    assert!(!second.exists(), "the voice was killed");
}

#[test]
fn a_voice_that_hangs_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let (program, log) = tiring(&folder, 0);
    let served = Served::small(|config| {
        config.speaking.engine = SpeakingEngine::Program(program);
        config.speaking.timeout_s = 1;
    });
    let reply = post(&served, &input(&json!({})));
    assert_eq!((reply.status, problem(&reply).code.as_str()), (502, "voice_failed"));
    assert!(!Path::new("/proc").join(&numbers(&log)[0]).exists(), "the voice was killed");
}

#[test]
fn what_breaks_off_is_told_by_an_event() {
    let folder = tempfile::tempdir().unwrap();
    let (program, _) = tiring(&folder, 2);
    let served = Served::small(|config| {
        config.speaking.engine = SpeakingEngine::Program(program);
        config.speaking.timeout_s = 1;
    });
    let reply = post(&served, &input(&json!({"stream_format": "sse", "response_format": "pcm"})));
    let events = super::events(&reply);
    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    let pair = ["speech.audio.marks", "speech.audio.delta"];
    assert_eq!(names, [&pair[..], &pair, &["error"]].concat());
    assert_eq!(events[4].1["code"], "voice_failed");
}
