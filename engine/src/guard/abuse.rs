//! Abuse and contempt: words with a grade, and whether they hit a person.

use rustc_hash::FxHashSet;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::guard::action::Action;
use crate::guard::aim::{Aim, Signs};
use crate::guard::evasion::Evasions;
use crate::guard::offence::Offence;
use crate::guard::rules::{First, GuardRules};
use crate::phrase::{Marks, PhraseBook};
use crate::table::{Fault, Table};
use crate::utterance::{Hit, Utterance};

/// What a rude word needs to be abuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing: it names whom it hits, as in 操你妈.
    Nothing,
    /// That it is not aimed at a thing.
    NoThing,
    /// That it is aimed at a person.
    Person,
}

const NEEDS: [(&str, Needs); 3] =
    [("nothing", Needs::Nothing), ("no_thing", Needs::NoThing), ("person", Needs::Person)];

/// A rude word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rude {
    rule: usize,
    /// 1 mild, 2 plain, 3 heavy.
    grade: usize,
    needs: Needs,
    evaded: bool,
}

/// The rude words, read from `abuse.tsv`.
#[derive(Debug, Clone, Default)]
pub struct Abuse {
    marks: Marks<Rude>,
}

/// The columns of the table.
const COLUMNS: &[&str] = &["rule", "grade", "needs", "spellings", "word"];
/// Spellings are added for this value of the column.
const SPREAD: [(&str, bool); 2] = [("yes", true), ("no", false)];

impl Abuse {
    /// Reads the table; words marked so get their other spellings.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(
        file: &DataFile,
        rules: &GuardRules,
        (evasions, book): (&Evasions, &mut PhraseBook),
    ) -> Result<Self, Vec<Problem>> {
        let mut abuse = Self::default();
        let ids = rules.ids();
        let mut spread: Vec<(&str, Rude)> = Vec::new();
        let problems = Table::new(file, COLUMNS).read(|row| {
            let grade = match row.text(1)? {
                "1" => 1,
                "2" => 2,
                "3" => 3,
                other => return Err(Fault::new(1, "unknown_value", &[other, "1, 2, 3"])),
            };
            let (rule, needs) = (row.one_of(0, &ids)?, row.one_of(2, &NEEDS)?);
            let (other_spellings, word) = (row.one_of(3, &SPREAD)?, row.text(4)?);
            let rude = Rude { rule, grade, needs, evaded: false };
            if !abuse.marks.add(book, word, rude) {
                return Err(Fault::new(4, "empty_form", &[]));
            }
            if other_spellings {
                spread.push((word, rude));
            }
            Ok(())
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        for (word, rude) in spread {
            for spelling in evasions.spellings(word) {
                // A spelling that is a word of the list is graded there.
                if !abuse.marks.has(book, &spelling) {
                    abuse.marks.add(book, &spelling, Rude { evaded: true, ..rude });
                }
            }
        }
        Ok(abuse)
    }

    /// What an utterance does that it should not.
    pub fn offences(&self, utterance: &Utterance, signs: &Signs, first: First) -> Vec<Offence> {
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        let mut offences = Vec::new();
        for (hit, rude) in self.longest(utterance, signs) {
            let aim = signs.aim(&hit, utterance);
            let action = action(rude, aim, first, signs.is_proper());
            if action > Action::Pass && seen.insert(hit.start) {
                let span = utterance.written_span(hit.start..hit.end);
                offences.push(Offence { rule: rude.rule, action, span, evaded: rude.evaded });
            }
        }
        offences
    }

    /// Whether a rude word stands in an utterance, at whomever it is aimed; harmless phrases hold none.
    pub fn is_met(&self, utterance: &Utterance, signs: &Signs) -> bool {
        self.longest(utterance, signs).next().is_some()
    }

    /// The rude words that no longer rude word and no harmless phrase holds.
    fn longest<'a>(
        &'a self,
        utterance: &'a Utterance,
        signs: &'a Signs,
    ) -> impl Iterator<Item = (Hit, Rude)> + 'a {
        let rude = |hit: &Hit| !self.marks.of(hit.phrase).is_empty();
        let inside = move |hit: &Hit| {
            let others = utterance.hits.iter();
            others.filter(|o| *o != hit && o.covers(hit)).any(rude) || signs.is_harmless(hit)
        };
        let hits = utterance.hits.iter().filter(move |hit| rude(hit) && !inside(hit));
        hits.filter_map(|hit| {
            let worst = self.marks.of(hit.phrase).iter().max_by_key(|rude| rude.grade)?;
            Some((*hit, *worst))
        })
    }
}

/// What is done about a rude word that is aimed so. Who is rude to a thing is never stopped.
fn action(rude: Rude, aim: Aim, first: First, proper: bool) -> Action {
    if passes(rude, aim) {
        return Action::Pass;
    }
    let graded = first.by_grade[rude.grade - 1];
    // What names whom it hits is aimed at somebody even when nobody else is named.
    let aimed = rude.needs == Needs::Nothing || matches!(aim, Aim::Person | Aim::Staff);
    match (proper, aimed) {
        (false, _) => graded,
        (true, true) => graded.min(first.proper_max),
        (true, false) => graded.min(first.unaimed_max),
    }
}

fn passes(rude: Rude, aim: Aim) -> bool {
    match aim {
        Aim::Reported | Aim::Thing { follows: true } => true,
        Aim::Thing { follows: false } => rude.needs != Needs::Nothing,
        Aim::Nobody => rude.needs == Needs::Person,
        // Anger at staff is the most common anger there is.
        Aim::Staff => rude.needs != Needs::Nothing && rude.grade == 1,
        Aim::Person => false,
    }
}
