//! What somebody who waits is told: place and estimate.

use jiff::Timestamp;
use wenshui_desk::agent::Agent;
use wenshui_desk::eta::{Estimate, Floor, Recent, Underway, estimate, is_served};
use wenshui_desk::machine::Machine as _;
use wenshui_desk::queue::position;
use wenshui_desk::routing::Routing;
use wenshui_desk::session::Session;
use wenshui_desk::session::stage::Stage;
use wenshui_desk::waiting::Waiting;

use crate::desk::Desk;
use crate::desk::floor::{agents, in_queue, waiting};
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::matter::Matter;

/// How many of the last sessions tell how long they last.
const RECENT: i64 = 200;

/// The queue with everything that the estimate looks at, read once for all who are told.
pub struct Queue {
    waiting: Vec<Waiting>,
    agents: Vec<Agent>,
    underway: Vec<Underway>,
    recent: Recent,
}

/// What somebody who waits is told.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// The place, from 1 on.
    pub position: usize,
    /// Whether anybody is at work who may come.
    pub served: bool,
    /// How long the wait is thought to last, where something is known.
    pub estimate: Option<Estimate>,
}

impl Queue {
    /// Reads the queue.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read(state: &AppState) -> Result<Self, ApiError> {
        let waiting = waiting(state).await?.iter().map(in_queue).collect();
        let agents = agents(state).await?;
        let db = &state.store.db;
        let active = db.matters_in((Session::KIND, "active"), RECENT).await?;
        let ended = db.matters_in((Session::KIND, "ended"), RECENT).await?;
        let left = db.matters_in((Session::KIND, "cancelled"), RECENT).await?;
        let underway = active.iter().filter_map(one_underway).collect();
        let ended: Result<Vec<Held<Session>>, ApiError> = ended.into_iter().map(Held::of).collect();
        let recent = recent(&ended?, (&active, &left));
        Ok(Self { waiting, agents, underway, recent })
    }

    /// What somebody is told at a moment; nothing who does not wait.
    pub fn told(&self, desk: &Desk, (id, now): (&str, Timestamp)) -> Option<Told> {
        let position = position(&self.waiting, id)?;
        let routing = Routing { centers: &desk.centers, rules: &desk.profile.waiting, now };
        let (agents, waiting, underway) = (&self.agents, &self.waiting, &self.underway);
        let floor = Floor { agents, waiting, underway };
        let served = is_served(&routing, &floor, id);
        // Playing the queue forward takes milliseconds where it is long.
        let play = || estimate(&routing, (&floor, &self.recent), id);
        Some(Told { position, served, estimate: tokio::task::block_in_place(play) })
    }
}

fn one_underway(matter: &Matter) -> Option<Underway> {
    let since = Timestamp::from_millisecond(matter.filed.accepted_at?).ok()?;
    Some(Underway { agent: matter.handler.clone(), since })
}

/// What the last sessions tell: how long they lasted, and how many of those who are in the queue no
/// more have left it, in how much waiting.
fn recent(ended: &[Held<Session>], (active, left): (&[Matter], &[Matter])) -> Recent {
    let seconds = |from: i64, to: i64| (to - from).max(0) as f64 / 1000.0;
    let lasted = |held: &Held<Session>| {
        let Stage::Ended { at, .. } = held.state.stage else { return None };
        Some(seconds(held.matter.filed.accepted_at?, at.as_millisecond()))
    };
    // One that was cut off says nothing of how long it would have lasted.
    let whole = ended.iter().filter(|held| !held.state.is_cut_off());
    let handled: Vec<f64> = whole.filter_map(lasted).collect();
    let called = ended.iter().map(|held| &held.matter).chain(active);
    let called = called.filter_map(|one| Some((one.filed.accepted_at?, one.created_at, false)));
    let gone = left.iter().map(|one| (one.updated_at, one.created_at, true));
    let mut out: Vec<(i64, i64, bool)> = called.chain(gone).collect();
    out.sort_unstable_by_key(|(at, ..)| std::cmp::Reverse(*at));
    out.truncate(RECENT as usize);
    let in_vain = out.iter().filter(|(.., left)| *left).count();
    let waited = out.iter().map(|(at, came, _)| seconds(*came, *at)).sum();
    Recent::new(handled, in_vain as u32, waited)
}
