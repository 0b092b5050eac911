//! 我的消息 as a list: what is counted and what a filter means (H-01, H-03, H-08, H-10).
//!
//! A database counts and filters by queries of its own; these functions say what it must find.

use jiff::Timestamp;
use serde::Serialize;

use crate::notice::Notice;
use crate::notice::form::Class;
use crate::receipt::Receipt;

/// A notice as one person has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// The notice.
    pub notice: &'a Notice,
    /// What the person has done with it.
    pub receipt: Receipt,
}

/// How many are unread, by class; what stands in brackets behind both tabs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// 待办提醒
    pub todo: usize,
    /// 消息提示
    pub notice: usize,
}

/// What is wanted of the list; everything that is not left out has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The class, by name: both of 我的消息, or 我的待办 alone (H-11).
    pub class: Option<String>,
    /// 所属系统, whole and exact.
    pub system: Option<String>,
    /// 消息名称, a part of it; letters of ASCII are the same in both cases.
    pub name: Option<String>,
    /// The id of a category; its tab (H-09).
    pub category: Option<String>,
    /// 阅读状态
    pub is_read: Option<bool>,
    /// Whether what it asks for is done; a message that asks for nothing is never done (H-11).
    pub is_done: Option<bool>,
    /// Whether it is a favorite (G-05).
    pub favorite: Option<bool>,
    /// 接收时间起, to the second, inclusive.
    pub received_from: Option<Timestamp>,
    /// 接收时间止, to the second, inclusive: a list shows no parts of seconds (H-10).
    pub received_until: Option<Timestamp>,
}

impl Unread {
    /// Counts what is shown and not read.
    pub fn count<'a>(items: impl IntoIterator<Item = Item<'a>>, now: Timestamp) -> Self {
        let mut unread = Self::default();
        for item in items {
            if item.receipt.stage.is_read() || !item.notice.is_shown(now) {
                continue;
            }
            match item.notice.form.class {
                Class::Todo(_) => unread.todo += 1,
                Class::Notice => unread.notice += 1,
            }
        }
        unread
    }
}

impl Wanted {
    /// Whether an item is wanted. What is not shown is nobody's.
    pub fn matches(&self, item: Item, now: Timestamp) -> bool {
        let form = &item.notice.form;
        let received_s = item.notice.pushed_at.as_second();
        item.notice.is_shown(now)
            && is(self.class.as_deref(), form.class.name())
            && is(self.system.as_deref(), &form.system)
            && is(self.category.as_deref(), &form.category)
            && self.name.as_deref().is_none_or(|part| holds(&form.title, part))
            && self.is_read.is_none_or(|wanted| wanted == item.receipt.stage.is_read())
            && self.is_done.is_none_or(|wanted| wanted == item.receipt.stage.is_done())
            && self.favorite.is_none_or(|wanted| wanted == item.receipt.favorite)
            && self.received_from.is_none_or(|from| from.as_second() <= received_s)
            && self.received_until.is_none_or(|until| received_s <= until.as_second())
    }
}

fn is(wanted: Option<&str>, has: &str) -> bool {
    wanted.is_none_or(|wanted| wanted == has)
}

fn holds(text: &str, part: &str) -> bool {
    text.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
}
