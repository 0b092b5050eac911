//! What the check holds a base against.

use jiff::civil::Date;

use crate::health::rules::Rules;
use crate::health::usage::Usage;

/// What a base is held against.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// The day of the check.
    pub today: Date,
    /// The thresholds.
    pub rules: &'a Rules,
    /// How often entries were asked; without it nothing is said of cold entries.
    pub usage: Option<&'a Usage>,
}
