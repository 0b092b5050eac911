//! What differs from province to province: every open point of the guides as a setting.

use serde::Deserialize;

use crate::attachment::AttachmentRules;
use crate::call::rules::CallRules;
use crate::line::LineRules;
use crate::profile::paper::{MediationRules, NoteRules, WorkOrderRules};
use crate::profile::reach::{AuthorityRules, CaseRules, NoticeRules, SurveyRules};
use crate::session::rules::SessionRules;
use crate::waiting::WaitingRules;

pub mod own;
pub mod paper;
pub mod reach;

/// The settings of a desk.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Reservations and invitations.
    pub booking: BookingRules,
    /// What is attached to forms.
    pub attachments: AttachmentRules,
    /// Notes.
    pub note: NoteRules,
    /// Mediations.
    pub mediation: MediationRules,
    /// Work orders.
    pub work_order: WorkOrderRules,
    /// Routing, and how long a wait is thought to last.
    pub waiting: WaitingRules,
    /// Sessions.
    pub session: SessionRules,
    /// What is said in sessions.
    pub line: LineRules,
    /// Calls inside sessions.
    pub call: CallRules,
    /// Notices.
    pub notice: NoticeRules,
    /// Surveys.
    pub survey: SurveyRules,
    /// 我的机关.
    pub authority: AuthorityRules,
    /// Cases over regions.
    pub case: CaseRules,
}

/// The settings of reservations and invitations.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingRules {
    /// The minutes of every hour at which it is looked who did not come (P-13, X-09).
    pub check_minutes: Vec<u8>,
    /// How long before the slot somebody is reminded, in minutes (P-18).
    pub remind_before_min: i64,
    /// How long before the slot an agent may begin, in minutes (P-05).
    pub begin_early_min: i64,
    /// What both kinds are called where nobody says.
    pub service_default: String,
    /// How far ahead a slot may lie, in days.
    pub ahead_days_max: i64,
}

const BUNDLED: &str = include_str!("../data/profile.toml");

impl Profile {
    /// The settings that ship.
    ///
    /// # Panics
    /// Never: what ships is tested.
    pub fn bundled() -> Self {
        Self::read(BUNDLED).expect("the bundled profile is tested")
    }

    /// Reads settings as TOML.
    ///
    /// # Errors
    /// What is wrong, with line and column.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Profile;

    #[test]
    fn the_bundled_profile_is_whole() {
        assert_eq!(Profile::bundled().booking.check_minutes, [15, 45]);
        let wrong = Profile::read("[booking]\ncheck_minutes = [15]\nx = 1\n").unwrap_err();
        assert!(wrong.to_string().contains("line 3"), "{wrong}");
    }
}
