//! Rows of the desk as the values that figures are made of.

use jiff::Timestamp;
use wenshui_desk::session::Session;
use wenshui_desk::session::stage::{CancelledBy, Rating, Stage, Verdict};
use wenshui_desk::statistics::{Lost, Shift, Talk};

use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::statistics::{ShiftRow, Within};

/// How many sessions, and how many shifts, one report is made of at most.
pub const ROWS_MAX: i64 = 50_000;

/// The sessions that came in a time and the shifts that reach into it; `None` where there are more than
/// one report is made of.
///
/// # Errors
/// When the database fails.
pub async fn read(
    state: &AppState,
    within: Within<'_>,
) -> Result<Option<(Vec<Talk>, Vec<Shift>)>, ApiError> {
    let db = &state.store.db;
    let rows = db.sessions_of(within, ROWS_MAX + 1).await?;
    let shifts = db.shifts_of(within, ROWS_MAX + 1).await?;
    if rows.len().max(shifts.len()) as i64 > ROWS_MAX {
        return Ok(None);
    }
    let replies = db.first_replies(within).await?;
    let talk = |row| {
        let held = Held::<Session>::of(row)?;
        Ok(talk(&held, replies.get(&held.matter.id).copied()))
    };
    let talks: Result<_, ApiError> = rows.into_iter().map(talk).collect();
    let shifts = shifts.into_iter().map(|row| shift(row, within.0.1)).collect();
    Ok(Some((talks?, shifts)))
}

fn talk(held: &Held<Session>, replied_at: Option<i64>) -> Talk {
    let (matter, session) = (&held.matter, &held.state);
    let over = matches!(session.stage, Stage::Cancelled(_) | Stage::Ended { .. });
    let over_at = match session.stage {
        Stage::Ended { at, .. } => Some(at),
        _ => over.then(|| moment(matter.updated_at)),
    };
    let (lost, solved) = match session.stage {
        Stage::Cancelled(CancelledBy::Taxpayer) => (Some(Lost::Abandoned), None),
        Stage::Cancelled(CancelledBy::Lapse) => (Some(Lost::Lapsed), None),
        Stage::Ended { rating: Rating::Given(verdict), .. } => {
            (None, Some(verdict == Verdict::Solved))
        }
        _ => (None, None),
    };
    Talk {
        center: session.center.clone(),
        agent: session.handler().map(str::to_owned),
        came_at: moment(matter.created_at),
        called_at: matter.filed.accepted_at.map(moment),
        replied_at: replied_at.map(moment),
        over_at,
        lost,
        solved,
    }
}

fn shift(row: ShiftRow, until: i64) -> Shift {
    Shift {
        center: row.center,
        agent: row.subject,
        seats: row.seats.max(0) as u32,
        from: moment(row.from_at),
        until: moment(row.until_at.unwrap_or(until)),
    }
}

fn moment(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::MIN)
}
