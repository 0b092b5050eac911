//! Whether a text has an intent: as a whole, by a word in it, or by words that follow one another.

use crate::intent::file::IntentKind;
use crate::utterance::{Hit, Utterance};

/// What a phrase is to the patterns; the numbers are those of patterns and sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Changes nothing.
    Filler,
    /// The intent, when fillers are all that is left.
    Exact(usize),
    /// The intent, wherever it stands.
    Contains(usize),
    /// Not the intent.
    Unless(usize),
    /// A word of a template.
    Set(usize),
}

/// A pattern, ready to be tried.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What is wanted.
    pub kind: IntentKind,
    /// Its stable name.
    pub id: String,
    /// What is said in reply.
    pub say: Option<String>,
    /// Sets that follow one another.
    pub templates: Vec<Vec<usize>>,
    /// How many characters may stand between two of them.
    pub gap_max: usize,
}

/// Longer texts are never small talk as a whole.
const WHOLE_MAX: usize = 40;

impl Pattern {
    /// Whether a text of `length` characters consists of the pattern's exact phrases and fillers.
    pub fn is_whole(&self, number: usize, parts: &[(Hit, Part)], length: usize) -> bool {
        if length == 0
            || length > WHOLE_MAX
            || !parts.iter().any(|(_, p)| *p == Part::Exact(number))
        {
            return false;
        }
        // For every place whether it can be reached, without and with an exact phrase on the way.
        let mut reached = [[false; 2]; WHOLE_MAX + 1];
        reached[0][0] = true;
        for at in 0..length {
            for (hit, part) in parts.iter().filter(|(hit, _)| hit.start == at) {
                let [plain, exact] = reached[at];
                match part {
                    Part::Filler => {
                        reached[hit.end][0] |= plain;
                        reached[hit.end][1] |= exact;
                    }
                    Part::Exact(of) if *of == number => reached[hit.end][1] |= plain || exact,
                    _ => {}
                }
            }
        }
        reached[length][1]
    }

    /// Whether a phrase or a template is in the text and nothing speaks against it.
    pub fn is_met(&self, number: usize, parts: &[(Hit, Part)], utterance: &Utterance) -> bool {
        if parts.iter().any(|(_, part)| *part == Part::Unless(number)) {
            return false;
        }
        parts.iter().any(|(_, part)| *part == Part::Contains(number))
            || self.templates.iter().any(|template| self.follows(template, parts, utterance))
    }

    fn follows(&self, template: &[usize], parts: &[(Hit, Part)], utterance: &Utterance) -> bool {
        let mut ends: Vec<usize> = Vec::new();
        for (slot, set) in template.iter().enumerate() {
            let of_set = parts.iter().filter(|(_, part)| *part == Part::Set(*set));
            let next = of_set.filter(|(hit, _)| {
                slot == 0
                    || ends.iter().any(|end| {
                        hit.start >= *end
                            && hit.start - end <= self.gap_max
                            && !utterance.parted(*end..hit.start + 1)
                    })
            });
            ends = next.map(|(hit, _)| hit.end).collect();
            if ends.is_empty() {
                return false;
            }
        }
        !template.is_empty()
    }
}
