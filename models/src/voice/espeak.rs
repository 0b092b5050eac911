//! espeak-ng, a voice in a process of its own.
//!
//! It is fed pinyin with tones and not characters: its own reading of Chinese falls back to English
//! letters for common words of taxes. As a separate program its licence (GPL) stays its own.

use std::path::PathBuf;

use crate::error::Error;
use crate::sound::Sound;
use crate::voice::program::{Program, Watch};

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
    /// How loud, 100 being usual; from there on its loudest samples are squeezed.
    pub amplitude: u32,
}

impl Default for Espeak {
    fn default() -> Self {
        Self {
            program: PathBuf::from("espeak-ng"),
            variant: String::new(),
            speed: 160,
            pitch: 50,
            amplitude: 100,
        }
    }
}

impl Espeak {
    /// Speaks syllables of pinyin with a number for the tone, parted by spaces.
    ///
    /// # Errors
    /// When the program cannot be run or refuses.
    pub fn speak(&self, pinyin: &str) -> Result<Sound, Error> {
        self.speak_while(pinyin, Watch::patient())
    }

    /// The same for as long as somebody wants it.
    ///
    /// # Errors
    /// When the program cannot be run, refuses or hangs, or nobody wants it.
    pub fn speak_while(&self, pinyin: &str, watch: Watch<'_>) -> Result<Sound, Error> {
        let voice = match self.variant.as_str() {
            "" => LANGUAGE.to_owned(),
            variant => format!("{LANGUAGE}+{variant}"),
        };
        let [speed, pitch, amplitude] =
            [self.speed, self.pitch, self.amplitude].map(|number| number.to_string());
        let steered = ["-v", &voice, "-s", &speed, "-p", &pitch, "-a", &amplitude];
        let args = [steered.as_slice(), &["--stdin", "--stdout"]].concat();
        let running = Program(self.program.clone()).start(&args)?;
        running.feed(pinyin.as_bytes().to_vec());
        Ok(samples(&running.rest(watch)?))
    }
}

fn samples(wav: &[u8]) -> Sound {
    let rate =
        wav.get(RATE_AT).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes);
    let data = wav.get(HEADER_BYTES..).unwrap_or_default();
    let sample = |pair: &[u8]| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
    Sound { rate, samples: data.chunks_exact(2).map(sample).collect() }
}
