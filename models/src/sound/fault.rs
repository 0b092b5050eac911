//! What can be wrong with a sound that somebody sent.

/// Why a sound cannot be heard.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SoundFault {
    /// No bytes.
    #[error("there are no bytes")]
    Empty,
    /// Bytes that are no sound.
    #[error("this is no file of sound that is known")]
    Unknown,
    /// A film without sound, for example.
    #[error("the file holds no sound")]
    NoTrack,
    /// A sound that cannot be read here.
    #[error("the sound cannot be read: {what}")]
    Unsupported {
        /// What is not supported.
        what: String,
    },
    /// Bytes that do not hold what they should.
    #[error("the file is broken: {reason}")]
    Broken {
        /// What is wrong.
        reason: String,
    },
    /// The end is missing.
    #[error("the file ends after {found_s:.1} of {promised_s:.1} seconds")]
    Truncated {
        /// What is there, in seconds.
        found_s: f64,
        /// What the file says there is, in seconds.
        promised_s: f64,
    },
    /// More than is taken.
    #[error("the sound is longer than {seconds_max} seconds")]
    TooLong {
        /// What is taken, in seconds.
        seconds_max: f64,
    },
}
