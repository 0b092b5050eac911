//! Other versions, changed knowledge and changed lists taken over while the server runs; what is broken
//! leaves what is in service.

pub mod watch;

use std::sync::Arc;
use std::time::Duration;

use wenshui_engine::open::note_service;
use wenshui_engine::screen::Screen;
use wenshui_engine::version::Version;
use wenshui_knowledge::lexicon::DataFile;

use crate::behind::{COUNTING, OPENING};
use crate::published;
use crate::reload::watch::Watch;
use crate::source::{Source, Unusable};
use crate::state::{AppState, Reloaded};
use crate::versions::files::indexes;
use crate::versions::handing::PUBLISHED;
use crate::versions::opened::NotOpened;
use crate::versions::shelf::{ShelfError, Turn};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// After how many looks a version that could not be opened is tried again: half a minute where it is
/// damaged, and two seconds where what it is read from may only be away.
const TRY_AGAIN_AFTER: u32 = 60;
const TRY_SOON_AFTER: u32 = 4;

/// Everything that is watched.
#[derive(Debug)]
pub struct Watches {
    /// The knowledge, where an operator named it; what is published is followed otherwise.
    pub knowledge: Option<Watch>,
    /// The lists of guard, emotions and intents, where an operator has some.
    pub screen: Option<Watch>,
    /// The sayings and the settings that an operator lays over every version.
    pub over: Vec<Watch>,
}

impl Watches {
    /// Whether something that lies over every version has changed; all of it is looked at.
    fn over_changed(&mut self) -> bool {
        self.over.iter_mut().fold(false, |any, watch| watch.changed() | any)
    }
}

/// A version that could not be taken over.
#[derive(Debug, Default)]
struct Failed {
    /// How often the state had changed.
    state: i64,
    /// After so many looks it is tried again.
    again_in: u32,
}

/// Takes over what is watched when it changes: lists with the content in service, knowledge with the
/// lists in service. What is broken leaves what it would replace. One after the other, so that neither
/// undoes the other; never returns.
pub async fn take_over_changes(mut watches: Watches, state: AppState) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    let mut told = state.store.db.bus.listen(PUBLISHED);
    let (mut failed, mut is_told) = (None, true);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            // A bus that is closed tells nothing more, at once.
            is_open = told.woken(), if is_told => is_told = is_open,
        }
        if watches.screen.as_mut().is_some_and(Watch::changed) {
            take_over_lists(&state).await;
        }
        let over = watches.over_changed();
        match watches.knowledge.as_mut().map(Watch::changed) {
            Some(changed) if changed || over => take_over_file(&state).await,
            Some(_) => {}
            None if over => take_over_anew(&state).await,
            None => follow(&state, &mut failed).await,
        }
    }
}

/// Serves another version where somebody put one into service, here or on another node.
async fn follow(state: &AppState, failed: &mut Option<Failed>) {
    let wanted = match state.store.db.kb_state().await {
        Ok(wanted) => wanted,
        Err(error) => {
            tracing::debug!(error.cause = %error, "the version in service could not be looked up");
            return;
        }
    };
    if state.versions.number() == Some(wanted.in_service) {
        state.metrics.version_behind.set(0);
        return;
    }
    if let Some(failed) = failed.as_mut().filter(|failed| failed.state == wanted.version) {
        failed.again_in = failed.again_in.saturating_sub(1);
        if failed.again_in > 0 {
            return;
        }
    }
    // Whoever puts one into service by this node has it open, and their turn until it answers.
    drop(state.versions.shelf.turn().await);
    if !is_wanted(state, wanted.in_service).await {
        return;
    }
    match state.versions.open(wanted.in_service).await {
        Ok(version) => {
            *failed = None;
            let turn = state.versions.shelf.turn().await;
            if is_wanted(state, wanted.in_service).await {
                take_over(state, turn, (Some(wanted.in_service), version));
            }
        }
        Err(error) => {
            let passes = matches!(error, NotOpened::Busy | NotOpened::Shelf(ShelfError::Store(_)));
            let again_in = if passes { TRY_SOON_AFTER } else { TRY_AGAIN_AFTER };
            *failed = Some(Failed { state: wanted.version, again_in });
            state.metrics.version_behind.set(1);
            refuse(state, Reloaded::Knowledge, &error.into());
        }
    }
}

/// Whether a version that was opened is still in service by the rows and not yet here.
async fn is_wanted(state: &AppState, number: i64) -> bool {
    let now = state.store.db.kb_state().await;
    now.is_ok_and(|now| now.in_service == number) && state.versions.number() != Some(number)
}

/// Serves the version in service with what an operator lays over it now.
async fn take_over_anew(state: &AppState) {
    while let Some(number) = state.versions.number() {
        let version = match state.versions.open_anew(number).await {
            Ok(version) => version,
            Err(error) => return refuse(state, Reloaded::Knowledge, &error.into()),
        };
        let turn = state.versions.shelf.turn().await;
        // Else another was put into service meanwhile, which lies under it, too.
        if state.versions.number() == Some(number) {
            return take_over(state, turn, (Some(number), version));
        }
    }
}

/// Serves the changed knowledge that an operator named, with the lists in service.
async fn take_over_file(state: &AppState) {
    let config = &state.config;
    let own = published::named(config.kb.as_deref());
    let source = Source {
        knowledge: own.knowledge,
        doubles: own.doubles,
        ..state.versions.shelf.source.clone()
    };
    let shelf = state.versions.shelf.beside(state.engine.version());
    let lists = state.versions.lists();
    let built = OPENING.run(move || shelf.open(&source, &lists)).await;
    match built.map_err(anyhow::Error::from).and_then(std::convert::identity) {
        Ok(version) => {
            let turn = state.versions.shelf.turn().await;
            take_over(state, turn, (None, Arc::new(version)));
        }
        Err(error) => refuse(state, Reloaded::Knowledge, &error),
    }
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

/// Puts a version into service, with its number where it has one, and says so. Others have their turn as soon as
/// it answers; what has time until then is left to the runtime, which it has to be called in.
pub fn take_over(state: &AppState, turn: Turn, (number, version): (Option<i64>, Arc<Version>)) {
    tracing::info!(
        kb.version = version.id,
        kb.number = number,
        kb.entries = version.base.entries.len(),
        "changed knowledge is in service"
    );
    tell_held_back(&version);
    state.metrics.entries.set(version.base.entries.len() as i64);
    state.note_reload(Reloaded::Knowledge, Vec::new());
    note_service(&version, &indexes(&state.config.data));
    put_into_service(state, turn, (number, version));
    if let Some(number) = number {
        let shelf = state.versions.shelf.clone();
        // Nobody who publishes waits until others can have it.
        tokio::spawn(async move { shelf.offer(number).await });
    }
}

/// Serves another version. What people want is offered by it a moment later: nobody who publishes waits for that.
fn put_into_service(state: &AppState, turn: Turn, (number, version): (Option<i64>, Arc<Version>)) {
    state.versions.note(number, Arc::clone(&version));
    state.engine.swap(version);
    drop(turn);
    let state = state.clone();
    tokio::spawn(async move {
        let own = state.clone();
        let _turn = own.interests.following.lock().await;
        let remade = move || state.interests.remake(&state.engine);
        // Not where versions are opened: a rollback would wait for it.
        if let Err(error) = COUNTING.run(remade).await {
            tracing::error!(error.cause = %error, "what is offered could not be made for the new version");
        }
    });
}

/// Every entry is read anew by other lists, which takes its time with a large base.
async fn take_over_lists(state: &AppState) {
    loop {
        let (lists, (number, version)) = match under_other_lists(state).await {
            Ok(read) => read,
            Err(error) => return refuse(state, Reloaded::Screen, &error),
        };
        let turn = state.versions.shelf.turn().await;
        // Else another was put into service meanwhile, which is to be read by them, too.
        if state.versions.number() != number {
            continue;
        }
        tracing::info!(
            kb.version = version.id,
            screen.version = version.screen.signature(),
            "changed lists are in service"
        );
        tell_held_back(&version);
        state.note_reload(Reloaded::Screen, Vec::new());
        state.versions.take_lists(lists);
        return put_into_service(state, turn, (number, version));
    }
}

/// The lists of an operator as they are now, and the version in service under them.
async fn under_other_lists(
    state: &AppState,
) -> anyhow::Result<(Vec<DataFile>, (Option<i64>, Arc<Version>))> {
    let shelf = &state.versions.shelf;
    let (number, source, current) = match state.versions.serving() {
        Some((number, current)) => (Some(number), shelf.source(number).await?, current),
        None => (None, shelf.source.clone(), state.engine.version()),
    };
    let read = move || {
        let lists = source.own_lists()?;
        let screen = source.screen_under(&lists)?.map_or_else(bundled_screen, Ok)?;
        anyhow::Ok((lists, (number, Arc::new(current.with_screen(Arc::new(screen))))))
    };
    OPENING.run(read).await?
}

fn bundled_screen() -> anyhow::Result<Screen> {
    Ok(Screen::bundled().map_err(Unusable)?)
}

/// Says in the log how many entries are not shown as they are.
pub fn tell_held_back(version: &Version) {
    let (changed, blocked) = version.held_back.counts();
    if changed > 0 {
        tracing::warn!(changed, blocked, "sensitive words are hidden in entries");
    }
}
