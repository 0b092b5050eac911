//! What reservations and invitations have in common: a slot, a way to meet, and what is told of
//! their state in two columns.

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::attachment::Attachment;
use crate::fault::{self, Fault};
use crate::machine::Moment;
use crate::profile::BookingRules;

/// How people meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By telephone.
    Phone,
    /// In a session.
    Online,
}

/// Half an hour that is reserved (P-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// When it begins; it ends half an hour later.
    pub begins_at: Timestamp,
}

/// The minutes of a slot.
const SLOT_MIN: i64 = 30;

/// The first column, 确认状态 or 预约状态 (P-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// 待确认
    Pending,
    /// 预约成功
    Booked,
    /// 互动成功
    Kept,
    /// 取消预约
    Cancelled,
    /// 失约
    NoShow,
    /// 已拒绝
    Refused,
    /// 预约失败
    Lapsed,
}

/// The second column, 互动状态 (P-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// 待互动
    Waiting,
    /// 互动中
    Underway,
    /// 已办结
    Done,
    /// 互动失败
    Failed,
}

/// Who did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// The taxpayer: an agent tried in vain.
    Taxpayer,
    /// The agent: the taxpayer was there.
    Agent,
    /// Nobody was there.
    Both,
}

/// Who has been there so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The taxpayer came into the waiting room.
    pub taxpayer: bool,
    /// An agent tried to reach the taxpayer.
    pub agent: bool,
}

/// What both forms ask for (table 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// 预约服务类型
    pub service_type: String,
    /// 预约业务类别
    pub business_category: String,
    /// 预约互动方式
    pub way: Way,
    /// 预约服务时间
    pub slot: Slot,
    /// 预约事项说明
    pub subject_matter: String,
    /// 手机号码; needed by telephone.
    pub mobile: Option<String>,
    /// 附件材料
    pub attachments: Vec<Attachment>,
}

impl Way {
    /// The names of all of them.
    pub const NAMES: &'static [&'static str] = &["phone", "online"];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Online => "online",
        }
    }
}

impl Confirmation {
    /// The names of all of them.
    pub const NAMES: &'static [&'static str] =
        &["pending", "booked", "kept", "cancelled", "no_show", "refused", "lapsed"];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Booked => "booked",
            Self::Kept => "kept",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
            Self::Refused => "refused",
            Self::Lapsed => "lapsed",
        }
    }
}

impl Progress {
    /// The names of all of them.
    pub const NAMES: &'static [&'static str] = &["waiting", "underway", "done", "failed"];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Underway => "underway",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

impl Absent {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Taxpayer => "taxpayer",
            Self::Agent => "agent",
            Self::Both => "both",
        }
    }
}

impl Seen {
    /// Who is missing when nothing came of it.
    pub fn absent(self) -> Absent {
        match self {
            Self { agent: true, .. } => Absent::Taxpayer,
            Self { taxpayer: true, .. } => Absent::Agent,
            Self { .. } => Absent::Both,
        }
    }
}

impl Slot {
    /// When it ends, exclusive.
    pub fn ends_at(self) -> Timestamp {
        self.begins_at + SLOT_MIN.minutes()
    }

    /// Whether it begins at a full or half hour.
    pub fn is_whole(self) -> bool {
        let begins = self.begins_at;
        begins.as_second() % (SLOT_MIN * 60) == 0 && begins.subsec_nanosecond() == 0
    }

    /// When it is first looked who did not come: the first minute of the check at which the slot has
    /// passed.
    pub fn checked_at(self, rules: &BookingRules) -> Timestamp {
        let ends = self.ends_at();
        // Shanghai is whole hours from UTC, so both have the same minutes.
        let hour = ends - (ends.as_second() % 3600).seconds();
        let minutes = |hour: Timestamp| {
            rules.check_minutes.iter().map(move |minute| hour + i64::from(*minute).minutes())
        };
        let next = minutes(hour).chain(minutes(hour + 1.hours())).filter(|at| *at >= ends);
        next.min().unwrap_or(ends)
    }

    /// What is wrong with it as the slot of a new form.
    fn faults(self, now: Timestamp, rules: &BookingRules, faults: &mut Vec<Fault>) {
        let field = "begins_at";
        if !self.is_whole() {
            faults.push(Fault::new(field, "half_hour"));
        }
        if self.begins_at <= now {
            faults.push(Fault::new(field, "future"));
        }
        if self.begins_at > now + SignedDuration::from_hours(24 * rules.ahead_days_max) {
            faults.push(Fault::new(field, "too_far").with(&[&rules.ahead_days_max.to_string()]));
        }
    }
}

impl Form {
    /// When the taxpayer is reminded (P-18).
    pub fn remind_at(&self, rules: &BookingRules) -> Timestamp {
        self.slot.begins_at - rules.remind_before_min.minutes()
    }

    /// What is wrong with a new form and with what is attached to it; nothing, where it may be submitted.
    pub fn all_faults(&self, at: &Moment) -> Vec<Fault> {
        let mut faults = self.faults(at.now, &at.profile.booking);
        at.profile.attachments.check(&self.attachments, &mut faults);
        faults
    }

    /// What is wrong with the fields of a new form.
    pub fn faults(&self, now: Timestamp, rules: &BookingRules) -> Vec<Fault> {
        let mut faults = Vec::new();
        fault::text("service_type", &self.service_type, &mut faults);
        fault::text("business_category", &self.business_category, &mut faults);
        self.slot.faults(now, rules, &mut faults);
        fault::text("subject_matter", &self.subject_matter, &mut faults);
        if self.way == Way::Phone {
            fault::mobile("mobile", self.mobile.as_deref(), &mut faults);
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Absent, Form, Seen, Slot, Way};
    use crate::profile::Profile;

    fn at(text: &str) -> Timestamp {
        format!("2026-11-27T{text}+08:00").parse().unwrap()
    }

    #[test]
    fn p_13_it_is_looked_at_minute_15_and_45() {
        let rules = Profile::bundled().booking;
        let checked = |begins: &str| Slot { begins_at: at(begins) }.checked_at(&rules);
        assert_eq!(checked("11:00:00"), at("11:45:00"));
        assert_eq!(checked("11:30:00"), at("12:15:00"));
        let mut other = rules.clone();
        other.check_minutes = vec![0, 30];
        assert_eq!(Slot { begins_at: at("11:00:00") }.checked_at(&other), at("11:30:00"));
    }

    #[test]
    fn p_02_every_field_has_its_rule() {
        let rules = Profile::bundled().booking;
        let form = Form {
            service_type: "综合服务".to_owned(),
            business_category: " ".to_owned(),
            way: Way::Phone,
            slot: Slot { begins_at: at("11:10:00") },
            subject_matter: "长".repeat(2001),
            mobile: None,
            attachments: Vec::new(),
        };
        let told = |form: &Form, now: &str| -> Vec<String> {
            let faults = form.faults(at(now), &rules);
            faults.iter().map(|fault| format!("{} {}", fault.field, fault.rule)).collect()
        };
        assert_eq!(
            told(&form, "11:10:00"),
            [
                "business_category required",
                "begins_at half_hour",
                "begins_at future",
                "subject_matter too_long",
                "mobile required"
            ]
        );
        let good = Form {
            business_category: "综合服务".to_owned(),
            slot: Slot { begins_at: at("11:30:00") },
            subject_matter: "问开票".to_owned(),
            mobile: Some("13400003624".to_owned()),
            ..form.clone()
        };
        assert!(told(&good, "11:10:00").is_empty());
        let online = Form { way: Way::Online, mobile: None, ..good.clone() };
        assert!(told(&online, "11:10:00").is_empty());
        let wrong = Form { mobile: Some("2340000362x".to_owned()), ..good.clone() };
        assert_eq!(told(&wrong, "11:10:00"), ["mobile mobile"]);
        let far =
            Form { slot: Slot { begins_at: "2027-11-27T11:30:00+08:00".parse().unwrap() }, ..good };
        assert_eq!(told(&far, "11:10:00"), ["begins_at too_far"]);
    }

    #[test]
    fn x_18_who_did_not_come_is_known() {
        let seen = |taxpayer, agent| Seen { taxpayer, agent }.absent();
        assert_eq!(seen(false, false), Absent::Both);
        assert_eq!(seen(true, false), Absent::Agent);
        assert_eq!(seen(true, true), Absent::Taxpayer);
    }
}
