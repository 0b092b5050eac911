//! espeak-ng, a voice in a process of its own.
//!
//! It is fed pinyin with tones and not characters: its own reading of Chinese falls back to English
//! letters for common words of taxes. As a separate program its licence (GPL) stays its own.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::error::Error;
use crate::sound::Sound;

/// The language that reads pinyin.
const LANGUAGE: &str = "cmn-latn-pinyin";
/// Bytes before the samples: the header that the program writes is always this long.
const HEADER_BYTES: usize = 44;
/// Where in it the rate stands.
const RATE_AT: std::ops::Range<usize> = 24..28;

/// How espeak-ng is to speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Espeak {
    /// The program.
    pub program: PathBuf,
    /// The name of a variant of the voice, such as `f2`; empty for the plain voice.
    pub variant: String,
    /// Words a minute, 80 to 450; a syllable counts as a word.
    pub speed: u32,
    /// The pitch, 0 to 99.
    pub pitch: u32,
}

impl Default for Espeak {
    fn default() -> Self {
        Self { program: PathBuf::from("espeak-ng"), variant: String::new(), speed: 160, pitch: 50 }
    }
}

impl Espeak {
    /// Speaks syllables of pinyin with a number for the tone, parted by spaces.
    ///
    /// # Errors
    /// When the program cannot be run or refuses.
    pub fn speak(&self, pinyin: &str) -> Result<Sound, Error> {
        let failed = |source: std::io::Error| Error::Io {
            action: "run",
            what: self.program.display().to_string(),
            source,
        };
        let voice = match self.variant.as_str() {
            "" => LANGUAGE.to_owned(),
            variant => format!("{LANGUAGE}+{variant}"),
        };
        let (speed, pitch) = (self.speed.to_string(), self.pitch.to_string());
        let mut child = Command::new(&self.program)
            .args(["-v", &voice, "-s", &speed, "-p", &pitch, "--stdin", "--stdout"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        // The program reads all of its input before it speaks, so neither side waits for the other.
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(pinyin.as_bytes()).map_err(failed)?;
        }
        let output = child.wait_with_output().map_err(failed)?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(Error::Voice { reason: words.trim().to_owned() });
        }
        Ok(samples(&output.stdout))
    }
}

fn samples(wav: &[u8]) -> Sound {
    let rate = wav.get(RATE_AT).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes);
    let data = wav.get(HEADER_BYTES..).unwrap_or_default();
    let sample = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
    Sound { rate, samples: data.chunks_exact(2).map(sample).collect() }
}
