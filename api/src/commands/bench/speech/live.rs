//! How soon the first words come while somebody still speaks.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use tungstenite::{Error, Message, WebSocket};
use wenshui_benches::latency::{Latencies, Quantiles};
use wenshui_models::sound::{SPEECH_RATE, Sound, wav};

/// What is sent at a time, 0.1 s: as a page sends it.
const FRAME: usize = SPEECH_RATE as usize / 10;
const FRAME_TIME: Duration = Duration::from_millis(100);
/// Frames in which nothing is said before.
const SILENT: usize = 5;
/// Frames of speech after which nobody waits for words any more.
const SPOKEN_MAX: usize = 200;
/// How far apart streams begin in the sound, in samples.
const APART: usize = 3 * SPEECH_RATE as usize;

/// Speaks into streams, one after the other, at the pace of speech.
///
/// # Errors
/// When a stream breaks or hears nothing.
pub async fn measure(
    address: SocketAddr,
    (sound, rounds): (&Sound, usize),
) -> anyhow::Result<Quantiles> {
    let mut latencies = Latencies::default();
    for round in 0..=rounds {
        let speech = sound.samples.iter().copied().cycle().skip(round * APART);
        // Streams begin with the first sound of a syllable.
        let speech: Vec<f32> =
            speech.skip_while(|sample| sample.abs() < 0.02).take(SPOKEN_MAX * FRAME).collect();
        let took = tokio::task::spawn_blocking(move || first_words(address, &speech)).await??;
        // The first stream builds what listens for terms; the server does so once.
        if round > 0 {
            latencies.add(u64::try_from(took.as_nanos())?);
        }
    }
    Ok(latencies.quantiles())
}

fn first_words(address: SocketAddr, speech: &[f32]) -> anyhow::Result<Duration> {
    let stream = TcpStream::connect(address).context("cannot connect")?;
    stream.set_nodelay(true)?;
    let url = format!("ws://{address}/v1/audio/stream");
    let (mut socket, _) = tungstenite::client(url, stream).context("the stream is refused")?;
    let began = Instant::now();
    let spoken = SILENT as u32 * FRAME_TIME;
    let silence = vec![0.0; SILENT * FRAME];
    let frames = silence.chunks(FRAME).chain(speech.chunks(FRAME));
    for (at, frame) in frames.enumerate() {
        // A frame can be sent when its last sample was said.
        let due = (at as u32 + 1) * FRAME_TIME;
        if has_words(&mut socket, (began, due))? {
            return Ok(began.elapsed().saturating_sub(spoken));
        }
        let bytes: Vec<u8> = wav::bytes(frame).collect();
        socket.send(Message::Binary(bytes.into())).context("the stream broke")?;
    }
    let spoken_s = (SPOKEN_MAX as u32 * FRAME_TIME).as_secs();
    bail!("nothing was heard in {spoken_s} s of speech")
}

/// Listens until it is time to speak on, or words come.
fn has_words(
    socket: &mut WebSocket<TcpStream>,
    (began, due): (Instant, Duration),
) -> anyhow::Result<bool> {
    loop {
        let left = due.saturating_sub(began.elapsed());
        if left.is_zero() {
            return Ok(false);
        }
        socket.get_ref().set_read_timeout(Some(left))?;
        match socket.read() {
            Ok(Message::Text(text)) => {
                let told: Value = serde_json::from_str(&text)?;
                ensure!(told["type"] != "problem", "the server told of a problem: {text}");
                if told["text"].as_str().is_some_and(|text| !text.is_empty()) {
                    return Ok(true);
                }
            }
            Ok(_) => {}
            Err(Error::Io(error))
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => return Err(error).context("the stream broke"),
        }
    }
}
