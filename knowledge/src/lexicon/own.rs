//! Sayings of maintainers beside the bundled lexicon: files of the form of `concepts/*.tsv`.
//!
//! Every `*.tsv` adds pairs; where a saying is in the bundled lexicon too, the maintainers' pair stands
//! in its place. They are exact ([`ConceptPair::exact`](crate::text::concept::ConceptPair::exact)).
//! `removed.tsv` has pairs of the bundled lexicon that do not hold; what it names and is not there does
//! nothing. `fillers.tsv` has common phrases, one a line: they are left out of wordings and of questions
//! before anything is weighed.

use rustc_hash::FxHashSet;

use crate::lexicon::tsv::rows;
use crate::lexicon::{DataFile, OWN};
use crate::problem::Problem;
use crate::text::fold::Folded;

/// Where pairs go that are added.
pub const ADDED: &str = "own.tsv";
/// Pairs of the bundled lexicon that do not hold.
pub const REMOVED: &str = "removed.tsv";
/// Common phrases.
pub const COMMON: &str = "fillers.tsv";

/// The files of maintainers, by names without folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnConcepts {
    /// The files.
    pub files: Vec<DataFile>,
}

/// A change of the maintainers' files; forms as people write them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConceptChange {
    /// Pairs that are added: what is said, and how the law says it.
    pub add: Vec<(String, String)>,
    /// Pairs that are taken away.
    pub remove: Vec<(String, String)>,
    /// Phrases that are left out from now on.
    pub down: Vec<String>,
}

/// A problem of the lexicon, about the file as maintainers know it.
pub fn told(problem: Problem) -> Problem {
    match problem.file.strip_prefix(OWN).map(|name| format!("concepts/{name}")) {
        Some(file) => problem.in_file(&file),
        None => problem,
    }
}

impl OwnConcepts {
    /// The lexicon files with those of maintainers; the lines keep their numbers.
    pub fn joined(&self, bundled: &[DataFile]) -> Vec<DataFile> {
        let pairs_of = |file: &DataFile| -> Vec<(String, String)> {
            rows(&file.text).map(|(_, row)| pair(row)).collect()
        };
        let (removed, added): (Vec<&DataFile>, Vec<&DataFile>) =
            self.files.iter().partition(|file| file.name == REMOVED);
        let gone: FxHashSet<(String, String)> = removed.into_iter().flat_map(pairs_of).collect();
        let said: FxHashSet<String> =
            added.iter().flat_map(|file| pairs_of(file)).map(|(said, _)| said).collect();
        let stands = |row: &str| {
            let pair = pair(row);
            !said.contains(&pair.0) && !gone.contains(&pair)
        };
        // Without files of their own the lexicon is the bundled one to the letter, and has its name.
        let edited = |file: &DataFile| !self.files.is_empty() && file.name.starts_with("concepts/");
        let kept = |file: &DataFile| if edited(file) { kept(file, stands) } else { file.clone() };
        let own = added
            .into_iter()
            .map(|file| DataFile { name: format!("{OWN}{}", file.name), text: file.text.clone() });
        bundled.iter().map(kept).chain(own).collect()
    }

    /// The files after a change; `bundled` are the lexicon files beside which they stand.
    ///
    /// # Errors
    /// A problem for every pair that is taken away and is nowhere.
    pub fn with(&self, change: &ConceptChange, bundled: &[DataFile]) -> Result<Self, Vec<Problem>> {
        let mut next = self.clone();
        let mut problems = Vec::new();
        for (said, law) in &change.remove {
            let wanted = folded(said, law);
            let in_bundled = || {
                let concepts = bundled.iter().filter(|file| file.name.starts_with("concepts/"));
                concepts.flat_map(|file| rows(&file.text)).any(|(_, row)| pair(row) == wanted)
            };
            if next.drop_rows(|row| pair(row) == wanted) {
                continue;
            }
            if in_bundled() {
                next.push(REMOVED, &format!("{said}\t{law}"));
            } else {
                problems.push(Problem::error(1, "", "unknown_pair", &[said, law]).in_file(REMOVED));
            }
        }
        for (said, law) in &change.add {
            let wanted = folded(said, law).0;
            next.drop_rows(|row| pair(row).0 == wanted);
            next.push(ADDED, &format!("{said}\t{law}"));
        }
        for phrase in &change.down {
            let wanted = folded(phrase, "").0;
            next.drop_rows(|row| pair(row).0 == wanted);
            next.push(COMMON, phrase);
        }
        if problems.is_empty() { Ok(next) } else { Err(problems) }
    }

    /// Takes lines out of the files that add; whether there was one.
    fn drop_rows(&mut self, is_dropped: impl Fn(&str) -> bool) -> bool {
        let mut dropped = false;
        for file in self.files.iter_mut().filter(|file| file.name != REMOVED) {
            let text = kept(file, |row| !is_dropped(row)).text;
            dropped |= text != file.text;
            file.text = text;
        }
        dropped
    }

    fn push(&mut self, name: &str, row: &str) {
        let at = self.files.iter().position(|file| file.name == name).unwrap_or_else(|| {
            self.files.push(DataFile { name: name.to_owned(), text: String::new() });
            self.files.len() - 1
        });
        let text = &mut self.files[at].text;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&format!("{row}\n"));
    }
}

/// A row's forms, folded.
fn pair(row: &str) -> (String, String) {
    let (said, law) = row.split_once('\t').unwrap_or((row, ""));
    folded(said, law)
}

fn folded(said: &str, law: &str) -> (String, String) {
    (Folded::new(said).text().to_owned(), Folded::new(law).text().to_owned())
}

/// A file with only those rows that stand; comments and the numbers of lines stay.
fn kept(file: &DataFile, stands: impl Fn(&str) -> bool) -> DataFile {
    let is_row = |line: &str| !line.is_empty() && !line.starts_with('#');
    let line = |line: &str| {
        let line = line.trim_end();
        let stays = !is_row(line) || stands(line);
        format!("{}\n", if stays { line } else { "" })
    };
    DataFile { name: file.name.clone(), text: file.text.lines().map(line).collect() }
}
