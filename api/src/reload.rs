//! Changed knowledge taken over while the server runs; broken knowledge leaves what is in service.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use wenshui_engine::open::open;
use wenshui_engine::version::Version;

use crate::source::Source;
use crate::state::AppState;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

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
    fn changed(&mut self) -> bool {
        let now = mark(&self.path);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

/// Builds what is watched with the rest of `source` and swaps versions when it changes; never
/// returns.
pub async fn take_over_changes(
    mut watch: Watch,
    state: AppState,
    (source, index_directory): (Source, PathBuf),
) {
    let source = Source { knowledge: Some(watch.path.clone()), ..source };
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        ticks.tick().await;
        if !watch.changed() {
            continue;
        }
        let (source, directory) = (source.clone(), index_directory.clone());
        let built = tokio::task::spawn_blocking(move || build(&source, &directory)).await;
        match built.map_err(anyhow::Error::from).and_then(std::convert::identity) {
            Ok(version) => take_over(&state, version).await,
            Err(error) => {
                let problems: Vec<String> =
                    format!("{error:#}").lines().map(str::to_owned).collect();
                let first = problems.first().map(String::as_str);
                tracing::error!(
                    problems = problems.len(),
                    first,
                    "the changed knowledge is not usable; the version in service stays"
                );
                state.note_reload(problems);
            }
        }
    }
}

fn build(source: &Source, directory: &Path) -> anyhow::Result<Version> {
    let (version, _) = open(source.parts()?, directory)?;
    Ok(version)
}

async fn take_over(state: &AppState, version: Version) {
    tracing::info!(
        kb.version = version.id,
        kb.entries = version.base.entries.len(),
        "changed knowledge is in service"
    );
    state.metrics.entries.set(version.base.entries.len() as i64);
    state.note_reload(Vec::new());
    state.engine.swap(version);
    let state = state.clone();
    let remade = move || state.interests.remake(&state.engine);
    if let Err(error) = tokio::task::spawn_blocking(remade).await {
        tracing::error!(error.cause = %error, "what is offered could not be made for the new version");
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
