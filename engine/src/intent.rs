//! What somebody wants beside an answer: to greet, to thank, to complain, to speak to a person.

pub mod file;
pub mod pattern;

use std::collections::BTreeMap;

use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::intent::file::{IntentFile, IntentKind};
use crate::intent::pattern::{Part, Pattern};
use crate::phrase::{Marks, PhraseBook};
use crate::table::parse_toml;
use crate::utterance::{Hit, Utterance};

/// The intents in the order in which they are tried, read from `intents.toml`.
#[derive(Debug, Default)]
pub struct Intents {
    marks: Marks<Part>,
    patterns: Vec<Pattern>,
}

/// An intent that was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intent<'a> {
    /// What is wanted.
    pub kind: IntentKind,
    /// The stable id of the pattern.
    pub id: &'a str,
    /// What is said in reply, in Markdown.
    pub say: Option<&'a str>,
    /// Whether the whole text is that intent, so that no question is left to be answered.
    pub whole: bool,
}

impl Intents {
    /// Everything that may be said in reply.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().filter_map(|pattern| pattern.say.as_deref())
    }

    /// Reads the file and puts its phrases into the book.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(file: &DataFile, book: &mut PhraseBook) -> Result<Self, Vec<Problem>> {
        let written: IntentFile = parse_toml(file)?;
        let mut intents = Self::default();
        let mut problems = Vec::new();
        let mut sets: BTreeMap<String, usize> = BTreeMap::new();
        for (number, (name, words)) in written.sets.iter().enumerate() {
            sets.insert(name.clone(), number);
            problems.extend(intents.mark(words, Part::Set(number), (name, book)));
        }
        problems.extend(intents.mark(&written.fillers, Part::Filler, ("fillers", book)));
        for (number, intent) in written.intent.into_iter().enumerate() {
            for (words, part) in [
                (&intent.exact, Part::Exact(number)),
                (&intent.contains, Part::Contains(number)),
                (&intent.unless, Part::Unless(number)),
            ] {
                problems.extend(intents.mark(words, part, (&intent.id, book)));
            }
            let mut templates = Vec::new();
            for template in &intent.templates {
                let slots: Result<Vec<usize>, &String> =
                    template.iter().map(|name| sets.get(name).copied().ok_or(name)).collect();
                match slots {
                    Ok(slots) => templates.push(slots),
                    Err(name) => {
                        let field = format!("{}.templates", intent.id);
                        problems.push(Problem::error(1, &field, "unknown_set", &[name]));
                    }
                }
            }
            let gap_max = intent.gap_max;
            intents.patterns.push(Pattern {
                kind: intent.kind,
                id: intent.id,
                say: intent.say,
                templates,
                gap_max,
            });
        }
        let in_file = |problem: Problem| problem.in_file(&file.name);
        if problems.is_empty() {
            Ok(intents)
        } else {
            Err(problems.into_iter().map(in_file).collect())
        }
    }

    fn mark(
        &mut self,
        words: &[String],
        part: Part,
        (field, book): (&str, &mut PhraseBook),
    ) -> Vec<Problem> {
        let mut unknown = Vec::new();
        for word in words {
            if !self.marks.add(book, word, part) {
                unknown.push(Problem::error(1, field, "empty_form", &[]));
            }
        }
        unknown
    }

    /// The first intent that the utterance has.
    pub fn of(&self, utterance: &Utterance) -> Option<Intent<'_>> {
        let hits = utterance.hits.iter();
        let parts: Vec<(Hit, Part)> = hits
            .flat_map(|hit| self.marks.of(hit.phrase).iter().map(|part| (*hit, *part)))
            .collect();
        if parts.is_empty() {
            return None;
        }
        let mut patterns = self.patterns.iter().enumerate();
        patterns.find_map(|(number, pattern)| {
            let whole = pattern.is_whole(number, &parts, utterance.len());
            (whole || pattern.is_met(number, &parts, utterance)).then(|| Intent {
                kind: pattern.kind,
                id: &pattern.id,
                say: pattern.say.as_deref(),
                whole,
            })
        })
    }
}
