//! Answers without grounds, and citations without the number that the document has.

use std::collections::{BTreeMap, BTreeSet};

use wenshui_knowledge::base::Base;
use wenshui_knowledge::edit::Edit;

use crate::health::class::Class;
use crate::health::finding::{Draft, Findings};
use crate::health::rules::{Numbers, Rules};

/// Finds answers without grounds, and documents that are cited without their number: one finding for a
/// document, however often it is cited.
pub(super) fn find(base: &Base, rules: &Rules, found: &mut Findings) {
    let bare = |at: &usize| base.entries[*at].answers() && base.entries[*at].basis.is_empty();
    for at in (0..base.entries.len()).filter(bare) {
        found.push(Class::NoBasis, Draft { entries: vec![at], ..Draft::default() });
    }
    let mut without: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (at, entry) in base.entries.iter().enumerate() {
        for basis in &entry.basis {
            match &basis.number {
                Some(number) => {
                    known.entry(&basis.title).or_default().insert(number);
                }
                None if has_number(&basis.title, &rules.numbers) => {
                    without.entry(&basis.title).or_default().push(at);
                }
                None => {}
            }
        }
    }
    for (title, mut entries) in without {
        let count = entries.len();
        entries.dedup();
        let numbers = known.get(title).filter(|numbers| numbers.len() == 1);
        let number = numbers.and_then(|numbers| numbers.first().copied());
        let fix = number.map(|number| {
            let edit = Edit::SetNumber { title: title.to_owned(), number: number.to_owned() };
            (vec![number.to_owned()], vec![edit])
        });
        let details = vec![title.to_owned(), count.to_string()];
        // A document is the same whoever cites it, so that its finding is told by the title alone.
        found.push_about(
            Class::NoNumber,
            title,
            Draft { entries, details, fix, ..Draft::default() },
        );
    }
}

/// Whether the kind of a document, which the end of its title names, has a number.
fn has_number(title: &str, numbers: &Numbers) -> bool {
    let name = without_brackets(title);
    let ends = |endings: &[String]| endings.iter().any(|ending| name.ends_with(ending.as_str()));
    let told = numbers.marks.iter().any(|mark| title.contains(mark.as_str()));
    ends(&numbers.endings) && !ends(&numbers.except) && !told
}

/// A title without a remark in brackets at its end.
fn without_brackets(title: &str) -> &str {
    let title = title.trim_end();
    let open = title.rfind(['(', '\u{ff08}']);
    match open.filter(|_| title.ends_with([')', '\u{ff09}'])) {
        Some(open) => title[..open].trim_end(),
        None => title,
    }
}
