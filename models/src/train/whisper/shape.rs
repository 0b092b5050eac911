//! Models with the sizes of Whisper's and random numbers: as fast as those, and as good as none.
//!
//! Speed can be measured on them where no weights are at hand.

use candle_core::Result;

use crate::train::whisper::ggml::{PLACES, write};
use crate::train::whisper::net::{EMBEDDING, Net, SPOKEN};
use crate::train::whisper::settings::WhisperSettings;
use crate::train::whisper::vocab::special;

/// The sizes of Whisper's models (Radford et al. 2022, table 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// 39 million numbers.
    Tiny,
    /// 74 million.
    Base,
    /// 244 million.
    Small,
}

/// How far apart the tokens are: random numbers are to be as sure of a token as trained ones.
const SURE: f64 = 12.0;

impl Shape {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tiny, Self::Base, Self::Small];

    /// The name that whisper.cpp gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Base => "base",
            Self::Small => "small",
        }
    }

    fn settings(self) -> WhisperSettings {
        let (width, heads, layers) = match self {
            Self::Tiny => (384, 6, 4),
            Self::Base => (512, 8, 6),
            Self::Small => (768, 12, 12),
        };
        WhisperSettings {
            width,
            heads,
            layers,
            audio_ctx: 1500,
            text_ctx: 448,
            ..WhisperSettings::default()
        }
    }

    /// The file of such a model, in whisper.cpp's layout; its tokens are a space and `t1` to `t50256`.
    ///
    /// # Errors
    /// When the numeric library fails.
    pub fn random(self) -> Result<Vec<u8>> {
        let settings = self.settings();
        let net = Net::new(&settings, (special::ALL as usize, 1))?;
        let mut tensors = vec![(PLACES.to_owned(), net.sinusoids().clone())];
        for (name, var) in &net.vars {
            match name.as_str() {
                SPOKEN => {}
                EMBEDDING => tensors.push((name.clone(), (var.as_tensor() * SURE)?)),
                _ => tensors.push((name.clone(), var.as_tensor().clone())),
            }
        }
        // whisper.cpp counts on a token for the space.
        let words = (1..special::END).map(|number| format!(" t{number}").into_bytes());
        let tokens: Vec<Vec<u8>> = std::iter::once(b" ".to_vec()).chain(words).collect();
        write(&settings, (&tokens, &tensors))
    }
}
