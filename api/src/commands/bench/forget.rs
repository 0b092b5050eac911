//! Files that were just written as after a start of the machine: with nothing of them in memory.

use std::fs::File;
use std::path::Path;

use anyhow::Context as _;
use rustix::fs::{Advice, fadvise};

/// Has the system forget what it holds of a file, or of every file in a folder.
///
/// # Errors
/// When a file cannot be read, or the system refuses.
pub fn forget(path: &Path) -> anyhow::Result<()> {
    let named = || format!("cannot have `{}` forgotten", path.display());
    if path.is_dir() {
        for entry in std::fs::read_dir(path).with_context(named)? {
            forget(&entry.with_context(named)?.path())?;
        }
        return Ok(());
    }
    let file = File::open(path).with_context(named)?;
    // What was not yet written cannot be forgotten.
    file.sync_all().with_context(named)?;
    fadvise(&file, 0, None, Advice::DontNeed).with_context(named)
}
