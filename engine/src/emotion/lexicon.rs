//! Feelings heard by words and marks: a lexicon with weights, negation and emphasis.

use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::emotion::feeling::EmotionScores;
use crate::emotion::settings::{Context, EmotionSettings, MarkWeights};
use crate::phrase::{Marks, PhraseBook};
use crate::table::{Fault, Table};
use crate::utterance::{Hit, Utterance};

/// What a word says about feelings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Worried,
    Dissatisfied,
    Agitated,
    /// Lowers all feelings.
    Calm,
    /// Multiplies the word beside it.
    Intensify,
    /// Takes the word after it back.
    Negate,
    /// Means something else, whatever stands in it.
    Harmless,
}

const KINDS: [(&str, Kind); 7] = [
    ("worried", Kind::Worried),
    ("dissatisfied", Kind::Dissatisfied),
    ("agitated", Kind::Agitated),
    ("calm", Kind::Calm),
    ("intensify", Kind::Intensify),
    ("negate", Kind::Negate),
    ("harmless", Kind::Harmless),
];

#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    kind: Kind,
    weight: f32,
}

/// The lexicon, read from `emotion.tsv`.
#[derive(Debug, Clone)]
pub struct EmotionLexicon {
    marks: Marks<Mark>,
    weights: MarkWeights,
    context: Context,
}

impl EmotionLexicon {
    /// Reads the table: kind, weight, word.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(
        file: &DataFile,
        settings: &EmotionSettings,
        book: &mut PhraseBook,
    ) -> Result<Self, Vec<Problem>> {
        let (weights, context) = (settings.marks, settings.context);
        let mut lexicon = Self { marks: Marks::default(), weights, context };
        let problems = Table::new(file, &["kind", "weight", "word"]).read(|row| {
            let mark = Mark { kind: row.one_of(0, &KINDS)?, weight: row.number(1)? };
            let known = lexicon.marks.add(book, row.text(2)?, mark);
            if known { Ok(()) } else { Err(Fault::new(2, "empty_form", &[])) }
        });
        if problems.is_empty() { Ok(lexicon) } else { Err(problems) }
    }

    /// How much of each feeling is in an utterance by itself.
    pub fn scores(&self, utterance: &Utterance) -> EmotionScores {
        let found = self.found(utterance);
        let mut scores = EmotionScores::default();
        let mut calm = 0.0;
        for (hit, mark) in &found {
            let weight = mark.weight * self.factor(hit, &found, utterance);
            match mark.kind {
                Kind::Worried => scores.worried += weight,
                Kind::Dissatisfied => scores.dissatisfied += weight,
                Kind::Agitated => scores.agitated += weight,
                Kind::Calm => calm += weight,
                Kind::Intensify | Kind::Negate | Kind::Harmless => {}
            }
        }
        let spilled = (scores.dissatisfied - self.context.spill_from).max(0.0);
        scores.agitated += spilled * self.context.spill_share;
        let shouting = self.shouting(utterance);
        if scores.dissatisfied + scores.agitated > 0.0 {
            scores.agitated += shouting;
        } else if scores.worried > 0.0 {
            scores.worried += shouting;
        } else if is_shouted(utterance, self.weights.shout_from) {
            scores.agitated += self.weights.shout + shouting;
        }
        EmotionScores {
            worried: scores.worried - calm,
            dissatisfied: scores.dissatisfied - calm,
            agitated: scores.agitated - calm,
        }
    }

    /// The words of feeling that no longer one holds.
    fn found(&self, utterance: &Utterance) -> Vec<(Hit, Mark)> {
        let hits = utterance.hits.iter();
        let marked = hits.flat_map(|hit| self.marks.of(hit.phrase).iter().map(|m| (*hit, *m)));
        let all: Vec<(Hit, Mark)> = marked.collect();
        let bears = |mark: &Mark| !matches!(mark.kind, Kind::Intensify | Kind::Negate);
        let held = |hit: &Hit| {
            let longer = all.iter().filter(|(other, mark)| other.covers(hit) && bears(mark));
            longer.filter(|(other, _)| other.end - other.start > hit.end - hit.start).count() > 0
        };
        all.iter().filter(|(hit, _)| !held(hit)).copied().collect()
    }

    /// How much the words around a word of feeling change it.
    fn factor(&self, hit: &Hit, found: &[(Hit, Mark)], utterance: &Utterance) -> f32 {
        let mut factor = 1.0;
        for (other, mark) in found {
            let reach = match mark.kind {
                Kind::Negate => self.context.negate_reach,
                Kind::Intensify => self.context.intensify_reach,
                _ => continue,
            };
            let before = other.end <= hit.start
                && hit.start - other.end < reach
                && !utterance.parted(other.end..hit.start + 1);
            let after = other.start >= hit.end
                && other.start - hit.end < reach
                && !utterance.parted(hit.end..other.start + 1);
            match mark.kind {
                Kind::Negate if before => factor *= self.context.negated,
                Kind::Intensify if before || after => factor *= mark.weight,
                _ => {}
            }
        }
        factor
    }

    /// What marks and repetition add.
    fn shouting(&self, utterance: &Utterance) -> f32 {
        let (exclaims, asks) = counts(utterance);
        let runs = utterance.chars.chunk_by(|a, b| a == b);
        let repeats: usize = runs
            .filter(|run| !run[0].is_ascii_digit())
            .map(|run| run.len().saturating_sub(2))
            .sum();
        let latin = utterance.written.chunk_by(|a, b| is_capital(*a) == is_capital(*b));
        // Three capitals are an abbreviation: VAT, APP.
        let capitals = latin.filter(|run| is_capital(run[0]) && run.len() > 5).count();
        let sum = exclaims as f32 * self.weights.exclaim
            + asks as f32 * self.weights.ask
            + repeats as f32 * self.weights.repeat
            + capitals as f32 * self.weights.capitals;
        sum.min(self.weights.max)
    }
}

/// Exclamation marks, and question marks after the first in a row.
fn counts(utterance: &Utterance) -> (usize, usize) {
    let (mut exclaims, mut asks) = (0, 0);
    for row in mark_rows(utterance) {
        let of_row = row.iter().filter(|c| is_exclaim(**c)).count();
        exclaims += of_row;
        asks += (row.len() - of_row).saturating_sub(1);
    }
    (exclaims, asks)
}

/// Whether the marks alone are loud: exclamation marks, long rows, both kinds in one row.
fn is_shouted(utterance: &Utterance, from: usize) -> bool {
    let mixed =
        |row: &&[char]| row.iter().any(|c| is_exclaim(*c)) && row.iter().any(|c| is_ask(*c));
    counts(utterance).0 >= from || mark_rows(utterance).any(|row| mixed(&row) || row.len() > from)
}

fn mark_rows(utterance: &Utterance) -> impl Iterator<Item = &[char]> {
    let is_mark = |c: char| is_exclaim(c) || is_ask(c);
    let rows = utterance.written.chunk_by(move |a, b| is_mark(*a) == is_mark(*b));
    rows.filter(move |row| is_mark(row[0]))
}

fn is_exclaim(c: char) -> bool {
    matches!(c, '!' | '\u{ff01}')
}

fn is_ask(c: char) -> bool {
    matches!(c, '?' | '\u{ff1f}')
}

fn is_capital(c: char) -> bool {
    c.is_ascii_uppercase()
}
