//! Changed knowledge and changed lists taken over while the server runs; what is broken leaves what
//! is in service.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use wenshui_engine::open::open;
use wenshui_engine::screen::Screen;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::Parts;

use crate::source::{Source, screen};
use crate::state::{AppState, Reloaded};

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

/// Everything that is watched.
#[derive(Debug)]
pub struct Watches {
    /// The knowledge.
    pub knowledge: Watch,
    /// The lists of guard, emotions and intents, where an operator has some.
    pub screen: Option<Watch>,
}

/// Takes over what is watched when it changes: lists with the content in service, knowledge with the
/// lists in service and the rest of `source`. What is broken leaves what it would replace. One after
/// the other, so that neither undoes the other; never returns.
pub async fn take_over_changes(
    mut watches: Watches,
    state: AppState,
    (source, index_directory): (Source, PathBuf),
) {
    let knowledge = Some(watches.knowledge.path.clone());
    let source = Source { knowledge, screen: None, ..source };
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    loop {
        ticks.tick().await;
        if let Some(watch) = watches.screen.as_mut()
            && watch.changed()
        {
            let path = watch.path.clone();
            let read = tokio::task::spawn_blocking(move || screen(&path).map(Arc::new)).await;
            match read.map_err(anyhow::Error::from).and_then(std::convert::identity) {
                Ok(screen) => take_over_lists(&state, screen).await,
                Err(error) => refuse(&state, Reloaded::Screen, &error),
            }
        }
        if watches.knowledge.changed() {
            let (source, directory) = (source.clone(), index_directory.clone());
            let lists = Arc::clone(&state.engine.version().screen);
            let built =
                tokio::task::spawn_blocking(move || build(&source, (lists, &directory))).await;
            match built.map_err(anyhow::Error::from).and_then(std::convert::identity) {
                Ok(version) => take_over(&state, version).await,
                Err(error) => refuse(&state, Reloaded::Knowledge, &error),
            }
        }
    }
}

fn build(source: &Source, (screen, directory): (Arc<Screen>, &Path)) -> anyhow::Result<Version> {
    let parts = Parts { screen: Some(screen), ..source.parts()? };
    let (version, _) = open(parts, directory)?;
    Ok(version)
}

/// Tells what is wrong with a change, and leaves what is in service.
fn refuse(state: &AppState, what: Reloaded, error: &anyhow::Error) {
    let problems: Vec<String> = format!("{error:#}").lines().map(str::to_owned).collect();
    let first = problems.first().map(String::as_str);
    tracing::error!(
        what = what.name(),
        problems = problems.len(),
        first,
        "what changed is not usable; what is in service stays"
    );
    state.note_reload(what, problems);
}

async fn take_over(state: &AppState, version: Version) {
    tracing::info!(
        kb.version = version.id,
        kb.entries = version.base.entries.len(),
        "changed knowledge is in service"
    );
    tell_held_back(&version);
    state.metrics.entries.set(version.base.entries.len() as i64);
    state.note_reload(Reloaded::Knowledge, Vec::new());
    put_into_service(state, version).await;
}

/// Serves another version, and then offers by it what people want.
async fn put_into_service(state: &AppState, version: Version) {
    state.engine.swap(version);
    let state = state.clone();
    let remade = move || state.interests.remake(&state.engine);
    if let Err(error) = tokio::task::spawn_blocking(remade).await {
        tracing::error!(error.cause = %error, "what is offered could not be made for the new version");
    }
}

/// Every entry is read anew by other lists, which takes its time with a large base.
async fn take_over_lists(state: &AppState, screen: Arc<Screen>) {
    let current = state.engine.version();
    let read = tokio::task::spawn_blocking(move || current.with_screen(screen)).await;
    let Ok(version) = read else {
        return refuse(state, Reloaded::Screen, &anyhow::anyhow!("the entries could not be read"));
    };
    tracing::info!(
        kb.version = version.id,
        screen.version = version.screen.signature(),
        "changed lists are in service"
    );
    tell_held_back(&version);
    state.note_reload(Reloaded::Screen, Vec::new());
    put_into_service(state, version).await;
}

/// Says in the log how many entries are not shown as they are.
pub fn tell_held_back(version: &Version) {
    let (changed, blocked) = version.held_back.counts();
    if changed > 0 {
        tracing::warn!(changed, blocked, "sensitive words are hidden in entries");
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
