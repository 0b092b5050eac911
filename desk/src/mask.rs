//! What personal data looks like where somebody else sees it (S-05).
//!
//! These are values whose kind is known. What is found inside free text is masked by the same
//! measures elsewhere, so a number looks the same in a list, in a log and in a table.

/// How many characters of a number stay in clear at the beginning and at the end.
const CLEAR: (usize, usize) = (3, 4);
/// Stands for a hidden character.
const STAR: char = '*';
/// A name, whatever its length.
const NAME: &str = "***";
/// The stars of a mail address, whatever its length.
const MAIL_STARS: &str = "****";

/// A value that is told to somebody, by what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown<'a> {
    /// Nothing personal: a time, a number of a document, the name of an office.
    Plain(&'a str),
    /// The name of a person or of a company.
    Name(&'a str),
    /// A telephone, identity, taxpayer or card number.
    Number(&'a str),
    /// A mail address.
    Mail(&'a str),
}

impl Shown<'_> {
    /// What may be read of it.
    pub fn masked(self) -> String {
        match self {
            Self::Plain(text) => text.to_owned(),
            Self::Name(text) => name(text),
            Self::Number(text) => number(text),
            Self::Mail(text) => mail(text),
        }
    }
}

/// The name of a person or a company. Its length would tell something, so that goes too.
pub fn name(name: &str) -> String {
    if name.trim().is_empty() { String::new() } else { NAME.to_owned() }
}

/// A number, as in `134****3624`. Gaps go; what is short keeps less, and what is very short nothing.
pub fn number(number: &str) -> String {
    let kept: Vec<char> = number.chars().filter(|c| c.is_alphanumeric()).collect();
    let (head, tail) = match kept.len() {
        0..=2 => (0, 0),
        len if len > CLEAR.0 + CLEAR.1 => CLEAR,
        _ => (1, 1),
    };
    let last = kept.len() - tail;
    let star = |(at, c): (usize, &char)| if at < head || at >= last { *c } else { STAR };
    kept.iter().enumerate().map(star).collect()
}

/// A mail address: its first character and its domain stay.
pub fn mail(address: &str) -> String {
    let Some((user, domain)) = address.rsplit_once('@') else { return name(address) };
    let first: String = user.chars().take(1).collect();
    format!("{first}{MAIL_STARS}@{domain}")
}
