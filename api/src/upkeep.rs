//! What is done from time to time while the server runs.

use std::time::Duration;

use crate::clock;
use crate::counting;
use crate::state::AppState;

/// How often, and after how many rounds what is old is forgotten.
const ROUND: Duration = Duration::from_secs(60);
const ROUNDS_A_SWEEP: u64 = 60;

/// Forgets idle callers and reads changed keys once a minute, counts what people want once a period,
/// and deletes what is past its keeping time once an hour; never returns.
pub async fn upkeep(state: AppState) {
    let mut rounds = tokio::time::interval(ROUND);
    let mut round: u64 = 0;
    loop {
        rounds.tick().await;
        state.forget_idle_callers();
        if let Err(error) = state.identity.reload() {
            tracing::error!(error.cause = %error, "the changed keys are not usable; the old ones stay");
        }
        if round.is_multiple_of(u64::from(state.config.interest_period_minutes))
            && let Err(error) = counting::round(&state, clock::now_ms()).await
        {
            tracing::error!(error.cause = %error, "what people want could not be counted; the next round tries again");
        }
        if round.is_multiple_of(ROUNDS_A_SWEEP) {
            sweep(&state).await;
        }
        round += 1;
    }
}

/// Deletes what is past its keeping time.
pub async fn sweep(state: &AppState) {
    for due in state.config.keeping.due(clock::now_ms()) {
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
}
