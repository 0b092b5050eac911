//! How people write a word so that a list does not find it: spelled, by sound, taken apart.

use rustc_hash::FxHashMap;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::table::{Fault, Table};

/// The other ways to write characters, read from `evasions.tsv`.
#[derive(Debug, Clone, Default)]
pub struct Evasions {
    by_char: FxHashMap<char, Vec<String>>,
}

/// Above so many spellings of one word only those with one character changed are kept, and the
/// one that is spelled throughout.
const SPELLINGS_MAX: usize = 2_000;

impl Evasions {
    /// Reads the table: a character, its syllable, what sounds or looks alike, its parts.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(file: &DataFile) -> Result<Self, Vec<Problem>> {
        let mut evasions = Self::default();
        let table = Table::new(file, &["character", "syllable", "alike", "parts"]);
        let problems = table.read(|row| {
            let mut chars = row.text(0)?.chars();
            let (Some(character), None) = (chars.next(), chars.next()) else {
                return Err(Fault::new(0, "not_one_character", &[row.text(0)?]));
            };
            // The syllable comes first: spellings throughout take it.
            let mut others = vec![row.text(1)?.to_owned()];
            for column in [2, 3] {
                let listed = row.optional(column).unwrap_or_default().split(' ');
                others.extend(listed.filter(|other| !other.is_empty()).map(str::to_owned));
            }
            evasions.by_char.insert(character, others);
            Ok(())
        });
        if problems.is_empty() { Ok(evasions) } else { Err(problems) }
    }

    /// The other spellings of a word, in a fixed order, without the word itself.
    pub fn spellings(&self, word: &str) -> Vec<String> {
        let ways: Vec<Vec<String>> = word
            .chars()
            .map(|c| {
                let others = self.by_char.get(&c).into_iter().flatten().cloned();
                std::iter::once(c.to_string()).chain(others).collect()
            })
            .collect();
        let number = ways.iter().map(Vec::len).try_fold(1_usize, usize::checked_mul);
        let mut spellings = match number {
            Some(number) if number <= SPELLINGS_MAX => all(&ways),
            _ => few(&ways),
        };
        spellings.retain(|spelling| spelling != word);
        spellings
    }
}

fn all(ways: &[Vec<String>]) -> Vec<String> {
    ways.iter().fold(vec![String::new()], |begun, ways| {
        let with = |start: &String| ways.iter().map(|way| format!("{start}{way}")).collect();
        begun.iter().flat_map(|start| -> Vec<String> { with(start) }).collect()
    })
}

fn few(ways: &[Vec<String>]) -> Vec<String> {
    let written = |changed: usize, way: &str| -> String {
        let char_at = |(at, ways): (usize, &Vec<String>)| {
            if at == changed { way.to_owned() } else { ways[0].clone() }
        };
        ways.iter().enumerate().map(char_at).collect()
    };
    let one = ways.iter().enumerate();
    let one = one.flat_map(|(at, others)| others.iter().skip(1).map(move |way| written(at, way)));
    let spelled: String = ways.iter().map(|ways| ways.get(1).unwrap_or(&ways[0]).clone()).collect();
    one.chain([spelled]).collect()
}
