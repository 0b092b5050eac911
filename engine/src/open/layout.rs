//! What the reader and the writer of an index file agree on.

use std::path::Path;

use crate::error::Error;

/// The layout of the file; another one is rebuilt.
pub(crate) const FORMAT: &str = "wenshui-index-8";

/// The order of bytes in the arrays: that of the machine that wrote them.
pub(crate) const BYTE_ORDER: &str = if cfg!(target_endian = "little") { "little" } else { "big" };

/// The error about a file that cannot be used.
pub(crate) fn unusable(path: &Path, reason: &str) -> Error {
    Error::Index { path: path.display().to_string(), reason: reason.to_owned() }
}
