//! What goes wrong with sounds, as problems of the API.

use wenshui_models::error::Error;
use wenshui_models::sound::fault::SoundFault;

use crate::error::ApiError;

/// The problem of a file.
pub fn faulty(fault: &SoundFault) -> ApiError {
    let seconds = |seconds: f64| format!("{seconds:.1}");
    match fault {
        SoundFault::Empty => ApiError::about("file", "audio_empty", &[]),
        SoundFault::Unknown | SoundFault::NoTrack => ApiError::about("file", "audio_unknown", &[]),
        SoundFault::Unsupported { what } => ApiError::about("file", "audio_unsupported", &[what]),
        SoundFault::Broken { .. } => ApiError::about("file", "audio_broken", &[]),
        SoundFault::Truncated { found_s, promised_s } => {
            ApiError::about("file", "audio_truncated", &[&seconds(*found_s), &seconds(*promised_s)])
        }
        SoundFault::TooLong { seconds_max } => {
            ApiError::about("file", "audio_too_long", &[&seconds_max.to_string()])
        }
    }
}

/// The problem of hearing.
pub fn unheard(error: &Error) -> ApiError {
    match error {
        Error::Overloaded { retry_after_ms } => {
            ApiError::retry("overloaded", retry_after_ms.div_ceil(1000))
        }
        Error::TimedOut { waited_ms } => ApiError::retry("timeout", waited_ms.div_ceil(1000)),
        error => ApiError::internal(error),
    }
}
