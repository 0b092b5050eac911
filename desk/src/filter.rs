//! What a list may be asked for (table 3.4): which conditions it takes, which of them are exact, and
//! what each means. A store turns the terms into a query, and [`Wanted::matches`] says what that
//! query has to find.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::part::Part;
use crate::zone;

pub mod columns;

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

/// A condition that a list takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition {
    /// Its name on the wire.
    pub name: &'static str,
    /// The column that it looks at.
    pub column: &'static str,
    /// What it means.
    pub how: How,
    /// Whether only the tax office's side has it.
    pub staff_only: bool,
}

/// What a condition means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The column is this text, whole and exact.
    Exact,
    /// The column holds this text somewhere.
    Fuzzy,
    /// The column is one of these names, divided by commas: what the guides call fuzzy where a
    /// column has few values.
    Choice,
    /// The column is on this day or after it.
    From,
    /// The column is on this day or before it.
    Until,
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

const fn on(column: &'static str, how: How) -> Condition {
    Condition { name: column, column, how, staff_only: false }
}

const fn named(name: &'static str, column: &'static str, how: How) -> Condition {
    Condition { name, column, how, staff_only: false }
}

const fn staff(column: &'static str, how: How) -> Condition {
    Condition { name: column, column, how, staff_only: true }
}

const NOTES: &[Condition] = &[
    on("number", How::Exact),
    named("left_from", "left_at", How::From),
    named("left_until", "left_at", How::Until),
    on("note_type", How::Choice),
    on("progress", How::Choice),
    on("content", How::Fuzzy),
    staff("taxpayer_name", How::Fuzzy),
    staff("taxpayer_id", How::Fuzzy),
];

const RESERVATIONS: &[Condition] = &[
    on("number", How::Exact),
    named("begins_from", "begins_at", How::From),
    named("begins_until", "begins_at", How::Until),
    on("service_type", How::Fuzzy),
    on("business_category", How::Fuzzy),
    on("subject_matter", How::Fuzzy),
    on("way", How::Choice),
    on("confirmation", How::Choice),
    on("progress", How::Choice),
];

const MEDIATIONS: &[Condition] = &[
    on("number", How::Exact),
    named("filed_from", "filed_at", How::From),
    named("filed_until", "filed_at", How::Until),
    named("accepted_from", "accepted_at", How::From),
    named("accepted_until", "accepted_at", How::Until),
    on("state", How::Choice),
];

const WORK_ORDERS: &[Condition] = &[
    on("number", How::Exact),
    named("opened_from", "opened_at", How::From),
    named("opened_until", "opened_at", How::Until),
    on("subject_matter", How::Fuzzy),
    on("state", How::Choice),
];

const SURVEYS: &[Condition] = &[
    on("number", How::Exact),
    on("title", How::Fuzzy),
    named("opens_from", "open_from", How::From),
    named("opens_until", "open_from", How::Until),
    on("state", How::Choice),
];

const CASES: &[Condition] =
    &[on("number", How::Exact), on("matter", How::Fuzzy), on("state", How::Choice)];

const SESSIONS: &[Condition] = &[on("number", How::Exact), on("state", How::Choice)];

impl List {
    /// The conditions that it takes.
    pub fn conditions(self) -> &'static [Condition] {
        match self {
            Self::Notes => NOTES,
            Self::Reservations => RESERVATIONS,
            Self::Mediations => MEDIATIONS,
            Self::WorkOrders => WORK_ORDERS,
            Self::Sessions => SESSIONS,
            Self::Surveys => SURVEYS,
            Self::Cases => CASES,
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
                None => faults.push(Fault::new("filter", "unknown").with(&[name])),
                Some(condition) if asked[..place].iter().any(|(other, _)| other == name) => {
                    faults.push(Fault::new(condition.name, "twice"));
                }
                Some(_) if value.trim().is_empty() => {}
                Some(condition) => match condition.test(value.trim()) {
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

impl Condition {
    fn test(&self, value: &str) -> Result<Test, Fault> {
        if value.chars().count() > VALUE_CHARS_MAX {
            return Err(Fault::new(self.name, "too_long").with(&[&VALUE_CHARS_MAX.to_string()]));
        }
        let day = || Date::strptime("%Y-%m-%d", value).map_err(|_| Fault::new(self.name, "day"));
        Ok(match self.how {
            How::Exact => Test::Is(value.to_owned()),
            How::Fuzzy => Test::Holds(value.to_owned()),
            How::Choice => {
                Test::OneOf(value.split(',').map(|name| name.trim().to_owned()).collect())
            }
            How::From => Test::From(zone::begins(day()?)),
            How::Until => Test::Before(zone::ends(day()?)),
        })
    }
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
