//! How a taxpayer found a work order.

use serde::{Deserialize, Serialize};

use crate::fault::{Fault, TEXT_CHARS_MAX};
use crate::profile::paper::WorkOrderRules;
use crate::refusal::Refusal;

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// From 1, the worst.
    pub stars: u8,
    /// What was written, where something was.
    pub text: String,
}

impl Rating {
    /// The rating, where it is as it must be.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn checked(self, rules: &WorkOrderRules) -> Result<Self, Refusal> {
        if !(1..=rules.stars_max).contains(&self.stars) {
            let range = ["1", &rules.stars_max.to_string()];
            return Err(Refusal::Form(vec![Fault::new("stars", "range").with(&range)]));
        }
        if self.text.chars().count() > TEXT_CHARS_MAX {
            let max = TEXT_CHARS_MAX.to_string();
            return Err(Refusal::Form(vec![Fault::new("text", "too_long").with(&[&max])]));
        }
        Ok(self)
    }
}
