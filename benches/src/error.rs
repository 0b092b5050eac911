//! What can go wrong in a measurement.

/// The errors of the benches crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model of the language has run out of new questions.
    #[error("only {made} of {wanted} distinct questions can be made from this knowledge")]
    Exhausted {
        /// How many were made.
        made: usize,
        /// How many were wanted.
        wanted: usize,
    },
    /// The server cannot be reached or hung up.
    #[error("cannot talk to {address}: {reason}")]
    Connection {
        /// Its address.
        address: String,
        /// What the system or the protocol said.
        reason: String,
    },
    /// A reply was not what it must be, so the measurement says nothing.
    #[error("{address} replied with {status} and {words}")]
    Reply {
        /// The server's address.
        address: String,
        /// The HTTP status.
        status: u16,
        /// The beginning of the body.
        words: String,
    },
    /// A load could not be put on.
    #[error("cannot put load on: {reason}")]
    Load {
        /// What the system said.
        reason: String,
    },
    /// A database that is measured beside ours failed.
    #[error("{peer} failed: {reason}")]
    Database {
        /// Which.
        peer: &'static str,
        /// What it said.
        reason: String,
    },
    /// A peer's address is none that can be asked.
    #[error("`{url}` is no address of a peer: {reason}")]
    Address {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An index that is measured beside ours failed.
    #[error("the index measured beside ours failed: {reason}")]
    Alternative {
        /// What it said.
        reason: String,
    },
    /// The engine failed on a question.
    #[error(transparent)]
    Engine(#[from] wenshui_engine::error::Error),
    /// A text could not be made a vector.
    #[error(transparent)]
    Models(#[from] wenshui_models::error::Error),
}
