//! Instructions of each stage, out of what callgrind writes when it dumps at every look at the clock.
//!
//! Counts are the same on every machine that gives a program the same instructions to choose from, however
//! busy it is; so they can be gated where times cannot. What they do not see is what waits for memory.

use serde::{Deserialize, Serialize};
use wenshui_engine::trace::Stage;

use crate::error::Error;
use crate::marks::{LOOK, Marks};
use crate::result::signature::Program;
use crate::result::{BenchResult, Figure};

/// The frozen knowledge that is asked, so that counts change with the program and not with what people
/// write: generated questions with similar ones and answers.
pub const KNOWLEDGE: &str = include_str!("../data/frozen.jsonl");
/// What is asked of it, one question a line.
const QUESTIONS: &str = include_str!("../data/frozen-questions.txt");

/// How figures of counts begin.
const PREFIX: &str = "instructions.";
/// The figure of all stages together.
pub const WHOLE: &str = "instructions.answer";
/// The unit of counts.
const UNIT: &str = "instructions";

/// What stands before the count of a dump, and before what brought it about.
const SUMMARY: &str = "summary: ";
const TRIGGER: &str = "desc: Trigger: ";

/// A stage that needs another number of instructions than it did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The stage, `answer` for all of them.
    pub stage: String,
    /// Instructions a question before.
    pub before: f64,
    /// Instructions a question now.
    pub after: f64,
}

impl Change {
    /// How many times as many there are.
    pub fn times(&self) -> f64 {
        self.after / self.before
    }

    /// Whether there are more of them than the tolerance allows, a share.
    pub fn is_slower(&self, tolerance: f64) -> bool {
        self.times() > 1.0 + tolerance
    }

    /// Whether there are so many fewer that the baseline says nothing any more.
    pub fn is_faster(&self, tolerance: f64) -> bool {
        self.times() < 1.0 - tolerance
    }
}

/// The frozen questions.
pub fn questions() -> impl Iterator<Item = &'static str> {
    QUESTIONS.lines().filter(|line| !line.is_empty())
}

/// Instructions a question of every stage and of all together: `dumps` is callgrind's file, `marks` are
/// those of every question in their order.
///
/// # Errors
/// When the dumps are not one for each look.
pub fn read(dumps: &str, marks: &[Marks]) -> Result<Vec<Figure>, Error> {
    let mut counts = looks(dumps).into_iter();
    let looked: u32 = marks.iter().map(|marks| marks.looks).sum();
    if counts.len() != looked as usize {
        return Err(Error::Dumps { dumps: counts.len(), looks: looked });
    }
    let mut stages = vec![0_u64; Stage::ALL.len()];
    for marks in marks {
        // What came before the first look belongs to nobody.
        counts.next();
        for look in 1..marks.looks {
            let count = counts.next().unwrap_or_default();
            let ended = marks.stages.iter().position(|bits| bits >> (look - 1) & 1 == 1);
            if let Some(stage) = ended {
                stages[stage] += count;
            }
        }
    }
    let mean = |count: u64| count as f64 / marks.len().max(1) as f64;
    let named = Stage::ALL.iter().zip(&stages);
    let mut figures: Vec<Figure> = named
        .map(|(stage, count)| Figure::new(&format!("{PREFIX}{}", stage.name()), UNIT, mean(*count)))
        .collect();
    figures.push(Figure::new(WHOLE, UNIT, mean(stages.iter().sum())));
    Ok(figures)
}

/// What was executed up to each look, in their order.
fn looks(dumps: &str) -> Vec<u64> {
    let mut is_look = false;
    let mut counts = Vec::new();
    for line in dumps.lines() {
        if let Some(trigger) = line.strip_prefix(TRIGGER) {
            is_look = trigger.contains(LOOK);
        } else if let Some(count) = line.strip_prefix(SUMMARY).filter(|_| is_look) {
            counts.push(count.trim().parse().unwrap_or_default());
            is_look = false;
        }
    }
    counts
}

/// Whether a program's instructions can be held against a baseline.
///
/// # Errors
/// When they are built otherwise or for another processor.
pub fn comparable(baseline: &BenchResult, program: &Program) -> Result<(), Error> {
    let before = &baseline.signature.program;
    if (&before.build, &before.target) == (&program.build, &program.target) {
        return Ok(());
    }
    let reason = format!(
        "the baseline counts a {} build for {}, this program is a {} build for {}",
        before.build, before.target, program.build, program.target
    );
    Err(Error::Incomparable { reason })
}

/// Every stage of two results, the one with the most added instructions first and the whole answer last.
///
/// # Errors
/// When the baseline does not count a stage.
pub fn changes((before, after): (&BenchResult, &BenchResult)) -> Result<Vec<Change>, Error> {
    let counts = after.figures.iter().filter(|figure| figure.name.starts_with(PREFIX));
    let pair = |figure: &Figure| {
        let before = before.figure(&figure.name).filter(|before| before.value > 0.0);
        let before = before.ok_or_else(|| Error::Incomparable {
            reason: format!("the baseline has no figure `{}`", figure.name),
        })?;
        let stage = figure.name[PREFIX.len()..].to_owned();
        Ok(Change { stage, before: before.value, after: figure.value })
    };
    let mut changes = counts.map(pair).collect::<Result<Vec<Change>, Error>>()?;
    let added = |change: &Change| change.after - change.before;
    // The whole answer comes last: what people want to know is which stage it was.
    let is_whole = |change: &Change| WHOLE.ends_with(&change.stage);
    changes
        .sort_by(|a, b| is_whole(a).cmp(&is_whole(b)).then_with(|| added(b).total_cmp(&added(a))));
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::{Change, looks, read};
    use crate::marks::Marks;

    /// A dump as callgrind writes it.
    fn dump(function: &str, count: u64) -> String {
        format!(
            "part: 1\ndesc: I1 cache: \ndesc: Trigger: --dump-after={function}\nevents: Ir\n\
             summary: {count}\n\nfn=(1) something\n12 {count}\ntotals: {count}\n"
        )
    }

    #[test]
    fn instructions_go_to_the_stage_that_the_look_ended() {
        let look = "wenshui_benches::marks::look";
        let counts = [9_000, 10, 20, 30, 500, 40, 50];
        let text = counts.map(|count| dump(look, count)).concat() + &dump("another::one", 7);
        assert_eq!(looks(&text), counts);
        // Of the first question three looks end understand, rank, understand again; of the second, two.
        let marks = |looks, [understand, rank]: [u64; 2]| Marks {
            looks,
            stages: vec![understand, 0, 0, 0, 0, rank, 0],
        };
        let both = [marks(4, [0b101, 0b010]), marks(3, [0b01, 0b10])];
        let figures = read(&text, &both).unwrap();
        let of = |name: &str| figures.iter().find(|figure| figure.name == name).unwrap().value;
        assert_eq!(of("instructions.understand"), f64::from(10 + 30 + 40) / 2.0);
        assert_eq!(of("instructions.rank"), f64::from(20 + 50) / 2.0);
        assert_eq!(of("instructions.answer"), f64::from(10 + 20 + 30 + 40 + 50) / 2.0);
        assert!(read(&text, &both[..1]).is_err());
    }

    #[test]
    fn exactly_what_passes_the_tolerance_is_slower() {
        let change = |after| Change { stage: "rank".to_owned(), before: 100.0, after };
        assert!(!change(103.0).is_slower(0.03) && change(103.1).is_slower(0.03));
        assert!(!change(97.0).is_faster(0.03) && change(96.9).is_faster(0.03));
    }
}
