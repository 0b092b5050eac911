//! Bytes into text; the one home of `encoding_rs` among documents.

use encoding_rs::{Encoding, GB18030, UTF_8};

/// How far into a page its declared encoding is looked for, in bytes (HTML, 13.2.3.2).
const DECLARED_WITHIN: usize = 1024;

/// Decodes a text: a byte order mark decides, then what the file declares, then whether it is UTF-8. What
/// is not is GB18030, which contains GBK and GB 2312, the other encodings of Chinese files.
pub(crate) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8.decode(bytes).0.into_owned();
    }
    let encoding = declared(bytes).filter(|encoding| *encoding != UTF_8).unwrap_or(GB18030);
    encoding.decode(bytes).0.into_owned()
}

/// Decodes the codes of a font that has one of the encodings of Chinese text, by its name in prints.
pub(crate) fn decode_codes(name: &str, codes: &[u8]) -> Option<String> {
    let encoding = Encoding::for_label(name.as_bytes())?;
    Some(encoding.decode_without_bom_handling(codes).0.into_owned())
}

/// The encoding that a page declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARED_WITHIN)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let label = head.split_once("charset=")?.1.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])
}
