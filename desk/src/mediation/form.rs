//! The form of a mediation, as a draft and as it is handed in.

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fault::{self, Fault, TEXT_CHARS_MAX};
use crate::machine::Moment;
use crate::profile::paper::MediationRules;

/// What was filled in so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 期望沟通时间起
    pub wanted_at: Option<Timestamp>,
    /// 申请事由
    pub reason: String,
    /// 联系方式
    pub contact: String,
    /// 附件材料
    pub attachments: Vec<Attachment>,
}

/// A form that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// 期望沟通时间起
    pub wanted_at: Timestamp,
    /// 申请事由
    pub reason: String,
    /// 联系方式
    pub contact: String,
    /// 附件材料
    pub attachments: Vec<Attachment>,
}

impl Form {
    /// When the wanted talk ends: only its beginning is chosen.
    pub fn wanted_until(&self, rules: &MediationRules) -> Timestamp {
        self.wanted_at + rules.lasts_min.minutes()
    }
}

impl Draft {
    /// What keeps a draft from being saved: a draft may be incomplete, but nothing is too long.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn saved(self, at: &Moment) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        for (field, text) in [("reason", &self.reason), ("contact", &self.contact)] {
            if text.chars().count() > TEXT_CHARS_MAX {
                faults.push(Fault::new(field, "too_long").with(&[&TEXT_CHARS_MAX.to_string()]));
            }
        }
        at.profile.attachments.check(&self.attachments, &mut faults);
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// The form, where everything is as it must be.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn form(self, at: &Moment) -> Result<Form, Vec<Fault>> {
        let mut faults = Vec::new();
        self.check_time(at, &mut faults);
        fault::text("reason", &self.reason, &mut faults);
        self.check_contact(&mut faults);
        at.profile.attachments.check(&self.attachments, &mut faults);
        match self.wanted_at {
            Some(wanted_at) if faults.is_empty() => Ok(Form {
                wanted_at,
                reason: self.reason,
                contact: self.contact,
                attachments: self.attachments,
            }),
            _ => Err(faults),
        }
    }

    fn check_time(&self, at: &Moment, faults: &mut Vec<Fault>) {
        let field = "wanted_at";
        let days = at.profile.mediation.ahead_days_max;
        match self.wanted_at {
            None => faults.push(Fault::new(field, "required")),
            Some(wanted) if wanted <= at.now => faults.push(Fault::new(field, "future")),
            Some(wanted) if wanted > at.now + SignedDuration::from_hours(24 * days) => {
                faults.push(Fault::new(field, "too_far").with(&[&days.to_string()]));
            }
            Some(_) => {}
        }
    }

    /// A mobile number, or a telephone with its area code (own: the guides say "contact").
    fn check_contact(&self, faults: &mut Vec<Fault>) {
        let text = self.contact.as_str();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let known = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if text.trim().is_empty() {
            faults.push(Fault::new("contact", "required"));
        } else if !known || !(7..=12).contains(&digits) || text.len() > digits + 2 {
            faults.push(Fault::new("contact", "phone"));
        }
    }
}
