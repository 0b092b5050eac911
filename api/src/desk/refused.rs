//! Refusals and faults of the desk as errors of the API.

use wenshui_desk::fault::Fault;
use wenshui_desk::refusal::Refusal;

use crate::clock;
use crate::error::{ApiError, FieldFault};

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::State { action, state } => ApiError {
                state: Some(state),
                ..ApiError::new("not_in_this_state").with(&[action, state])
            },
            Refusal::Part { action } => ApiError::new("not_your_part").with(&[action]),
            Refusal::TooEarly { action, from } => {
                ApiError::new("too_early").with(&[action, &clock::rfc3339(from.as_millisecond())])
            }
            Refusal::TooLate { action, until } => {
                ApiError::new("too_late").with(&[action, &clock::rfc3339(until.as_millisecond())])
            }
            Refusal::NotOffered { action } => ApiError::new("not_offered").with(&[action]),
            Refusal::Full { action } => ApiError::new("full").with(&[action]),
            Refusal::Form(faults) => faulty(&faults),
            Refusal::Often { action, times_max } => {
                ApiError::new("too_often").with(&[action, &times_max.to_string()])
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

/// What was made, where neither its own rules nor others find a fault; all faults are told at once.
///
/// # Errors
/// `form`.
pub fn faultless<T>(made: Result<T, Vec<Fault>>, others: Vec<Fault>) -> Result<T, ApiError> {
    match made {
        Ok(made) if others.is_empty() => Ok(made),
        Ok(_) => Err(faulty(&others)),
        Err(mut faults) => {
            faults.extend(others);
            Err(faulty(&faults))
        }
    }
}
