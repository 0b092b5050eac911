//! Every wording asked of the engine: what it finds first, and which wordings of others ask the same.

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashSet;
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::reply::{Ranked, Reply};
use wenshui_engine::version::Version;
use wenshui_knowledge::check::overlap;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::error::Error;
use crate::health::against::Against;
use crate::health::pairs::Judge;
use crate::progress::Progress;

/// Wordings that are asked before whoever waits hears of it.
const CHUNK: usize = 1_000;
/// How many entries are looked at beside a wording's own.
const NEAR: usize = 12;

/// What was seen of a base.
pub(super) struct Asked {
    /// Every wording, in the order of the base.
    pub(super) wordings: Vec<AskedWording>,
    /// The entries with an end that others go on after.
    pub(super) succeeded: FxHashSet<usize>,
}

/// What was seen of one wording.
pub(super) struct AskedWording {
    /// Its entry.
    pub(super) entry: usize,
    /// Its number in the entry; the standard question is 0.
    pub(super) number: usize,
    /// What came first instead of its entry.
    pub(super) instead: Option<Instead>,
    /// How near it is to the other wordings of its entry, as a mean of cosines.
    pub(super) at_home: f32,
    /// The wordings of other entries that ask the same, of each entry the best.
    pub(super) same: Vec<SameWording>,
}

/// What came first instead of a wording's own entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instead {
    /// Another entry.
    Entry(usize),
    /// A decision without an entry, by its name.
    Decision(&'static str),
}

/// A wording that asks the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct SameWording {
    /// Its entry.
    pub(super) entry: usize,
    /// Its number in the entry.
    pub(super) number: usize,
    /// How near the question is to all wordings of that entry, as a mean of cosines.
    pub(super) there: f32,
}

/// Asks every wording under the circumstances of its own entry.
///
/// # Errors
/// When the engine fails, or whoever waits calls it off.
pub(super) fn ask(
    (engine, version): (&Engine, &Version),
    against: Against,
    mut progress: Progress,
) -> Result<Asked, Error> {
    let asker = Asker { engine, version, judge: Judge::new(version, &against.rules.same) };
    let entries = version.base.entries.iter().enumerate();
    let places: Vec<(usize, usize)> = entries
        .flat_map(|(at, entry)| (0..=entry.similar.len()).map(move |number| (at, number)))
        .collect();
    let mut wordings = Vec::with_capacity(places.len());
    for chunk in places.chunks(CHUNK) {
        let one = |place: &(usize, usize)| asker.wording(*place, against.today);
        let asked: Result<Vec<AskedWording>, Error> = chunk.par_iter().map(one).collect();
        wordings.extend(asked?);
        progress.step(wordings.len(), places.len())?;
    }
    let soon = against.soon();
    let ends = |at: &usize| version.base.entries[*at].valid_to.is_some_and(|to| to <= soon);
    let ending: Vec<usize> = (0..version.base.entries.len()).filter(ends).collect();
    let goes_on = |at: &usize| Ok(asker.succeeded(*at, against.today)?.then_some(*at));
    let succeeded: Result<Vec<Option<usize>>, Error> = ending.par_iter().map(goes_on).collect();
    Ok(Asked { wordings, succeeded: succeeded?.into_iter().flatten().collect() })
}

struct Asker<'a> {
    engine: &'a Engine,
    version: &'a Version,
    judge: Judge<'a>,
}

impl Asker<'_> {
    fn wording(&self, (at, number): (usize, usize), today: Date) -> Result<AskedWording, Error> {
        let entry = &self.version.base.entries[at];
        let text = entry.wordings().nth(number).unwrap_or_default();
        let reply = self.reply(entry, text, own_day(entry, today))?;
        let own = |ranked: &&Ranked| ranked.entry as usize == at;
        let count = (1 + entry.similar.len()) as f32;
        // The mean counts the wording itself, which says nothing of how well it fits the others.
        let without_itself = |mean: f32| (mean * count - 1.0) / (count - 1.0).max(1.0);
        let home = reply.candidates.iter().find(own);
        let at_home = home.map_or(0.0, |ranked| without_itself(ranked.features.centroid));
        let others = reply.candidates.iter().filter(|ranked| !own(ranked));
        let same = others.filter_map(|ranked| self.same((entry, text), ranked)).collect();
        let instead = instead(&reply, at);
        Ok(AskedWording { entry: at, number, instead, at_home, same })
    }

    /// Whether another entry answers the standard question on the day after an entry's end, or today
    /// where that is past.
    fn succeeded(&self, at: usize, today: Date) -> Result<bool, Error> {
        let entry = &self.version.base.entries[at];
        let after = entry.valid_to.and_then(|to| to.tomorrow().ok()).unwrap_or(today).max(today);
        let reply = self.reply(entry, &entry.question, after)?;
        let text = entry.question.as_str();
        let same = |ranked: &Ranked| ranked.entry as usize != at && self.judge.same(text, ranked);
        Ok(reply.candidates.iter().any(same))
    }

    fn reply(&self, entry: &Entry, text: &str, as_of: Date) -> Result<Reply, Error> {
        let question = Question {
            region: entry.regions.first().and_then(|code| Region::parse(code)),
            taxpayer_type: entry.taxpayer_types.first().and_then(|name| TaxpayerType::parse(name)),
            top_k: NEAR,
            ..Question::new(text, as_of)
        };
        Ok(self.engine.answer(self.version, &question)?)
    }

    fn same(&self, (own, text): (&Entry, &str), ranked: &Ranked) -> Option<SameWording> {
        let entry = ranked.entry as usize;
        let meets = overlap(own, &self.version.base.entries[entry]);
        let first = self.version.documents.wordings_of(ranked.entry).start;
        (meets && self.judge.same(text, ranked)).then(|| SameWording {
            entry,
            number: (ranked.wording - first) as usize,
            there: ranked.features.centroid,
        })
    }
}

/// A day on which an entry holds: today where it does, else its first, else its last.
fn own_day(entry: &Entry, today: Date) -> Date {
    if entry.holds_on(today) {
        return today;
    }
    entry.valid_from.filter(|from| *from > today).or(entry.valid_to).unwrap_or(today)
}

fn instead(reply: &Reply, own: usize) -> Option<Instead> {
    let first = reply.candidates.first().map(|ranked| ranked.entry).or(reply.answer);
    match first.map(|first| first as usize) {
        Some(first) if first == own => None,
        Some(first) => Some(Instead::Entry(first)),
        None => Some(Instead::Decision(reply.decision.name())),
    }
}
