//! Long work: asked for over HTTP, done by workers of their own beside answering, with progress, a way to
//! call it off, and files as its result. Rows are the truth; every node may take up what waits.

pub mod failure;
pub mod files;
pub mod kind;
pub mod kinds;
pub mod meter;
pub mod output;
pub mod silent;
pub mod stage;
pub mod worker;

use std::path::Path;

use crate::jobs::files::JobFiles;

/// What this node needs for its jobs.
#[derive(Debug, Clone)]
pub struct Jobs {
    /// The name of this process among all nodes; another one after every start.
    pub node: String,
    /// Where the results lie.
    pub files: JobFiles,
}

impl Jobs {
    /// With results in a data directory.
    pub fn new(data: &Path) -> Self {
        let node = uuid::Uuid::now_v7().to_string();
        Self { node, files: JobFiles::new(data.join("jobs")) }
    }
}
