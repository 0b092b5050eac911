//! What grows out of matters: sessions at the time that was reserved, and work orders out of notes.
//! Everything is done once, by the id of what is owed.

use jiff::{SignedDuration, Timestamp};
use wenshui_desk::case::RegionCase;
use wenshui_desk::effect::{To, Told};
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::{Machine, Moment};
use wenshui_desk::mediation::Mediation;
use wenshui_desk::note::Note;
use wenshui_desk::number::WorkOrderNumber;
use wenshui_desk::part::Part;
use wenshui_desk::reservation::Reservation;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::{self, Command};
use wenshui_desk::session::stage::{Seat, Stage as SessionStage};
use wenshui_desk::work_order::form::Form;
use wenshui_desk::work_order::{self, WorkOrder};

use crate::desk::filing::Filed;
use crate::desk::number::{provincial_numbering, session_numbering};
use crate::desk::origin;
use crate::desk::step::{By, Held, New, open, step};
use crate::desk::telling::tell;
use crate::error::ApiError;
use crate::label::label;
use crate::state::AppState;
use crate::store::matter::Matter;
use crate::store::matter::change::Numbering;
use crate::store::owed::Owed;

/// How often a session is begun while the person asks for others.
const TRIES: u32 = 3;
/// When to come again, in seconds.
const RETRY_AFTER_S: u64 = 1;

/// What else is owed after something was done.
pub type More = Result<Vec<Owed>, ApiError>;

/// What became of something that was owed.
#[derive(Debug)]
pub enum Paid {
    /// It is done, and owes this in its turn.
    Done(Vec<Owed>),
    /// Whoever hears recordings does it (`desk/hearing.rs`).
    Elsewhere,
    /// It waits for somebody and is tried again then.
    Later(SignedDuration),
}

/// How long a session waits whose taxpayer talks with somebody else, or whose agent is away, before it is
/// tried again.
const BUSY: SignedDuration = SignedDuration::from_secs(10);

/// Begins the session of a matter whose time has come, with the agent who began. Who waits in the queue
/// at that moment waits no more. A talk with the same agent is the one that is wanted; a talk with somebody
/// else goes on, the agent is told so once, and the session begins when it is over and the agent is there,
/// unless the matter is over first.
///
/// # Errors
/// When the database fails, or others change the same all the time.
pub async fn begin_session(
    state: &AppState,
    (owed, matter): (&Owed, &Matter),
    now: Timestamp,
) -> Result<Paid, ApiError> {
    let grown = state.store.db.grown_out_of(&origin::of(matter), Session::KIND).await?;
    let is_begun = grown.is_some_and(|grown| grown.client_id.as_ref() == Some(&owed.id));
    if is_begun || !holds_session(matter)? {
        return Ok(Paid::Done(Vec::new()));
    }
    let agent = if matter.handler.is_empty() { &owed.after } else { &matter.handler };
    // Who began went away while it waited.
    if owed.tries > 0 && is_away(state, agent).await? {
        return Ok(Paid::Later(BUSY));
    }
    let guest = guest(matter)?;
    let mut more = Vec::new();
    for _ in 0..TRIES {
        let seat = Seat { agent: agent.clone(), center: matter.owner.center.clone() };
        let at = Moment { now, profile: &state.desk.profile };
        let new = New {
            moved: Session::reserved(seat, guest.clone(), &at),
            owner: matter.owner.clone(),
            handler: agent.clone(),
            by: (Part::Handler, agent),
            origin: origin::of(matter),
            client_id: Some(owed.id.clone()),
            now,
        };
        let done = open(state, new, session_numbering(now)).await?;
        if done.held.matter.client_id.as_ref() == Some(&owed.id) {
            more.extend(done.owed);
            if is_unwanted(state, matter).await? {
                more.extend(finish(state, (done.held, agent), now).await?);
            }
            return Ok(Paid::Done(more));
        }
        match done.held.state.stage {
            SessionStage::Waiting { .. } => {
                let leave = Command::Plain(action::Action::Cancel);
                let by = By::new(Part::Owner, "");
                more.extend(moved_on(step(state, done.held, (&by, leave, now)).await)?);
            }
            // It ended a moment ago.
            SessionStage::Cancelled(_) | SessionStage::Ended { .. } => {}
            _ if done.held.matter.handler == *agent && done.held.state.guest == guest => {
                return Ok(Paid::Done(more));
            }
            _ => {
                // An id of its own, so that it is told once however often the session is tried.
                let id = format!("{}:busy", owed.id);
                let told = Owed { id, before: agent.clone(), ..owed.clone() };
                tell(state, (matter, &told), (To::Handler, Told::PersonBusy, now)).await?;
                return Ok(Paid::Later(BUSY));
            }
        }
    }
    Err(ApiError::retry("overloaded", RETRY_AFTER_S))
}

/// Whether a session belongs to a matter now.
fn holds_session(matter: &Matter) -> Result<bool, ApiError> {
    let row = matter.clone();
    Ok(match matter.kind.as_str() {
        Reservation::KIND => Held::<Reservation>::of(row)?.state.holds_session(),
        Invitation::KIND => Held::<Invitation>::of(row)?.state.holds_session(),
        Mediation::KIND => Held::<Mediation>::of(row)?.state.holds_session(),
        RegionCase::KIND => Held::<RegionCase>::of(row)?.state.holds_session(),
        _ => false,
    })
}

/// Whether an agent has said that they are not there; who never said anything is there by what they do.
async fn is_away(state: &AppState, agent: &str) -> Result<bool, ApiError> {
    let known = state.store.db.agent(agent).await?;
    Ok(known.is_some_and(|known| matches!(known.presence.as_str(), "offline" | "away")))
}

/// Whether a matter ended while its session was opened: whoever ended it may have found no session then.
async fn is_unwanted(state: &AppState, matter: &Matter) -> Result<bool, ApiError> {
    match state.store.db.matter(&matter.kind, &matter.id).await? {
        Some(after) => Ok(!holds_session(&after)?),
        None => Ok(false),
    }
}

/// The place that takes part in the session of a case besides the one that handles it (T-07).
fn guest(matter: &Matter) -> Result<Option<String>, ApiError> {
    if matter.kind != RegionCase::KIND {
        return Ok(None);
    }
    let case = Held::<RegionCase>::of(matter.clone())?;
    Ok(Some(case.state.form.origin_center))
}

/// Ends the session of a matter, where it goes on.
pub async fn end_session(
    state: &AppState,
    (owed, matter): (&Owed, &Matter),
    now: Timestamp,
) -> More {
    match grown_before::<Session>(state, (owed, matter)).await? {
        Some(held) => finish(state, (held, &owed.before), now).await,
        None => Ok(Vec::new()),
    }
}

/// What grew out of a matter before it owed this; one that began later is another one.
async fn grown_before<M: Filed>(
    state: &AppState,
    (owed, matter): (&Owed, &Matter),
) -> Result<Option<Held<M>>, ApiError> {
    let grown = state.store.db.grown_out_of(&origin::of(matter), M::KIND).await?;
    let before = grown.filter(|grown| grown.created_at <= owed.created_at);
    before.map(Held::of).transpose()
}

/// Ends a session as its agent would, else as a supervisor, else as who waits.
async fn finish(state: &AppState, (held, actor): (Held<Session>, &str), now: Timestamp) -> More {
    let ways = [
        (Part::Handler, action::Action::Finish),
        (Part::Supervisor, action::Action::Stop),
        (Part::Owner, action::Action::Cancel),
    ];
    let at = Moment { now, profile: &state.desk.profile };
    let way = ways.into_iter().find(|(part, action)| held.state.may(*action, *part, &at).is_ok());
    let Some((part, action)) = way else {
        return Ok(Vec::new());
    };
    let by = By::new(part, actor);
    moved_on(step(state, held, (&by, Command::Plain(action), now)).await)
}

/// Makes a work order of a note.
pub async fn open_work_order(
    state: &AppState,
    (owed, matter): (&Owed, &Matter),
    now: Timestamp,
) -> More {
    let note = Held::<Note>::of(matter.clone())?;
    let number = matter.number.parse().map_err(|error| ApiError::internal(&error))?;
    let form = Form::of_note(number, &note.state);
    let numbering = work_order_numbering(state, &form.center, now);
    let moved = WorkOrder::submit(form, &Moment { now, profile: &state.desk.profile });
    let new = New {
        moved: moved.map_err(|faults| ApiError::internal(&format!("{faults:?}")))?,
        owner: matter.owner.clone(),
        handler: String::new(),
        by: (Part::Handler, &owed.after),
        origin: origin::of(matter),
        client_id: Some(owed.id.clone()),
        now,
    };
    Ok(open(state, new, numbering).await?.owed)
}

/// Ends the work order of a note that was taken back, where it is not over.
pub async fn end_work_order(
    state: &AppState,
    (owed, matter): (&Owed, &Matter),
    now: Timestamp,
) -> More {
    let grown = grown_before::<WorkOrder>(state, (owed, matter)).await?;
    let Some(held) = grown.filter(|held| !held.state.is_over()) else {
        return Ok(Vec::new());
    };
    let reason = label("work_order_reason", "taken_back").unwrap_or_default().to_owned();
    let by = By::new(Part::Supervisor, &owed.before);
    moved_on(step(state, held, (&by, work_order::command::Command::Terminate(reason), now)).await)
}

/// Numbers the work orders of a center's province.
pub fn work_order_numbering(state: &AppState, center: &str, now: Timestamp) -> Numbering {
    let province = state.desk.centers.province(center);
    provincial_numbering((WorkOrder::KIND, province), now, WorkOrderNumber::of)
}

/// What a step owes; another try where somebody else was faster.
///
/// # Errors
/// Where the step was refused, and `overloaded` where somebody else was faster.
pub fn moved_on<M: Filed>(moved: Result<Option<crate::desk::step::Done<M>>, ApiError>) -> More {
    match moved? {
        Some(done) => Ok(done.owed),
        None => Err(ApiError::retry("overloaded", RETRY_AFTER_S)),
    }
}
