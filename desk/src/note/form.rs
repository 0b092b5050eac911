//! The form of a note (table 3.1): what was filled in, and what is kept of it.

use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fault::{self, Fault};
use crate::profile::Profile;
use crate::profile::paper::NoteForm;

/// The form as it is filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 留言机构, down to the operating center.
    pub center: String,
    /// 留言类型
    pub note_type: String,
    /// 留言内容
    pub content: String,
    /// 是否需要提醒服务
    pub remind: Option<bool>,
    /// 结果接收方式
    pub channel: Option<Channel>,
    /// 手机号码
    pub mobile: Option<String>,
    /// 附件材料
    pub attachments: Vec<Attachment>,
}

/// How a reply reaches the taxpayer besides the list of notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 短信
    Sms,
    /// 站内信
    Notice,
}

/// A form that was filled in rightly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// 留言机构
    pub center: String,
    /// 留言类型
    pub note_type: String,
    /// 留言内容
    pub content: String,
    /// Whether and how the taxpayer is reminded.
    pub reminder: Reminder,
    /// 附件材料
    pub attachments: Vec<Attachment>,
}

/// Whether and how the taxpayer is reminded; a short text cannot be without a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// Not at all; a number may have been left.
    None(Option<String>),
    /// In the list of notices; a number may have been left.
    Notice(Option<String>),
    /// By a short text to this number.
    Sms(String),
}

impl Reminder {
    /// The number that was left.
    pub fn mobile(&self) -> Option<&str> {
        match self {
            Self::None(mobile) | Self::Notice(mobile) => mobile.as_deref(),
            Self::Sms(mobile) => Some(mobile),
        }
    }
}

impl Draft {
    /// The same with the known number of the taxpayer where a short text is wanted and the field was
    /// not touched (O-06); a field that was emptied stays empty.
    #[must_use]
    pub fn filled(mut self, known: Option<&str>) -> Self {
        if self.channel == Some(Channel::Sms) && self.mobile.is_none() {
            self.mobile = known.map(str::to_owned);
        }
        self
    }

    /// The form, where everything is as it must be.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn form(self, profile: &Profile) -> Result<Form, Vec<Fault>> {
        let mut faults = Vec::new();
        fault::text("center", &self.center, &mut faults);
        self.check_type(profile, &mut faults);
        self.check_content(profile, &mut faults);
        let reminder = self.reminder(profile.note.form, &mut faults);
        profile.attachments.check(&self.attachments, &mut faults);
        match reminder {
            Some(reminder) if faults.is_empty() => Ok(Form {
                center: self.center,
                note_type: self.note_type,
                content: self.content,
                reminder,
                attachments: self.attachments,
            }),
            _ => Err(faults),
        }
    }

    fn check_type(&self, profile: &Profile, faults: &mut Vec<Fault>) {
        let rules = &profile.note;
        if self.note_type.trim().is_empty() {
            faults.push(Fault::new("note_type", "required"));
        } else if !rules.types.contains(&self.note_type) {
            faults.push(Fault::new("note_type", "unknown"));
        }
        if rules.material_types.contains(&self.note_type) && self.attachments.is_empty() {
            faults.push(Fault::new("attachments", "required"));
        }
    }

    /// Blanks around a text do not make it longer.
    fn check_content(&self, profile: &Profile, faults: &mut Vec<Fault>) {
        let before = faults.len();
        fault::text("content", &self.content, faults);
        let min = profile.note.content_chars_min;
        if faults.len() == before && self.content.trim().chars().count() < min {
            faults.push(Fault::new("content", "too_short").with(&[&min.to_string()]));
        }
    }

    /// Each of the three fields is asked for by what the one before it says (O-05, O-06). There is
    /// no reminder exactly where there is a fault.
    fn reminder(&self, form: NoteForm, faults: &mut Vec<Fault>) -> Option<Reminder> {
        let before = faults.len();
        let remind = self.remind.or((form == NoteForm::Short).then_some(false));
        let mobile = self.mobile.clone().filter(|mobile| !mobile.trim().is_empty());
        if mobile.is_some() || (remind == Some(true) && self.channel == Some(Channel::Sms)) {
            fault::mobile("mobile", mobile.as_deref(), faults);
        }
        let reminder = match (remind, self.channel) {
            (None, _) => Err(Fault::new("remind", "required")),
            (Some(false), Some(_)) => Err(Fault::new("channel", "not_offered")),
            (Some(true), None) => Err(Fault::new("channel", "required")),
            (Some(false), None) => Ok(Some(Reminder::None(mobile))),
            (Some(true), Some(Channel::Notice)) => Ok(Some(Reminder::Notice(mobile))),
            (Some(true), Some(Channel::Sms)) => Ok(mobile.map(Reminder::Sms)),
        };
        let reminder = reminder.unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        reminder.filter(|_| faults.len() == before)
    }
}
