//! Bytes into text: UTF-8, UTF-16 with its mark, else the GB18030 that Excel writes in China. The one
//! home of `encoding_rs`.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030};

use crate::problem::Problem;

/// The text of a file; another encoding than Unicode is told as a warning, as it is only likely.
///
/// # Errors
/// When it is text in none of these encodings.
pub(super) fn text(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<Problem>), Problem> {
    let unreadable = || Problem::error(1, "", "unknown_encoding", &[]);
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let read = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
        return Ok((read.ok_or_else(unreadable)?, None));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((Cow::Borrowed(text), None));
    }
    let read = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    let warning = Problem::warning(1, "", "other_encoding", &[GB18030.name()]);
    Ok((read.ok_or_else(unreadable)?, Some(warning)))
}
