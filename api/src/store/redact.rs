//! The one place where text on its way to a table or a log loses what is personal.

use std::borrow::Cow;
use std::sync::LazyLock;

use wenshui_knowledge::text::mask::Masker;

static MASKER: LazyLock<Masker> =
    LazyLock::new(|| Masker::bundled().expect("the bundled masks are read by a test"));

/// The text with phone, identity, taxpayer and card numbers and mail addresses masked.
pub fn redact(text: &str) -> Cow<'_, str> {
    MASKER.mask(text)
}
