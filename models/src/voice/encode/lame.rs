//! MP3 by `lame`, in a process of its own: its licence (LGPL) stays its own, and who does not need MP3
//! does not need it.

use std::path::Path;

use crate::error::Error;
use crate::sound::wav;
use crate::voice::program::{Program, Running, Watch};

/// Samples come raw, 16 bits at 24 kHz in one channel; 64 kbit/s without a table at the beginning, which
/// could only be written at the end.
const ARGS: [&str; 14] = [
    "-r",
    "-s",
    "24",
    "--bitwidth",
    "16",
    "-m",
    "m",
    "-b",
    "64",
    "-t",
    "--quiet",
    "--flush",
    "-",
    "-",
];
/// It holds back this many samples; with fewer there may be nothing to wait for.
const HELD_SAMPLES: usize = 4 * 1152;

/// lame at work.
pub struct Lame(Running);

impl Lame {
    /// Starts the program.
    ///
    /// # Errors
    /// When it is not there.
    pub fn start(program: &Path) -> Result<Self, Error> {
        Program(program.to_owned()).start(&ARGS).map(Self)
    }

    /// Takes samples, and gives what is ready; after many samples something is, which is waited for.
    ///
    /// # Errors
    /// When it hangs, or nobody wants it.
    pub fn write(&mut self, samples: &[f32], watch: Watch<'_>) -> Result<Vec<u8>, Error> {
        self.0.feed(wav::bytes(samples).collect());
        let mut bytes = self.0.so_far();
        if bytes.is_empty() && samples.len() > HELD_SAMPLES {
            bytes = self.0.next(watch)?.unwrap_or_default();
            bytes.extend(self.0.so_far());
        }
        Ok(bytes)
    }

    /// The last bytes.
    ///
    /// # Errors
    /// When it fails, hangs, or nobody wants it.
    pub fn finish(self, watch: Watch<'_>) -> Result<Vec<u8>, Error> {
        self.0.rest(watch)
    }
}
