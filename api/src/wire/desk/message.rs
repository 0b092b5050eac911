//! 我的消息 and 我的待办 as they travel.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::machine::{Machine as _, Moment, Named};
use wenshui_desk::part::Part;

use crate::clock;
use crate::desk::inbox::receipt;
use crate::desk::notices::read;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::notice::inbox::{Counted, Message};
use crate::wire::desk::matter::Label;
use crate::wire::desk::notice_text::NoticeText;

/// How many messages were read.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadBody {
    /// How many.
    pub read: u64,
}

/// Something to be done with a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageAction {
    /// One of `allowed_actions`: `read`, `finish`, `favor`, `unfavor`.
    pub action: String,
}

/// A notice as one person has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageBody {
    /// What it says.
    #[serde(flatten)]
    pub text: NoticeText,
    /// 阅读状态: `unread`, `read` or, of what is to do, `done`.
    pub state: Label,
    /// Whether it is a favorite.
    pub favorite: bool,
    /// When it was read.
    #[schema(format = DateTime)]
    pub read_at: Option<String>,
    /// When it was done.
    #[schema(format = DateTime)]
    pub done_at: Option<String>,
    /// What may be done with it now.
    pub allowed_actions: Vec<&'static str>,
}

/// A tab of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryBody {
    /// The id of the category; `all` for the tab of all of them.
    pub id: String,
    /// What people read.
    pub name: String,
    /// How many are unread.
    pub unread: i64,
}

/// How many are unread, by class.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnreadBody {
    /// 待办提醒.
    pub todo: i64,
    /// 消息提示.
    pub notice: i64,
}

/// A page of messages, the newest first, with the counts of all of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageList {
    /// How many fit, on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// How many are unread, whatever is wanted of the list.
    pub unread: UnreadBody,
    /// The tabs, in their order.
    pub categories: Vec<CategoryBody>,
    /// Those of the page.
    pub items: Vec<MessageBody>,
}

/// A page of what is to do, the newest first, with the counts of all of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TodoList {
    /// How many fit, on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// How many are not done, whatever is wanted of the list.
    pub open: i64,
    /// How many are done.
    pub done: i64,
    /// How many are unread.
    pub unread: i64,
    /// Those of the page.
    pub items: Vec<MessageBody>,
}

impl MessageBody {
    /// A notice as somebody has it.
    ///
    /// # Errors
    /// `internal` where it is none of this program's.
    pub fn of(message: &Message, state: &AppState) -> Result<Self, ApiError> {
        let form = read(&message.notice)?.form;
        let receipt = receipt(message)?;
        let at = Moment { now: clock::now(), profile: &state.desk.profile };
        let allowed = receipt.allowed(Part::Owner, &at);
        Ok(Self {
            text: NoticeText::of(&message.notice, &form),
            state: Label::of("receipt", receipt.state()),
            favorite: receipt.favorite,
            read_at: message.receipt.read_at.map(clock::rfc3339),
            done_at: message.receipt.done_at.map(clock::rfc3339),
            allowed_actions: allowed.into_iter().map(Named::name).collect(),
        })
    }
}

impl UnreadBody {
    /// What is unread of what was counted.
    pub fn of(counted: &[Counted]) -> Self {
        let unread = |class: &str| {
            counted.iter().filter(|one| one.class == class).map(|one| one.unread).sum()
        };
        Self { todo: unread("todo"), notice: unread("notice") }
    }
}

/// The tabs with what is unread of what was counted.
pub fn tabs(state: &AppState, counted: &[Counted]) -> Vec<CategoryBody> {
    let categories = &state.desk.categories;
    let all = CategoryBody {
        id: "all".to_owned(),
        name: categories.all.clone(),
        unread: counted.iter().map(|one| one.unread).sum(),
    };
    let tab = |category: &wenshui_desk::notice::category::Category| CategoryBody {
        id: category.id.clone(),
        name: category.name.clone(),
        unread: counted
            .iter()
            .filter(|one| one.category == category.id)
            .map(|one| one.unread)
            .sum(),
    };
    std::iter::once(all).chain(categories.category.iter().map(tab)).collect()
}
