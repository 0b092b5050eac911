//! Mediations as they travel.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::attachment::Attachment;
use wenshui_desk::filter::List;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::mask::number;
use wenshui_desk::mediation::command::{Action, Command};
use wenshui_desk::mediation::form::{Draft, Form};
use wenshui_desk::mediation::stage::{Minute, Stage};
use wenshui_desk::mediation::{Filed, Mediation};
use wenshui_desk::part::Part;

use crate::clock;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;

use crate::wire::desk::matter::{Label, MatterHead};
use crate::wire::desk::served::{FileBody, Served, With, moment, named};

/// What is filled in for a mediation; a draft may be incomplete.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediationForm {
    /// 期望沟通时间起, as RFC 3339; the talk lasts an hour.
    #[schema(format = DateTime)]
    pub wanted_at: Option<String>,
    /// 申请事由.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: String,
    /// 联系方式: a mobile number, or a telephone with its area code.
    #[serde(default)]
    pub contact: String,
    /// 附件材料: ids of files that were uploaded.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub attachments: Vec<String>,
}

/// A mediation to be asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediationRequest {
    /// What is filled in.
    pub form: MediationForm,
    /// Whether it is only saved, 暂存, and not handed in.
    #[serde(default)]
    pub draft: bool,
    /// The client's own id; sent again it gives the same mediation.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
}

/// Something to be done with a mediation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MediationAction {
    /// One of `allowed_actions`.
    pub action: String,
    /// The whole form, of `save` and `submit`.
    #[serde(default)]
    pub form: MediationForm,
    /// The agent, of `assign`.
    pub handler: Option<String>,
    /// Why it is withdrawn or rejected.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// What is written down, of `minute`; what was agreed or why nothing was, of `settle` and `fail`.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
}

/// A mediation.
#[derive(Debug, Serialize, ToSchema)]
pub struct MediationBody {
    /// What every matter says.
    #[serde(flatten)]
    pub head: MatterHead,
    /// 办理状态.
    pub state: Label,
    /// 期望沟通时间起.
    #[schema(format = DateTime)]
    pub wanted_at: Option<String>,
    /// 期望沟通时间止.
    #[schema(format = DateTime)]
    pub wanted_until: Option<String>,
    /// 申请事由.
    pub reason: String,
    /// 联系方式, its middle hidden once it was handed in.
    pub contact: String,
    /// 附件材料.
    pub attachments: Vec<FileBody>,
    /// 申请时间; null for a draft.
    #[schema(format = DateTime)]
    pub filed_at: Option<String>,
    /// 受理时间.
    #[schema(format = DateTime)]
    pub accepted_at: Option<String>,
    /// The meeting notes.
    pub minutes: Vec<MinuteBody>,
    /// Why it was withdrawn or rejected, what was agreed, or why nothing was.
    pub outcome: Option<String>,
}

/// An entry of the meeting notes.
#[derive(Debug, Serialize, ToSchema)]
pub struct MinuteBody {
    /// When it was written.
    #[schema(format = DateTime)]
    pub at: String,
    /// What was written.
    pub text: String,
}

impl MediationForm {
    /// The form as the rules take it.
    ///
    /// # Errors
    /// `bad_moment`.
    pub fn read(self, attachments: Vec<Attachment>) -> Result<Draft, ApiError> {
        let wanted = self.wanted_at.as_deref();
        let wanted_at = wanted.map(|text| moment("form.wanted_at", text)).transpose()?;
        Ok(Draft { wanted_at, reason: self.reason, contact: self.contact, attachments })
    }
}

impl From<&Minute> for MinuteBody {
    fn from(minute: &Minute) -> Self {
        Self { at: clock::rfc3339(minute.at.as_millisecond()), text: minute.text.clone() }
    }
}

/// What a draft says; what was deleted says nothing.
fn draft(mediation: &Mediation) -> Draft {
    match mediation {
        Mediation::Draft(draft) => draft.clone(),
        Mediation::Deleted => Draft::default(),
        Mediation::Filed(Filed { form, .. }) => {
            let Form { wanted_at, reason, contact, attachments } = form.clone();
            let contact = number(&contact);
            Draft { wanted_at: Some(wanted_at), reason, contact, attachments }
        }
    }
}

fn outcome(stage: &Stage) -> Option<&str> {
    match stage {
        Stage::Waiting(_) | Stage::Underway(_) => None,
        Stage::Withdrawn(text)
        | Stage::Rejected(text)
        | Stage::Settled(_, text)
        | Stage::Unsettled(_, text) => Some(text),
    }
}

impl AsMut<MatterHead> for MediationBody {
    fn as_mut(&mut self) -> &mut MatterHead {
        &mut self.head
    }
}

impl Served for Mediation {
    type Ask = MediationAction;
    type Body = MediationBody;

    const LIST: List = List::Mediations;

    fn files(ask: &MediationAction) -> &[String] {
        &ask.form.attachments
    }

    fn command(ask: MediationAction, with: With) -> Result<Command, ApiError> {
        let (reason, text) = (ask.reason.unwrap_or_default(), ask.text.unwrap_or_default());
        Ok(match named(&ask.action)? {
            Action::Save => Command::Save(ask.form.read(with.files)?),
            Action::Submit => Command::Submit(ask.form.read(with.files)?),
            Action::Withdraw => Command::Withdraw(reason),
            Action::Assign => Command::Assign(ask.handler.unwrap_or_default()),
            Action::Reject => Command::Reject(reason),
            Action::Minute => Command::Minute(text),
            Action::Settle => Command::Settle(text),
            Action::Fail => Command::Fail(text),
            other => Command::Plain(other),
        })
    }

    fn assigns(command: &Command) -> Option<&str> {
        if let Command::Assign(agent) = command { Some(agent) } else { None }
    }

    fn body(
        held: &Held<Self>,
        part: Option<Part>,
        (state, now): (&AppState, Timestamp),
    ) -> MediationBody {
        let filled = draft(&held.state);
        let filed = match &held.state {
            Mediation::Filed(filed) => Some(filed),
            Mediation::Draft(_) | Mediation::Deleted => None,
        };
        let talk = filed.and_then(|filed| filed.stage.talk());
        let until = filed.map(|filed| filed.form.wanted_until(&state.desk.profile.mediation));
        let time = |at: Timestamp| clock::rfc3339(at.as_millisecond());
        let minutes = talk.map(|talk| talk.minutes.as_slice()).unwrap_or_default();
        MediationBody {
            head: MatterHead::of(held, part, (state, now)),
            state: Label::of("mediation", held.state.state()),
            wanted_at: filled.wanted_at.map(time),
            wanted_until: until.map(time),
            reason: filled.reason,
            contact: filled.contact,
            attachments: FileBody::all(&filled.attachments, &held.matter),
            filed_at: filed.map(|filed| time(filed.filed_at)),
            accepted_at: talk.map(|talk| time(talk.accepted_at)),
            minutes: minutes.iter().map(MinuteBody::from).collect(),
            outcome: filed.and_then(|filed| outcome(&filed.stage)).map(str::to_owned),
        }
    }
}
