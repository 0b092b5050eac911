//! A format: the extensions that name it, and how a content shows that it is one.

use anyhow::Context;
use serde::Deserialize;

use crate::attachment::inside::Inside;

/// How many of the first bytes are looked at.
pub const HEAD_BYTES: usize = 4096;
/// A shorter signature is too weak to say of a text that it is none.
const STRONG_BYTES: usize = 4;

/// What a format shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// An image.
    Image,
    /// A document, a table, an archive.
    File,
    /// A video.
    Video,
    /// A recording.
    Audio,
}

impl MediaKind {
    /// Its name on the wire and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::File => "file",
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }
}

/// A format as it is written down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    kind: MediaKind,
    extensions: Vec<String>,
    media_type: String,
    #[serde(default)]
    signatures: Vec<String>,
    holds: Option<String>,
    inside: Option<Inside>,
}

/// Bytes that have to stand at a place.
type Part = (usize, Vec<u8>);

/// A format.
#[derive(Debug, Clone)]
pub struct Format {
    /// What it shows.
    pub kind: MediaKind,
    /// What names it, in small letters.
    pub extensions: Vec<String>,
    /// Its media type.
    pub media_type: String,
    /// What of its content has to be looked into as a whole.
    pub inside: Option<Inside>,
    signatures: Vec<Vec<Part>>,
    holds: Option<String>,
}

impl Format {
    /// Reads a format.
    ///
    /// # Errors
    /// When a signature is not written as it should be.
    pub fn of(written: Written) -> anyhow::Result<Self> {
        let signature = |text: &String| -> anyhow::Result<Vec<Part>> {
            text.split_whitespace()
                .map(|part| self::part(part).with_context(|| format!("`{part}` is no signature")))
                .collect()
        };
        let signatures: anyhow::Result<_> = written.signatures.iter().map(signature).collect();
        Ok(Self {
            kind: written.kind,
            extensions: written.extensions,
            media_type: written.media_type,
            inside: written.inside,
            signatures: signatures?,
            holds: written.holds,
        })
    }

    /// Whether its first bytes tell it from others; what is not signed is text.
    pub fn is_signed(&self) -> bool {
        !self.signatures.is_empty()
    }

    /// Whether its signatures are long enough for a text not to have them by chance.
    pub fn is_strong(&self) -> bool {
        let bytes = |parts: &Vec<Part>| parts.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
        self.signatures.iter().all(|parts| bytes(parts) >= STRONG_BYTES)
    }

    /// Whether a content that begins so has one of its signatures.
    pub fn signs(&self, head: &[u8]) -> bool {
        let stands = |(at, bytes): &Part| head.get(*at..).is_some_and(|on| on.starts_with(bytes));
        self.signatures.iter().any(|parts| parts.iter().all(stands))
    }

    /// Whether a content that begins so can be a text of this format.
    pub fn is_text(&self, head: &[u8]) -> bool {
        let holds = |wanted: &String| {
            let mut places = head.windows(wanted.len());
            places.any(|bytes| bytes.eq_ignore_ascii_case(wanted.as_bytes()))
        };
        !has_zero(head) && self.holds.as_ref().is_none_or(holds)
    }
}

/// Whether a text has a byte that texts have not; those in UTF-16 begin with a mark and may.
fn has_zero(head: &[u8]) -> bool {
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    !wide && head.contains(&0)
}

/// Reads `place:hex` or `place:=TEXT`.
fn part(text: &str) -> Option<Part> {
    let (at, bytes) = text.split_once(':')?;
    let at = at.parse().ok()?;
    if let Some(plain) = bytes.strip_prefix('=') {
        return Some((at, plain.as_bytes().to_vec()));
    }
    let digits: Option<Vec<u32>> = bytes.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| !digits.is_empty() && digits.len().is_multiple_of(2))?;
    Some((at, digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()))
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn parts_are_read_or_refused() {
        assert_eq!(part("8:=WEBP"), Some((8, b"WEBP".to_vec())));
        assert_eq!(part("0:ff0a"), Some((0, vec![0xff, 0x0a])));
        for wrong in ["ff0a", "x:ff", "0:", "0:f", "0:xy"] {
            assert_eq!(part(wrong), None, "{wrong}");
        }
    }
}
