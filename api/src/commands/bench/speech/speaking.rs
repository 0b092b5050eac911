//! How soon an answer is heard.

use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use serde::Serialize;
use serde_json::json;
use wenshui_benches::client::{Asked, Client};
use wenshui_benches::latency::{Latencies, Quantiles};
use wenshui_models::sound::decode::decode;

/// Where texts are spoken.
pub const ROUTE: &str = "/v1/audio/speech";
/// The formats that browsers play; MP3 where its encoder is installed.
const FORMATS: [&str; 3] = ["wav", "opus", "mp3"];
/// What stands before the first sample of a WAV.
const WAV_HEAD: usize = 44;
/// Ogg's pages begin so; the first two hold no sound.
const OGG_PAGE: &[u8] = b"OggS";
const OGG_HEADS: usize = 2;
/// No answer is as long, in seconds.
pub const SECONDS_MAX: f64 = 600.0;

/// How soon answers are heard in a format.
#[derive(Debug, Serialize)]
pub struct Spoken {
    /// The format.
    pub format: &'static str,
    /// From the request to the first byte that holds sound.
    pub first: Quantiles,
    /// To the last one.
    pub whole: Quantiles,
    /// How long an answer is in the mean, in seconds.
    pub seconds: f64,
}

/// Has texts spoken that no server has spoken before, one after the other.
///
/// # Errors
/// When the server has no voice, or a reply is not what it must be.
pub async fn measure(address: SocketAddr, texts: &[String]) -> anyhow::Result<Vec<Spoken>> {
    let mut spoken = Vec::new();
    for format in FORMATS {
        let (mut first, mut whole) = (Latencies::default(), Latencies::default());
        let mut seconds = 0.0;
        for text in texts {
            let Some(heard) = heard(address, (text, format)).await? else {
                break;
            };
            first.add(heard.first_ns);
            whole.add(heard.whole_ns);
            seconds += heard.seconds / texts.len() as f64;
        }
        let (first, whole) = (first.quantiles(), whole.quantiles());
        if first.count > 0 {
            spoken.push(Spoken { format, first, whole, seconds });
        }
    }
    ensure!(!spoken.is_empty(), "the server has no voice; apt-get install espeak-ng");
    Ok(spoken)
}

struct Heard {
    first_ns: u64,
    whole_ns: u64,
    seconds: f64,
}

/// An answer that was spoken; nothing where the server has no such format.
async fn heard(address: SocketAddr, (text, format): (&str, &str)) -> anyhow::Result<Option<Heard>> {
    let mut client = Client::connect(address).await?;
    let body = Bytes::from(json!({"input": text, "response_format": format}).to_string());
    let began = Instant::now();
    let asked = Asked { method: Method::POST, target: ROUTE, token: "", body };
    let mut first = None;
    let came = |sound: &[u8]| {
        if first.is_none() && has_sound(sound, format) {
            first = Some(began.elapsed());
        }
    };
    let (status, sound) = client.follow(asked, came).await?;
    if status == StatusCode::NOT_IMPLEMENTED {
        return Ok(None);
    }
    ensure!(status == StatusCode::OK, "{ROUTE} replied with {status}");
    let whole_ns = u64::try_from(began.elapsed().as_nanos())?;
    let first_ns = u64::try_from(first.context("there was no sound")?.as_nanos())?;
    let seconds = decode(sound, SECONDS_MAX)?.seconds();
    Ok(Some(Heard { first_ns, whole_ns, seconds }))
}

/// Whether there is more than what stands before the sound.
fn has_sound(bytes: &[u8], format: &str) -> bool {
    match format {
        "wav" => bytes.len() > WAV_HEAD,
        "opus" => {
            bytes.windows(OGG_PAGE.len()).filter(|four| *four == OGG_PAGE).count() > OGG_HEADS
        }
        _ => !bytes.is_empty(),
    }
}
