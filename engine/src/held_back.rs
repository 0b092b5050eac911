//! What must not be said: every entry is read once for sensitive words when a version is put
//! together, so that an answer costs one look into a table that is nearly always empty.

use std::borrow::Cow;

use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};
use rustc_hash::FxHashMap;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::entry::{Block, Entry};
use wenshui_knowledge::text::fold::Folded;

use crate::screen::{Outgoing, Screen, turn_hash};

/// The entries that must not be shown as they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeldBack {
    held: FxHashMap<u32, Held>,
}

/// An entry that must not be shown as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The entry as it may be shown: words masked or replaced, and texts that must not be shown
    /// empty.
    pub entry: Entry,
    /// Whether it must not be given at all.
    pub blocked: bool,
    /// Whether words of what it answers are hidden; else it is one of its other wordings.
    pub hidden: bool,
    /// The hash of its answer, as those of questions.
    pub hash: u64,
}

/// What is known of an entry before it is read.
pub(crate) enum Known<'a> {
    /// Nothing.
    Nothing,
    /// It was read: how it is held back, if it is.
    Read(Option<&'a Held>),
}

impl HeldBack {
    /// Reads every entry of which nothing is `known`, by its place in the base.
    pub(crate) fn new<'a>(
        (base, screen): (&Base, &Screen),
        known: impl Fn(usize) -> Known<'a> + Sync,
    ) -> Self {
        let entries = base.entries.par_iter().enumerate();
        let read = |(at, entry)| {
            let held = match known(at) {
                Known::Read(held) => held.cloned(),
                Known::Nothing => held(entry, screen),
            };
            Some((at as u32, held?))
        };
        Self { held: entries.filter_map(read).collect() }
    }

    /// Whether everything may be shown as it is.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// How an entry is held, if it is.
    pub fn held(&self, entry: u32) -> Option<&Held> {
        if self.held.is_empty() { None } else { self.held.get(&entry) }
    }

    /// Whether an entry must not be given at all.
    pub fn blocks(&self, entry: u32) -> bool {
        self.held(entry).is_some_and(|held| held.blocked)
    }

    /// How many entries are changed, and how many of them must not be given at all.
    pub fn counts(&self) -> (usize, usize) {
        (self.held.len(), self.held.values().filter(|held| held.blocked).count())
    }
}

/// What has to be hidden of an entry, if anything has.
fn held(entry: &Entry, screen: &Screen) -> Option<Held> {
    if is_clean(entry, screen) {
        return None;
    }
    let (mut shown, mut hidden, mut blocked) = (entry.clone(), false, false);
    each_text(&mut shown, &mut |text| match screen.check_output(text) {
        Outgoing::Show(words) if words == *text => {}
        Outgoing::Show(words) => {
            hidden = true;
            *text = words.into_owned();
        }
        Outgoing::Block => {
            blocked = true;
            text.clear();
        }
    });
    // A wording that must not be shown is only never suggested; what it asks may well be answered.
    for (own, wording) in shown.similar.iter_mut().zip(&entry.similar) {
        match screen.check_output(wording) {
            Outgoing::Show(words) => *own = words.into_owned(),
            Outgoing::Block => own.clear(),
        }
    }
    let other = shown.similar != entry.similar;
    let hash = turn_hash(&Folded::new(entry.answer.as_deref().unwrap_or(&entry.question)));
    (hidden || blocked || other).then_some(Held { entry: shown, blocked, hidden, hash })
}

/// Whether nothing at all has to be hidden, by one reading of all texts together: nearly all entries
/// are such, and a large base has many.
fn is_clean(entry: &Entry, screen: &Screen) -> bool {
    let mut all = String::with_capacity(256);
    for wording in entry.wordings().chain(entry.answer.as_deref()) {
        all.push_str(wording);
        // The end of a line parts them as the end of a sentence does.
        all.push('\n');
    }
    if !(entry.blocks.is_empty() && entry.basis.is_empty() && entry.topic.is_none()) {
        let mut rest = Entry {
            blocks: entry.blocks.clone(),
            basis: entry.basis.clone(),
            topic: entry.topic.clone(),
            ..Entry::default()
        };
        each_text(&mut rest, &mut |text| {
            all.push_str(text);
            all.push('\n');
        });
    }
    matches!(screen.check_output(&all), Outgoing::Show(Cow::Borrowed(_)))
}

/// Visits every text that an answer shows; ids, dates and addresses are none.
fn each_text(entry: &mut Entry, visit: &mut impl FnMut(&mut String)) {
    visit(&mut entry.question);
    entry.answer.iter_mut().chain(&mut entry.topic).for_each(&mut *visit);
    for block in &mut entry.blocks {
        match block {
            Block::Text { markdown } => visit(markdown),
            Block::Link(to) | Block::Image(to) | Block::Video(to) | Block::File(to) => {
                visit(&mut to.title);
            }
            Block::Guide { steps } => {
                for step in steps {
                    visit(&mut step.title);
                    step.markdown.iter_mut().for_each(&mut *visit);
                }
            }
            Block::Sum { inputs, steps, result } => {
                for input in inputs {
                    visit(&mut input.name);
                    visit(&mut input.value);
                }
                steps.iter_mut().for_each(&mut *visit);
                visit(result);
            }
        }
    }
    for basis in &mut entry.basis {
        visit(&mut basis.title);
        basis.number.iter_mut().chain(&mut basis.article).for_each(&mut *visit);
    }
}
