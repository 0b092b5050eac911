//! What is wrong with a form: all of it at once, each fault with its field.

/// A field that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` breaks the rule `{rule}`")]
pub struct Fault {
    /// The field, by its name on the wire.
    pub field: &'static str,
    /// The rule that it breaks; its words are data.
    pub rule: &'static str,
    /// What the words need, such as a limit.
    pub args: Vec<String>,
}

impl Fault {
    /// A fault whose words need nothing more.
    pub fn new(field: &'static str, rule: &'static str) -> Self {
        Self { field, rule, args: Vec::new() }
    }

    /// The same with what its words need.
    #[must_use]
    pub fn with(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|arg| (*arg).to_owned()));
        self
    }
}

/// The most characters a text of a form may have, where the guides say nothing.
pub const TEXT_CHARS_MAX: usize = 2000;

/// Checks a text that must be there: its faults go to `faults`.
pub fn text(field: &'static str, value: &str, faults: &mut Vec<Fault>) {
    text_within(field, (value, TEXT_CHARS_MAX), faults);
}

/// The same with a limit of its own, in characters.
pub fn text_within(field: &'static str, (value, max): (&str, usize), faults: &mut Vec<Fault>) {
    let chars = value.chars().count();
    if value.trim().is_empty() {
        faults.push(Fault::new(field, "required"));
    } else if chars > max {
        faults.push(Fault::new(field, "too_long").with(&[&max.to_string()]));
    }
}

/// Checks a mobile number of mainland China, eleven digits beginning with 1, where it must be there.
pub fn mobile(field: &'static str, value: Option<&str>, faults: &mut Vec<Fault>) {
    let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
        faults.push(Fault::new(field, "required"));
        return;
    };
    let fits =
        value.len() == 11 && value.starts_with('1') && value.bytes().all(|b| b.is_ascii_digit());
    if !fits {
        faults.push(Fault::new(field, "mobile"));
    }
}
