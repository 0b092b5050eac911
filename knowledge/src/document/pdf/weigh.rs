//! What a print unfolds to, weighed before it is read; the one home of `flate2` among documents.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::document::limit::{UNFOLDED_BYTES_MAX, too_much};
use crate::problem::Problem;

/// What stands before the bytes of a stream.
const STREAM: &[u8] = b"stream";
/// How many bytes before it its dictionary is looked at.
const DICTIONARY_BYTES: usize = 1024;
/// The names of filters that unfold, in their long and short forms.
const UNFOLDING: [&[u8]; 3] = [b"FlateDecode", b"LZWDecode", b"RunLengthDecode"];
/// The most bytes of a stream that is folded in the old way (LZW); it unfolds up to a thousandfold.
const OLD_BYTES_MAX: usize = 256 * 1024;

/// Unfolds every stream into nothing and counts. Streams that are folded twice are refused: no program
/// that prints texts makes them.
///
/// # Errors
/// When there is more than may be.
pub(crate) fn weigh(bytes: &[u8]) -> Result<(), Problem> {
    let refused = || too_much("bytes", UNFOLDED_BYTES_MAX);
    let mut left = UNFOLDED_BYTES_MAX as u64;
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], STREAM) {
        let start = from + at + STREAM.len();
        let before = &bytes[(from + at).saturating_sub(DICTIONARY_BYTES)..from + at];
        from = start;
        if before.ends_with(b"end") {
            continue;
        }
        let dictionary = before.rsplitn(2, |byte| *byte == b'j').next().unwrap_or(before);
        let folds: usize = UNFOLDING.iter().map(|name| count(dictionary, name)).sum();
        let body = &bytes[start..];
        let body = body.strip_prefix(b"\r").unwrap_or(body);
        let body = body.strip_prefix(b"\n").unwrap_or(body);
        let old = count(dictionary, UNFOLDING[1]) > 0;
        if folds > 1 || old && find(body, b"endstream").is_none_or(|end| end > OLD_BYTES_MAX) {
            return Err(refused());
        }
        // One byte more than may be, so that more is seen. What is no such stream ends at once.
        let mut unfolded = ZlibDecoder::new(body).take(left + 1);
        let mut buffer = [0; 16 * 1024];
        while let Ok(read @ 1..) = unfolded.read(&mut buffer) {
            left = left.checked_sub(read as u64).ok_or_else(refused)?;
        }
    }
    Ok(())
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

fn count(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).filter(|window| *window == needle).count()
}
