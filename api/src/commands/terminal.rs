//! What a command says: results on standard output, words for a person on standard error.

use std::io::Write as _;

/// Writes a line for a person to standard error, where logs go too.
pub fn tell(words: &str) {
    // Nowhere is left to say that standard error is closed.
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// Writes to standard output.
///
/// # Errors
/// When it is closed.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
