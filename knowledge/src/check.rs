//! Checks over a whole base: what no single entry can know of itself.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::base::Base;
use crate::document::is_quotation;
use crate::entry::{Basis, Entry};
use crate::problem::Problem;
use crate::region::Region;
use crate::taxpayer::TaxpayerType;
use crate::text::fold::Folded;

mod number;

/// Characters that only give a sentence its tone: a wording that differs in nothing else says nothing new.
const PARTICLES: &str = include_str!("../words/particles.txt");

/// How strictly a base is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strictness {
    /// The least number of similar questions an entry needs.
    pub similar_min: usize,
    /// The day by which entries are said to be past; none are without one.
    pub today: Option<Date>,
}

/// Any base that somebody brings.
pub const ANY: Strictness = Strictness { similar_min: 0, today: None };
/// The bundled base.
pub const BUNDLED: Strictness = Strictness { similar_min: 8, today: None };

/// Finds every problem of a base, in the order of its entries.
pub fn check(base: &Base, strictness: Strictness) -> Vec<Problem> {
    let mut check = Check { base, strictness, problems: Vec::new() };
    check.ids();
    check.wordings();
    check.followups();
    check.answers();
    check.grounds();
    check.dates();
    check.problems.sort_by(|a, b| (&a.file, a.line, &a.field).cmp(&(&b.file, b.line, &b.field)));
    check.problems
}

struct Check<'a> {
    base: &'a Base,
    strictness: Strictness,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn report(&mut self, at: usize, problem: Problem) {
        self.problems.push(self.base.places[at].of(problem));
    }

    fn ids(&mut self) {
        let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
        let base = self.base;
        for (at, entry) in base.entries.iter().enumerate() {
            if let Some(first) = seen.insert(&entry.id, at) {
                let place = base.places[first].to_string();
                self.report(at, Problem::error(0, "id", "double_id", &[&entry.id, &place]));
            }
        }
    }

    /// A wording is unique per (wording, region, taxpayer type, overlapping validity).
    fn wordings(&mut self) {
        let base = self.base;
        let mut seen: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut near: FxHashMap<String, Vec<(usize, &str)>> = FxHashMap::default();
        for (at, entry) in base.entries.iter().enumerate() {
            let similar = entry.similar.len();
            if similar < self.strictness.similar_min {
                let details = [similar.to_string(), self.strictness.similar_min.to_string()];
                let details = details.each_ref().map(String::as_str);
                self.report(at, Problem::error(0, "similar", "few_similar", &details));
            }
            for (number, wording) in entry.wordings().enumerate() {
                let key = Folded::new(wording).key();
                if key.is_empty() {
                    self.report(at, Problem::error(0, &field(number), "no_wording", &[]));
                    continue;
                }
                let alike = near.entry(key.replace(is_particle, "")).or_default();
                let holders = seen.entry(key).or_default();
                let problem = doubled(base, holders, at, (number, wording))
                    .or_else(|| nearly_doubled(base, alike, at, (number, wording)));
                if let Some(problem) = problem {
                    self.report(at, problem);
                }
                alike.push((at, wording));
                holders.push(at);
            }
        }
    }

    fn followups(&mut self) {
        let base = self.base;
        let ids: rustc_hash::FxHashSet<&str> = base.entries.iter().map(|e| e.id.as_str()).collect();
        for (at, entry) in base.entries.iter().enumerate() {
            for id in entry.followups.iter().filter(|id| !ids.contains(id.as_str())) {
                self.report(at, Problem::error(0, "followups", "unknown_followup", &[id]));
            }
        }
    }

    /// Where anything is answered everything is: a base of titles alone serves to measure retrieval.
    fn answers(&mut self) {
        let base = self.base;
        let silent = |(_, entry): &(usize, &Entry)| !entry.answers();
        if !base.entries.iter().any(Entry::answers) {
            return;
        }
        for (at, _) in base.entries.iter().enumerate().filter(silent) {
            self.report(at, Problem::warning(0, "answer", "no_answer", &[]));
        }
    }

    /// An answer names its grounds, and one document has one title and one set of dates.
    fn grounds(&mut self) {
        let base = self.base;
        let mut documents: FxHashMap<&str, (Document<'_>, usize)> = FxHashMap::default();
        for (at, entry) in base.entries.iter().enumerate() {
            if entry.answers() && entry.basis.is_empty() {
                self.report(at, Problem::warning(0, "basis", "no_basis", &[]));
            }
            for (place, basis) in entry.basis.iter().enumerate() {
                if let Some(number) =
                    basis.number.as_deref().filter(|number| !number::is_usual(number))
                {
                    let field = format!("basis[{place}].number");
                    self.report(at, Problem::warning(0, &field, "odd_number", &[number]));
                }
                // A number such as 2026-10 says nothing without its issuer, who is in the title;
                // one that begins with its issuer names one document.
                let own = |number: &&str| !number.starts_with(|c: char| c.is_ascii_digit());
                let Some(number) = basis.number.as_deref().filter(own) else {
                    continue;
                };
                let document = Document::of(basis);
                let (known, first) = *documents.entry(number).or_insert((document, at));
                if !known.agrees(&document) {
                    let place = base.places[first].to_string();
                    let details = [number, place.as_str()];
                    self.report(at, Problem::warning(0, "basis", "differing_basis", &details));
                }
            }
        }
    }

    /// Nothing is kept for answering that is over, and where reviews are noted every entry has one.
    fn dates(&mut self) {
        let base = self.base;
        let reviewed = base.entries.iter().any(|entry| entry.reviewed_on.is_some());
        for (at, entry) in base.entries.iter().enumerate() {
            let over = |to: &Date| self.strictness.today.is_some_and(|today| *to < today);
            if let Some(to) = entry.valid_to.filter(over) {
                let details = [to.to_string()];
                let details = details.each_ref().map(String::as_str);
                self.report(at, Problem::warning(0, "valid_to", "expired", &details));
            }
            // What is quoted is held against nothing but its own text.
            if reviewed && entry.reviewed_on.is_none() && !is_quotation(entry) {
                self.report(at, Problem::warning(0, "reviewed_on", "no_review", &[]));
            }
        }
    }
}

/// The field of a wording, the standard question first.
fn field(number: usize) -> String {
    match number.checked_sub(1) {
        Some(similar) => format!("similar[{similar}]"),
        None => "question".to_owned(),
    }
}

/// What must be the same wherever a document is cited.
#[derive(Clone, Copy)]
struct Document<'a> {
    title: &'a str,
    issued_on: Option<Date>,
}

impl<'a> Document<'a> {
    fn of(basis: &'a Basis) -> Self {
        Self { title: &basis.title, issued_on: basis.issued_on }
    }

    fn agrees(&self, other: &Self) -> bool {
        let dates = self.issued_on.zip(other.issued_on);
        self.title == other.title && dates.is_none_or(|(one, two)| one == two)
    }
}

fn doubled(
    base: &Base,
    holders: &[usize],
    at: usize,
    (number, wording): (usize, &str),
) -> Option<Problem> {
    if holders.contains(&at) {
        return Some(Problem::error(0, &field(number), "own_double_wording", &[wording]));
    }
    let entry = &base.entries[at];
    let holder = holders.iter().find(|holder| overlap(entry, &base.entries[**holder]))?;
    let other = &base.entries[*holder].id;
    Some(Problem::error(0, &field(number), "double_wording", &[wording, other]))
}

fn is_particle(c: char) -> bool {
    PARTICLES.contains(c)
}

/// A wording that differs from another only in particles; `alike` are those with the same rest.
fn nearly_doubled(
    base: &Base,
    alike: &[(usize, &str)],
    at: usize,
    (number, wording): (usize, &str),
) -> Option<Problem> {
    let meets = |(holder, _): &&(usize, &str)| {
        *holder == at || overlap(&base.entries[at], &base.entries[*holder])
    };
    let (holder, other) = alike.iter().find(meets)?;
    let details = [wording, other, &base.entries[*holder].id];
    Some(Problem::warning(0, &field(number), "near_wording", &details))
}

/// Whether two entries can both be meant by one question: same places, people and days.
pub fn overlap(a: &Entry, b: &Entry) -> bool {
    let regions = |entry: &Entry| -> Vec<Region> {
        let mut regions: Vec<_> =
            entry.regions.iter().filter_map(|code| Region::parse(code)).collect();
        regions.sort();
        regions
    };
    let types = |entry: &Entry| -> Vec<TaxpayerType> {
        entry.taxpayer_types.iter().filter_map(|name| TaxpayerType::parse(name)).collect()
    };
    // A regional entry beside a national one is no doublet: it is preferred in its region.
    let (here, there) = (regions(a), regions(b));
    let same_place =
        here.is_empty() && there.is_empty() || here.iter().any(|region| there.contains(region));
    let (these, those) = (types(a), types(b));
    let same_people =
        (these.is_empty() && those.is_empty()) || these.iter().any(|kind| those.contains(kind));
    let same_days = a.valid_from.zip(b.valid_to).is_none_or(|(from, to)| from <= to)
        && b.valid_from.zip(a.valid_to).is_none_or(|(from, to)| from <= to);
    same_place && same_people && same_days
}
