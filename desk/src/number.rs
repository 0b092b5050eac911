//! The numbers that people read out to each other, as the guides' pictures show them (section 4):
//! made of values, written as text, and read back.
//!
//! The pictures give samples and no rules, so the readings of the digits are the project's own. A
//! number always travels as text: nineteen digits do not fit the numbers of JSON.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A text that is no number of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no {kind} number")]
pub struct Malformed {
    /// Of which kind it should have been.
    pub kind: &'static str,
}

/// 留言编号, such as `1710577573654880257`: nineteen digits of a snowflake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct NoteNumber(u64);

/// 预约编号, such as `202308311000001`: the day, a digit for who began, and a serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ReservationNumber {
    day: Date,
    begun_by: BegunBy,
    serial: u64,
}

/// Who began a reservation; its digit stands behind the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BegunBy {
    /// The taxpayer, 1.
    Taxpayer,
    /// The tax office, 2.
    Office,
}

/// 调解申请编号, such as `TJSQ44202408200002`: the province, the day and a serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MediationNumber(Daily);

/// The number of a work order, such as `GD442026112700012`. The guides show none; it is made as
/// that of a mediation, with one digit more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct WorkOrderNumber(Daily);

/// 坐席编号, such as `24420000196`: the digit 2, the province and eight digits more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AgentNumber {
    province: Province,
    serial: u64,
}

/// The two digits of a province (GB/T 2260), from 11 for Beijing to 82 for Macao.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Province(u64);

/// What is numbered from one on, every day and in every province anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Daily {
    province: Province,
    day: Date,
    serial: u64,
}

/// The millisecond from which snowflakes count, that of their inventor Twitter. With it the guides'
/// samples fall into September and October 2023, when their pictures were taken.
const EPOCH_MS: i64 = 1_288_834_974_657;
const NODE_BITS: u32 = 10;
const COUNTER_BITS: u32 = 12;
const NOTE_DIGITS: usize = 19;

impl NoteNumber {
    /// The number of a note that was left at a time, on a node below 1024, as the `counter`th of its
    /// millisecond, below 4096. There is none outside these bounds, nor before 2018 or after 2079,
    /// where a snowflake does not have nineteen digits.
    pub fn of(at: Timestamp, node: u16, counter: u16) -> Option<Self> {
        let since = u64::try_from(at.as_millisecond() - EPOCH_MS).ok()?;
        let shift = NODE_BITS + COUNTER_BITS;
        let fits = node < 1 << NODE_BITS
            && counter < 1 << COUNTER_BITS
            && since < 1 << (u64::BITS - 1 - shift);
        let low = u64::from(node) << COUNTER_BITS | u64::from(counter);
        let number = fits.then(|| since << shift | low)?;
        (number.to_string().len() == NOTE_DIGITS).then_some(Self(number))
    }

    /// The millisecond at which it was made.
    pub fn made_at(self) -> Option<Timestamp> {
        let since = i64::try_from(self.0 >> (NODE_BITS + COUNTER_BITS)).ok()?;
        Timestamp::from_millisecond(EPOCH_MS + since).ok()
    }
}

impl Province {
    /// A province by its code.
    pub fn of(code: u64) -> Option<Self> {
        (11..=82).contains(&code).then_some(Self(code))
    }

    /// Its code.
    pub fn code(self) -> u64 {
        self.0
    }
}

impl BegunBy {
    fn digit(self) -> u64 {
        match self {
            Self::Taxpayer => 1,
            Self::Office => 2,
        }
    }
}

impl ReservationNumber {
    /// The `serial`th of a day; there is none beyond six digits.
    pub fn of(day: Date, begun_by: BegunBy, serial: u64) -> Option<Self> {
        (1..=999_999).contains(&serial).then_some(Self { day, begun_by, serial })
    }
}

impl MediationNumber {
    /// The `serial`th of a day in a province; there is none beyond four digits.
    pub fn of(province: Province, day: Date, serial: u64) -> Option<Self> {
        (1..=9999).contains(&serial).then_some(Self(Daily { province, day, serial }))
    }
}

impl WorkOrderNumber {
    /// The `serial`th of a day in a province; there is none beyond five digits.
    pub fn of(province: Province, day: Date, serial: u64) -> Option<Self> {
        (1..=99_999).contains(&serial).then_some(Self(Daily { province, day, serial }))
    }
}

impl AgentNumber {
    /// An agent of a province; there is none beyond eight digits.
    pub fn of(province: Province, serial: u64) -> Option<Self> {
        (serial <= 99_999_999).then_some(Self { province, serial })
    }
}

impl Daily {
    fn read(text: &str, serial_digits: usize) -> Option<Self> {
        let (province, rest) = text.split_at_checked(2)?;
        let (day, serial) = rest.split_at_checked(8)?;
        let province = Province::of(digits(province, 2)?)?;
        Some(Self { province, day: read_day(day)?, serial: digits(serial, serial_digits)? })
    }
}

/// A text of exactly so many digits.
fn digits(text: &str, count: usize) -> Option<u64> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok())?
}

fn read_day(text: &str) -> Option<Date> {
    let number = digits(text, 8)?;
    let part = |value: u64| i8::try_from(value).ok();
    let year = i16::try_from(number / 10_000).ok()?;
    Date::new(year, part(number / 100 % 100)?, part(number % 100)?).ok()
}

fn compact(day: Date) -> impl Display {
    day.strftime("%Y%m%d")
}

fn read_note(text: &str) -> Option<NoteNumber> {
    let number = digits(text, NOTE_DIGITS)?;
    (!text.starts_with('0') && i64::try_from(number).is_ok()).then_some(NoteNumber(number))
}

fn read_reservation(text: &str) -> Option<ReservationNumber> {
    let (day, rest) = text.split_at_checked(8)?;
    let (kind, serial) = rest.split_at_checked(1)?;
    let begun_by = match kind {
        "1" => BegunBy::Taxpayer,
        "2" => BegunBy::Office,
        _ => return None,
    };
    ReservationNumber::of(read_day(day)?, begun_by, digits(serial, 6)?)
}

/// One picture shows the longer prefix `TJSQBH`; it is read as the same number.
fn read_mediation(text: &str) -> Option<MediationNumber> {
    let rest = text.strip_prefix("TJSQ")?;
    let daily = Daily::read(rest.strip_prefix("BH").unwrap_or(rest), 4)?;
    MediationNumber::of(daily.province, daily.day, daily.serial)
}

fn read_work_order(text: &str) -> Option<WorkOrderNumber> {
    let daily = Daily::read(text.strip_prefix("GD")?, 5)?;
    WorkOrderNumber::of(daily.province, daily.day, daily.serial)
}

fn read_agent(text: &str) -> Option<AgentNumber> {
    let (province, serial) = text.strip_prefix('2')?.split_at_checked(2)?;
    AgentNumber::of(Province::of(digits(province, 2)?)?, digits(serial, 8)?)
}

impl Display for NoteNumber {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Display for ReservationNumber {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{:06}", compact(self.day), self.begun_by.digit(), self.serial)
    }
}

impl Display for MediationNumber {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Daily { province, day, serial } = self.0;
        write!(f, "TJSQ{}{}{serial:04}", province.0, compact(day))
    }
}

impl Display for WorkOrderNumber {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Daily { province, day, serial } = self.0;
        write!(f, "GD{}{}{serial:05}", province.0, compact(day))
    }
}

impl Display for AgentNumber {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "2{}{:08}", self.province.0, self.serial)
    }
}

/// What turns a number into text and a text into a number.
macro_rules! travels_as_text {
    ($($number:ident, $read:ident, $kind:literal;)*) => {$(
        impl FromStr for $number {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                $read(text).ok_or(Malformed { kind: $kind })
            }
        }

        impl TryFrom<String> for $number {
            type Error = Malformed;

            fn try_from(text: String) -> Result<Self, Malformed> {
                text.parse()
            }
        }

        impl From<$number> for String {
            fn from(number: $number) -> Self {
                number.to_string()
            }
        }
    )*};
}

travels_as_text! {
    NoteNumber, read_note, "note";
    ReservationNumber, read_reservation, "reservation";
    MediationNumber, read_mediation, "mediation";
    WorkOrderNumber, read_work_order, "work order";
    AgentNumber, read_agent, "agent";
}
