//! What is sent for cases over regions: the request, and what is done on the way.

use serde::Deserialize;
use utoipa::ToSchema;
use wenshui_desk::case::command::{Action, Command};
use wenshui_desk::case::slip::{Channel, Check, Filled, Seen, Slip, Way};

use crate::error::ApiError;
use crate::wire::desk::served::named;

/// What is filled in for a case over regions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseForm {
    /// `counter` (线下协同: an agent writes it) or `online` (线上协同: the taxpayer does).
    pub channel: String,
    /// What is wanted.
    #[schema(max_length = 2000)]
    pub matter: String,
    /// The basic facts.
    #[schema(max_length = 2000)]
    pub facts: String,
    /// 收件地: the center that takes it in; the agent's own, or that which serves the taxpayer, where it
    /// is missing.
    pub origin_center: Option<String>,
    /// 办理地: the center that handles it.
    pub handling_center: String,
}

/// A case to be begun.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseRequest {
    /// What is filled in.
    pub form: CaseForm,
    /// The subject of the taxpayer at the counter; only of an agent.
    #[schema(max_length = 200)]
    pub taxpayer: Option<String>,
    /// The client's own id; sent again it gives the same case.
    #[schema(max_length = 100)]
    pub client_id: Option<String>,
}

/// Something to be done with a case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseAction {
    /// One of `allowed_actions`.
    pub action: String,
    /// That there is no requirement of risk control, of `invite`.
    #[serde(default)]
    pub no_risk: bool,
    /// Why it is turned down or refused, of `turn_down` and `refuse`.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// What was seen of the taxpayer and of the material, of `pre_review`.
    pub check: Option<CheckForm>,
    /// 业务办理服务确认单, of `send_slip`.
    pub slip: Option<SlipForm>,
    /// What is filled in on the slip, of `confirm_slip`.
    pub filled: Option<FilledForm>,
    /// What has to be supplemented, of `supplement`; it can be said once.
    #[schema(max_length = 2000)]
    pub text: Option<String>,
    /// Ids of files that were uploaded, of `supply`.
    #[serde(default)]
    #[schema(max_items = 100)]
    pub materials: Vec<String>,
    /// The number of the parcel, of `deliver` by post.
    #[schema(max_length = 2000)]
    pub parcel: Option<String>,
}

/// What was seen of the taxpayer and of the material.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckForm {
    /// What is as it must be: `identity`, `complete`, `legal_form`, `filled`.
    pub seen: Vec<String>,
    /// Ids of the electronic copies, which were uploaded.
    #[schema(max_items = 100)]
    pub materials: Vec<String>,
}

/// The slip as the handling place sends it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlipForm {
    /// That the handling place has verified the identity again.
    pub identity_verified: bool,
    /// The matter as the handling place understood it.
    #[schema(max_length = 2000)]
    pub matter: String,
    /// What the taxpayer has to know.
    #[schema(max_length = 2000)]
    pub notes: String,
}

/// What is filled in on a slip, confirming it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilledForm {
    /// Who applies.
    #[schema(max_length = 2000)]
    pub applicant: String,
    /// Where the applicant is reached.
    pub mobile: String,
    /// How the result is wanted: `counter`, `post` or `electronic`.
    pub way: String,
    /// The address, of `post`.
    #[schema(max_length = 2000)]
    pub address: Option<String>,
}

/// The channel of a name.
///
/// # Errors
/// `bad_value`.
pub fn channel(name: &str) -> Result<Channel, ApiError> {
    match name {
        "counter" => Ok(Channel::Counter),
        "online" => Ok(Channel::Online),
        other => Err(bad("form.channel", other, "counter, online")),
    }
}

fn bad(field: &str, value: &str, known: &str) -> ApiError {
    ApiError::about(field, "bad_value", &[field, value, known])
}

impl CheckForm {
    fn read(self) -> Result<Check, ApiError> {
        let one = |name: &String| {
            let known = Seen::ALL.into_iter().find(|seen| seen.name() == name);
            let names = || Seen::ALL.map(Seen::name).join(", ");
            known.ok_or_else(|| bad("check.seen", name, &names()))
        };
        let seen: Result<_, _> = self.seen.iter().map(one).collect();
        Ok(Check { seen: seen?, materials: self.materials })
    }
}

impl FilledForm {
    fn read(self) -> Result<Filled, ApiError> {
        let way = match self.way.as_str() {
            "counter" => Way::Counter,
            "post" => Way::Post(self.address.unwrap_or_default()),
            "electronic" => Way::Electronic,
            other => return Err(bad("filled.way", other, "counter, post, electronic")),
        };
        Ok(Filled { applicant: self.applicant, mobile: self.mobile, way })
    }
}

impl From<SlipForm> for Slip {
    fn from(form: SlipForm) -> Self {
        let SlipForm { identity_verified, matter, notes } = form;
        Self { identity_verified, matter, notes }
    }
}

impl CaseAction {
    /// The command of what was sent. What it needs and did not get is told by the rules.
    ///
    /// # Errors
    /// `unknown_action`, or `bad_value`.
    pub fn command(self) -> Result<Command, ApiError> {
        let action = named(&self.action)?;
        let reason = self.reason.unwrap_or_default();
        let plain = Command::Plain(action);
        Ok(match action {
            Action::Invite => Command::Invite { no_risk: self.no_risk },
            Action::TurnDown => Command::TurnDown(reason),
            Action::Refuse => Command::Refuse(reason),
            Action::Supplement => Command::Supplement(self.text.unwrap_or_default()),
            Action::Supply => Command::Supply(self.materials),
            Action::PreReview => match self.check {
                Some(check) => Command::PreReview(check.read()?),
                None => plain,
            },
            Action::SendSlip => self.slip.map_or(plain, |slip| Command::SendSlip(Slip::from(slip))),
            Action::ConfirmSlip => match self.filled {
                Some(filled) => Command::ConfirmSlip(filled.read()?),
                None => plain,
            },
            Action::Deliver => self.parcel.map_or(plain, Command::Post),
            _ => plain,
        })
    }
}
