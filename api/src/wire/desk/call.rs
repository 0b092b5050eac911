//! Calls as they travel.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::call::Call;
use wenshui_desk::call::action::{Action, Command};
use wenshui_desk::call::stage::Stage;
use wenshui_desk::call::start::{Beginning, Start};
use wenshui_desk::call::talk::{Media, Talk};
use wenshui_desk::machine::{Machine as _, Named as _};
use wenshui_desk::part::Part;

use crate::clock;
use crate::desk::ice::Servers;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::wire::desk::matter::{Label, MatterHead};

/// A call to be begun.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallRequest {
    /// One of `may_start`: `ask`, `invite`, `assist`, `dial` or `gather`.
    pub start: String,
    /// `audio` or `video`, of `ask` and `invite`.
    pub media: Option<String>,
    /// The mobile number, of `dial`.
    #[schema(max_length = 20)]
    pub number: Option<String>,
}

/// Something to be done with a call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallAction {
    /// One of `allowed_actions`.
    pub action: String,
}

/// A call.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallBody {
    /// What every matter says.
    #[serde(flatten)]
    pub head: MatterHead,
    /// The session that it belongs to.
    pub session_id: String,
    /// What kind of call it is.
    pub kind: Label,
    /// Where it stands.
    pub state: Label,
    /// Why it ended.
    pub reason: Option<Label>,
    /// The telephone number that was called, its middle hidden.
    pub phone_number: Option<String>,
    /// How many are in the room.
    pub members: Option<usize>,
    /// Since when they have been connected, or were.
    #[schema(format = DateTime)]
    pub connected_at: Option<String>,
    /// When it ended.
    #[schema(format = DateTime)]
    pub ended_at: Option<String>,
    /// What whoever asks may send to the others; null for who is not in it.
    pub tracks: Option<TracksBody>,
}

/// What somebody may send.
#[derive(Debug, Serialize, ToSchema)]
pub struct TracksBody {
    /// Sound.
    pub microphone: bool,
    /// The own face.
    pub camera: bool,
    /// The own screen.
    pub screen: bool,
}

/// The calls of a session.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallList {
    /// The calls, the newest first; at most a hundred.
    pub items: Vec<CallBody>,
    /// How whoever asks may begin one now, where none is open.
    pub may_start: Vec<&'static str>,
}

/// What a browser connects through.
#[derive(Debug, Serialize, ToSchema)]
pub struct IceBody {
    /// As `RTCConfiguration.iceServers` takes them.
    pub ice_servers: Vec<IceServer>,
    /// When the passes end.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// A server, or several with the same pass.
#[derive(Debug, Serialize, ToSchema)]
pub struct IceServer {
    /// Its addresses.
    pub urls: Vec<String>,
    /// The name, where it wants one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// What the outside dialler tells of a call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiallerReport {
    /// The call.
    #[schema(max_length = 100)]
    pub call_id: String,
    /// `started` when it rings, `connected` when somebody picked up, `ended`.
    pub event: String,
}

impl CallRequest {
    /// The beginning.
    ///
    /// # Errors
    /// `bad_value` for a way that is none, and for what it needs.
    pub fn read(self) -> Result<Start, ApiError> {
        let known = Beginning::ALL.iter().find(|way| way.name() == self.start);
        let names: Vec<&str> = Beginning::ALL.iter().map(|way| way.name()).collect();
        let unknown =
            || ApiError::about("start", "bad_value", &["start", &self.start, &names.join(", ")]);
        Ok(match known.copied().ok_or_else(unknown)? {
            Beginning::Ask => Start::Ask(media(self.media.as_deref())?),
            Beginning::Invite => Start::Invite(media(self.media.as_deref())?),
            Beginning::Assist => Start::Assist,
            Beginning::Dial => Start::Dial(self.number.unwrap_or_default()),
            Beginning::Gather => Start::Gather,
        })
    }
}

fn media(name: Option<&str>) -> Result<Media, ApiError> {
    match name.unwrap_or_default() {
        "audio" => Ok(Media::Audio),
        "video" => Ok(Media::Video),
        other => Err(ApiError::about("media", "bad_value", &["media", other, "audio, video"])),
    }
}

impl CallAction {
    /// The command of somebody with this id.
    ///
    /// # Errors
    /// `unknown_action`.
    pub fn command(&self, id: &str) -> Result<Command, ApiError> {
        let known = Action::ALL.iter().find(|action| action.name() == self.action);
        let unknown = || ApiError::about("action", "unknown_action", &[&self.action]);
        Ok(match known.copied().ok_or_else(unknown)? {
            Action::Join => Command::Join(id.to_owned()),
            Action::Leave => Command::Leave(id.to_owned()),
            other => Command::Plain(other),
        })
    }
}

impl CallBody {
    /// A call for somebody of this relation and id, at a moment.
    pub fn of(
        held: &Held<Call>,
        (part, id): (Option<Part>, &str),
        at: (&AppState, Timestamp),
    ) -> Self {
        let call = &held.state;
        let (connected_at, ended_at, reason) = match &call.stage {
            Stage::Connected(_) => (Some(call.since), None, None),
            Stage::Ended { connected_at, reason, .. } => {
                (*connected_at, Some(call.since), Some(*reason))
            }
            _ => (None, None, None),
        };
        let members = match &call.stage {
            Stage::Connected(Talk::Room(members)) => Some(members.len()),
            _ => None,
        };
        // Who is in a room leaves it, and who is not joins it.
        let is_in =
            matches!(&call.stage, Stage::Connected(Talk::Room(members)) if members.contains(id));
        let no_more = if is_in { Action::Join } else { Action::Leave }.name();
        let mut head = MatterHead::of(held, part, at);
        head.allowed_actions.retain(|action| *action != no_more);
        let told = |at: Timestamp| clock::rfc3339(at.as_millisecond());
        let tracks = part.and_then(|part| call.tracks(part, id).ok());
        Self {
            head,
            session_id: held.matter.origin.clone(),
            kind: Label::of("call_kind", call.stage.kind().name()),
            state: Label::of("call", call.state()),
            reason: reason.map(|reason| Label::of("call_reason", reason.name())),
            phone_number: call.stage.number().map(|number| number.as_str().to_owned()),
            members,
            connected_at: connected_at.map(told),
            ended_at: ended_at.map(told),
            tracks: tracks.map(|tracks| TracksBody {
                microphone: tracks.microphone,
                camera: tracks.camera,
                screen: tracks.screen,
            }),
        }
    }
}

impl From<Servers> for IceServer {
    fn from(servers: Servers) -> Self {
        let (username, credential) = servers.pass.unzip();
        Self { urls: servers.urls, username, credential }
    }
}
