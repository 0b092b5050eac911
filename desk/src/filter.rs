//! What a list may be asked for (table 3.4): which conditions it takes, which of them are exact, and
//! what each means. A store turns the terms into a query, and [`Wanted::matches`] says what that
//! query has to find.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::case::RegionCase;
use crate::fault::Fault;
use crate::filter::condition::{Condition, How};
use crate::machine::Machine as _;
use crate::part::Part;
use crate::zone;

pub mod columns;
pub mod condition;

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// 我的留言 (O-15), and the list of the agents.
    Notes,
    /// 我的发起 and 税局邀请 (P-15).
    Reservations,
    /// 调解.
    Mediations,
    /// 我的工单; the guides give no conditions.
    WorkOrders,
    /// 人工会话, as agents see them.
    Sessions,
    /// 问卷, as whoever runs them sees them (S-06).
    Surveys,
    /// 跨区通办; the guides give no conditions.
    Cases,
}

/// What is wanted of a list; everything of it has to be so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The terms, in the order in which they came.
    pub terms: Vec<Term>,
}

/// A condition with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The column that it looks at.
    pub column: &'static str,
    /// What it has to be.
    pub test: Test,
}

/// What a column has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// This text.
    Is(String),
    /// A text with this text in it.
    Holds(String),
    /// One of these.
    OneOf(Vec<String>),
    /// This moment or a later one.
    From(Timestamp),
    /// A moment before this one.
    Before(Timestamp),
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text or a name.
    Text(String),
    /// A moment.
    Time(Timestamp),
}

/// The most characters of a value.
pub const VALUE_CHARS_MAX: usize = 200;

impl List {
    /// The conditions that it takes.
    pub fn conditions(self) -> &'static [Condition] {
        match self {
            Self::Notes => condition::NOTES,
            Self::Reservations => condition::RESERVATIONS,
            Self::Mediations => condition::MEDIATIONS,
            Self::WorkOrders => condition::WORK_ORDERS,
            Self::Sessions => condition::SESSIONS,
            Self::Surveys => condition::SURVEYS,
            Self::Cases => condition::CASES,
        }
    }

    /// Names that somebody knows as others: the veiled one, and the one that is shown for it.
    fn veiled(self, part: Part) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Cases => RegionCase::veiled(part),
            Self::Notes
            | Self::Reservations
            | Self::Mediations
            | Self::WorkOrders
            | Self::Sessions
            | Self::Surveys => &[],
        }
    }
}

impl Wanted {
    /// Reads what somebody asks of a list, as names with values. An empty value is no condition.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(list: List, part: Part, asked: &[(&str, &str)]) -> Result<Self, Vec<Fault>> {
        let (mut wanted, mut faults) = (Self::default(), Vec::new());
        for (place, (name, value)) in asked.iter().enumerate() {
            let known = |condition: &&Condition| {
                condition.name == *name && (part.is_staff() || !condition.staff_only)
            };
            match list.conditions().iter().find(known) {
                None => {
                    let mine = |one: &&Condition| part.is_staff() || !one.staff_only;
                    let all = list.conditions().iter().filter(mine).map(|one| one.name);
                    let all: Vec<&str> = all.collect();
                    faults.push(Fault::new("filter", "unknown").with(&[name, &all.join(", ")]));
                }
                Some(condition) if asked[..place].iter().any(|(other, _)| other == name) => {
                    faults.push(Fault::new(condition.name, "twice"));
                }
                Some(_) if value.trim().is_empty() => {}
                Some(condition) => match test(condition, (value.trim(), list.veiled(part))) {
                    Ok(test) => wanted.terms.push(Term { column: condition.column, test }),
                    Err(fault) => faults.push(fault),
                },
            }
        }
        if faults.is_empty() { Ok(wanted) } else { Err(faults) }
    }

    /// Whether a row is wanted whose columns `value` gives. A column without a value is never what
    /// a condition wants.
    pub fn matches(&self, value: impl Fn(&'static str) -> Option<Value>) -> bool {
        self.terms.iter().all(|term| value(term.column).is_some_and(|value| term.test.fits(&value)))
    }
}

/// What a value of a condition asks for.
fn test(condition: &Condition, (value, veiled): (&str, &[(&str, &str)])) -> Result<Test, Fault> {
    if value.chars().count() > VALUE_CHARS_MAX {
        return Err(Fault::new(condition.name, "too_long").with(&[&VALUE_CHARS_MAX.to_string()]));
    }
    let day = || Date::strptime("%Y-%m-%d", value).map_err(|_| Fault::new(condition.name, "day"));
    Ok(match condition.how {
        How::Exact => Test::Is(value.to_owned()),
        How::Fuzzy => Test::Holds(value.to_owned()),
        How::Choice(names) => Test::OneOf(chosen((condition.name, value), (names, veiled))?),
        How::From => Test::From(zone::begins(day()?)),
        How::Until => Test::Before(zone::ends(day()?)),
    })
}

/// The names that are chosen, with those that somebody knows by them.
fn chosen(
    (name, value): (&'static str, &str),
    (names, veiled): (&[&str], &[(&str, &str)]),
) -> Result<Vec<String>, Fault> {
    let is_veiled = |name: &str| veiled.iter().any(|(hidden, _)| *hidden == name);
    let mut chosen = Vec::new();
    for one in value.split(',').map(str::trim) {
        if !names.is_empty() && (!names.contains(&one) || is_veiled(one)) {
            let offered = names.iter().filter(|name| !is_veiled(name)).copied();
            let offered: Vec<&str> = offered.collect();
            return Err(Fault::new(name, "choice").with(&[one, &offered.join(", ")]));
        }
        chosen.push(one.to_owned());
        let known_by = veiled.iter().filter(|(_, shown)| *shown == one);
        chosen.extend(known_by.map(|(hidden, _)| (*hidden).to_owned()));
    }
    Ok(chosen)
}

impl Test {
    /// Whether a column with this value is what it has to be. Letters of ASCII are the same in both
    /// cases where a text is looked for inside another.
    pub fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Is(wanted), Value::Text(text)) => text == wanted,
            (Self::Holds(wanted), Value::Text(text)) => {
                text.to_ascii_lowercase().contains(&wanted.to_ascii_lowercase())
            }
            (Self::OneOf(names), Value::Text(text)) => names.contains(text),
            (Self::From(from), Value::Time(at)) => at >= from,
            (Self::Before(end), Value::Time(at)) => at < end,
            (Self::Is(_) | Self::Holds(_) | Self::OneOf(_), Value::Time(_))
            | (Self::From(_) | Self::Before(_), Value::Text(_)) => false,
        }
    }

    /// The pattern for SQL's `LIKE … ESCAPE '\'` of a text that a column has to hold, in lower case:
    /// the query lowers the column too, with a function that changes ASCII only.
    pub fn like(&self) -> Option<String> {
        let Self::Holds(wanted) = self else { return None };
        let mut pattern = String::from("%");
        for c in wanted.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c.to_ascii_lowercase());
        }
        pattern.push('%');
        Some(pattern)
    }
}
