//! Files of whisper.cpp, looked through before that program reads them: it trusts what they say of
//! themselves.

use crate::error::Error;
use crate::fault::Fault;

/// The first four bytes, as a number.
pub(super) const MAGIC: u32 = 0x6767_6d6c;
/// Tokens, places, widths and layers beyond these are no model's that is known.
const SIZES_MAX: [u32; 11] = [100_000, 3_000, 2_048, 64, 64, 2_048, 2_048, 64, 64, 256, 3_000];
/// Tokens of Whisper's vocabularies: of English alone, of 99 languages, of 100.
const TOKENS: std::ops::RangeInclusive<u32> = 51_864..=51_866;
/// Places of the encoder that two seconds need.
const PLACES_MIN: u32 = 100;
/// Types that all numbers of a file may have, and the version of its layout, in one number.
const KINDS: [u32; 12] = [0, 1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14];
const KINDS_A_VERSION: u32 = 1_000;
/// Places of the decoder that the tokens before a transcript and some of it need.
const TEXT_PLACES_MIN: u32 = 32;
/// Frequencies of a window of 25 ms at 16 kHz.
const BINS: u32 = 201;
/// Bytes of a token at most.
const TOKEN_MAX: u32 = 1_024;
/// Dimensions of a tensor at most.
const DIMS_MAX: u32 = 4;
/// What Silero's file says of itself behind its name and version: samples of a window and of what stands
/// before it; four convolutions with channels in, channels out and width; the sizes of the rest. whisper.cpp
/// computes with these numbers and no others.
const SILERO: [u32; 19] =
    [512, 64, 4, 129, 128, 3, 128, 64, 3, 64, 64, 3, 64, 128, 3, 128, 128, 128, 1];
/// Numbers of its version.
const SILERO_VERSION: u32 = 3;

/// Numbers of a block and its bytes, by ggml's number of the type.
fn block(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        0 => (1, 4),
        1 => (1, 2),
        2 => (32, 18),
        3 => (32, 20),
        6 => (32, 22),
        7 => (32, 24),
        8 => (32, 34),
        10 => (256, 84),
        11 => (256, 110),
        12 => (256, 144),
        13 => (256, 176),
        14 => (256, 210),
        _ => return None,
    })
}

/// Looks a file through from its first byte to its last.
///
/// # Errors
/// When it is no model, or ends before its tensors do.
pub(super) fn check(file: &str, bytes: &[u8]) -> Result<(), Error> {
    read(bytes).map_err(|fault| Error::weights(file, fault))
}

fn read(bytes: &[u8]) -> Result<(), Fault> {
    let mut rest = Rest::begin(bytes)?;
    let mut sizes = [0; SIZES_MAX.len()];
    for (size, most) in sizes.iter_mut().zip(SIZES_MAX) {
        *size = rest.number()?;
        if *size > most {
            return Err(not_whisper("the header holds a size that no model has"));
        }
    }
    let (bands, bins) = (rest.number()?, rest.number()?);
    if !fit(sizes, (bands, bins)) {
        return Err(not_whisper("the sizes in the header do not fit each other"));
    }
    rest.skip(u64::from(bands) * u64::from(bins) * 4)?;
    let tokens = rest.number()?;
    if tokens > sizes[0] {
        return Err(not_whisper("it has more tokens than its header says"));
    }
    let mut has_blank = false;
    for _ in 0..tokens {
        let length = rest.number()?;
        if length > TOKEN_MAX {
            return Err(not_whisper("a token is longer than any"));
        }
        has_blank |= length == 1 && rest.0.first() == Some(&b' ');
        rest.skip(u64::from(length))?;
    }
    if !has_blank {
        return Err(not_whisper("it has no token for a space"));
    }
    rest.tensors()
}

/// Whether whisper.cpp can compute with these sizes: it counts on the special tokens of Whisper's
/// vocabularies, parts states among heads, and hands what was heard on as it is.
fn fit(sizes: [u32; SIZES_MAX.len()], (bands, bins): (u32, u32)) -> bool {
    let [tokens, places, width, heads, layers, text_places, text_width, text_heads, ..] = sizes;
    let (text_layers, header_bands) = (sizes[8], sizes[9]);
    let is_parted = |width: u32, heads: u32| heads > 0 && width > 0 && width.is_multiple_of(heads);
    TOKENS.contains(&tokens)
        && places >= PLACES_MIN
        && text_places >= TEXT_PLACES_MIN
        && layers > 0
        && text_layers > 0
        && width == text_width
        && is_parted(width, heads)
        && is_parted(text_width, text_heads)
        && bands == header_bands
        && bands > 0
        && bins == BINS
        && KINDS.contains(&(sizes[10] % KINDS_A_VERSION))
}

/// Looks a file of Silero's through.
///
/// # Errors
/// When it is none, or ends before its tensors do.
pub(super) fn check_silero(file: &str, bytes: &[u8]) -> Result<(), Error> {
    read_silero(bytes).map_err(|fault| Error::weights(file, fault))
}

fn read_silero(bytes: &[u8]) -> Result<(), Fault> {
    let mut rest = Rest::begin(bytes)?;
    let name = rest.number()?;
    if name > TOKEN_MAX {
        return Err(not_whisper("its name is longer than any"));
    }
    rest.skip(u64::from(name))?;
    for _ in 0..SILERO_VERSION {
        rest.number()?;
    }
    for size in SILERO {
        if rest.number()? != size {
            return Err(not_whisper("its sizes are not those of Silero"));
        }
    }
    rest.tensors()
}

/// The error of a file that whisper.cpp does not take.
pub(super) fn refused(file: &str, reason: &str) -> Error {
    Error::weights(file, not_whisper(reason))
}

fn not_whisper(reason: &str) -> Fault {
    Fault::NotWhisper { reason: reason.to_owned() }
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// A file behind its first number, which all of them have.
    fn begin(bytes: &'a [u8]) -> Result<Self, Fault> {
        let mut rest = Self(bytes);
        match rest.number()? {
            MAGIC => Ok(rest),
            _ => Err(not_whisper("the file begins otherwise")),
        }
    }

    fn skip(&mut self, length: u64) -> Result<(), Fault> {
        let length = usize::try_from(length).map_err(|_| Fault::Truncated)?;
        self.0 = self.0.get(length..).ok_or(Fault::Truncated)?;
        Ok(())
    }

    fn number(&mut self) -> Result<u32, Fault> {
        let (number, rest) = self.0.split_first_chunk::<4>().ok_or(Fault::Truncated)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*number))
    }

    /// All tensors to the end.
    fn tensors(&mut self) -> Result<(), Fault> {
        let mut tensors = 0;
        while !self.0.is_empty() {
            self.tensor()?;
            tensors += 1;
        }
        // whisper.cpp takes a file without tensors for a test and answers nothing.
        if tensors == 0 { Err(Fault::Truncated) } else { Ok(()) }
    }

    fn tensor(&mut self) -> Result<(), Fault> {
        let (dims, name, kind) = (self.number()?, self.number()?, self.number()?);
        if dims > DIMS_MAX || !(1..=TOKEN_MAX).contains(&name) {
            return Err(not_whisper("a tensor is described by what none is"));
        }
        let mut numbers = 1_u64;
        for _ in 0..dims {
            numbers = numbers.saturating_mul(u64::from(self.number()?));
        }
        let (count, bytes) =
            block(kind).ok_or_else(|| not_whisper("a tensor has an unknown type"))?;
        self.skip(u64::from(name))?;
        self.skip((numbers / count).saturating_mul(bytes))
    }
}
