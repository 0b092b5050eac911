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
    /// A file is no JSON.
    #[error("`{name}` is no JSON: {reason}")]
    NotJson {
        /// The file.
        name: String,
        /// What the parser said, with line and column.
        reason: String,
    },
    /// A file is something else than a result.
    #[error(
        "`{name}` is no result of `wenshui bench`: its `form` is `{found}` and not `wenshui-bench`"
    )]
    Foreign {
        /// The file.
        name: String,
        /// The form that it names; nothing where it names none.
        found: String,
    },
    /// A result in a form that this program does not know.
    #[error("`{name}` has `form_version` {found}, and this program reads {known}")]
    OtherVersion {
        /// The file.
        name: String,
        /// Its version.
        found: String,
        /// What is read.
        known: u32,
    },
    /// A field of a result is not what it must be.
    #[error("`{name}` is damaged at `{field}`: {reason}")]
    Damaged {
        /// The file.
        name: String,
        /// The path of the field.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file of targets is broken.
    #[error("the targets are broken: {reason}")]
    Targets {
        /// What the parser said.
        reason: String,
    },
    /// Two results cannot be held against each other.
    #[error("{reason}")]
    Incomparable {
        /// What differs and what to do.
        reason: String,
    },
    /// An answer looks at its clock more often than can be told apart.
    #[error("an answer looked at its clock {looks} times, which are too many to tell apart")]
    Looks {
        /// How often.
        looks: u32,
    },
    /// What counted instructions did not see every look.
    #[error("there are {dumps} counts of instructions for {looks} looks at the clock")]
    Dumps {
        /// Counts.
        dumps: usize,
        /// Looks.
        looks: u32,
    },
    /// The engine failed on a question.
    #[error(transparent)]
    Engine(#[from] wenshui_engine::error::Error),
    /// A text could not be made a vector.
    #[error(transparent)]
    Models(#[from] wenshui_models::error::Error),
}
