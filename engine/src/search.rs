//! The route of a question that was read: retrieve, rank, calibrate, decide, compose.

use wenshui_knowledge::text::fold::Folded;

use crate::compose::{self, Composed};
use crate::confidence::Confidence;
use crate::cross;
use crate::decide::{Decided, asking, decide};
use crate::elsewhere;
use crate::error::Error;
use crate::facet::REGION;
use crate::lapsed;
use crate::open_question::OpenQuestion;
use crate::origin::Origin;
use crate::question::Question;
use crate::rank::{self, Candidate};
use crate::reply::{Reply, Weighed};
use crate::retrieve::{Among, Scratch, retrieve};
use crate::rounds;
use crate::settings::Thresholds;
use crate::trace::{Stage, Trace};
use crate::version::Version;

/// The route from a question that was read to a reply; `exact` are the entries that have it as a
/// wording, `asked` is what is known from the rounds before.
pub fn search(
    version: &Version,
    question: &Question,
    (exact, asked): (&[u32], OpenQuestion),
    (scratch, mut trace): (&mut Scratch, Trace),
) -> Result<Reply, Error> {
    retrieve(version, scratch, &mut trace)?;
    scratch.understanding.look_closer(version);
    let mut weigh = |origin: Origin| {
        let weighed =
            weigh(version, question, (origin, exact, asked.clone()), (&mut *scratch, &mut trace))?;
        let decided = weighed.decide((version, &version.settings.decision), question);
        Ok::<_, Error>((decided, weighed))
    };
    let (first, next) = version.quotations.order(exact);
    let (mut decided, mut weighed) = weigh(first)?;
    let stands = |decided: &Decided, weighed: &Weighed| decided.settles() && !weighed.is_beside();
    if let Some(next) = next.filter(|_| !stands(&decided, &weighed)) {
        let other = weigh(next)?;
        let more = other.0.tells_more_than(&decided) || weighed.ranked.is_empty();
        if more || weighed.is_beside() && stands(&other.0, &other.1) {
            (decided, weighed) = other;
        }
    }
    trace.exact = weighed.exact > 0;
    let kept = question.weighs.then(|| Box::new(weighed.clone()));
    let Weighed { ranked, confidence, asked, .. } = weighed;
    let composed = Composed { decided, ranked, confidence, asked, trace };
    Ok(Reply { weighed: kept, ..compose::reply(version, question, composed) })
}

/// What was found among the entries of one origin.
fn weigh(
    version: &Version,
    question: &Question,
    (origin, exact, asked): (Origin, &[u32], OpenQuestion),
    (scratch, trace): (&mut Scratch, &mut Trace),
) -> Result<Weighed, Error> {
    let own = |entry: u32| version.quotations.origin(entry) == origin;
    let exact: Vec<u32> = exact.iter().copied().filter(|entry| own(*entry)).collect();
    let open =
        |entry: u32| own(entry) && (!asked.is_narrowed() || rounds::admits(version, &asked, entry));
    let mut elsewhere = Vec::new();
    // Where the words are a wording, nobody is asked for the place.
    if exact.is_empty() && elsewhere::is_asked(version, question, &asked) {
        let admit = |entry: u32| elsewhere::admits(version, question, entry) && open(entry);
        let local = Among { admit, spans: &version.local };
        elsewhere = candidates(version, question, local, (&mut *scratch, &mut *trace));
    }
    let mut lapsed = Vec::new();
    if exact.is_empty() && lapsed::is_asked(version, question) {
        let admit = |entry: u32| version.scopes[entry as usize].lapses(question) && open(entry);
        let timed = Among { admit, spans: &version.timed };
        lapsed = candidates(version, question, timed, (&mut *scratch, &mut *trace));
    }
    let admit = |entry: u32| version.admits(entry, question) && open(entry);
    let all = Among { admit, spans: &version.all };
    let mut candidates = candidates(version, question, all, (&mut *scratch, &mut *trace));
    if exact.is_empty() {
        cross::judge(version, question.text, &mut candidates)?;
    }
    promote((version, question), scratch, (&exact, &mut candidates));
    let (first, rest) = candidates.split_at_mut(exact.len());
    rank::prefer_narrower(version, question, first);
    rank::prefer_narrower(version, question, rest);
    trace.finish(Stage::Rank);
    let confidence = Confidence::new(&version.settings, &scratch.understanding);
    let ranked = compose::ranked(&confidence, question, &candidates, exact.len());
    let exact = exact.len();
    Ok(Weighed { ranked, exact, candidates, elsewhere, lapsed, confidence, asked })
}

impl Weighed {
    /// Whether the question names a tax and the best candidate is about another one.
    fn is_beside(&self) -> bool {
        self.exact == 0 && self.ranked.first().is_some_and(|first| first.features.tax <= 0.0)
    }

    /// What is decided by these thresholds; the question is the one that was asked.
    pub fn decide(&self, by: (&Version, &Thresholds), question: &Question) -> Decided {
        let Self { ranked, exact, candidates, elsewhere, lapsed, confidence, asked } = self;
        let decided = decide(by, question, (ranked, *exact), confidence);
        let place = elsewhere::ask(by, (elsewhere, candidates), confidence);
        match place.filter(|_| *exact == 0) {
            Some(options) => asking(by.0, REGION, (options, asked.round + 1)),
            None => {
                let decided = rounds::follow(by, question, (candidates, asked), decided);
                lapsed::hold_back(by.1, (lapsed, candidates), decided)
            }
        }
    }
}

/// The entries that may be meant, best first.
fn candidates(
    version: &Version,
    question: &Question,
    among: Among<'_, impl Fn(u32) -> bool + Copy>,
    (scratch, trace): (&mut Scratch, &mut Trace),
) -> Vec<Candidate> {
    let depth = |entry: u32| version.scopes[entry as usize].region_depth(question);
    let mut pool = version.settings.pool;
    loop {
        scratch.found.gather(version, (pool, trace), among);
        let (documents, found) = (&version.documents, &scratch.found);
        // Many wordings of few entries may fill a pool; what is not full has all that there is.
        let is_all = found.is_all || pool.lexical >= documents.len();
        if is_all || found.by_entry(documents).count() >= pool.entries_min {
            return rank::rank(version, &scratch.understanding, found, depth);
        }
        pool = pool.doubled();
    }
}

/// The entries that have the question as a wording, in the order of the base; else those that quote the
/// very place in a law that it names.
pub fn exact(version: &Version, key: &str, admit: impl Fn(u32) -> bool) -> Vec<u32> {
    let has = |entry: u32| {
        let mut wordings = version.base.entries[entry as usize].wordings();
        wordings.any(|wording| Folded::new(wording).key() == key)
    };
    let mut found = version.exact.entries(key, &version.documents);
    found.retain(|entry| admit(*entry) && has(*entry));
    if !found.is_empty() {
        return found;
    }
    version.quotations.named(key).iter().copied().filter(|entry| admit(*entry)).collect()
}

/// Puts the exact entries first, whatever their scores.
fn promote(
    (version, question): (&Version, &Question),
    scratch: &Scratch,
    (exact, candidates): (&[u32], &mut Vec<Candidate>),
) {
    let (asked, found) = (&scratch.understanding, &scratch.found);
    for entry in exact {
        if !candidates.iter().any(|candidate| candidate.entry == *entry) {
            let depth = version.scopes[*entry as usize].region_depth(question);
            candidates.extend(rank::of_entry(version, asked, found, (*entry, depth)));
        }
    }
    // A stable sort keeps the ranker's order among the exact ones and among the rest.
    candidates.sort_by_key(|candidate| !exact.contains(&candidate.entry));
}
