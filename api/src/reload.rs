//! Changed knowledge taken over while the server runs; broken knowledge leaves what is in service.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use wenshui_engine::open::open;
use wenshui_engine::version::Version;

use crate::source::{Doubles, Source};
use crate::state::AppState;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What tells one state of the files from another: names, sizes and times of change.
type Mark = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// Watches the files of `source` and swaps versions when they change; never returns.
pub async fn watch(state: AppState, source: Source, index_directory: PathBuf) {
    let Some(path) = source.knowledge.clone() else { return };
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    let mut seen = mark(&path);
    loop {
        ticks.tick().await;
        let now = mark(&path);
        if now == seen {
            continue;
        }
        seen = now;
        let (source, directory) = (source.clone(), index_directory.clone());
        let built = tokio::task::spawn_blocking(move || build(&source, &directory)).await;
        match built.map_err(anyhow::Error::from).and_then(std::convert::identity) {
            Ok(version) => take_over(&state, version),
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
    let (version, _) = open(source.parts(Doubles::Refused)?, directory)?;
    Ok(version)
}

fn take_over(state: &AppState, version: Version) {
    tracing::info!(
        kb.version = version.id,
        kb.entries = version.base.entries.len(),
        "changed knowledge is in service"
    );
    state.metrics.entries.set(version.base.entries.len() as i64);
    state.note_reload(Vec::new());
    state.engine.swap(version);
}

/// The state of a file, or of the files of a directory.
fn mark(path: &Path) -> Mark {
    let mut mark = Mark::new();
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let Ok(meta) = std::fs::metadata(&path) else { continue };
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
