//! Files that are looked at until they are other ones.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What tells one state of the files from another: names, sizes and times of change.
type Mark = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// Files that are watched.
#[derive(Debug)]
pub struct Watch {
    path: PathBuf,
    seen: Mark,
}

impl Watch {
    /// Notes the state of a file or directory, which need not exist yet. To be called before the
    /// knowledge is read, so that nothing that changes meanwhile is missed.
    pub fn begin(path: PathBuf) -> Self {
        let seen = mark(&path);
        Self { path, seen }
    }

    /// Whether the files are in another state than when they were last looked at.
    pub(super) fn changed(&mut self) -> bool {
        let now = mark(&self.path);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

/// The state of a file, or of the files of a directory.
fn mark(path: &Path) -> Mark {
    let mut mark = Mark::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let Ok(meta) = std::fs::metadata(&path) else {
            continue;
        };
        if meta.is_dir() {
            let listed = std::fs::read_dir(&path).into_iter().flatten();
            open.extend(listed.filter_map(|found| Some(found.ok()?.path())));
        } else {
            mark.push((path, meta.len(), meta.modified().ok()));
        }
    }
    mark.sort();
    mark
}
