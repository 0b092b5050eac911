//! Cases over regions as they are shown.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use wenshui_desk::case::RegionCase;
use wenshui_desk::case::command::{Action, Command};
use wenshui_desk::case::slip::{Channel, Dossier, Filled, Way};
use wenshui_desk::case::stage::{Delivery, Finding, Stage};
use wenshui_desk::filter::List;
use wenshui_desk::machine::{Machine as _, Named as _};
use wenshui_desk::mask::{name, number};
use wenshui_desk::part::Part;

use crate::clock;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::matter::Matter;
use crate::wire::desk::case_form::CaseAction;
use crate::wire::desk::matter::{Label, MatterHead};
use crate::wire::desk::served::{FileBody, Served, With};

/// A case over regions.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseBody {
    /// What every matter says.
    #[serde(flatten)]
    pub head: MatterHead,
    /// How the three sides work together.
    pub channel: Label,
    /// Where it stands; what was found is not told to the taxpayer before the office tells it.
    pub state: Label,
    /// What is wanted.
    pub matter: String,
    /// The basic facts.
    pub facts: String,
    /// The center that takes it in, 收件地.
    pub origin_center: String,
    /// Its name.
    pub origin_center_name: String,
    /// The center that handles it, 办理地.
    pub handling_center: String,
    /// Its name.
    pub handling_center_name: String,
    /// The ids of the electronic copies, once they were checked.
    pub materials: Vec<String>,
    /// Those of them that are still there, with their names.
    pub material_files: Vec<FileBody>,
    /// 业务办理服务确认单, once it was sent.
    pub slip: Option<SlipBody>,
    /// What had to be supplemented.
    pub supplement: Option<SupplementBody>,
    /// What was found and waits for being told, for staff.
    pub finding: Option<FindingBody>,
    /// Why it was refused or turned down.
    pub reason: Option<String>,
    /// Until when provincial staff have to be done, for staff.
    #[schema(format = DateTime)]
    pub due_at: Option<String>,
    /// How the document got to the taxpayer.
    pub delivery: Option<Label>,
    /// The number of the parcel, where it was posted.
    pub parcel: Option<String>,
}

/// The slip that is confirmed by filling it in.
#[derive(Debug, Serialize, ToSchema)]
pub struct SlipBody {
    /// The matter as the handling place understood it.
    pub matter: String,
    /// What the taxpayer has to know.
    pub notes: String,
    /// Until when it has to be confirmed, while it waits.
    #[schema(format = DateTime)]
    pub until: Option<String>,
    /// Who applies; hidden, but for the agent who posts the result.
    pub applicant: Option<String>,
    /// Where the applicant is reached; its middle hidden, but for the agent who posts the result.
    pub mobile: Option<String>,
    /// Where the result is posted to, for the agent who posts it.
    pub address: Option<String>,
    /// How the result is wanted.
    pub way: Option<Label>,
}

/// What had to be supplemented; it is said once.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupplementBody {
    /// What was missing.
    pub text: String,
    /// When it was told.
    #[schema(format = DateTime)]
    pub told_at: String,
    /// Until when it is waited for.
    #[schema(format = DateTime)]
    pub until: String,
    /// The ids of what was supplied.
    pub materials: Vec<String>,
    /// Those of them that are still there, with their names.
    pub material_files: Vec<FileBody>,
}

/// What a review found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingBody {
    /// What.
    pub finding: Label,
    /// What has to be supplemented, or why it is refused.
    pub text: Option<String>,
}

fn later(at: Timestamp, hours: i64) -> String {
    clock::rfc3339((at + SignedDuration::from_hours(hours)).as_millisecond())
}

fn way(way: &Way) -> &'static str {
    match way {
        Way::Counter => "counter",
        Way::Post(_) => "post",
        Way::Electronic => "electronic",
    }
}

fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Counter => "counter",
        Channel::Online => "online",
    }
}

fn finding(stage: &Stage) -> Option<FindingBody> {
    let Stage::Found(_, finding) = stage else { return None };
    let (name, text) = match finding {
        Finding::Granted => ("granted", None),
        Finding::Supplement(text) => ("supplement", Some(text.clone())),
        Finding::Refused(reason) => ("refused", Some(reason.clone())),
    };
    Some(FindingBody { finding: Label::of("finding", name), text })
}

fn delivery(stage: &Stage) -> Option<(&'static str, Option<&str>)> {
    let Stage::Delivered(_, delivery) = stage else { return None };
    Some(match delivery {
        Delivery::HandedOver => ("handed_over", None),
        Delivery::Posted(number) => ("posted", Some(number)),
        Delivery::Electronic => ("electronic", None),
    })
}

fn slip((stage, part): (&Stage, Option<Part>), state: &AppState) -> Option<SlipBody> {
    let slip = stage.slip()?;
    let rules = &state.desk.profile.case;
    let filled: Option<&Filled> = stage.dossier().map(|dossier| &dossier.filled);
    let until = match stage {
        Stage::SlipSent(_, _, sent_at) => Some(later(*sent_at, rules.slip_hours)),
        _ => None,
    };
    // Whoever writes it on a parcel has to read it.
    let posted = match (filled.map(|filled| &filled.way), stage, part) {
        (Some(Way::Post(address)), Stage::Granted(_), Some(Part::Handler)) => {
            Some(address.as_str())
        }
        _ => None,
    };
    Some(SlipBody {
        matter: slip.matter.clone(),
        notes: slip.notes.clone(),
        until,
        applicant: filled
            .map(|filled| posted.map_or(name(&filled.applicant), |_| filled.applicant.clone())),
        mobile: filled
            .map(|filled| posted.map_or(number(&filled.mobile), |_| filled.mobile.clone())),
        address: posted.map(str::to_owned),
        way: filled.map(|filled| Label::of("result_way", way(&filled.way))),
    })
}

fn supplement(dossier: &Dossier, state: &AppState) -> Option<SupplementBody> {
    let told = dossier.supplement.as_ref()?;
    Some(SupplementBody {
        text: told.text.clone(),
        told_at: clock::rfc3339(told.told_at.as_millisecond()),
        until: later(told.told_at, state.desk.profile.case.supplement_hours),
        materials: told.materials.clone(),
        material_files: Vec::new(),
    })
}

impl AsMut<MatterHead> for CaseBody {
    fn as_mut(&mut self) -> &mut MatterHead {
        &mut self.head
    }
}

impl CaseBody {
    /// Its lists of materials: their ids, and where their names stand.
    fn files(&mut self) -> impl Iterator<Item = (&Vec<String>, &mut Vec<FileBody>)> {
        let supplement = self.supplement.as_mut();
        let supplied = supplement.map(|told| (&told.materials, &mut told.material_files));
        [Some((&self.materials, &mut self.material_files)), supplied].into_iter().flatten()
    }
}

impl Served for RegionCase {
    type Ask = CaseAction;
    type Body = CaseBody;

    const LIST: List = List::Cases;
    const FILES: &'static str = "materials";

    fn files(ask: &CaseAction) -> &[String] {
        let checked = ask.check.as_ref().filter(|_| ask.action != Action::Supply.name());
        checked.map_or(&ask.materials, |check| &check.materials)
    }

    fn command(ask: CaseAction, _: With) -> Result<Command, ApiError> {
        ask.command()
    }

    async fn complete(
        state: &AppState,
        mut shown: Vec<(&Matter, &mut CaseBody)>,
    ) -> Result<(), ApiError> {
        let lists = shown.iter_mut().flat_map(|(_, body)| body.files());
        let ids: Vec<String> = lists.flat_map(|(ids, _)| ids.iter().cloned()).collect();
        let known = state.store.db.files_named(&ids).await?;
        for (matter, body) in shown {
            for (ids, files) in body.files() {
                *files = FileBody::all(ids.iter().filter_map(|id| known.get(id)), matter);
            }
        }
        Ok(())
    }

    fn body(
        held: &Held<Self>,
        part: Option<Part>,
        (state, now): (&AppState, Timestamp),
    ) -> CaseBody {
        let (form, stage) = (&held.state.form, &held.state.stage);
        let is_staff = part != Some(Part::Owner);
        let reason = match stage {
            Stage::Refused(_, reason) | Stage::TurnedDown(reason) => Some(reason.clone()),
            _ => None,
        };
        let due_at = match stage {
            Stage::Passed(_, limit) if is_staff => Some(later(limit.due_at, 0)),
            _ => None,
        };
        let materials = stage.check().map(|check| check.materials.clone());
        let delivered = delivery(stage);
        CaseBody {
            head: MatterHead::of(held, part, (state, now)),
            channel: Label::of("case_channel", channel(form.channel)),
            state: Label::of(
                "case",
                RegionCase::known_as(stage.name(), part.unwrap_or(Part::Colleague)),
            ),
            matter: form.matter.clone(),
            facts: form.facts.clone(),
            origin_center_name: state.desk.center_name(&form.origin_center),
            origin_center: form.origin_center.clone(),
            handling_center_name: state.desk.center_name(&form.handling_center),
            handling_center: form.handling_center.clone(),
            materials: materials.unwrap_or_default(),
            material_files: Vec::new(),
            slip: slip((stage, part), state),
            supplement: stage.dossier().and_then(|dossier| supplement(dossier, state)),
            finding: finding(stage).filter(|_| is_staff),
            reason,
            due_at,
            delivery: delivered.map(|(name, _)| Label::of("delivery", name)),
            parcel: delivered.and_then(|(_, number)| number).map(str::to_owned),
        }
    }
}
