//! What is asked of 我的消息 and 我的待办.

use jiff::Timestamp;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use wenshui_desk::inbox::Wanted;

use crate::error::ApiError;
use crate::extract::in_range;
use crate::state::AppState;

/// How many a page has (S-04).
pub const PAGE: i64 = 10;
/// The last page that may be asked for.
const PAGE_MAX: i64 = 100_000;
/// The most characters of a condition.
const TEXT_CHARS_MAX: usize = 100;

/// What is wanted of the list; everything that is there has to fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MessageQuery {
    /// The page, counted from 1; ten a page.
    pub page: Option<i64>,
    /// `todo` (待办提醒) or `notice` (消息提示).
    pub class: Option<String>,
    /// The id of a category.
    pub category: Option<String>,
    /// 所属系统, whole and exact.
    pub system: Option<String>,
    /// 消息名称, a part of it.
    pub name: Option<String>,
    /// 阅读状态.
    pub is_read: Option<bool>,
    /// Whether it is a favorite.
    pub favorite: Option<bool>,
    /// 接收时间起, as RFC 3339, to the second.
    #[param(format = DateTime)]
    pub received_from: Option<String>,
    /// 接收时间止, as RFC 3339, to the second, inclusive.
    #[param(format = DateTime)]
    pub received_until: Option<String>,
}

/// What is wanted of the list of what is to do; everything that is there has to fit.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TodoQuery {
    /// The page, counted from 1; ten a page.
    pub page: Option<i64>,
    /// Only what is done, or only what is not.
    pub is_done: Option<bool>,
    /// The id of a category.
    pub category: Option<String>,
    /// 所属系统, whole and exact.
    pub system: Option<String>,
    /// A part of the title.
    pub name: Option<String>,
    /// 阅读状态.
    pub is_read: Option<bool>,
    /// 接收时间起, as RFC 3339, to the second.
    #[param(format = DateTime)]
    pub received_from: Option<String>,
    /// 接收时间止, as RFC 3339, to the second, inclusive.
    #[param(format = DateTime)]
    pub received_until: Option<String>,
}

/// Which messages are read at once: all that fit.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRequest {
    /// `todo` or `notice`; both where it is left out.
    pub class: Option<String>,
    /// The id of a category; all where it is left out.
    pub category: Option<String>,
}

impl MessageQuery {
    /// The page, counted from 1, and the conditions.
    ///
    /// # Errors
    /// The first that is none.
    pub fn read(self, state: &AppState) -> Result<(i64, Wanted), ApiError> {
        let wanted = Wanted {
            class: self.class,
            system: self.system,
            name: self.name,
            category: self.category,
            is_read: self.is_read,
            is_done: None,
            favorite: self.favorite,
            received_from: moment("received_from", self.received_from.as_deref())?,
            received_until: moment("received_until", self.received_until.as_deref())?,
        };
        Ok((page(self.page)?, check(state, wanted)?))
    }
}

impl TodoQuery {
    /// The page, counted from 1, and the conditions.
    ///
    /// # Errors
    /// The first that is none.
    pub fn read(self, state: &AppState) -> Result<(i64, Wanted), ApiError> {
        let is_done = self.is_done;
        let query = MessageQuery {
            page: self.page,
            class: Some("todo".to_owned()),
            category: self.category,
            system: self.system,
            name: self.name,
            is_read: self.is_read,
            favorite: None,
            received_from: self.received_from,
            received_until: self.received_until,
        };
        let (page, wanted) = query.read(state)?;
        Ok((page, Wanted { is_done, ..wanted }))
    }
}

impl ReadRequest {
    /// What is read.
    ///
    /// # Errors
    /// The first condition that is none.
    pub fn read(self, state: &AppState) -> Result<Wanted, ApiError> {
        let wanted = Wanted { class: self.class, category: self.category, ..Wanted::default() };
        check(state, wanted)
    }
}

fn page(given: Option<i64>) -> Result<i64, ApiError> {
    in_range("page", (given, 1), 1..=PAGE_MAX)
}

fn check(state: &AppState, wanted: Wanted) -> Result<Wanted, ApiError> {
    let classes = ["todo", "notice"];
    if let Some(class) = wanted.class.as_deref().filter(|class| !classes.contains(class)) {
        return Err(ApiError::about("class", "bad_value", &["class", class, "todo, notice"]));
    }
    let categories = &state.desk.categories;
    if let Some(id) = wanted.category.as_deref().filter(|id| categories.get(id).is_none()) {
        let known: Vec<&str> = categories.category.iter().map(|one| one.id.as_str()).collect();
        return Err(ApiError::about("category", "unknown_category", &[id, &known.join(", ")]));
    }
    for (field, text) in [("system", &wanted.system), ("name", &wanted.name)] {
        if text.as_ref().is_some_and(|text| text.chars().count() > TEXT_CHARS_MAX) {
            return Err(ApiError::about(field, "bad_id", &[field]));
        }
    }
    Ok(wanted)
}

fn moment(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, ApiError> {
    let refused = |text: &str| ApiError::about(field, "bad_moment", &[field, text]);
    text.map(|text| text.parse().map_err(|_| refused(text))).transpose()
}
