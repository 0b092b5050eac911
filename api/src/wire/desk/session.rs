//! Sessions and agents as they travel.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use wenshui_desk::eta::Estimate;
use wenshui_desk::fault::Fault;
use wenshui_desk::line::Line;
use wenshui_desk::line::transcript::{Heard, Transcript};
use wenshui_desk::machine::Named as _;
use wenshui_desk::part::Part;
use wenshui_desk::session::action::{Action, Command};
use wenshui_desk::session::stage::{Seat, Target, Verdict};

use crate::clock;
use crate::desk::refused::faulty;
use crate::error::{ApiError, title};
use crate::extract::wording;
use crate::store::agent::AgentRow;
use crate::store::matter::MatterEvent;
use crate::wire::attachment::AttachmentBody;
use crate::wire::desk::matter::{Label, MatterHead, MatterRef};

/// A wish for a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRequest {
    /// The conversation that it grows out of; needed without a token.
    #[schema(max_length = 100)]
    pub conversation_id: Option<String>,
    /// The administrative code of the place asked from, where the token names no authority.
    #[schema(pattern = "^[0-9]{6}$")]
    pub region: Option<String>,
    /// What the agent has to know, such as `invoice`.
    #[schema(max_length = 100)]
    pub skill: Option<String>,
}

/// Something to be done with a session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionAction {
    /// One of `allowed_actions`.
    pub action: String,
    /// What is said, of `write`, `reply` and `whisper`: an object with `kind` and what that kind has.
    #[schema(value_type = Option<Object>)]
    pub line: Option<Value>,
    /// The agent who is asked to go on, of `transfer`.
    pub to_agent: Option<String>,
    /// The center that is asked to go on, of `transfer`.
    pub to_center: Option<String>,
    /// `solved` or `unsolved`, of `rate`.
    pub verdict: Option<String>,
    /// The client's own id of this; the same one sent again changes nothing and gives the session.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionBody {
    /// What every matter says.
    #[serde(flatten)]
    pub head: MatterHead,
    /// Where it stands.
    pub state: Label,
    /// The conversation that it grew out of; empty where there is none.
    pub conversation_id: String,
    /// What the desk began it for, such as a reservation whose time has come.
    pub grown_out_of: Option<MatterRef>,
    /// The center that serves.
    pub center: String,
    /// Its name.
    pub center_name: String,
    /// The center whose agents take part besides, of a case over regions.
    pub guest_center: Option<String>,
    /// The number of the agent, once there was one.
    pub agent_number: Option<String>,
    /// The place in the queue, from 1 on, while it waits.
    pub position: Option<usize>,
    /// Whether anybody is at work who may take it, while it waits.
    pub agents_present: Option<bool>,
    /// How long the wait is thought to last, while it waits and something is known.
    pub estimate: Option<EstimateBody>,
    /// Whether the machine goes on answering.
    pub machine_answers: bool,
    /// Whether the person is asked how it was.
    pub rating_asked: bool,
}

/// How long a wait is thought to last.
#[derive(Debug, Serialize, ToSchema)]
pub struct EstimateBody {
    /// Hardly less, in seconds.
    pub low_s: u64,
    /// As likely more as less, in seconds.
    pub likely_s: u64,
    /// Hardly more, in seconds.
    pub high_s: u64,
}

/// What happened in a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionEvents {
    /// The events after the number that was asked for, in order; at most a hundred.
    pub items: Vec<SessionEvent>,
    /// The version of the session; with the events up to it a client knows all.
    pub version: i64,
}

/// Something that happened in a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionEvent {
    /// Its number, without gaps for those who may see everything.
    pub number: i64,
    /// What was done.
    pub action: String,
    /// By whom: `owner`, `handler`, `supervisor`, `receiver`, `origin` (an agent of `guest_center`) or
    /// `clock`.
    pub part: String,
    /// The state after it.
    pub state: String,
    /// The sender's own id of it, where it had one.
    pub client_id: Option<String>,
    /// What was said.
    #[schema(value_type = Option<Object>)]
    pub line: Option<Value>,
    /// The files that the line names.
    pub files: Vec<AttachmentBody>,
    /// What was understood of a recording that came without words, of `transcribe`.
    pub transcript: Option<TranscriptBody>,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// What was understood of a recording, or why nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct TranscriptBody {
    /// The number of the event that has the recording in its line.
    pub number: i64,
    /// What is said, as people write it: empty where nobody speaks, null where it could not be written
    /// down.
    pub text: Option<String>,
    /// Whether it is as sure as the settings want.
    pub confident: bool,
    /// Why it could not be written down: the code of a problem with its words.
    pub problem: Option<Label>,
}

/// What an agent says of themselves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentRequest {
    /// `online`, `busy`, `away` or `offline`.
    pub presence: String,
    /// What they know, of what the centers know; as before where it is left out.
    pub skills: Option<Vec<String>>,
    /// How many sessions at a time; as before where it is left out, and 3 at first.
    #[schema(minimum = 1, maximum = 20)]
    pub capacity: Option<i64>,
}

/// An agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgentBody {
    /// What taxpayers see, eleven digits.
    pub number: String,
    /// The center.
    pub center: String,
    /// `online`, `busy`, `away` or `offline`.
    pub presence: String,
    /// What they know.
    pub skills: Vec<String>,
    /// How many sessions at a time.
    pub capacity: i64,
    /// How many there are now.
    pub load: i64,
}

impl SessionAction {
    /// The command; `seat` is who gives it, where it is an agent or a supervisor.
    ///
    /// # Errors
    /// `unknown_action`, or `bad_value` for what the action needs.
    pub fn command(self, seat: Option<Seat>) -> Result<Command, ApiError> {
        let known = Action::ALL.iter().find(|action| action.name() == self.action);
        let unknown = || ApiError::about("action", "unknown_action", &[&self.action]);
        let action = *known.ok_or_else(unknown)?;
        Ok(match (action, seat) {
            (Action::Write, _) => Command::Write(line(self.line)?),
            (Action::Reply, _) => Command::Reply(line(self.line)?),
            (Action::Whisper, _) => Command::Whisper(line(self.line)?),
            (Action::Transfer, _) => Command::Transfer(target(self.to_agent, self.to_center)?),
            (Action::Rate, _) => Command::Rate(verdict(self.verdict.as_deref())?),
            (Action::AcceptTransfer, Some(seat)) => Command::AcceptTransfer(seat),
            (Action::TakeOver, Some(seat)) => Command::TakeOver(seat),
            (action, _) => Command::Plain(action),
        })
    }
}

/// A line as it travels.
///
/// # Errors
/// `bad_field` where it is none.
pub fn line(value: Option<Value>) -> Result<Line, ApiError> {
    serde_json::from_value(value.unwrap_or_default()).map_err(|error| {
        ApiError::about("line", "bad_field", &[&wording::told(&error.to_string())])
    })
}

fn target(agent: Option<String>, center: Option<String>) -> Result<Target, ApiError> {
    match (agent, center) {
        (Some(agent), None) => Ok(Target::Agent(agent)),
        (None, Some(center)) => Ok(Target::Center(center)),
        (Some(_), Some(_)) | (None, None) => {
            Err(faulty(&[Fault::new("to_agent", "either").with(&["to_agent, to_center"])]))
        }
    }
}

fn verdict(name: Option<&str>) -> Result<Verdict, ApiError> {
    match name.unwrap_or_default() {
        "solved" => Ok(Verdict::Solved),
        "unsolved" => Ok(Verdict::Unsolved),
        other => {
            Err(ApiError::about("verdict", "bad_value", &["verdict", other, "solved, unsolved"]))
        }
    }
}

impl From<Estimate> for EstimateBody {
    fn from(estimate: Estimate) -> Self {
        let Estimate { low_s, likely_s, high_s } = estimate;
        Self { low_s, likely_s, high_s }
    }
}

impl SessionEvent {
    /// An event as a client gets it, still without its files.
    ///
    /// # Errors
    /// `internal` where the row is none of this program's.
    pub fn of(event: MatterEvent) -> Result<Self, ApiError> {
        let mut body: Value =
            serde_json::from_str(&event.body).map_err(|error| ApiError::internal(&error))?;
        let line = body["line"].take();
        let transcript = serde_json::from_value::<Option<Transcript>>(body["transcript"].take());
        let transcript = transcript.map_err(|error| ApiError::internal(&error))?;
        // What the house does by itself has ids of its own, which are nobody's to know it by.
        let is_sent = event.part != Part::Clock.name();
        Ok(Self {
            number: event.number,
            action: event.action,
            part: event.part,
            state: body["state"].as_str().unwrap_or_default().to_owned(),
            client_id: event.client_id.filter(|_| is_sent),
            line: (!line.is_null()).then_some(line),
            files: Vec::new(),
            transcript: transcript.map(TranscriptBody::of),
            at: clock::rfc3339(event.created_at),
        })
    }

    /// The ids of the files that the line names.
    pub fn file_ids(&self) -> Vec<&str> {
        let Some(line) = &self.line else {
            return Vec::new();
        };
        let several = line["attachments"].as_array().into_iter().flatten();
        several.chain([&line["attachment"]]).filter_map(Value::as_str).collect()
    }
}

impl TranscriptBody {
    fn of(transcript: Transcript) -> Self {
        let (text, confident, problem) = match transcript.heard {
            Heard::Words { text, confident } => (Some(text), confident, None),
            Heard::Nothing { problem } => {
                let label = title(&problem).to_owned();
                (None, false, Some(Label { name: problem, label }))
            }
        };
        Self { number: transcript.number, text, confident, problem }
    }
}

impl From<AgentRow> for AgentBody {
    fn from(row: AgentRow) -> Self {
        Self {
            number: row.number,
            center: row.owner.center,
            presence: row.presence,
            skills: serde_json::from_str(&row.skills).unwrap_or_default(),
            capacity: row.capacity,
            load: row.load,
        }
    }
}
