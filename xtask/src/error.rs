//! What keeps a chore from being done at all; what it finds is data and no error.

/// The errors of the chores.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No folder at or above the given one holds a workspace.
    #[error("no workspace at or above `{path}`")]
    NoWorkspace {
        /// Where the search began.
        path: String,
    },
    /// A file or folder cannot be read.
    #[error("cannot read `{path}`")]
    Read {
        /// The path, relative to the repository where it lies inside.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The tree of files cannot be walked.
    #[error("cannot walk the repository: {reason}")]
    Walk {
        /// What the walker said, with the path.
        reason: String,
    },
    /// A file cannot be written.
    #[error("cannot write `{path}`")]
    Write {
        /// The path.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A table of the chores is missing or has another form than it should.
    #[error("`{path}` is not the table that is needed: {reason}")]
    Table {
        /// The table's path in the repository.
        path: &'static str,
        /// What is wrong, with line and column where the parser gives them.
        reason: String,
    },
    /// A mutation does not fit the file that it changes.
    #[error("the mutation of {row} does not fit `{file}`: {reason}")]
    Mutation {
        /// The row of the features.
        row: String,
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// A row that was asked for has no mutation.
    #[error("there is no mutation of `{row}`")]
    NoMutation {
        /// The row as it was asked for.
        row: String,
    },
    /// The tests are not green before anything was changed.
    #[error("the tests of {package} are not green as they are:\n{said}")]
    NotGreen {
        /// The package.
        package: String,
        /// What the run said.
        said: String,
    },
    /// Cargo cannot be started.
    #[error("cannot start cargo")]
    Cargo {
        /// What the system said.
        source: std::io::Error,
    },
}
