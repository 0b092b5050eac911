//! The data of reading aloud: how characters, words, letters and signs are read, and where the
//! voice rests.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lexicon::tsv::rows;
use crate::problem::Problem;
use crate::reading::spoken::{Pause, Spoken};

/// Everything that is known of reading aloud, checked against the table of syllables.
#[derive(Debug, Clone, Default)]
pub struct ReadingWords {
    /// A character and how it is read in words; a word may stand in several rows.
    pub words: Vec<(char, Spoken, Vec<String>)>,
    /// Words with a syllable for every character.
    pub whole: Vec<(String, Vec<Spoken>)>,
    /// Where a character by itself is read otherwise, the first fitting row first.
    pub contexts: Vec<ContextRow>,
    /// A character's reading where nothing else says it.
    pub characters: Vec<(String, Vec<Spoken>)>,
    /// The names of letters.
    pub letters: Vec<(String, Vec<Spoken>)>,
    /// Words and abbreviations in Latin letters, in lower case.
    pub latin: Vec<(String, Vec<Spoken>)>,
    /// Units behind a number.
    pub units: Vec<(String, Vec<Spoken>)>,
    /// Signs that are spoken.
    pub signs: Vec<(String, Vec<Spoken>)>,
    /// What the program says by name: digits, `ten`, `percent`.
    pub names: FxHashMap<String, Vec<Spoken>>,
    /// Sets of forms that the program asks for by name.
    pub sets: FxHashMap<String, Vec<String>>,
    /// Marks, and how long the voice rests at them.
    pub pauses: Vec<(char, Pause)>,
}

/// A reading of a character that stands by itself among certain others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContextRow {
    /// The character.
    pub character: char,
    /// How it is read there.
    pub spoken: Spoken,
    /// One of these stands before it; `^` is the beginning; empty where anything may.
    pub left: Vec<String>,
    /// One of these stands behind it; `$` is the end; empty where anything may.
    pub right: Vec<String>,
    /// One of these stands somewhere behind it, before the next mark.
    pub later: Vec<String>,
}

/// A file's name and its text.
type File<'a> = (&'a str, &'a str);

/// What `names.tsv` must have.
const NAMES: [&str; 37] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "at", "day", "divide", "dot", "hour",
    "hundred", "less", "mail", "minus", "minute", "month", "myriad", "of", "one_code", "per",
    "percent", "permille", "place", "point", "ratio", "second", "ten", "thousand", "to", "two_of",
    "yi", "year",
];

/// Reads of `files` those in `reading/`, with the syllables of `pinyin/syllables.tsv`.
pub(crate) fn read(
    files: &[File<'_>],
    syllables: &[(String, String)],
    words: &mut ReadingWords,
) -> Vec<Problem> {
    let named: Vec<&File> = files.iter().filter(|(name, _)| name.starts_with("reading/")).collect();
    let mut reader = SpeechReader {
        legal: syllables.iter().map(|(_, spelling)| spelling.clone()).collect(),
        problems: Vec::new(),
    };
    // The sets come first: one of them holds syllables that only foreign words have.
    for file in named.iter().filter(|(name, _)| *name == "reading/sets.tsv") {
        reader.sets(file, &mut words.sets);
    }
    reader.legal.extend(words.sets.get("syllables").into_iter().flatten().cloned());
    for file in named {
        match file.0.trim_start_matches("reading/") {
            "words.tsv" => reader.words(file, &mut words.words),
            "whole.tsv" => reader.table(file, Length::Characters, &mut words.whole),
            "characters.tsv" => reader.table(file, Length::Characters, &mut words.characters),
            "contexts.tsv" => reader.contexts(file, &mut words.contexts),
            "letters.tsv" => reader.table(file, Length::Any, &mut words.letters),
            "latin.tsv" => reader.table(file, Length::Any, &mut words.latin),
            "units.tsv" => reader.table(file, Length::Any, &mut words.units),
            "signs.tsv" => reader.table(file, Length::Any, &mut words.signs),
            "pauses.tsv" => reader.pauses(file, &mut words.pauses),
            "names.tsv" => reader.names(file, &mut words.names),
            _ => {}
        }
    }
    reader.problems
}

/// How many syllables a row must have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    /// One for every character.
    Characters,
    /// At least one.
    Any,
}

struct SpeechReader {
    legal: FxHashSet<String>,
    problems: Vec<Problem>,
}

impl SpeechReader {
    fn sets(&mut self, file: &File<'_>, sets: &mut FxHashMap<String, Vec<String>>) {
        for (line, row) in rows(file.1) {
            match row.split_once('\t') {
                Some((name, forms)) => {
                    let forms = forms.split(' ').map(str::to_owned);
                    sets.entry(name.to_owned()).or_default().extend(forms);
                }
                None => self.columns(file, (line, "2", "set, forms")),
            }
        }
    }

    fn words(&mut self, file: &File<'_>, words: &mut Vec<(char, Spoken, Vec<String>)>) {
        for (line, row) in rows(file.1) {
            let columns: Vec<&str> = row.split('\t').collect();
            let [character, read, forms] = columns[..] else {
                self.columns(file, (line, "3", "character, reading, words"));
                continue;
            };
            let (Some(character), Some(spoken)) = (only(character), self.spoken(read)) else {
                self.reading(file, (line, character));
                continue;
            };
            let forms: Vec<String> = forms.split(' ').map(str::to_owned).collect();
            let fits = |form: &String| form.contains(character) && form.chars().count() > 1;
            for form in forms.iter().filter(|form| !fits(form)) {
                self.reading(file, (line, form));
            }
            words.push((character, spoken, forms.into_iter().filter(fits).collect()));
        }
    }

    fn table(&mut self, file: &File<'_>, length: Length, table: &mut Vec<(String, Vec<Spoken>)>) {
        for (line, row) in rows(file.1) {
            let (text, read) = row.split_once('\t').unwrap_or((row, ""));
            let spoken = self
                .all(read)
                .filter(|spoken| length == Length::Any || spoken.len() == text.chars().count());
            match spoken {
                Some(spoken) if !text.is_empty() => table.push((text.to_owned(), spoken)),
                _ => self.reading(file, (line, text)),
            }
        }
    }

    fn names(&mut self, file: &File<'_>, names: &mut FxHashMap<String, Vec<Spoken>>) {
        let mut table = Vec::new();
        self.table(file, Length::Any, &mut table);
        names.extend(table);
        for name in NAMES.iter().filter(|name| !names.contains_key(**name)) {
            self.report(file, Problem::error(1, "", "missing_reading", &[name]));
        }
    }

    fn contexts(&mut self, file: &File<'_>, contexts: &mut Vec<ContextRow>) {
        for (line, row) in rows(file.1) {
            let columns: Vec<&str> = row.split('\t').collect();
            let [character, read, left, right, later] = columns[..] else {
                self.columns(file, (line, "5", "character, reading, left, right, later"));
                continue;
            };
            let (Some(character), Some(spoken)) = (only(character), self.spoken(read)) else {
                self.reading(file, (line, character));
                continue;
            };
            let [left, right, later] = [left, right, later].map(forms);
            contexts.push(ContextRow { character, spoken, left, right, later });
        }
    }

    fn pauses(&mut self, file: &File<'_>, pauses: &mut Vec<(char, Pause)>) {
        for (line, row) in rows(file.1) {
            let (name, marks) = row.split_once('\t').unwrap_or((row, ""));
            match pause(name) {
                Some(pause) => {
                    let marks = marks.split(' ').filter_map(only);
                    pauses.extend(marks.map(|mark| (mark, pause)));
                }
                None => {
                    let known = "none, short, comma, clause, sentence, paragraph";
                    self.report(file, Problem::error(line, "", "unknown_value", &[name, known]));
                }
            }
        }
    }

    fn all(&self, read: &str) -> Option<Vec<Spoken>> {
        read.split(' ').map(|one| self.spoken(one)).collect()
    }

    fn spoken(&self, read: &str) -> Option<Spoken> {
        Spoken::parse(read).filter(|spoken| self.legal.contains(&spoken.letters))
    }

    fn columns(&mut self, file: &File<'_>, (line, number, names): (usize, &str, &str)) {
        self.report(file, Problem::error(line, "", "bad_columns", &[number, names]));
    }

    fn reading(&mut self, file: &File<'_>, (line, text): (usize, &str)) {
        self.report(file, Problem::error(line, "", "bad_spoken", &[text]));
    }

    fn report(&mut self, file: &File<'_>, problem: Problem) {
        self.problems.push(problem.in_file(file.0));
    }
}

/// The one character of a text.
fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// Forms with bars between them; `*` stands for anything.
fn forms(column: &str) -> Vec<String> {
    column.split('|').filter(|form| *form != "*").map(str::to_owned).collect()
}

fn pause(name: &str) -> Option<Pause> {
    Some(match name {
        "none" => Pause::None,
        "short" => Pause::Short,
        "comma" => Pause::Comma,
        "clause" => Pause::Clause,
        "sentence" => Pause::Sentence,
        "paragraph" => Pause::Paragraph,
        _ => return None,
    })
}
