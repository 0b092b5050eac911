//! The tax calendar: what has to be filed, by whom, until when, year by year.

use std::sync::OnceLock;

use jiff::civil::Date;

use crate::entry::Basis;
use crate::entry::read::{basis, list};
use crate::node::{Fields, Node, NodeReader, yaml};
use crate::problem::Problem;
use crate::taxpayer::{TaxpayerType, concerns};

/// A year of the calendar.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaxYear {
    /// The year.
    pub year: i16,
    /// The last day of the filing period of each month, as it was given for the year.
    pub last_days: Vec<Date>,
    /// Who gave it.
    pub basis: Basis,
    /// What has to be filed.
    pub obligations: Vec<Obligation>,
}

/// Something that has to be filed again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Obligation {
    /// Stable name.
    pub id: String,
    /// What it is.
    pub name: String,
    /// The tax it is about.
    pub tax: String,
    /// Whom it concerns; empty means everybody.
    pub taxpayer_types: Vec<TaxpayerType>,
    /// How often.
    pub every: Every,
    /// The entry of the bundled knowledge that tells more.
    pub entry: String,
    /// What grounds it.
    pub basis: Vec<Basis>,
}

/// How often something has to be filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// In each month, for the month before.
    Month,
    /// In January, April, July and October, for the quarter before.
    Quarter,
    /// Once a year.
    Year {
        /// The first day.
        opens: Date,
        /// The last day as the law says.
        due: Date,
        /// The last day in this year, moved by holidays.
        last_day: Date,
    },
}

/// A span in which something has to be filed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deadline<'a> {
    /// What.
    pub obligation: &'a Obligation,
    /// The first day.
    pub opens: Date,
    /// The last day as the law says.
    pub due: Date,
    /// The last day, moved by holidays.
    pub last_day: Date,
}

/// What falls due within fifteen days after a period (增值税法 31条 and its like).
const DAYS_AFTER_PERIOD: i8 = 15;

impl TaxYear {
    /// Everything that has to be filed in the year by whoever is of these types, in the order of last days.
    ///
    /// Without a type it is what concerns anybody at all.
    pub fn deadlines(&self, who: Option<TaxpayerType>) -> Vec<Deadline<'_>> {
        let meant = |obligation: &&Obligation| {
            who.is_none_or(|who| concerns(&obligation.taxpayer_types, who))
        };
        let concerned = self.obligations.iter().filter(meant);
        let mut deadlines: Vec<Deadline> = concerned.flat_map(|one| self.of(one)).collect();
        deadlines.sort_by_key(|deadline| deadline.last_day);
        deadlines
    }

    fn of<'a>(&'a self, obligation: &'a Obligation) -> Vec<Deadline<'a>> {
        let step = match obligation.every {
            Every::Month => 1,
            Every::Quarter => 3,
            Every::Year { opens, due, last_day } => {
                return vec![Deadline { obligation, opens, due, last_day }];
            }
        };
        let monthly = self.last_days.iter().step_by(step);
        monthly
            .map(|last_day| Deadline {
                obligation,
                opens: last_day.first_of_month(),
                due: last_day
                    .first_of_month()
                    .with()
                    .day(DAYS_AFTER_PERIOD)
                    .build()
                    .unwrap_or(*last_day),
                last_day: *last_day,
            })
            .collect()
    }
}

/// The years that ship inside the program, in their order.
///
/// # Panics
/// When a bundled file is broken, which a test rules out.
pub fn bundled() -> &'static [TaxYear] {
    static YEARS: OnceLock<Vec<TaxYear>> = OnceLock::new();
    YEARS.get_or_init(|| {
        let files = crate::bundled::lexicons();
        let calendars = files.iter().filter(|file| file.name.starts_with("calendar/"));
        let read = calendars.map(|file| read(&file.text).expect("bundled calendars are whole"));
        let mut years: Vec<TaxYear> = read.collect();
        years.sort_by_key(|year| year.year);
        years
    })
}

/// Reads the file of a year.
///
/// # Errors
/// Every problem at once, with line and field.
pub fn read(text: &str) -> Result<TaxYear, Vec<Problem>> {
    let mut reader = NodeReader::default();
    let node = yaml::parse(text).map_err(|problem| vec![problem])?;
    let mut fields = reader.fields(&node);
    let year = fields.required(&mut reader, "year").and_then(|year| year.parse().ok());
    let filing = fields.node("filing");
    let (last_days, basis) = match filing {
        Some(node) => reader.under("filing", |reader| filing_of(node, reader)),
        None => {
            reader.report(Problem::error(node.line, "", "missing_field", &["filing"]));
            Default::default()
        }
    };
    let obligations = list(&mut fields, &mut reader, "obligations", obligation);
    fields.finish(&mut reader);
    let year = TaxYear { year: year.unwrap_or_default(), last_days, basis, obligations };
    let in_order = (1..)
        .zip(&year.last_days)
        .all(|(month, day)| (day.year(), day.month()) == (year.year, month));
    if year.last_days.len() != 12 || !in_order {
        let details = [year.year.to_string()];
        let details = details.each_ref().map(String::as_str);
        reader.report(Problem::error(node.line, "filing.last_days", "not_each_month", &details));
    }
    let problems = reader.into_problems();
    if problems.is_empty() { Ok(year) } else { Err(problems) }
}

fn filing_of(node: &Node, reader: &mut NodeReader) -> (Vec<Date>, Basis) {
    let mut fields = reader.fields(node);
    let texts = fields.texts(reader, "last_days");
    let line = fields.line("last_days");
    let mut days = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        match text.parse() {
            Ok(day) => days.push(day),
            Err(_) => {
                let field = format!("last_days[{at}]");
                reader.report(Problem::error(line, &field, "not_a_date", &[text]));
            }
        }
    }
    let given = fields.node("basis");
    let given = given.and_then(|node| reader.under("basis", |reader| basis(node, reader)));
    if given.is_none() {
        reader.report(Problem::error(node.line, "", "missing_field", &["basis"]));
    }
    fields.finish(reader);
    (days, given.unwrap_or_default())
}

fn obligation(node: &Node, reader: &mut NodeReader) -> Option<Obligation> {
    let mut fields = reader.fields(node);
    let id = fields.required(reader, "id");
    let name = fields.required(reader, "name");
    let tax = fields.required(reader, "tax");
    let entry = fields.required(reader, "entry");
    let names = fields.texts(reader, "taxpayer_types");
    let every = every(&mut fields, reader);
    let grounds = list(&mut fields, reader, "basis", basis);
    let mut taxpayer_types = Vec::with_capacity(names.len());
    for name in &names {
        match TaxpayerType::parse(name) {
            Some(kind) => taxpayer_types.push(kind),
            None => {
                let known = TaxpayerType::names().collect::<Vec<_>>().join(", ");
                let line = fields.line("taxpayer_types");
                let details = [name.as_str(), known.as_str()];
                let (field, code) = ("taxpayer_types", "unknown_taxpayer_type");
                reader.report(Problem::error(line, field, code, &details));
            }
        }
    }
    if grounds.is_empty() {
        reader.report(Problem::error(node.line, "", "missing_field", &["basis"]));
    }
    fields.finish(reader);
    let (id, name, tax, entry) = (id?, name?, tax?, entry?);
    Some(Obligation { id, name, tax, taxpayer_types, every: every?, entry, basis: grounds })
}

fn every(fields: &mut Fields, reader: &mut NodeReader) -> Option<Every> {
    let named = fields.required(reader, "every")?;
    match named.as_str() {
        "month" => Some(Every::Month),
        "quarter" => Some(Every::Quarter),
        "year" => {
            let mut day = |name: &'static str| {
                fields.required(reader, name)?;
                fields.date(reader, name)
            };
            let (opens, due, last_day) = (day("opens"), day("due"), day("last_day"));
            Some(Every::Year { opens: opens?, due: due?, last_day: last_day? })
        }
        _ => {
            let line = fields.line("every");
            let details = [named.as_str(), "month, quarter, year"];
            reader.report(Problem::error(line, "every", "unknown_word", &details));
            None
        }
    }
}
