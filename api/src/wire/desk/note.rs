//! Notes as they travel.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::attachment::Attachment;
use wenshui_desk::filter::List;
use wenshui_desk::machine::Machine as _;
use wenshui_desk::mask::number;
use wenshui_desk::note::form::{Channel, Draft, Reminder};
use wenshui_desk::note::{Action, Command, Note, Stage};
use wenshui_desk::part::Part;

use crate::clock;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;

use crate::wire::desk::matter::{Label, MatterHead};
use crate::wire::desk::served::{FileBody, Served, With, named};

/// What is filled in for a note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    /// 留言机构: the id of an operating center; that which serves the taxpayer where it is missing.
    pub center: Option<String>,
    /// 留言类型.
    pub note_type: String,
    /// 留言内容.
    #[schema(max_length = 2000)]
    pub content: String,
    /// 是否需要提醒服务.
    pub remind: Option<bool>,
    /// 结果接收方式: `sms` or `notice`; where a reminder is wanted.
    pub channel: Option<String>,
    /// 手机号码; needed for `sms`. Where it is missing it is the one that the taxpayer left last.
    pub mobile: Option<String>,
    /// 附件材料: ids of files that were uploaded.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub attachments: Vec<String>,
}

/// A note to be left.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    /// What is filled in.
    pub form: NoteForm,
    /// The client's own id; sent again it gives the same note.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
}

/// Something to be done with a note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteAction {
    /// One of `allowed_actions`.
    pub action: String,
    /// The agent, of `assign`.
    pub handler: Option<String>,
    /// What is replied, of `reply`.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
}

/// A note.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteBody {
    /// What every matter says.
    #[serde(flatten)]
    pub head: MatterHead,
    /// 留言机构.
    pub center: String,
    /// 留言类型.
    pub note_type: String,
    /// 留言内容.
    pub content: String,
    /// 结果接收方式, besides the list of notices; null where no reminder is wanted.
    pub channel: Option<Label>,
    /// 手机号码, its middle hidden.
    pub mobile: Option<String>,
    /// 附件材料.
    pub attachments: Vec<FileBody>,
    /// 留言时间.
    #[schema(format = DateTime)]
    pub left_at: String,
    /// 处理状态.
    pub progress: Label,
    /// Where it stands inside the house, for staff.
    pub state: Option<Label>,
    /// The reply.
    pub reply: Option<NoteReply>,
}

/// The reply to a note.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteReply {
    /// What is replied.
    pub text: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

impl NoteForm {
    /// The form as the rules take it.
    ///
    /// # Errors
    /// `bad_value` for a channel that is none.
    pub fn read(self, center: String, attachments: Vec<Attachment>) -> Result<Draft, ApiError> {
        let channel = match self.channel.as_deref() {
            None => None,
            Some("sms") => Some(Channel::Sms),
            Some("notice") => Some(Channel::Notice),
            Some(other) => {
                let details = ["channel", other, "sms, notice"];
                return Err(ApiError::about("form.channel", "bad_value", &details));
            }
        };
        let Self { note_type, content, remind, mobile, .. } = self;
        Ok(Draft { center, note_type, content, remind, channel, mobile, attachments })
    }
}

impl AsMut<MatterHead> for NoteBody {
    fn as_mut(&mut self) -> &mut MatterHead {
        &mut self.head
    }
}

impl Served for Note {
    type Ask = NoteAction;
    type Body = NoteBody;

    const LIST: List = List::Notes;

    fn command(ask: NoteAction, with: With) -> Result<Command, ApiError> {
        Ok(match named(&ask.action)? {
            Action::Take => Command::Take(with.actor),
            Action::Assign => Command::Assign(ask.handler.unwrap_or_default()),
            Action::Reply => Command::Reply(ask.text.unwrap_or_default()),
            other => Command::Plain(other),
        })
    }

    fn assigns(command: &Command) -> Option<&str> {
        match command {
            Command::Assign(agent) => Some(agent),
            Command::Take(_) | Command::Reply(_) | Command::Plain(_) => None,
        }
    }

    fn body(held: &Held<Self>, part: Option<Part>, at: (&AppState, Timestamp)) -> NoteBody {
        let (form, stage) = (&held.state.form, &held.state.stage);
        let channel = match &form.reminder {
            Reminder::None(_) => None,
            Reminder::Notice(_) => Some("notice"),
            Reminder::Sms(_) => Some("sms"),
        };
        let reply = match stage {
            Stage::Replied(reply) => Some(NoteReply {
                text: reply.text.clone(),
                at: clock::rfc3339(reply.at.as_millisecond()),
            }),
            Stage::Open | Stage::Assigned(_) | Stage::Ordered(_) => None,
        };
        let inside = (part != Some(Part::Owner)).then(|| Label::of("note", held.state.state()));
        NoteBody {
            head: MatterHead::of(held, part, at),
            center: form.center.clone(),
            note_type: form.note_type.clone(),
            content: form.content.clone(),
            channel: channel.map(|channel| Label::of("channel", channel)),
            mobile: form.reminder.mobile().map(number),
            attachments: FileBody::all(&form.attachments, &held.matter),
            left_at: clock::rfc3339(held.state.left_at.as_millisecond()),
            progress: Label::of("note_progress", stage.progress().name()),
            state: inside,
            reply,
        }
    }
}
