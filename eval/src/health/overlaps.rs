//! Entries and wordings that get in each other's way.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use wenshui_engine::version::Version;
use wenshui_knowledge::edit::Edit;
use wenshui_knowledge::entry::Entry;

use crate::health::class::Class;
use crate::health::finding::{Draft, Findings};
use crate::health::neighbours::{Asked, AskedWording, Instead};
use crate::health::pairs::agree;
use crate::health::phrase::phrase;
use crate::health::rules::Rules;

/// A wording: entry and number.
type Place = (usize, usize);

/// Two wordings that ask the same, with how much better each fits at home than there; none where it
/// was only met from the other side.
#[derive(Debug, Clone, Copy)]
struct Met {
    places: [Place; 2],
    margins: [Option<f32>; 2],
}

/// Finds entries that ask the same, wordings that ask what another entry answers, and wordings that do
/// not find their own entry.
pub(super) fn find((version, asked): (&Version, &Asked), rules: &Rules, found: &mut Findings) {
    let pairs = pairs(&asked.wordings);
    let mut told: FxHashSet<(usize, usize)> = FxHashSet::default();
    for ((one, two), met) in &pairs {
        told.extend([(*one, *two), (*two, *one)]);
        if ask_the_same(version, (*one, *two), (met, rules.same.share_min)) {
            push_entries(version, (*one, *two), rules, found);
        } else {
            push_wordings(version, met, found);
        }
    }
    for lost in &asked.wordings {
        let known = matches!(lost.instead, Some(Instead::Entry(other)) if told.contains(&(lost.entry, other)));
        if let Some(instead) = lost.instead.filter(|_| !known) {
            push_lost(version, (lost, instead), found);
        }
    }
}

/// What asks the same, by pairs of entries, the earlier first.
fn pairs(asked: &[AskedWording]) -> BTreeMap<(usize, usize), Vec<Met>> {
    let mut by_places: BTreeMap<[Place; 2], Met> = BTreeMap::new();
    for own in asked {
        for other in &own.same {
            let (here, there) = ((own.entry, own.number), (other.entry, other.number));
            let side = usize::from(here > there);
            let places = if side == 0 { [here, there] } else { [there, here] };
            let met = by_places.entry(places).or_insert(Met { places, margins: [None; 2] });
            met.margins[side] = Some(own.at_home - other.there);
        }
    }
    let mut by_entries: BTreeMap<(usize, usize), Vec<Met>> = BTreeMap::new();
    for met in by_places.into_values() {
        by_entries.entry((met.places[0].0, met.places[1].0)).or_default().push(met);
    }
    by_entries
}

/// Whether two entries as a whole ask the same: their standard questions do, or so large a share of
/// the wordings of the smaller one.
fn ask_the_same(
    version: &Version,
    (one, two): (usize, usize),
    (met, share_min): (&[Met], f64),
) -> bool {
    let count = |at: usize| 1 + version.base.entries[at].similar.len();
    let distinct = |side: usize| -> usize {
        met.iter().map(|met| met.places[side].1).collect::<FxHashSet<_>>().len()
    };
    let side = usize::from(count(one) > count(two));
    let shared = distinct(side);
    let share = shared as f64 / count(one).min(count(two)) as f64;
    let standard = met.iter().any(|met| met.places.iter().all(|place| place.1 == 0));
    // One wording out of two may be a slip; the entries are not the same for it.
    standard || (shared > 1 && share >= share_min)
}

fn push_entries(
    version: &Version,
    (one, two): (usize, usize),
    rules: &Rules,
    found: &mut Findings,
) {
    let entries = &version.base.entries;
    let class = if agree(version, (one, two), rules.answers) {
        Class::DuplicateEntry
    } else {
        Class::ConflictingAnswer
    };
    let (stays, goes, why) = better((one, two), entries);
    let (into, from) = (&entries[stays].id, &entries[goes].id);
    let merge = Edit::Merge { into: into.clone(), from: from.clone() };
    let (first, second) = (&entries[one], &entries[two]);
    let details = [&first.question, &second.question, &first.id, &second.id];
    found.push(
        class,
        Draft {
            entries: vec![goes, stays],
            details: details.map(Clone::clone).to_vec(),
            fix: Some((vec![into.clone(), why, from.clone()], vec![merge])),
            ..Draft::default()
        },
    );
}

/// Which of two entries stays, which goes, and why: the later review, then more wordings, then the
/// order of the base.
fn better((one, two): (usize, usize), entries: &[Entry]) -> (usize, usize, String) {
    let (first, second) = (&entries[one], &entries[two]);
    let count = |entry: &Entry| 1 + entry.similar.len();
    let by_review = first.reviewed_on.cmp(&second.reviewed_on);
    let order = by_review.then(count(first).cmp(&count(second)));
    let (stays, goes) = if order.is_lt() { (two, one) } else { (one, two) };
    let why = match entries[stays].reviewed_on.filter(|_| by_review.is_ne()) {
        Some(on) => phrase("later_review", &[&on.to_string()]),
        None if order.is_ne() => phrase("more_wordings", &[&count(&entries[stays]).to_string()]),
        None => phrase("first_written", &[]),
    };
    (stays, goes, why)
}

/// One finding for each wording that had better go.
fn push_wordings(version: &Version, met: &[Met], found: &mut Findings) {
    let mut told: FxHashSet<Place> = FxHashSet::default();
    for met in met {
        let gone = weaker(met);
        let stays = met.places[1 - gone];
        let gone = met.places[gone];
        if !told.insert(gone) {
            continue;
        }
        let text = |(at, number): Place| {
            version.base.entries[at].wordings().nth(number).unwrap_or_default().to_owned()
        };
        let (own, other) = (&version.base.entries[gone.0].id, &version.base.entries[stays.0].id);
        // Of two standard questions none can go; then the entries ask the same and are told so.
        let edit = Edit::RemoveWordings { id: own.clone(), wordings: vec![text(gone)] };
        found.push(
            Class::OverlappingWording,
            Draft {
                entries: vec![gone.0, stays.0],
                wordings: vec![gone, stays],
                details: vec![text(gone), other.clone(), text(stays)],
                fix: Some((vec![own.clone(), text(gone)], vec![edit])),
                ..Draft::default()
            },
        );
    }
}

/// Which of two wordings fits its entry less: never a standard question, else the one that is nearer
/// to the other entry than to its own, else the later one.
fn weaker(met: &Met) -> usize {
    if let Some(standard) = met.places.iter().position(|place| place.1 == 0) {
        return 1 - standard;
    }
    match met.margins {
        [Some(first), Some(second)] => usize::from(first >= second),
        [Some(first), None] => usize::from(first >= 0.0),
        [None, second] => usize::from(second.is_none_or(|second| second < 0.0)),
    }
}

fn push_lost(version: &Version, (lost, instead): (&AskedWording, Instead), found: &mut Findings) {
    let entries = &version.base.entries;
    let own = &entries[lost.entry];
    let text = own.wordings().nth(lost.number).unwrap_or_default().to_owned();
    let first = match instead {
        Instead::Entry(other) => {
            phrase("other_entry", &[&entries[other].id, &entries[other].question])
        }
        Instead::Decision(name) => phrase(&format!("decision_{name}"), &[]),
    };
    let edit = Edit::RemoveWordings { id: own.id.clone(), wordings: vec![text.clone()] };
    let similar = lost.number > 0;
    found.push(
        Class::NotFound,
        Draft {
            entries: vec![lost.entry],
            wordings: vec![(lost.entry, lost.number)],
            details: vec![text, first],
            fix: similar.then(|| (Vec::new(), vec![edit])),
            ..Draft::default()
        },
    );
}
