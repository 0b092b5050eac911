//! What the reader and the writer of an index file agree on.

use std::path::Path;

use crate::error::Error;

/// The layout of the file; another one is rebuilt.
pub(crate) const FORMAT: &str = "wenshui-index-9";

/// The order of bytes in the arrays: that of the machine that wrote them.
pub(crate) const BYTE_ORDER: &str = if cfg!(target_endian = "little") { "little" } else { "big" };

/// The error about a file that cannot be used.
pub(crate) fn unusable(path: &Path, reason: &str) -> Error {
    Error::Index { path: path.display().to_string(), reason: reason.to_owned() }
}

/// The checksum of a file: of the name and the bytes of every array, in whichever order they are read.
pub(crate) fn checksum(arrays: &mut [(&str, blake3::Hash)]) -> String {
    arrays.sort_unstable_by_key(|(name, _)| *name);
    let mut hasher = blake3::Hasher::new();
    for (name, hash) in arrays {
        hasher.update(name.as_bytes());
        hasher.update(hash.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
