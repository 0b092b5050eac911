//! Notices as they travel: in, back to their senders, and out of the house.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::machine::{Machine as _, Moment, Named};
use wenshui_desk::notice::Notice;
use wenshui_desk::notice::form::{Attachment, Class, Form, Link};
use wenshui_desk::part::Part;

use crate::clock;
use crate::desk::notices::{Copies, Posted};
use crate::error::ApiError;
use crate::outgoing::mail::Words;
use crate::state::AppState;
use crate::store::notice::{NoticeRow, Reads};
use crate::wire::desk::audience::AudienceBody;
use crate::wire::desk::matter::Label;

/// A notice to be sent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeRequest {
    /// The sender's own id of it: sent again it is the same notice.
    #[schema(max_length = 100)]
    pub client_id: String,
    /// The id of its category, such as `policy`.
    pub category: String,
    /// 消息名称.
    #[schema(max_length = 100)]
    pub title: String,
    /// The text, without markup.
    #[schema(max_length = 5000)]
    pub body: String,
    /// Whom it is for.
    pub audience: AudienceBody,
    /// The address that 办理 opens, https or a path of the same site; with it, it is a to-do.
    pub handle: Option<String>,
    /// 事项类型.
    #[schema(max_length = 100)]
    pub matter_type: Option<String>,
    /// 所属系统: the system that it comes from.
    #[schema(max_length = 200)]
    pub system: String,
    /// Attachments that the sender has uploaded.
    #[serde(default)]
    pub attachments: Vec<NoticeAttachment>,
    /// Links, https or paths of the same site.
    #[serde(default)]
    pub links: Vec<NoticeLink>,
    /// Until when it is shown, exclusive, as RFC 3339; for good where it is left out.
    #[schema(format = DateTime)]
    pub valid_until: Option<String>,
    /// Who gets it by other ways too.
    #[serde(default)]
    pub copies: CopiesBody,
}

/// Who gets a notice by other ways too; at most 100 of each.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopiesBody {
    /// Mail addresses.
    #[serde(default)]
    pub mail: Vec<String>,
    /// Mobile numbers of eleven digits.
    #[serde(default)]
    pub sms: Vec<String>,
}

/// A row of the table of attachments.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeAttachment {
    /// Its id.
    #[schema(max_length = 200)]
    pub id: String,
    /// 附件名称.
    #[schema(max_length = 100)]
    pub name: String,
}

/// A row of the table of links.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeLink {
    /// What people read of it.
    #[schema(max_length = 100)]
    pub name: String,
    /// 链接地址.
    #[schema(max_length = 2000)]
    pub address: String,
}

/// Something to be done with a notice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeAction {
    /// One of `allowed_actions`.
    pub action: String,
}

/// What a notice says, to whoever reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoticeText {
    /// Its id.
    pub id: String,
    /// `todo` (待办提醒) or `notice` (消息提示).
    pub class: Label,
    /// The category.
    pub category: String,
    /// 消息名称.
    pub title: String,
    /// The text.
    pub body: String,
    /// The address that 办理 opens; null where nothing is to be done.
    pub handle: Option<String>,
    /// 事项类型.
    pub matter_type: Option<String>,
    /// 推送来源, 所属系统.
    pub system: String,
    /// The table of attachments.
    pub attachments: Vec<NoticeAttachment>,
    /// The table of links.
    pub links: Vec<NoticeLink>,
    /// 推送日期, 接收时间.
    #[schema(format = DateTime)]
    pub pushed_at: String,
    /// Until when it is shown, exclusive.
    #[schema(format = DateTime)]
    pub valid_until: Option<String>,
}

/// A notice, to whoever sent it.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeBody {
    /// What it says.
    #[serde(flatten)]
    pub text: NoticeText,
    /// The sender's own id of it.
    pub client_id: String,
    /// Whom it is for; in a list without the people who are named one by one.
    pub audience: AudienceBody,
    /// Where it stands.
    pub state: Label,
    /// Who took it back.
    pub ended_by: Option<String>,
    /// How many have read it.
    pub read: i64,
    /// How many have done what it asks for.
    pub done: i64,
    /// How many are named one by one; null for a group, whose size nobody knows.
    pub named: Option<i64>,
    /// What whoever asks may do with it now.
    pub allowed_actions: Vec<&'static str>,
}

/// A page of notices, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeList {
    /// How many there are on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<NoticeBody>,
}

/// What a webhook is told of a notice.
#[derive(Debug, Serialize)]
pub struct NoticeEvent {
    /// The id of the event, the same however often it comes.
    pub id: String,
    /// `notice.pushed` or `notice.withdrawn`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When.
    pub created_at: String,
    /// The id of the notice.
    pub notice_id: String,
    /// Whom it is for, of one that is pushed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<AudienceBody>,
    /// What it says, of one that is pushed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeText>,
}

impl NoticeRequest {
    /// The form and the copies as the rules take them.
    ///
    /// # Errors
    /// `bad_moment` for a time that is none, `form` for an audience that reaches nobody.
    pub fn read(self) -> Result<(Form, Copies), ApiError> {
        let moment = |text: &String| {
            let refused = || ApiError::about("valid_until", "bad_moment", &["valid_until", text]);
            text.parse::<Timestamp>().map_err(|_| refused())
        };
        let form = Form {
            key: self.client_id,
            class: self.handle.map_or(Class::Notice, Class::Todo),
            category: self.category,
            title: self.title,
            body: self.body,
            attachments: self
                .attachments
                .into_iter()
                .map(|one| Attachment { id: one.id, name: one.name })
                .collect(),
            links: self
                .links
                .into_iter()
                .map(|one| Link { name: one.name, address: one.address })
                .collect(),
            matter_type: self.matter_type,
            system: self.system,
            audience: self.audience.read()?,
            valid_until: self.valid_until.as_ref().map(moment).transpose()?,
        };
        Ok((form, Copies { mail: self.copies.mail, sms: self.copies.sms }))
    }
}

impl NoticeText {
    /// What a notice says.
    pub fn of(row: &NoticeRow, form: &Form) -> Self {
        let handle = match &form.class {
            Class::Todo(address) => Some(address.clone()),
            Class::Notice => None,
        };
        let attachment =
            |one: &Attachment| NoticeAttachment { id: one.id.clone(), name: one.name.clone() };
        let link = |one: &Link| NoticeLink { name: one.name.clone(), address: one.address.clone() };
        Self {
            id: row.id.clone(),
            class: Label::of("message_class", form.class.name()),
            category: form.category.clone(),
            title: form.title.clone(),
            body: form.body.clone(),
            handle,
            matter_type: form.matter_type.clone(),
            system: form.system.clone(),
            attachments: form.attachments.iter().map(attachment).collect(),
            links: form.links.iter().map(link).collect(),
            pushed_at: clock::rfc3339(row.pushed_at),
            valid_until: row.valid_until.map(clock::rfc3339),
        }
    }
}

impl NoticeBody {
    /// A notice for somebody who may do with it what `part` may; nothing where they only look.
    pub fn of(
        posted: &Posted,
        (reads, part): (Reads, Option<Part>),
        (state, now): (&AppState, Timestamp),
    ) -> Self {
        let Posted { row, notice } = posted;
        let at = Moment { now, profile: &state.desk.profile };
        let allowed = part.map(|part| notice.allowed(part, &at)).unwrap_or_default();
        Self {
            text: NoticeText::of(row, &notice.form),
            client_id: row.key.clone(),
            audience: AudienceBody::of(&notice.form.audience),
            state: Label::of("notice", notice.state()),
            ended_by: Some(row.ended_by.clone()).filter(|who| !who.is_empty()),
            read: reads.read,
            done: reads.done,
            named: row.audience.is_empty().then_some(reads.named),
            allowed_actions: allowed.into_iter().map(Named::name).collect(),
        }
    }
}

impl NoticeEvent {
    /// A notice is there.
    pub fn pushed(row: &NoticeRow, notice: &Notice) -> Self {
        Self {
            id: format!("{}-pushed", row.id),
            kind: "notice.pushed",
            created_at: clock::rfc3339(row.pushed_at),
            notice_id: row.id.clone(),
            audience: Some(AudienceBody::of(&notice.form.audience)),
            notice: Some(NoticeText::of(row, &notice.form)),
        }
    }

    /// A notice was taken back.
    pub fn withdrawn(row: &NoticeRow, now: Timestamp) -> Self {
        Self {
            id: format!("{}-withdrawn", row.id),
            kind: "notice.withdrawn",
            created_at: clock::rfc3339(now.as_millisecond()),
            notice_id: row.id.clone(),
            audience: None,
            notice: None,
        }
    }
}

/// A notice as a letter: its text, and its addresses below, each in a line of its own.
pub fn letter(form: &Form) -> Words {
    let links = form.links.iter().map(|link| format!("{} {}", link.name, link.address));
    let text: Vec<String> = std::iter::once(form.body.clone()).chain(links).collect();
    Words { subject: form.title.clone(), text: text.join("\n") }
}
