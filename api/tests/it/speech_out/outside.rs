//! A server outside speaks: another Wenshui, and servers that fail.

use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;
use wenshui_api::config::speaking::SpeakingEngine;

use super::{TEXT, audio, events, input, post, sound, spoken};
use crate::support::contract::problem;
use crate::support::outside::webhook;
use crate::support::ports::free_address;
use crate::support::served::{self, Served};

fn asking(address: std::net::SocketAddr) -> impl FnOnce(&mut Config) {
    move |config| {
        config.speaking.engine = SpeakingEngine::Server {
            url: format!("http://{address}/v1/"),
            model: "cosy".to_owned(),
            key: Some(Secret::new("the key".to_owned())),
        };
    }
}

#[test]
fn a_server_outside_speaks_and_its_sound_is_handed_on() {
    let there = served::small();
    let here = Served::small(asking(there.address));
    let more = json!({"response_format": "wav", "voice": "onyx", "speed": 1.5});
    let (asked, direct) = (spoken(&here, &more), spoken(there, &more));
    assert_eq!(asked.media_type(), "audio/wav");
    assert!(asked.body == direct.body);
    assert_eq!(here.get("/v1/service").json()["speech"]["out"], true);
    assert_eq!(here.get("/v1/service").json()["speech"]["voices"], json!([]));
}

#[test]
fn sentences_of_a_server_outside_take_their_parts_of_the_sound() {
    let here = Served::small(asking(served::small().address));
    for format in ["wav", "opus", "pcm", "mp3"] {
        let reply = spoken(&here, &json!({"response_format": format, "stream_format": "sse"}));
        let events = events(&reply);
        let whole = spoken(&here, &json!({"response_format": format}));
        assert!(audio(&events) == whole.body, "{format}");
        let marks: Vec<&Value> = events
            .iter()
            .filter(|(name, _)| name == "speech.audio.marks")
            .map(|(_, marks)| &marks["sentence"])
            .collect();
        assert_eq!(marks.len(), 2);
        assert_eq!((&marks[0]["start_ms"], &marks[0]["to"]), (&json!(0), &json!(25)));
        assert_eq!(marks[0]["end_ms"], marks[1]["start_ms"]);
        let length_s = match format {
            "pcm" => whole.body.len() as f64 / 48_000.0,
            _ => sound(whole).seconds(),
        };
        let end = marks[1]["end_ms"].as_f64().unwrap() / 1000.0;
        assert!((end - length_s).abs() < 0.01, "{format}: {end} {length_s}");
        // 22 of 30 syllables.
        let share = marks[0]["end_ms"].as_f64().unwrap() / marks[1]["end_ms"].as_f64().unwrap();
        assert!((0.7..0.8).contains(&share), "{share}");
    }
}

#[test]
fn a_server_outside_gets_the_text_with_the_key_and_its_failures_are_told() {
    let there = webhook();
    let here = Served::small(asking(there.address));
    there.reply(&[500, 400, 302, 429, 503, 200]);
    let codes = [
        "voice_failed",
        "voice_failed",
        "voice_failed",
        "overloaded",
        "overloaded",
        "voice_failed",
    ];
    for code in codes {
        let reply = post(&here, &input(&json!({"response_format": "aac", "instructions": "calm"})));
        assert_eq!(problem(&reply).code, code);
    }
    let seen = there.seen();
    assert_eq!(seen.len(), codes.len());
    assert_eq!(seen[0].header("authorization"), "Bearer the key");
    let body: Value = serde_json::from_str(&seen[0].body).unwrap();
    let expected = json!({
        "model": "cosy", "input": TEXT, "voice": "alloy", "response_format": "aac", "speed": 1.0,
        "instructions": "calm",
    });
    assert_eq!(body, expected);
    let nobody = Served::small(asking(free_address()));
    assert_eq!(problem(&post(&nobody, &input(&json!({})))).code, "voice_failed");
}
