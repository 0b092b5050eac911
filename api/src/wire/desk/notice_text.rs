//! What a notice says as it travels: to its readers, to its senders, and out of the house.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::notice::Notice;
use wenshui_desk::notice::form::{Attachment, Class, Form, Link};

use crate::clock;
use crate::outgoing::mail::Words;
use crate::store::notice::row::NoticeRow;
use crate::wire::desk::audience::AudienceBody;
use crate::wire::desk::matter::Label;

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
