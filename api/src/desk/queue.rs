//! What somebody who waits is told: place and estimate.

use jiff::Timestamp;
use wenshui_desk::eta::{Estimate, Floor, Recent, Underway, estimate};
use wenshui_desk::machine::Machine as _;
use wenshui_desk::queue::position;
use wenshui_desk::routing::Routing;
use wenshui_desk::session::Session;
use wenshui_desk::waiting::Waiting;

use crate::desk::floor::{agents, in_queue, waiting};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::matter::Matter;

/// How many of the last sessions tell how long they last.
const RECENT: i64 = 200;

/// The place of somebody who waits and how long the wait is thought to last; nothing for others.
///
/// # Errors
/// When the database fails.
pub async fn told(
    state: &AppState,
    (id, now): (&str, Timestamp),
) -> Result<Option<(usize, Option<Estimate>)>, ApiError> {
    let queue: Vec<Waiting> = waiting(state).await?.iter().map(in_queue).collect();
    let Some(place) = position(&queue, id) else {
        return Ok(None);
    };
    let agents = agents(state).await?;
    let db = &state.store.db;
    let underway = db.matters_in((Session::KIND, "active"), RECENT).await?;
    let underway: Vec<Underway> = underway.iter().filter_map(one_underway).collect();
    let ended = db.matters_in((Session::KIND, "ended"), RECENT).await?;
    let left = db.matters_in((Session::KIND, "cancelled"), RECENT).await?;
    let recent = recent(&ended, &left);
    let rules = &state.desk.profile.waiting;
    let routing = Routing { centers: &state.desk.centers, rules, now };
    let floor = Floor { agents: &agents, waiting: &queue, underway: &underway };
    let id = id.to_owned();
    // Playing the queue forward takes milliseconds where it is long.
    let estimate = tokio::task::block_in_place(|| estimate(&routing, (&floor, &recent), &id));
    Ok(Some((place, estimate)))
}

fn one_underway(matter: &Matter) -> Option<Underway> {
    let since = Timestamp::from_millisecond(matter.filed.accepted_at?).ok()?;
    Some(Underway { agent: matter.handler.clone(), since })
}

/// What the last sessions tell: how long they lasted, and how many left the queue in how much waiting.
fn recent(ended: &[Matter], left: &[Matter]) -> Recent {
    let seconds = |from: i64, to: i64| (to - from).max(0) as f64 / 1000.0;
    let lasted = |matter: &Matter| Some(seconds(matter.filed.accepted_at?, matter.updated_at));
    let handled: Vec<f64> = ended.iter().filter_map(lasted).collect();
    let in_vain: f64 = left.iter().map(|one| seconds(one.created_at, one.updated_at)).sum();
    let waited: f64 = ended
        .iter()
        .filter_map(|one| Some(seconds(one.created_at, one.filed.accepted_at?)))
        .sum::<f64>()
        + in_vain;
    Recent::new(handled, left.len() as u32, waited)
}
