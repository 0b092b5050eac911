//! What is done to a transcript before anything in it is read: script, width, white space,
//! phrases without end, and what recognisers write where nobody spoke.

use crate::heard::change::ChangeKind;
use crate::heard::transcript::{Edit, Transcript};
use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::fold::Folded;
use crate::text::simplified::to_simplified;

/// Whether a character is written in Chinese.
pub fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || ('\u{3400}'..='\u{4dbf}').contains(&c)
}

/// What recognisers write where nobody spoke, as it is compared: folded, without spaces.
#[derive(Debug, Clone)]
pub struct Silence {
    forms: Vec<(String, Option<String>)>,
}

impl Silence {
    /// The forms of the data; `*` parts a beginning from an end.
    pub fn new(words: &HeardWords) -> Self {
        let key = |part: &str| Folded::new(part).key();
        let forms = words.forms(HeardKind::Silence).map(|form| match form.split_once('*') {
            Some((begin, end)) => (key(begin), Some(key(end))),
            None => (key(form), None),
        });
        Self { forms: forms.collect() }
    }

    /// Whether a text says nothing but such forms.
    pub fn is(&self, raw: &str) -> bool {
        let key = Folded::new(raw).key();
        let mut rest = key.as_str();
        while !rest.is_empty() {
            let whole = |(begin, end): &(String, Option<String>)| {
                let end = end.as_deref();
                end.is_some_and(|end| {
                    rest.strip_prefix(begin.as_str()).is_some_and(|tail| tail.ends_with(end))
                })
            };
            if self.forms.iter().any(whole) {
                return true;
            }
            let plain = self.forms.iter().filter(|(_, end)| end.is_none());
            let fits = plain.filter(|(form, _)| rest.starts_with(form.as_str()));
            match fits.max_by_key(|(form, _)| form.len()) {
                Some((form, _)) => rest = &rest[form.len()..],
                None => return false,
            }
        }
        !key.is_empty()
    }
}

/// Simplifies the script and narrows letters and digits.
pub fn simplify(transcript: &mut Transcript, words: &HeardWords) {
    let simple = words.form(HeardKind::Simple);
    let chars = transcript.chars();
    let text: String = chars.iter().collect();
    let simplified = to_simplified(&text);
    let pairs = chars.iter().zip(simplified.chars()).enumerate();
    let edits: Vec<Edit> = pairs
        .filter_map(|(at, (before, after))| {
            let after = if simple.contains(*before) { *before } else { narrow(after) };
            (*before != after).then(|| Edit { span: at..at + 1, to: after.to_string() })
        })
        .collect();
    transcript.apply(ChangeKind::Simplified, &edits);
}

/// How far the wide forms stand behind the narrow ones.
const APART: u32 = 0xfee0;

/// A letter, a digit, a percent sign or a space of full width as one of half width (Unicode block
/// "Halfwidth and Fullwidth Forms").
fn narrow(c: char) -> char {
    if c == '\u{3000}' {
        return ' ';
    }
    let narrowed = char::from_u32(u32::from(c).wrapping_sub(APART)).unwrap_or(c);
    let kept = narrowed.is_ascii_alphanumeric() || narrowed == '%';
    if ('！'..='～').contains(&c) && kept { narrowed } else { c }
}

/// Leaves out white space, but for that between letters and numbers.
pub fn close_up(transcript: &mut Transcript) {
    let chars = transcript.chars();
    let mut edits = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let len = chars[at..].iter().take_while(|c| c.is_whitespace()).count();
        if len > 0 && !parts_letters(&chars, (at, at + len)) {
            edits.push(Edit { span: at..at + len, to: String::new() });
        }
        at += len.max(1);
    }
    transcript.apply(ChangeKind::Space, &edits);
}

/// Whether white space stands between two things that would run into each other without it.
fn parts_letters(chars: &[char], (from, to): (usize, usize)) -> bool {
    let before = from.checked_sub(1).and_then(|at| chars.get(at));
    let latin = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(*c));
    let marked = |c: Option<&char>| c.is_some_and(char::is_ascii_punctuation);
    let (left, right) = (before, chars.get(to));
    (latin(left) || marked(left)) && latin(right)
}

/// The fewest times that the same phrase in a row is a recogniser's fault and no emphasis.
const TIMES_MIN: usize = 4;
/// How long a phrase that is repeated may be, in characters.
const PHRASE_MAX: usize = 40;

/// Cuts phrases that are repeated without end to one; numbers may repeat their digits.
pub fn cut_repetitions(transcript: &mut Transcript, words: &HeardWords) {
    let numerals = words.form(HeardKind::Spoken);
    let chars = transcript.chars();
    let mut edits = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let longest = PHRASE_MAX.min((chars.len() - at) / 2 + 1);
        // Most phrases are not even said twice, and their first character tells.
        let mut twice = (2..=longest).filter(|len| chars.get(at + len) == Some(&chars[at]));
        let found = twice.find_map(|len| repeated(&chars[at..], len));
        match found {
            Some((kept, end)) if !is_number(&chars[at..at + kept], numerals) => {
                edits.push(Edit { span: at + kept..at + end, to: String::new() });
                at += end;
            }
            _ => at += 1,
        }
    }
    transcript.apply(ChangeKind::Repetition, &edits);
}

/// How much of the first `len` characters is kept and where their repetitions end, if there are
/// enough of them.
fn repeated(chars: &[char], len: usize) -> Option<(usize, usize)> {
    let phrase = chars.get(..len)?;
    let times = chars.chunks_exact(len).take_while(|chunk| *chunk == phrase).count();
    if times + 1 < TIMES_MIN {
        return None;
    }
    let varied = phrase.iter().any(|c| c != &phrase[0]);
    let end = times * len;
    // The last time may lack the mark behind it, and then the one that is kept lacks it too.
    let bare = phrase.split_last().filter(|(last, bare)| !last.is_alphanumeric() && bare.len() > 1);
    let found = match bare.filter(|(_, bare)| chars[end..].starts_with(bare)) {
        Some((_, bare)) => (times + 1, bare.len(), end + bare.len()),
        None => (times, len, end),
    };
    (found.0 >= TIMES_MIN && varied).then_some((found.1, found.2))
}

fn is_number(phrase: &[char], numerals: &str) -> bool {
    phrase.iter().all(|c| c.is_ascii_digit() || numerals.contains(*c))
}
