//! What is over, what soon is, and what nobody has looked at for long.

use jiff::civil::Date;
use jiff::{Span, Unit};
use wenshui_knowledge::base::Base;
use wenshui_knowledge::edit::{Edit, EntryDates};
use wenshui_knowledge::entry::{Basis, Entry};

use crate::health::against::Against;
use crate::health::class::Class;
use crate::health::finding::{Draft, Findings};
use crate::health::neighbours::Asked;

impl Against<'_> {
    /// The last day that is soon.
    pub(super) fn soon(&self) -> Date {
        self.today.saturating_add(Span::new().days(self.rules.dates.expiring_days))
    }
}

/// Finds entries and documents that are over or soon will be, and reviews that are due.
pub(super) fn find((base, asked): (&Base, &Asked), against: Against, found: &mut Findings) {
    for (at, entry) in base.entries.iter().enumerate() {
        let goes_on = asked.succeeded.contains(&at);
        if let Some(to) = entry.valid_to.filter(|to| *to <= against.soon() && !goes_on) {
            push_end((at, entry), to, against, found);
        }
        if !entry.holds_on(against.today) {
            continue;
        }
        for basis in ended(entry, against) {
            push_basis((at, entry), basis, against, found);
        }
        push_review((at, entry), against, found);
    }
}

fn push_end((at, entry): (usize, &Entry), to: Date, against: Against, found: &mut Findings) {
    let (class, second) = if to < against.today {
        (Class::Expired, entry.question.clone())
    } else {
        (Class::Expiring, days(against.today, to).to_string())
    };
    let details = vec![to.to_string(), second];
    found.push(
        class,
        Draft { entries: vec![at], details, about: to.to_string(), ..Draft::default() },
    );
}

/// The documents that end before their entry does, and soon.
fn ended<'a>(entry: &'a Entry, against: Against<'a>) -> impl Iterator<Item = (&'a Basis, Date)> {
    let ends = entry.basis.iter().filter_map(|basis| Some((basis, basis.effective_to?)));
    let soon = against.soon();
    ends.filter(move |(_, to)| *to <= soon && entry.valid_to.is_none_or(|own| own > *to))
}

fn push_basis(
    (at, entry): (usize, &Entry),
    (basis, to): (&Basis, Date),
    against: Against,
    found: &mut Findings,
) {
    let number = basis.number.as_deref().unwrap_or_default();
    let document = format!("{}{number}", basis.title);
    let mut details = vec![document.clone(), to.to_string()];
    let class = if to < against.today {
        Class::BasisExpired
    } else {
        details.push(days(against.today, to).to_string());
        Class::BasisExpiring
    };
    // Where another document goes on, the rule may too.
    let alone = entry.basis.iter().all(|other| other.effective_to.is_some_and(|end| end <= to));
    let dates = EntryDates { valid_to: Some(to), ..EntryDates::default() };
    let begun = entry.valid_from.is_none_or(|from| from <= to);
    let edit = Edit::SetDates { id: entry.id.clone(), dates };
    found.push(
        class,
        Draft {
            entries: vec![at],
            details,
            about: format!("{document}\n{to}"),
            fix: (alone && begun).then(|| (vec![to.to_string()], vec![edit])),
            ..Draft::default()
        },
    );
}

fn push_review((at, entry): (usize, &Entry), against: Against, found: &mut Findings) {
    let months = against.rules.dates.review_months;
    let due = against.today.saturating_sub(Span::new().months(months));
    if let Some(on) = entry.reviewed_on.filter(|on| *on < due) {
        let since = on.until((Unit::Month, against.today)).map_or(months, |span| span.get_months());
        let details = vec![on.to_string(), since.to_string()];
        let about = on.to_string();
        found.push(
            Class::ReviewOverdue,
            Draft { entries: vec![at], details, about, ..Draft::default() },
        );
    }
}

/// Days from one day to a later one.
fn days(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to)).map_or(0, |span| span.get_days())
}
