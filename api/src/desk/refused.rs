//! Refusals and faults of the desk as errors of the API.

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::fault::Fault;
use wenshui_desk::machine::Machine;
use wenshui_desk::part::Part;
use wenshui_desk::refusal::Refusal;

use crate::clock;
use crate::error::{ApiError, FieldFault};
use crate::label;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Tells somebody a refusal of a thing of this kind.
pub fn refused<M: Machine>(part: Part) -> impl Fn(Refusal) -> ApiError {
    move |refusal| told::<M>(refusal, part)
}

fn told<M: Machine>(refusal: Refusal, part: Part) -> ApiError {
    let called = |action| label::action(M::KIND, action);
    let minute = |at: Timestamp| clock::minute(at.as_millisecond());
    // What is possible from a second on is told by the minute after it.
    let full = |at: Timestamp| minute(at + MINUTE - SignedDuration::from_nanos(1));
    match refusal {
        Refusal::State { action, state } => {
            let state = M::known_as(state, part);
            let words = [called(action), label::state(M::KIND, state)];
            ApiError::in_state("not_in_this_state", state).with(&words)
        }
        Refusal::Part { action } => ApiError::new("not_your_part").with(&[called(action)]),
        Refusal::TooEarly { action, from } => {
            let wait = from.duration_since(clock::now()).as_secs().max(1).unsigned_abs();
            let early = ApiError::new("too_early").with(&[called(action), &full(from)]);
            ApiError { retry_after_s: Some(wait), ..early }
        }
        Refusal::TooLate { action, until } => {
            ApiError::new("too_late").with(&[called(action), &minute(until)])
        }
        Refusal::NotOffered { action } => ApiError::new("not_offered").with(&[called(action)]),
        Refusal::Full { action } => ApiError::new("full").with(&[called(action)]),
        Refusal::Form(faults) => faulty(&faults),
        Refusal::Often { action, times_max } => {
            ApiError::new("too_often").with(&[called(action), &times_max.to_string()])
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
