//! Punctuation, which recognisers leave out or write in half width.

use crate::heard::change::ChangeKind;
use crate::heard::clean::is_han;
use crate::heard::transcript::{Edit, Transcript};
use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::segment::Segmenter;

/// Writes punctuation.
#[derive(Debug, Clone)]
pub struct Punctuator {
    /// Marks of half width with the full ones.
    marks: Vec<(char, String)>,
    pause: String,
    stop: String,
    question: String,
    asking: Vec<String>,
    ending: Vec<String>,
    told: Vec<String>,
}

/// From so many Chinese characters on a text is a sentence that ends with a mark.
const SENTENCE_MIN: usize = 6;
/// From so many Chinese characters on both sides a space is a pause and no gap between words.
const RUN_MIN: usize = 4;

impl Punctuator {
    /// Takes the marks and the words of questions from the data.
    pub fn new(words: &HeardWords) -> Self {
        let forms = |kind| words.forms(kind).map(str::to_owned).collect();
        let marks = words.pairs(HeardKind::Mark);
        Self {
            marks: marks
                .filter_map(|(half, full)| Some((half.chars().next()?, full.to_owned())))
                .collect(),
            pause: words.form(HeardKind::Pause).to_owned(),
            stop: words.form(HeardKind::Stop).to_owned(),
            question: words.form(HeardKind::Question).to_owned(),
            asking: forms(HeardKind::Asking),
            ending: forms(HeardKind::Ending),
            told: forms(HeardKind::Told),
        }
    }

    /// Widens marks behind Chinese, writes commas where the recogniser paused, and ends the text.
    pub fn punctuate(&self, transcript: &mut Transcript, segmenter: &Segmenter) {
        let chars = transcript.chars();
        transcript.apply(ChangeKind::Punctuation, &self.widened(&chars));
        let chars = transcript.chars();
        let pauses = self.pauses(&chars, &transcript.gaps(), segmenter);
        transcript.apply(ChangeKind::Punctuation, &pauses);
        let chars = transcript.chars();
        transcript.apply(ChangeKind::Punctuation, &self.end(&chars));
    }

    fn widened(&self, chars: &[char]) -> Vec<Edit> {
        let full = |at: usize| {
            let (_, full) = self.marks.iter().find(|(half, _)| *half == chars[at])?;
            let next = chars.get(at + 1).copied();
            let sentence = next.is_none_or(|next| is_han(next) || !next.is_ascii());
            let behind = at > 0 && (is_han(chars[at - 1]) || !chars[at - 1].is_ascii());
            let before = next.is_some_and(is_han) && at > 0 && !is_mark(chars[at - 1]);
            let closing = next.is_none() && chars.iter().any(|c| is_han(*c));
            let fits = behind && (sentence || next.is_some_and(|c| c.is_ascii_alphanumeric()))
                || before
                || closing && !is_mark(chars[at - 1]);
            (at > 0 && fits).then(|| Edit { span: at..at + 1, to: full.clone() })
        };
        (0..chars.len()).filter_map(full).collect()
    }

    fn pauses(&self, chars: &[char], gaps: &[(usize, String)], segmenter: &Segmenter) -> Vec<Edit> {
        let text: String = chars.iter().collect();
        let words = if gaps.is_empty() { Vec::new() } else { segmenter.spans(&text) };
        let mut places: Vec<usize> = vec![0];
        places.extend(gaps.iter().map(|(at, _)| *at));
        places.push(chars.len());
        let run = |from: usize, to: usize| chars[from..to].iter().filter(|c| is_run(**c)).count();
        let mut edits: Vec<Edit> = Vec::new();
        for (number, (at, white)) in gaps.iter().enumerate() {
            let (before, after) = (places[number], places[number + 2]);
            let outside = *at == 0 || *at == chars.len();
            let doubled = edits.last().is_some_and(|edit| edit.span.start == *at);
            if outside || doubled || is_mark(chars[*at - 1]) || is_mark(chars[*at]) {
                continue;
            }
            let line = white.contains('\n');
            let long = run(before, *at) >= RUN_MIN && run(*at, after) >= RUN_MIN;
            let crossed = words.iter().any(|word| word.start < *at && *at < word.end);
            if (line || long) && !crossed {
                edits.push(Edit { span: *at..*at, to: self.pause.clone() });
            }
        }
        edits
    }

    /// The mark at the end of a sentence that has none.
    fn end(&self, chars: &[char]) -> Vec<Edit> {
        let han = chars.iter().filter(|c| is_han(**c)).count();
        let open = chars.last().is_some_and(|c| !is_mark(*c));
        if !open {
            return Vec::new();
        }
        let last = chars.iter().rposition(|c| is_mark(*c)).map_or(0, |at| at + 1);
        let clause: String = chars[last..].iter().collect();
        let mark = if self.asks(&clause) {
            &self.question
        } else if han >= SENTENCE_MIN {
            &self.stop
        } else {
            return Vec::new();
        };
        vec![Edit { span: chars.len()..chars.len(), to: mark.clone() }]
    }

    fn asks(&self, clause: &str) -> bool {
        let told = self.told.iter().any(|form| clause.contains(form.as_str()));
        let asked = self.asking.iter().any(|form| clause.contains(form.as_str()));
        let ends = self.ending.iter().filter(|form| clause.ends_with(form.as_str()));
        let plain = ends.clone().next().is_some();
        (asked || plain) && !told
    }
}

/// Whether a character is punctuation.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && c != '%' && c != '‰' && !c.is_whitespace()
}

/// Whether a character counts as one of a run of speech.
fn is_run(c: char) -> bool {
    c.is_alphanumeric()
}
