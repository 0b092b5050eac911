//! What forms and lines keep to, as the desk's settings have it: for pages that say so before anything is
//! sent.

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_desk::fault::TEXT_CHARS_MAX;
use wenshui_desk::profile::paper::NoteForm;

use crate::state::AppState;

/// What the desk's forms and lines keep to.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeskRules {
    /// How many characters a text of a form may have.
    pub text_chars_max: usize,
    /// How many stars there are at most.
    pub stars_max: u8,
    /// How many materials a case may have.
    pub materials_max: usize,
    /// What is said before a screen is shared.
    pub screen_warning: String,
    /// Notes.
    pub note: NoteLimits,
    /// Reservations and invitations.
    pub booking: BookingLimits,
    /// Mediations.
    pub mediation: MediationLimits,
    /// Files of forms.
    pub files: FileLimits,
    /// What is said in sessions.
    pub line: LineLimits,
    /// How long others wait in sessions.
    pub session: SessionLimits,
}

/// What notes keep to.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteLimits {
    /// Whether the whole form is asked for, or the short one.
    pub full: bool,
    /// Which types there are.
    pub types: Vec<String>,
    /// The types whose material has to come with them.
    pub material_types: Vec<String>,
    /// How many characters the content has at least.
    pub content_chars_min: usize,
}

/// What reservations and invitations keep to.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookingLimits {
    /// What service type and business category are where nobody says.
    pub service_default: String,
    /// How far ahead a half hour may lie, in days.
    pub ahead_days_max: i64,
}

/// What mediations keep to.
#[derive(Debug, Serialize, ToSchema)]
pub struct MediationLimits {
    /// How long one lasts, in minutes.
    pub lasts_min: i64,
    /// How far ahead it may be wanted, in days.
    pub ahead_days_max: i64,
}

/// What files of forms keep to.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileLimits {
    /// Their extensions; `POST /v1/files` takes these and no others.
    pub extensions: Vec<String>,
    /// How many bytes one may have; so many are still taken.
    pub bytes_max: u64,
    /// How many a form takes.
    pub count_max: usize,
    /// How many one person may have sent that no form names.
    pub unnamed_count_max: i64,
    /// How many bytes those may have together.
    pub unnamed_bytes_max: i64,
    /// How long one that no form names is kept, in hours.
    pub unnamed_keep_hours: u32,
}

/// What lines keep to.
#[derive(Debug, Serialize, ToSchema)]
pub struct LineLimits {
    /// How many characters a taxpayer may say at once.
    pub taxpayer_chars_max: usize,
    /// How many characters an agent may say at once.
    pub agent_chars_max: usize,
    /// How many files one line may name.
    pub attachments_max: usize,
    /// How long a recording may be, in seconds.
    pub voice_s_max: u32,
}

/// How long others wait in sessions.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionLimits {
    /// How long whom a transfer asks may take to accept, in seconds.
    pub transfer_timeout_s: i64,
    /// How long an agent may give no sign of life, in seconds.
    pub agent_lost_s: i64,
}

impl DeskRules {
    /// Those of this server.
    pub fn of(state: &AppState) -> Self {
        let (profile, forms) = (&state.desk.profile, state.attachments.forms);
        Self {
            text_chars_max: TEXT_CHARS_MAX,
            stars_max: profile.work_order.stars_max,
            materials_max: profile.case.materials_max,
            screen_warning: state.desk.sayings.screen_warning.clone(),
            note: NoteLimits {
                full: profile.note.form == NoteForm::Full,
                types: profile.note.types.clone(),
                material_types: profile.note.material_types.clone(),
                content_chars_min: profile.note.content_chars_min,
            },
            booking: BookingLimits {
                service_default: profile.booking.service_default.clone(),
                ahead_days_max: profile.booking.ahead_days_max,
            },
            mediation: MediationLimits {
                lasts_min: profile.mediation.lasts_min,
                ahead_days_max: profile.mediation.ahead_days_max,
            },
            files: FileLimits {
                extensions: profile.attachments.extensions.clone(),
                bytes_max: profile.attachments.bytes_max,
                count_max: profile.attachments.count_max,
                unnamed_count_max: forms.count_max,
                unnamed_bytes_max: forms.bytes_max,
                unnamed_keep_hours: forms.keep_hours,
            },
            line: LineLimits {
                taxpayer_chars_max: profile.line.taxpayer_chars_max,
                agent_chars_max: profile.line.agent_chars_max,
                attachments_max: profile.line.attachments_max,
                voice_s_max: profile.line.voice_s_max,
            },
            session: SessionLimits {
                transfer_timeout_s: profile.session.transfer_timeout_s,
                agent_lost_s: profile.session.agent_lost_s,
            },
        }
    }
}
