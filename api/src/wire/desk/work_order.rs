//! Work orders as they travel.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::filter::List;
use wenshui_desk::machine::{Machine as _, Named as _};
use wenshui_desk::part::Part;
use wenshui_desk::work_order::command::{Action, Command};
use wenshui_desk::work_order::form::Source;
use wenshui_desk::work_order::rating::Rating;
use wenshui_desk::work_order::{Ended, Entry, Stage, WorkOrder};

use crate::clock;
use crate::desk::origin;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::wire::desk::matter::{Label, MatterHead, MatterRef};
use crate::wire::desk::served::{FileBody, Served, With, named};

/// A work order to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkOrderRequest {
    /// The subject of the taxpayer whose it is; not needed where a session says it.
    #[schema(max_length = 200)]
    pub taxpayer: Option<String>,
    /// The session that it grows out of.
    pub session_id: Option<String>,
    /// What is to be done.
    #[schema(max_length = 2000)]
    pub subject_matter: String,
    /// Ids of files that were uploaded, by the agent or by the taxpayer.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub attachments: Vec<String>,
    /// The client's own id; sent again it gives the same work order.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
}

/// Something to be done with a work order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkOrderAction {
    /// One of `allowed_actions`.
    pub action: String,
    /// The agent, of `assign`.
    pub handler: Option<String>,
    /// How it goes on, of `report`; what is said besides the stars, of `rate`.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// The result, of `finish`.
    #[schema(max_length = 2000)]
    pub result: Option<String>,
    /// Why it ends, of `terminate`.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// From 1, the worst, of `rate`.
    pub stars: Option<u8>,
}

/// A work order.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkOrderBody {
    /// What every matter says.
    #[serde(flatten)]
    pub head: MatterHead,
    /// Where it stands.
    pub state: Label,
    /// What it was made of: `note`, `session` or `agent`.
    pub source: Label,
    /// The note or session that it was made of.
    pub grown_out_of: Option<MatterRef>,
    /// The center that handles it.
    pub center: String,
    /// What is to be done.
    pub subject_matter: String,
    /// What was handed in with it.
    pub attachments: Vec<FileBody>,
    /// When it was opened.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// What was done, in order.
    pub progress: Vec<ProgressEntry>,
    /// The result, or why it was terminated.
    pub outcome: Option<String>,
    /// How the taxpayer found it.
    pub rating: Option<RatingBody>,
}

/// Something that was done to a work order.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressEntry {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// What.
    pub action: Label,
    /// What was written with it.
    pub text: Option<String>,
}

/// How the taxpayer found a work order.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingBody {
    /// From 1, the worst.
    pub stars: u8,
    /// What was written.
    pub text: String,
}

impl From<&Entry> for ProgressEntry {
    fn from(entry: &Entry) -> Self {
        Self {
            at: clock::rfc3339(entry.at.as_millisecond()),
            action: Label::of_action(WorkOrder::KIND, entry.action.name()),
            text: entry.text.clone(),
        }
    }
}

/// How one ended, where it has.
fn ended(stage: &Stage) -> Option<&Ended> {
    match stage {
        Stage::Done(ended) | Stage::Terminated(ended) => Some(ended),
        Stage::Open | Stage::Assigned(_) | Stage::Underway(_) => None,
    }
}

fn source(source: &Source) -> &'static str {
    match source {
        Source::Note(_) => "note",
        Source::Session(_) => "session",
        Source::Agent => "agent",
    }
}

impl AsMut<MatterHead> for WorkOrderBody {
    fn as_mut(&mut self) -> &mut MatterHead {
        &mut self.head
    }
}

impl Served for WorkOrder {
    type Ask = WorkOrderAction;
    type Body = WorkOrderBody;

    const LIST: List = List::WorkOrders;

    fn command(ask: WorkOrderAction, with: With) -> Result<Command, ApiError> {
        let text = ask.text.unwrap_or_default();
        Ok(match named(&ask.action)? {
            Action::Take => Command::Take(with.actor),
            Action::Assign => Command::Assign(ask.handler.unwrap_or_default()),
            Action::Report => Command::Report(text),
            Action::Finish => Command::Finish(ask.result.unwrap_or_default()),
            Action::Terminate => Command::Terminate(ask.reason.unwrap_or_default()),
            // No stars at all are none of those there are.
            Action::Rate => Command::Rate(Rating { stars: ask.stars.unwrap_or(0), text }),
            other => Command::Plain(other),
        })
    }

    fn assigns(command: &Command) -> Option<&str> {
        if let Command::Assign(agent) = command { Some(agent) } else { None }
    }

    fn body(held: &Held<Self>, part: Option<Part>, at: (&AppState, Timestamp)) -> WorkOrderBody {
        let (form, ended) = (&held.state.form, ended(&held.state.stage));
        let rating = ended.and_then(|ended| ended.rating.as_ref());
        WorkOrderBody {
            head: MatterHead::of(held, part, at),
            state: Label::of("work_order", held.state.state()),
            source: Label::of("source", source(&form.source)),
            grown_out_of: origin::matter(&held.matter.origin).map(MatterRef::of),
            center: form.center.clone(),
            subject_matter: form.subject_matter.clone(),
            attachments: FileBody::all(&form.attachments, &held.matter),
            opened_at: clock::rfc3339(held.state.opened_at.as_millisecond()),
            progress: held.state.progress.iter().map(ProgressEntry::from).collect(),
            outcome: ended.map(|ended| ended.text.clone()),
            rating: rating
                .map(|rating| RatingBody { stars: rating.stars, text: rating.text.clone() }),
        }
    }
}
