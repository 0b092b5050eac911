//! What is filled in for a notice (H-05).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::{self, Fault};
use crate::machine::Moment;
use crate::notice::audience::Audience;
use crate::notice::category::Categories;
use crate::notice::link;
use crate::profile::reach::NoticeRules;

/// What is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What the sender calls it: the same key again is the same notice.
    pub key: String,
    /// Whether something is to be done.
    pub class: Class,
    /// The id of its category.
    pub category: String,
    /// 消息名称
    pub title: String,
    /// The text, without markup.
    pub body: String,
    /// The table of attachments.
    pub attachments: Vec<Attachment>,
    /// The table of links.
    pub links: Vec<Link>,
    /// 事项类型
    pub matter_type: Option<String>,
    /// 推送来源 of the detail, and 所属系统 of the list: the system that it comes from (own).
    pub system: String,
    /// Whom it reaches.
    pub audience: Audience,
    /// Until when it is shown, exclusive; for good where it is left out.
    pub valid_until: Option<Timestamp>,
}

/// The two classes (H-01).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// 待办提醒, with the address that 办理 opens.
    Todo(String),
    /// 消息提示
    Notice,
}

/// An attachment, with its id in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// 附件名称
    pub name: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What people read of it.
    pub name: String,
    /// 链接地址
    pub address: String,
}

impl Class {
    /// Its name on the wire and in rows.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Todo(_) => "todo",
            Self::Notice => "notice",
        }
    }
}

impl Form {
    /// What is wrong with a new form; nothing, where it may be sent.
    pub fn faults(&self, categories: &Categories, at: &Moment) -> Vec<Fault> {
        let (rules, mut faults) = (&at.profile.notice, Vec::new());
        fault::text_within("key", (&self.key, rules.id_chars_max), &mut faults);
        if categories.get(&self.category).is_none() {
            faults.push(Fault::new("category", "unknown"));
        }
        fault::text_within("title", (&self.title, rules.title_chars_max), &mut faults);
        fault::text_within("body", (&self.body, rules.body_chars_max), &mut faults);
        fault::text_within("system", (&self.system, rules.id_chars_max), &mut faults);
        if let Some(matter) = &self.matter_type {
            fault::text_within("matter_type", (matter, rules.title_chars_max), &mut faults);
        }
        self.tables(rules, &mut faults);
        self.audience.check(rules, &mut faults);
        if self.valid_until.is_some_and(|until| until <= at.now) {
            faults.push(Fault::new("valid_until", "future"));
        }
        faults
    }

    /// What is wrong with the rows of both tables and with the address of 办理.
    fn tables(&self, rules: &NoticeRules, faults: &mut Vec<Fault>) {
        for (field, count) in [("attachments", self.attachments.len()), ("links", self.links.len())]
        {
            if count > rules.rows_max {
                faults.push(Fault::new(field, "too_many").with(&[&rules.rows_max.to_string()]));
            }
        }
        for attachment in &self.attachments {
            fault::text_within("attachments", (&attachment.id, rules.id_chars_max), faults);
            fault::text_within("attachments", (&attachment.name, rules.title_chars_max), faults);
        }
        for one in &self.links {
            fault::text_within("links", (&one.name, rules.title_chars_max), faults);
            if !link::is_safe(&one.address) {
                faults.push(Fault::new("links", "address").with(&[&one.address]));
            }
        }
        if matches!(&self.class, Class::Todo(address) if !link::is_safe(address)) {
            faults.push(Fault::new("handle", "address"));
        }
    }
}
