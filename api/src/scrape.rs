//! What the metrics show besides what is counted as it happens: looked at when somebody asks for them.

use std::time::Duration;

use prometheus_client::metrics::gauge::Gauge;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::clock;
use crate::metric::seen::Seen;
use crate::state::AppState;
use crate::store::figures::Figures;
use crate::store::write::QUEUE_MAX;

/// How long the database may take to be counted.
const PATIENCE: Duration = Duration::from_secs(2);

/// Looks at everything.
pub async fn look(state: &AppState) {
    let (seen, config) = (&state.metrics.seen, &state.config);
    let set = |gauge: &Gauge, value: usize| gauge.set(value as i64);
    set(&seen.in_flight_max, config.in_flight_max);
    set(&seen.streams_max, config.streams_max);
    set(&seen.streams, taken(&state.stream_places, config.streams_max));
    set(&seen.connections_max, config.connections_max);
    set(&seen.store_waiting, state.store.writer.waiting());
    set(&seen.store_waiting_max, QUEUE_MAX);
    seen.version.set(state.versions.number().unwrap_or_default());
    seen.connections(state.store.db.connections());
    count(state, seen).await;
}

/// How many places of so many are taken.
fn taken(places: &Semaphore, all: usize) -> usize {
    all.saturating_sub(places.available_permits())
}

/// Counts what waits and goes on; where the database does not say it, nothing of it is told.
async fn count(state: &AppState, seen: &Seen) {
    let Some(_looking) = state.looked.begin() else {
        return;
    };
    let figures = match timeout(PATIENCE, state.store.db.figures()).await {
        Ok(Ok(figures)) => figures,
        Ok(Err(error)) => {
            tracing::debug!(error.cause = %error, "what waits cannot be counted now");
            Figures::default()
        }
        Err(_) => Figures::default(),
    };
    seen.figures(&figures, clock::now_ms());
}
