//! Refusals and faults of the desk as errors of the API.

use wenshui_desk::fault::Fault;
use wenshui_desk::refusal::Refusal;

use crate::clock;
use crate::error::{ApiError, FieldFault};

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::State { action, state } => {
                Self { state: Some(state), ..Self::new("not_in_this_state").with(&[action, state]) }
            }
            Refusal::Part { action } => Self::new("not_your_part").with(&[action]),
            Refusal::TooEarly { action, from } => {
                Self::new("too_early").with(&[action, &clock::rfc3339(from.as_millisecond())])
            }
            Refusal::TooLate { action, until } => {
                Self::new("too_late").with(&[action, &clock::rfc3339(until.as_millisecond())])
            }
            Refusal::Field { field, rule } => faulty(&[Fault::new(field, rule)]),
            Refusal::NotOffered { action } => Self::new("not_offered").with(&[action]),
            Refusal::Form(faults) => faulty(&faults),
            Refusal::Often { action, times_max } => {
                Self::new("too_often").with(&[action, &times_max.to_string()])
            }
        }
    }
}

/// The error of a form, with all of its faults.
pub fn faulty(faults: &[Fault]) -> ApiError {
    let mut error = match faults.first() {
        Some(first) => ApiError::about(first.field, "form", &[]),
        None => ApiError::new("form"),
    };
    let told = |fault: &Fault| FieldFault::new(fault.field, (fault.rule, &fault.args));
    error.faults = faults.iter().map(told).collect();
    error
}
