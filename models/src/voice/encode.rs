//! Sound in the bytes of a format, as it comes: what was written is never changed afterwards.

pub mod lame;
pub mod opus;

use std::path::Path;

use crate::error::Error;
use crate::sound::wav;
use crate::voice::encode::lame::Lame;
use crate::voice::encode::opus::OggOpus;
use crate::voice::program::Watch;
use crate::voice::speaker::RATE;

/// A format of sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// WAV, 16 bit.
    Wav,
    /// The samples alone: 16 bit, signed, the lower byte first.
    Pcm,
    /// Opus in Ogg.
    Opus,
    /// MP3, by the program `lame`.
    Mp3,
}

impl Format {
    /// Every format; the first that there is serves who names none.
    pub const ALL: [Self; 4] = [Self::Mp3, Self::Wav, Self::Opus, Self::Pcm];

    /// Its name in requests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Pcm => "pcm",
            Self::Opus => "opus",
            Self::Mp3 => "mp3",
        }
    }

    /// The format of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Wav => "audio/wav",
            Self::Pcm => "audio/pcm",
            Self::Opus => "audio/ogg",
            Self::Mp3 => "audio/mpeg",
        }
    }
}

/// Writes sound in one of the formats, one channel at the rate of all that is said.
pub enum Encoder {
    /// The samples, behind a header that is still to be written.
    Samples(Vec<u8>),
    /// Opus in Ogg.
    Opus(Box<OggOpus>),
    /// MP3.
    Mp3(Lame),
}

impl Encoder {
    /// An encoder; `lame` is the program for MP3.
    ///
    /// # Errors
    /// When the encoder cannot be started.
    pub fn new(format: Format, lame: &Path) -> Result<Self, Error> {
        Ok(match format {
            Format::Wav => Self::Samples(wav::header(RATE).to_vec()),
            Format::Pcm => Self::Samples(Vec::new()),
            Format::Opus => Self::Opus(Box::new(OggOpus::new()?)),
            Format::Mp3 => Self::Mp3(Lame::start(lame)?),
        })
    }

    /// The bytes that have become ready with further samples.
    ///
    /// # Errors
    /// When the encoder fails, or nobody wants it.
    pub fn write(&mut self, samples: &[f32], watch: Watch<'_>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Samples(header) => {
                let mut bytes = std::mem::take(header);
                bytes.extend(wav::bytes(samples));
                Ok(bytes)
            }
            Self::Opus(opus) => opus.write(samples),
            Self::Mp3(lame) => lame.write(samples, watch),
        }
    }

    /// The last bytes.
    ///
    /// # Errors
    /// When the encoder fails, or nobody wants it.
    pub fn finish(self, watch: Watch<'_>) -> Result<Vec<u8>, Error> {
        match self {
            Self::Samples(header) => Ok(header),
            Self::Opus(opus) => opus.finish(),
            Self::Mp3(lame) => lame.finish(watch),
        }
    }
}
