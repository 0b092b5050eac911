//! Reservations and invitations as they travel.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_desk::attachment::Attachment;
use wenshui_desk::booking::{Absent, Confirmation, Form, Progress, Slot, Way};
use wenshui_desk::fault::Fault;
use wenshui_desk::filter::List;
use wenshui_desk::invitation::{self, Invitation};
use wenshui_desk::machine::{Moment, Moved};
use wenshui_desk::mask;
use wenshui_desk::part::Part;
use wenshui_desk::profile::BookingRules;
use wenshui_desk::reservation::{self, Reservation};

use crate::clock;
use crate::desk::filing::Filed;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::wire::desk::matter::{Label, MatterHead};
use crate::wire::desk::served::{FileBody, Served, With, moment, named};

/// What is filled in for a time to meet.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookingForm {
    /// 预约服务类型; 综合服务 where it is missing.
    #[schema(max_length = 2000)]
    pub service_type: Option<String>,
    /// 预约业务类别; 综合服务 where it is missing.
    #[schema(max_length = 2000)]
    pub business_category: Option<String>,
    /// 预约互动方式: `phone` or `online`.
    pub way: String,
    /// When the half hour begins, as RFC 3339.
    #[schema(format = DateTime)]
    pub begins_at: String,
    /// 预约事项说明.
    #[schema(max_length = 2000)]
    pub subject_matter: String,
    /// 手机号码; needed by telephone.
    pub mobile: Option<String>,
    /// 附件材料: ids of files that were uploaded.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub attachments: Vec<String>,
}

/// A reservation to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReservationRequest {
    /// What is filled in.
    pub form: BookingForm,
    /// The client's own id; sent again it gives the same reservation.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
}

/// An invitation to be sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationRequest {
    /// The subject of the taxpayer who is invited.
    #[schema(max_length = 200)]
    pub invitee: String,
    /// What is filled in.
    pub form: BookingForm,
    /// The client's own id; sent again it gives the same invitation.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
}

/// Something to be done with a reservation or an invitation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookingAction {
    /// One of `allowed_actions`.
    pub action: String,
    /// Why an invitation is refused.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

/// A reservation or an invitation.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookingBody {
    /// What every matter says.
    #[serde(flatten)]
    pub head: MatterHead,
    /// 预约服务类型.
    pub service_type: String,
    /// 预约业务类别.
    pub business_category: String,
    /// 预约互动方式.
    pub way: Label,
    /// 预约服务单位: the authority; empty where none is known.
    pub authority: String,
    /// The operating center that serves; empty where none does.
    pub center: String,
    /// Its name.
    pub center_name: String,
    /// When the half hour begins.
    #[schema(format = DateTime)]
    pub begins_at: String,
    /// When it ends.
    #[schema(format = DateTime)]
    pub ends_at: String,
    /// 预约事项说明.
    pub subject_matter: String,
    /// 手机号码, its middle hidden.
    pub mobile: Option<String>,
    /// 附件材料.
    pub attachments: Vec<FileBody>,
    /// 预约状态.
    pub confirmation: Label,
    /// 互动状态; null for an invitation that has no answer yet.
    pub progress: Option<Label>,
    /// Who did not come.
    pub absent: Option<Label>,
    /// Why an invitation was refused.
    pub reason: Option<String>,
}

impl BookingForm {
    /// The form as the rules take it.
    ///
    /// # Errors
    /// `bad_value` for a way that is none, `bad_moment` for a time that is none.
    pub fn read(
        self,
        rules: &BookingRules,
        attachments: Vec<Attachment>,
    ) -> Result<Form, ApiError> {
        let way = match self.way.as_str() {
            "phone" => Way::Phone,
            "online" => Way::Online,
            other => {
                return Err(ApiError::about(
                    "form.way",
                    "bad_value",
                    &["way", other, "phone, online"],
                ));
            }
        };
        let begins_at = moment("form.begins_at", &self.begins_at)?;
        let general = || rules.service_default.clone();
        Ok(Form {
            service_type: self.service_type.unwrap_or_else(general),
            business_category: self.business_category.unwrap_or_else(general),
            way,
            slot: Slot { begins_at },
            subject_matter: self.subject_matter,
            mobile: self.mobile,
            attachments,
        })
    }
}

/// What both kinds tell of their state.
pub struct Told<'a> {
    /// What was filled in.
    pub form: &'a Form,
    /// The first column.
    pub confirmation: Confirmation,
    /// The second one.
    pub progress: Option<Progress>,
    /// Who did not come.
    pub absent: Option<Absent>,
    /// Why it was refused.
    pub reason: Option<&'a str>,
}

/// What reservations and invitations have in common for those who ask over HTTP.
pub trait Booking: Filed {
    /// The command of an action.
    ///
    /// # Errors
    /// `unknown_action`.
    fn asked(action: BookingAction) -> Result<Self::Command, ApiError>;

    /// What it tells.
    fn told(&self) -> Told<'_>;

    /// A new one of a form.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn submit(form: Form, at: &Moment) -> Result<Moved<Self>, Vec<Fault>>;
}

impl Booking for Reservation {
    fn asked(action: BookingAction) -> Result<reservation::Action, ApiError> {
        named(&action.action)
    }

    fn told(&self) -> Told<'_> {
        let absent = match self.stage {
            reservation::Stage::NoShow(absent) => Some(absent),
            _ => None,
        };
        let (confirmation, progress) = (self.stage.confirmation(), Some(self.stage.progress()));
        Told { form: &self.form, confirmation, progress, absent, reason: None }
    }

    fn submit(form: Form, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        Self::submit(form, at)
    }
}

impl Booking for Invitation {
    fn asked(action: BookingAction) -> Result<invitation::Command, ApiError> {
        Ok(match named(&action.action)? {
            invitation::Action::Refuse => {
                invitation::Command::Refuse(action.reason.unwrap_or_default())
            }
            other => invitation::Command::Plain(other),
        })
    }

    fn told(&self) -> Told<'_> {
        let (absent, reason) = match &self.stage {
            invitation::Stage::NoShow(absent) => (Some(*absent), None),
            invitation::Stage::Refused(reason) => (None, Some(reason.as_str())),
            _ => (None, None),
        };
        let (confirmation, progress) = (self.stage.confirmation(), self.stage.progress());
        Told { form: &self.form, confirmation, progress, absent, reason }
    }

    fn submit(form: Form, at: &Moment) -> Result<Moved<Self>, Vec<Fault>> {
        Self::submit(form, at)
    }
}

impl AsMut<MatterHead> for BookingBody {
    fn as_mut(&mut self) -> &mut MatterHead {
        &mut self.head
    }
}

impl<B: Booking> Served for B {
    type Ask = BookingAction;
    type Body = BookingBody;

    const LIST: List = List::Reservations;

    fn command(ask: BookingAction, _: With) -> Result<B::Command, ApiError> {
        B::asked(ask)
    }

    fn body(held: &Held<B>, part: Option<Part>, at: (&AppState, Timestamp)) -> BookingBody {
        let (head, told) = (MatterHead::of(held, part, at), Booking::told(&held.state));
        let Form { slot, .. } = told.form;
        let mobile = told.form.mobile.as_deref().map(mask::number);
        BookingBody {
            head,
            service_type: told.form.service_type.clone(),
            business_category: told.form.business_category.clone(),
            way: Label::of("way", told.form.way.name()),
            authority: held.matter.owner.authority.clone(),
            center: held.matter.owner.center.clone(),
            center_name: at.0.desk.center_name(&held.matter.owner.center),
            begins_at: clock::rfc3339(slot.begins_at.as_millisecond()),
            ends_at: clock::rfc3339(slot.ends_at().as_millisecond()),
            subject_matter: told.form.subject_matter.clone(),
            mobile,
            attachments: FileBody::all(&told.form.attachments, &held.matter),
            confirmation: Label::of("confirmation", told.confirmation.name()),
            progress: told.progress.map(|progress| Label::of("progress", progress.name())),
            absent: told.absent.map(|absent| Label::of("absent", absent.name())),
            reason: told.reason.map(str::to_owned),
        }
    }
}
