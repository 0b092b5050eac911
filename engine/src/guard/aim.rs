//! At whom or what a rude word is aimed: a person, a member of staff, a thing, or nobody.

use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::phrase::{Marks, PhraseBook};
use crate::table::{Fault, Table};
use crate::utterance::{Hit, Utterance};

/// What a word says about aims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Stands for a person: 你, 他, 你们.
    Person,
    /// Stands for staff, at whom one may be angry: 客服, 专管员.
    Staff,
    /// Stands for a thing, a service, an office or a rule: 系统, 政策, 税务局.
    Thing,
    /// Joins a rude word to what follows it: 的, 玩意儿.
    Link,
    /// Says that the rude word is reported, not said: 骂我.
    Reported,
    /// Belongs to a question of the field: 发票, 申报.
    Subject,
    /// Names people of a race, region or gender: 黑人, 东北人, 女人.
    Group,
    /// Means something else, whatever stands in it: 你好.
    Harmless,
}

const SIGNS: [(&str, Sign); 8] = [
    ("person", Sign::Person),
    ("staff", Sign::Staff),
    ("thing", Sign::Thing),
    ("link", Sign::Link),
    ("reported", Sign::Reported),
    ("subject", Sign::Subject),
    ("group", Sign::Group),
    ("harmless", Sign::Harmless),
];

/// At whom or what a rude word is aimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// At a person.
    Person,
    /// At staff.
    Staff,
    /// At what follows or precedes it and is no person.
    Thing {
        /// Whether the thing follows the word, as in 傻逼系统.
        follows: bool,
    },
    /// At nobody in particular.
    Nobody,
    /// It is reported.
    Reported,
}

/// The words that tell aims, read from `aims.tsv`.
#[derive(Debug, Clone, Default)]
pub struct Aims {
    marks: Marks<Sign>,
}

/// The signs of one utterance, in order.
#[derive(Debug, Clone, Default)]
pub struct Signs {
    found: Vec<(Hit, Sign)>,
}

/// How many characters may stand between a rude word and what it is aimed at.
const REACH: usize = 12;

impl Aims {
    /// Reads the table: a sign and a word.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(file: &DataFile, book: &mut PhraseBook) -> Result<Self, Vec<Problem>> {
        let mut aims = Self::default();
        let problems = Table::new(file, &["sign", "word"]).read(|row| {
            let sign = row.one_of(0, &SIGNS)?;
            let known = aims.marks.add(book, row.text(1)?, sign);
            if known { Ok(()) } else { Err(Fault::new(1, "empty_form", &[])) }
        });
        if problems.is_empty() { Ok(aims) } else { Err(problems) }
    }

    /// The signs in an utterance. What lies inside a harmless phrase is no sign.
    pub fn signs(&self, utterance: &Utterance) -> Signs {
        let hits = utterance.hits.iter();
        let mut found: Vec<(Hit, Sign)> = hits
            .flat_map(|hit| self.marks.of(hit.phrase).iter().map(|sign| (*hit, *sign)))
            .collect();
        let harmless: Vec<Hit> =
            found.iter().filter(|(_, sign)| *sign == Sign::Harmless).map(|(hit, _)| *hit).collect();
        found.retain(|(hit, sign)| {
            *sign == Sign::Harmless || !harmless.iter().any(|harmless| harmless.covers(hit))
        });
        Signs { found }
    }
}

impl Signs {
    /// Whether a harmless phrase holds a hit.
    pub fn is_harmless(&self, hit: &Hit) -> bool {
        self.of(Sign::Harmless).any(|harmless| harmless.covers(hit))
    }

    /// Whether the text holds a question of the field.
    pub fn is_proper(&self) -> bool {
        self.of(Sign::Subject).next().is_some()
    }

    /// Whether people of a race, region or gender are named.
    pub fn names_group(&self) -> bool {
        self.of(Sign::Group).next().is_some()
    }

    fn of(&self, sign: Sign) -> impl Iterator<Item = &Hit> {
        self.found.iter().filter(move |(_, found)| *found == sign).map(|(hit, _)| hit)
    }

    /// At whom or what the rude word of a hit is aimed: what it is joined to, else what stands
    /// nearest before it in the same part of the sentence, else the person who follows.
    pub fn aim(&self, rude: &Hit, utterance: &Utterance) -> Aim {
        if self.is_reported(rude, utterance) {
            return Aim::Reported;
        }
        if let Some(aim) = self.joined(rude, utterance) {
            return aim;
        }
        let before = self.found.iter().filter(|(hit, sign)| {
            matches!(sign, Sign::Person | Sign::Staff | Sign::Thing)
                && hit.end <= rude.start
                && rude.start - hit.end <= REACH
                && !utterance.parted(hit.end..rude.start + 1)
        });
        // The longer of two that end together names the thing: 你们系统 is the system.
        match before.max_by_key(|(hit, _)| (hit.end, std::cmp::Reverse(hit.start))) {
            Some((_, Sign::Person)) => Aim::Person,
            Some((_, Sign::Staff)) => Aim::Staff,
            Some(_) => Aim::Thing { follows: false },
            None => Aim::Nobody,
        }
    }

    /// What the rude word is joined to.
    fn joined(&self, rude: &Hit, utterance: &Utterance) -> Option<Aim> {
        let after = self.found.iter().filter(|(hit, sign)| {
            matches!(sign, Sign::Person | Sign::Staff | Sign::Thing)
                && hit.start >= rude.end
                && !utterance.parted(rude.end..hit.start + 1)
                && self.is_link(rude.end, hit.start)
        });
        let (_, sign) = after.min_by_key(|(hit, _)| (hit.start, std::cmp::Reverse(hit.end)))?;
        Some(match sign {
            Sign::Person => Aim::Person,
            Sign::Staff => Aim::Staff,
            _ => Aim::Thing { follows: true },
        })
    }

    /// Whether nothing, one character or links stand between two places.
    fn is_link(&self, from: usize, to: usize) -> bool {
        if to <= from + 1 {
            return true;
        }
        let mut at = from;
        while at < to {
            let links = self.of(Sign::Link).filter(|hit| hit.start == at && hit.end <= to);
            match links.map(|hit| hit.end).max() {
                Some(end) => at = end,
                None => return false,
            }
        }
        true
    }

    fn is_reported(&self, rude: &Hit, utterance: &Utterance) -> bool {
        self.of(Sign::Reported).any(|hit| {
            hit.end <= rude.start
                && rude.start - hit.end <= REACH
                && !utterance.parted(hit.end..rude.start + 1)
        })
    }
}
