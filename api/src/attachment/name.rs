//! Names of files as people's machines send them, made harmless for showing and for saving.

/// How long a name may be, in characters.
pub const NAME_CHARS_MAX: usize = 200;

/// A name without folders, without characters that cannot be seen or that turn the others around,
/// and not longer than [`NAME_CHARS_MAX`]; the end of it stays, because it says what the file is.
/// Nothing where nothing is left.
pub fn clean(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    let trimmed = seen.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let stem = extension(trimmed).map_or(trimmed, |end| &trimmed[..trimmed.len() - end.len() - 1]);
    let end = &trimmed[stem.len()..];
    let room = NAME_CHARS_MAX.saturating_sub(end.chars().count());
    let stem: String = stem.chars().take(room).collect();
    (!stem.is_empty()).then(|| stem + end)
}

/// What stands behind the last dot, as it is written.
pub fn extension(name: &str) -> Option<&str> {
    let (stem, end) = name.rsplit_once('.')?;
    let fits = !stem.is_empty() && (1..=8).contains(&end.len());
    (fits && end.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(end)
}

/// Controls, and marks of direction and of no width: with them `gpj.exe` can be made to look like
/// `exe.jpg`.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

/// The value of `Content-Disposition` (RFC 6266) that saves a file under a name: in plain letters for
/// old clients, and whole as RFC 5987 encodes it.
pub fn disposition(name: &str) -> String {
    let plain = |c: char| {
        let safe = c.is_ascii_alphanumeric() || " ._-()".contains(c);
        if safe { c } else { '_' }
    };
    let plain: String = name.chars().map(plain).collect();
    let encoded: String = name.bytes().map(encode).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

fn encode(byte: u8) -> String {
    let plain = byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte);
    if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
}

#[cfg(test)]
mod tests {
    use super::{NAME_CHARS_MAX, clean, disposition, extension};

    #[test]
    fn names_are_made_harmless() {
        let cases = [
            ("../../etc/passwd.txt", Some("passwd.txt")),
            (r"C:\Users\wang\发票.png", Some("发票.png")),
            ("a\r\nSet-Cookie: x.png", Some("aSet-Cookie: x.png")),
            ("发票\u{202e}gpj.exe", Some("发票gpj.exe")),
            ("a.png\0.exe", Some("a.png.exe")),
            (" ..a.png.. ", Some("a.png")),
            ("..", None),
            ("", None),
            ("/", None),
            ("\u{200b}", None),
        ];
        for (name, expected) in cases {
            assert_eq!(clean(name).as_deref(), expected, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        let name = clean(&format!("{}.xlsx", "税".repeat(500))).unwrap();
        assert_eq!((name.chars().count(), extension(&name)), (NAME_CHARS_MAX, Some("xlsx")));
    }

    #[test]
    fn a_name_says_its_extension_or_none() {
        assert_eq!(extension("a.b.PNG"), Some("PNG"));
        for none in ["png", ".png", "a.", "a.p g", "a.税", "a.toolongtobeone"] {
            assert_eq!(extension(none), None, "{none}");
        }
    }

    #[test]
    fn a_name_cannot_break_out_of_the_header() {
        let header = disposition("发票\"; filename=\"x.exe%0d.png");
        assert_eq!(
            header,
            "attachment; filename=\"____ filename__x.exe_0d.png\"; \
             filename*=UTF-8''%E5%8F%91%E7%A5%A8%22%3B%20filename%3D%22x.exe%250d.png"
        );
    }
}
