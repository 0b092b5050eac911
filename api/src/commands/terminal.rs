//! What a command says: results on standard output, words for a person on standard error.

use std::borrow::Cow;
use std::io::{IsTerminal as _, Write as _};

/// What takes away a line that was told.
const TAKEN_BACK: &str = "\u{1b}[1A\u{1b}[2K";

/// Writes a line for a person to standard error, where logs go too.
pub fn tell(words: &str) {
    // Nowhere is left to say that standard error is closed.
    let _ = writeln!(std::io::stderr(), "{}", harmless(words));
}

/// Takes the last line away again, on a terminal.
pub fn take_back() {
    // As in `tell`.
    let _ = write!(std::io::stderr(), "{TAKEN_BACK}");
}

/// Writes to standard output. On a terminal nothing of it is a command to the terminal.
///
/// # Errors
/// When it is closed.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let text = if out.is_terminal() { harmless(text) } else { Cow::Borrowed(text) };
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// A text in which nothing moves the cursor, colours, renames windows or turns the reading direction: what
/// people wrote and what files hold is shown and not obeyed (ECMA-48; Unicode UAX 9).
fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(is_command) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(is_command, "\u{fffd}"))
}

fn is_command(of: char) -> bool {
    let breaks_line = matches!(of, '\n' | '\t');
    let turns = matches!(of, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (of.is_control() && !breaks_line) || turns
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_people_wrote_gives_no_commands_to_a_terminal() {
        let planted = "a\u{1b}]0;title\u{7}\u{1b}[2Jb\rc\u{9b}31md\u{202e}e\n\tf";
        let shown = harmless(planted);
        assert_eq!(
            shown,
            "a\u{fffd}]0;title\u{fffd}\u{fffd}[2Jb\u{fffd}c\u{fffd}31md\u{fffd}e\n\tf"
        );
        assert_eq!(harmless("税 — “一”\n"), "税 — “一”\n");
    }
}
