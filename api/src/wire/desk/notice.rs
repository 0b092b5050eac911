//! Notices as they travel: in, and back to their senders.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::machine::{Machine as _, Moment, Named};
use wenshui_desk::notice::form::{Attachment, Class, Form, Link};
use wenshui_desk::part::Part;

use crate::desk::notices::Posted;
use crate::desk::post::Copies;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::notice::Reads;
use crate::wire::desk::audience::AudienceBody;
use crate::wire::desk::matter::Label;
use crate::wire::desk::notice_text::{NoticeAttachment, NoticeLink, NoticeText};

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

/// Something to be done with a notice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeAction {
    /// One of `allowed_actions`.
    pub action: String,
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
