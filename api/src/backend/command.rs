//! What an outside desk does with a session: commands of its own, each done once by its id.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use wenshui_desk::fault::Fault;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::number::Province;
use wenshui_desk::part::Part;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::{Action, Command};
use wenshui_desk::session::stage::Seat;

use crate::desk::act::act_as;
use crate::desk::number::agent_number;
use crate::desk::refused::faulty;
use crate::desk::step::{By, Held};
use crate::error::ApiError;
use crate::extract::in_range;
use crate::state::AppState;
use crate::store::agent::AgentRow;
use crate::store::owner::Owner;
use crate::wire::desk::session::line;

/// What an outside desk's agents are called by here begins so.
const OUTSIDE: &str = "outside:";
/// The province of the numbers that agents get where the center is none of the tree.
const CAPITAL: u64 = 11;
/// Who acts, as events tell.
const ACTOR: &str = "backend";
/// The longest id of a command and of an agent, in characters.
const ID_CHARS_MAX: usize = 100;

/// When a desk that asks for it hears again: a desk that always asks is told once a second.
const REPLAY_PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// Something that an outside desk does.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BackendCommand {
    /// The desk's own id of it; the same one sent again changes nothing.
    #[schema(max_length = 100)]
    pub id: String,
    /// The session that the address names, so that the signature covers it.
    #[schema(max_length = 100)]
    pub session: String,
    /// What.
    pub action: BackendAction,
    /// The desk's own id of the agent, of `connect` and `take_over`.
    #[schema(max_length = 100)]
    pub agent: Option<String>,
    /// What is said, of `reply`: an object with `kind` and what that kind has.
    #[schema(value_type = Option<Object>)]
    pub line: Option<Value>,
}

/// A wish to hear of a session again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BackendReplay {
    /// The session that the address names, so that the signature covers it.
    #[schema(max_length = 100)]
    pub session: String,
    /// The number of the last event that the desk has.
    #[schema(minimum = 0)]
    pub after: i64,
}

/// A wish for a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BackendFile {
    /// The session that the address names, so that the signature covers it.
    #[schema(max_length = 100)]
    pub session: String,
    /// The id of the file, as a line or the packet names it.
    #[schema(max_length = 100)]
    pub file: String,
}

/// What an outside desk may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BackendAction {
    /// An agent takes up who waits.
    Connect,
    /// Nobody will be found for who waits.
    Decline,
    /// The agent says something.
    Reply,
    /// Another agent goes on.
    TakeOver,
    /// The agent's connection is lost.
    Drop,
    /// The agent is back.
    Return,
    /// The agent ends it.
    Finish,
}

/// Where a session stands after a command.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackendSession {
    /// The session.
    pub id: String,
    /// Where it stands.
    pub state: String,
    /// The number of its last event.
    pub version: i64,
    /// The number by which the taxpayer knows the agent, once there was one.
    pub agent_number: Option<String>,
}

/// Carries a command out.
///
/// # Errors
/// What is missing, why it is not done now, and `unknown_matter`.
pub async fn carry_out(
    state: &AppState,
    (session, command): (&str, BackendCommand),
    now: Timestamp,
) -> Result<BackendSession, ApiError> {
    check_id("id", &command.id)?;
    check_session(session, &command.session)?;
    let agent = command.agent.as_deref().map(|agent| check_id("agent", agent)).transpose()?;
    let found = state.store.db.matter(Session::KIND, session).await?;
    let matter = found.ok_or_else(|| ApiError::new("unknown_matter").with(&[session]))?;
    let agent = match agent {
        Some(agent) => Some(known(state, (agent, &matter.owner), now).await?),
        None => None,
    };
    let (part, todo) = what(command.action, (agent, &matter.owner.center), command.line)?;
    let by = By { client_id: Some(command.id), ..By::new(part, ACTOR) };
    stand(state, act_as(state, session, (&by, todo, now)).await?).await
}

/// Lets the desk hear of a session again, from behind a number.
///
/// # Errors
/// `unknown_matter`, and `bad_number` where so many events have not happened.
pub async fn replay(
    state: &AppState,
    (session, wish): (&str, &BackendReplay),
    now: Timestamp,
) -> Result<BackendSession, ApiError> {
    check_session(session, &wish.session)?;
    let found = state.store.db.matter(Session::KIND, session).await?;
    let matter = found.ok_or_else(|| ApiError::new("unknown_matter").with(&[session]))?;
    let after = in_range("after", (Some(wish.after), 0), 0..=matter.version)?;
    let due_at = (now + REPLAY_PAUSE).as_millisecond();
    state.store.db.tell_again((Session::KIND, session), (after, due_at)).await?;
    stand(state, Held::of(matter)?).await
}

/// Where a session stands.
async fn stand(state: &AppState, held: Held<Session>) -> Result<BackendSession, ApiError> {
    let number = match held.state.handler() {
        Some(agent) => state.store.db.agent(agent).await?.map(|agent| agent.number),
        None => None,
    };
    Ok(BackendSession {
        id: held.matter.id,
        state: held.state.state().to_owned(),
        version: held.matter.version,
        agent_number: number,
    })
}

/// The command of an action, and in what relation the desk gives it.
fn what(
    action: BackendAction,
    (agent, center): (Option<String>, &str),
    said: Option<Value>,
) -> Result<(Part, Command), ApiError> {
    let agent = || agent.clone().ok_or_else(|| faulty(&[Fault::new("agent", "required")]));
    Ok(match action {
        BackendAction::Connect => (Part::Clock, Command::Connect(agent()?)),
        BackendAction::Decline => (Part::Supervisor, Command::Plain(Action::Decline)),
        BackendAction::Reply => (Part::Handler, Command::Reply(line(said)?)),
        BackendAction::TakeOver => {
            let seat = Seat { agent: agent()?, center: center.to_owned() };
            (Part::Supervisor, Command::TakeOver(seat))
        }
        BackendAction::Drop => (Part::Clock, Command::Plain(Action::Drop)),
        BackendAction::Return => (Part::Handler, Command::Plain(Action::Return)),
        BackendAction::Finish => (Part::Handler, Command::Plain(Action::Finish)),
    })
}

/// Notes an agent of the outside desk, who takes no seat here, and gives what the agent is called by.
async fn known(
    state: &AppState,
    (agent, of): (&str, &Owner),
    now: Timestamp,
) -> Result<String, ApiError> {
    let subject = format!("{OUTSIDE}{agent}");
    if state.store.db.agent(&subject).await?.is_some() {
        return Ok(subject);
    }
    let centers = &state.desk.centers;
    let province = centers.province(&of.center).or_else(|| Province::of(CAPITAL));
    let province =
        province.ok_or_else(|| ApiError::in_state("no_center", "no_center").with(&[""]))?;
    let owner = Owner { subject, authority: String::new(), center: of.center.clone() };
    let now = now.as_millisecond();
    let row = AgentRow {
        owner,
        number: String::new(),
        skills: "[]".to_owned(),
        capacity: 0,
        presence: "offline".to_owned(),
        load: 0,
        idle_since: now,
        seen_at: now,
    };
    let row = state.store.db.put_agent(&row, |count| agent_number(province, count)).await?;
    Ok(row.owner.subject)
}

/// A signature covers the body alone, so the body names the session too.
///
/// # Errors
/// `bad_value` where it names another.
pub fn check_session(path: &str, body: &str) -> Result<(), ApiError> {
    let same = path == body;
    same.then_some(())
        .ok_or_else(|| ApiError::about("session", "bad_value", &["session", body, path]))
}

fn check_id<'a>(field: &str, id: &'a str) -> Result<&'a str, ApiError> {
    let fits = (1..=ID_CHARS_MAX).contains(&id.chars().count());
    if fits { Ok(id) } else { Err(ApiError::about(field, "bad_id", &[field])) }
}
