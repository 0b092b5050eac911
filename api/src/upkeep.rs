//! What is done from time to time while the server runs.

use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::time::MissedTickBehavior;

use crate::belonging::files_are_of_database;
use crate::clock;
use crate::counting;
use crate::jobs::silent::end_silent;
use crate::objects::ObjectError;
use crate::state::AppState;
use crate::store::forget::{Due, Kept};

/// How often, and after how many rounds what is old is forgotten.
const ROUND: Duration = Duration::from_secs(60);
const ROUNDS_A_SWEEP: u64 = 60;
/// How often the database is asked whether it is there, and how long it may take to say so.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(2);
/// How many objects are compared with their rows at once.
const OBJECTS_A_PAGE: usize = 200;
/// How old an object is when its row is there, or never comes: longer than any upload takes.
const SETTLED_MS: i64 = HOUR_MS;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// Forgets idle callers, stores what was shown and reads changed keys once a minute, counts what people
/// want once a period, and deletes what is past its keeping time once an hour; never returns.
pub async fn upkeep(state: AppState) {
    let mut rounds = tokio::time::interval(ROUND);
    let mut round: u64 = 0;
    loop {
        rounds.tick().await;
        state.forget_idle_callers();
        state.store_shown();
        state.identity.keep_up().await;
        if let Err(error) = state.identity.reload() {
            tracing::error!(error.cause = %error, "the changed keys are not usable; the old ones stay");
        }
        if round.is_multiple_of(u64::from(state.config.interest_period_minutes))
            && let Err(error) = counting::round(&state, clock::now_ms()).await
        {
            tracing::error!(error.cause = %error, "what people want could not be counted; the next round tries again");
        }
        if let Err(error) = end_silent(&state, clock::now_ms()).await {
            tracing::error!(error.cause = %error, "jobs of nodes that are gone could not be looked for");
        }
        if round.is_multiple_of(ROUNDS_A_SWEEP) {
            sweep(&state).await;
        }
        round += 1;
    }
}

/// Says when NATS has gone or come back. A node without it goes on and is ready: others are woken through the
/// database, and versions come from there.
fn look_after_nats(state: &AppState) {
    let nats = state.versions.shelf.nats.as_ref();
    let is_away = nats.is_some_and(|nats| !nats.is_there());
    let was_away = state.metrics.nats_missing.set(i64::from(is_away)) == 1;
    match (was_away, is_away) {
        (false, true) => tracing::warn!(
            "NATS is away; this node goes on, and nodes wake each other through the database"
        ),
        (true, false) => tracing::info!("NATS is there again"),
        _ => {}
    }
}

/// Asks the database once a second whether it is there; never returns. A node that cannot store what it says
/// is not ready, and says so in the log when that changes.
pub async fn look_after_database(state: AppState) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        look_after_nats(&state);
        let cause = match tokio::time::timeout(PATIENCE, state.store.db.is_there()).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("it does not answer".to_owned()),
        };
        if !state.readiness.note_database(cause.is_none()) {
            continue;
        }
        state.metrics.ready.set(i64::from(state.readiness.check().is_ok()));
        match cause {
            Some(cause) => {
                tracing::error!(
                    error.cause = cause,
                    "the database is gone; this node is not ready"
                );
            }
            None => tracing::info!("the database is there again; this node is ready"),
        }
    }
}

/// Deletes what is past its keeping time, files that were sent for forms and never named, and the contents
/// that went with their rows.
pub async fn sweep(state: &AppState) {
    let now = clock::now_ms();
    let unnamed_ms = i64::from(state.attachments.forms.keep_hours) * HOUR_MS;
    let unnamed = Due { what: Kept::UnnamedFiles, before_ms: now - unnamed_ms };
    // What names a file goes before it.
    for due in state.config.keeping.due(now).into_iter().chain([unnamed]) {
        match state.store.db.forget(due).await {
            Ok(0) => {}
            Ok(rows) => {
                tracing::info!(what = ?due.what, rows, "what was past its time is forgotten");
            }
            Err(error) => {
                tracing::error!(what = ?due.what, error.cause = %error, "what is past its time could not be forgotten");
            }
        }
    }
    match files_are_of_database(state).await {
        Ok(true) => {}
        Ok(false) => {
            tracing::warn!(
                data = %state.config.held.display(),
                "the files of the data directory are those of another database; none is swept"
            );
            return;
        }
        Err(error) => {
            tracing::error!(error.cause = %error, "whose the files are could not be told; none is swept");
            return;
        }
    }
    sweep_objects(state, now - SETTLED_MS).await;
    if let Err(error) = sweep_results(state, now - SETTLED_MS).await {
        tracing::error!(error.cause = %error, "results without jobs could not be swept");
    }
}

/// Deletes results last written before a moment, in milliseconds since 1970, whose jobs are gone.
///
/// # Errors
/// When they cannot be read or deleted.
pub async fn sweep_results(state: &AppState, before_ms: i64) -> anyhow::Result<()> {
    let files = state.jobs.files.clone();
    let old = tokio::task::spawn_blocking(move || files.before(before_ms)).await??;
    for name in old {
        if state.store.db.job(&name).await?.is_none() {
            state.jobs.files.remove(&name)?;
            tracing::info!(job.id = name, "results without a job are swept");
        }
    }
    Ok(())
}

/// Deletes objects last written before a moment, in milliseconds since 1970, that have no row: their
/// row was erased or too old, or was never written.
pub async fn sweep_objects(state: &AppState, before_ms: i64) {
    let mut pages = state.objects.before(before_ms).chunks(OBJECTS_A_PAGE);
    let mut swept: u64 = 0;
    while let Some(page) = pages.next().await {
        match sweep_page(state, page.into_iter().collect()).await {
            Ok(objects) => swept += objects,
            Err(error) => {
                tracing::error!(error.cause = %error, "objects without rows could not be swept");
                return;
            }
        }
    }
    if swept > 0 {
        tracing::info!(objects = swept, "objects without rows are swept");
    }
}

async fn sweep_page(
    state: &AppState,
    page: Result<Vec<String>, ObjectError>,
) -> anyhow::Result<u64> {
    let orphans = state.store.db.without_attachment(page?).await?;
    for orphan in &orphans {
        state.objects.delete(orphan).await?;
    }
    Ok(orphans.len() as u64)
}
