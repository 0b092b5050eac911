//! Speech found by Silero's network, where its file is given.

use std::ops::Range;
use std::path::{Path, PathBuf};

use whisper_rs::{WhisperVadContext, WhisperVadContextParams, WhisperVadParams};

use crate::error::Error;
use crate::hub::disk;
use crate::recognizer::ggml;
use crate::sound::SPEECH_RATE;

/// Samples in a hundredth of a second, in which whisper.cpp tells where speech is.
const HUNDREDTH: f32 = SPEECH_RATE as f32 / 100.0;

/// A file of Silero's that was looked through.
#[derive(Debug, Clone)]
pub struct Silero {
    path: PathBuf,
}

impl Silero {
    /// Looks a file through, such as `ggml-silero-v5.1.2.bin`, and opens it once.
    ///
    /// Where a file named like it with `.blake3` behind stands beside it, it must have that checksum.
    ///
    /// # Errors
    /// When the file is missing, damaged or not Silero's.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let bytes = disk::read_checked(path)?;
        ggml::check_silero(&disk::name(path), &bytes)?;
        let silero = Self { path: path.to_owned() };
        drop(silero.finder(1)?);
        Ok(silero)
    }

    /// A worker's own state; `threads` compute in it.
    ///
    /// # Errors
    /// When whisper.cpp does not take the file.
    pub fn finder(&self, threads: usize) -> Result<Finder, Error> {
        whisper_rs::install_logging_hooks();
        let file = disk::name(&self.path);
        let path = self.path.to_str().filter(|path| !path.contains('\0'));
        let path = path.ok_or_else(|| ggml::refused(&file, "its path is no text"))?;
        let mut params = WhisperVadContextParams::new();
        params.set_n_threads(i32::try_from(threads).unwrap_or(1));
        let context = WhisperVadContext::new(path, params)
            .map_err(|error| ggml::refused(&file, &error.to_string()))?;
        Ok(Finder { file, context })
    }
}

/// One worker's state.
#[derive(Debug)]
pub struct Finder {
    file: String,
    context: WhisperVadContext,
}

impl Finder {
    /// Where somebody speaks in a sound at 16 kHz, in samples.
    ///
    /// # Errors
    /// When whisper.cpp fails.
    pub fn speech(&mut self, samples: &[f32]) -> Result<Vec<Range<usize>>, Error> {
        if samples.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.context.segments_from_samples(WhisperVadParams::new(), samples);
        let found = found.map_err(|error| Error::Recognizer {
            model: self.file.clone(),
            reason: error.to_string(),
        })?;
        let sample = |hundredths: f32| ((hundredths * HUNDREDTH) as usize).min(samples.len());
        let ranges = found.map(|found| sample(found.start)..sample(found.end));
        Ok(ranges.filter(|range| !range.is_empty()).collect())
    }
}
