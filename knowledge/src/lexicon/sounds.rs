//! The data of pinyin: which syllables there are, how characters are read, how fingers slip.

use rustc_hash::FxHashSet;

use crate::lexicon::tsv::rows;
use crate::problem::Problem;
use crate::text::fold::Folded;

/// Everything that is known of pinyin, checked against the table of syllables.
#[derive(Debug, Clone, Default)]
pub struct PinyinWords {
    /// Every syllable as its initial and its whole spelling, without tones and with `v` for ü.
    pub syllables: Vec<(String, String)>,
    /// A character with all its everyday readings, the commonest first, or a word with one reading
    /// for each character.
    pub readings: Vec<(String, Vec<String>)>,
    /// What is typed in the place of something else, either way.
    pub slips: Vec<(SlipKind, String, String)>,
}

/// What is confused with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// A key with the keys beside it.
    Near,
    /// Two initials that many accents do not tell apart.
    Initial,
    /// Two finals that many accents do not tell apart.
    Final,
    /// Two spellings of one syllable.
    Spelling,
}

/// Reads of files, each a name and a text, `pinyin/syllables.tsv`, then by its table `readings.tsv`, and `slips.tsv`.
pub(crate) fn read(files: &[(&str, &str)], words: &mut PinyinWords) -> Vec<Problem> {
    for (_, _, row) in lines(files, "pinyin/syllables.tsv") {
        let (initial, spellings) = row.split_once('\t').unwrap_or_default();
        let spellings = spellings.split(' ').map(|one| (initial.to_owned(), one.to_owned()));
        words.syllables.extend(spellings);
    }
    let known: FxHashSet<String> = words.syllables.iter().map(|(_, one)| one.clone()).collect();
    let mut problems = Vec::new();
    for (file, line, row) in lines(files, "pinyin/readings.tsv") {
        let (text, readings) = row.split_once('\t').unwrap_or((row, ""));
        let text = Folded::new(text).key();
        let readings: Vec<String> = readings.split(' ').map(str::to_owned).collect();
        let chars = text.chars().count();
        let fits = chars == 1 || chars == readings.len();
        if !fits || readings.iter().any(|reading| !known.contains(reading)) {
            problems.push(Problem::error(line, "", "bad_reading", &[&text]).in_file(file));
        }
        words.readings.push((text, readings));
    }
    for (file, line, row) in lines(files, "pinyin/slips.tsv") {
        match slip(row) {
            Some(slip) => words.slips.push(slip),
            None => problems.push(Problem::error(line, "", "bad_slip", &[]).in_file(file)),
        }
    }
    problems
}

/// The lines that say something of the files with this name, each with the name and its number.
fn lines<'a>(
    files: &'a [(&'a str, &'a str)],
    wanted: &'a str,
) -> impl Iterator<Item = (&'a str, usize, &'a str)> {
    let named = files.iter().filter(move |(name, _)| *name == wanted);
    named.flat_map(|(name, text)| rows(text).map(move |(line, row)| (*name, line, row)))
}

fn slip(row: &str) -> Option<(SlipKind, String, String)> {
    let (kind, rest) = row.split_once('\t')?;
    let (meant, typed) = rest.split_once('\t')?;
    let kind = match kind {
        "near" => SlipKind::Near,
        "initial" => SlipKind::Initial,
        "final" => SlipKind::Final,
        "spelling" => SlipKind::Spelling,
        _ => return None,
    };
    let letters = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase());
    (letters(meant) && letters(typed)).then(|| (kind, meant.to_owned(), typed.to_owned()))
}
