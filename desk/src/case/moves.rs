//! Where what is done to a case over regions leads.

use jiff::{SignedDuration, Timestamp};

use crate::case::command::{Action, Command};
use crate::case::slip::{Channel, Dossier, Supplement, Way, check_materials};
use crate::case::stage::{Delivery, Finding, Limit, Stage};
use crate::effect::{Effect, To, Told};
use crate::fault::Fault;
use crate::machine::{Moment, Named as _};
use crate::refusal::{self, Refusal};

/// The next stage, with what follows from it.
type Next = Result<(Stage, Option<Effect>), Refusal>;

/// Where a command leads that may be given.
///
/// # Errors
/// When a field of the command is not as it must be.
pub fn next((channel, stage): (Channel, &Stage), command: Command, at: &Moment) -> Next {
    let stage = stage.clone();
    match command {
        Command::Plain(action) => plain((channel, stage), action, at),
        Command::Invite { .. } | Command::TurnDown(_) | Command::PreReview(_) => {
            at_the_door(command, at)
        }
        Command::SendSlip(_) | Command::ConfirmSlip(_) => by_slip((channel, stage), command, at),
        Command::Supplement(_) | Command::Refuse(_) | Command::Supply(_) | Command::Post(_) => {
            in_review((channel, stage), command, at)
        }
    }
}

fn at_the_door(command: Command, at: &Moment) -> Next {
    match command {
        Command::Invite { no_risk: true } => {
            Ok((Stage::Invited, Some(Effect::Notice(To::Handler, Told::Assigned))))
        }
        Command::TurnDown(reason) => {
            let reason = refusal::required("reason", reason)?;
            Ok((Stage::TurnedDown(reason), Some(Effect::Notice(To::Owner, Told::CaseDone))))
        }
        Command::PreReview(check) => {
            faultless(check.faults(&at.profile.case))?;
            Ok((Stage::PreReviewed(check), None))
        }
        _ => Err(Refusal::field("no_risk", "required")),
    }
}

fn by_slip((channel, stage): (Channel, Stage), command: Command, at: &Moment) -> Next {
    match (command, stage) {
        (Command::SendSlip(slip), Stage::PreReviewed(check)) => {
            faultless(slip.faults())?;
            let told = Effect::Notice(To::Owner, Told::SlipSent);
            Ok((Stage::SlipSent(check, slip, at.now), Some(told)))
        }
        (Command::ConfirmSlip(filled), Stage::SlipSent(check, slip, _)) => {
            faultless(filled.faults(channel))?;
            let dossier = Dossier { check, slip, filled, supplement: None };
            Ok((Stage::SlipConfirmed(dossier), None))
        }
        (command, stage) => Err(unknown(command.action(), &stage)),
    }
}

fn in_review((channel, stage): (Channel, Stage), command: Command, at: &Moment) -> Next {
    match (command, stage) {
        (Command::Supplement(text), Stage::UnderReview(dossier)) => {
            let text = refusal::required("text", text)?;
            Ok(found(channel, dossier, Finding::Supplement(text)))
        }
        (Command::Refuse(reason), Stage::UnderReview(dossier) | Stage::Passed(dossier, _)) => {
            let reason = refusal::required("reason", reason)?;
            Ok(found(channel, dossier, Finding::Refused(reason)))
        }
        (Command::Supply(materials), Stage::Supplementing(dossier)) => {
            let mut faults = Vec::new();
            check_materials(&materials, &at.profile.case, &mut faults);
            faultless(faults)?;
            let told = dossier.supplement.clone();
            let supplement = told.map(|told| Supplement { materials, ..told });
            Ok((Stage::UnderReview(Dossier { supplement, ..dossier }), None))
        }
        (Command::Post(number), Stage::Granted(dossier)) => {
            let Way::Post(_) = dossier.filled.way else {
                return Err(Refusal::field("parcel", "way"));
            };
            let number = refusal::required("parcel", number)?;
            Ok((Stage::Delivered(dossier, Delivery::Posted(number)), None))
        }
        (command, stage) => Err(unknown(command.action(), &stage)),
    }
}

fn plain((channel, stage): (Channel, Stage), action: Action, at: &Moment) -> Next {
    match (action, stage) {
        (Action::Join, _) => Ok((Stage::PreReview, Some(Effect::BeginSession))),
        (Action::Review, Stage::SlipConfirmed(dossier)) => Ok((Stage::UnderReview(dossier), None)),
        (Action::Grant, Stage::UnderReview(dossier) | Stage::Passed(dossier, _)) => {
            Ok(found(channel, dossier, Finding::Granted))
        }
        (Action::PassOn, Stage::UnderReview(dossier)) => {
            let due_at = later(at.now, at.profile.case.provincial_hours);
            Ok((Stage::Passed(dossier, Limit { due_at, is_late: false }), None))
        }
        (Action::Tell, Stage::Found(dossier, finding)) => Ok(tell(dossier, finding, at.now)),
        (Action::Deliver, Stage::Granted(dossier)) => {
            let delivery = match dossier.filled.way {
                Way::Counter => Delivery::HandedOver,
                Way::Electronic => Delivery::Electronic,
                Way::Post(_) => return Err(Refusal::field("parcel", "required")),
            };
            Ok((Stage::Delivered(dossier, delivery), None))
        }
        (Action::Withdraw, _) => {
            Ok((Stage::Withdrawn, Some(Effect::Notice(To::Handler, Told::CaseWithdrawn))))
        }
        (Action::Lapse, _) => {
            Ok((Stage::Lapsed, Some(Effect::Notice(To::Owner, Told::CaseLapsed))))
        }
        (Action::Late, Stage::Passed(dossier, limit)) => {
            let late = Limit { is_late: true, ..limit };
            let told = Effect::Notice(To::Handler, Told::CaseLate);
            Ok((Stage::Passed(dossier, late), Some(told)))
        }
        // It needs particulars that did not come.
        (Action::PreReview, _) => Err(Refusal::field("check", "required")),
        (Action::SendSlip, _) => Err(Refusal::field("slip", "required")),
        (Action::ConfirmSlip, _) => Err(Refusal::field("filled", "required")),
        (action, _) => Err(Refusal::field(action.name(), "required")),
    }
}

/// What was found waits for being told: on the spot by the place that took it in (T-04), in the chat
/// by the handling place (T-08).
fn found(channel: Channel, dossier: Dossier, finding: Finding) -> (Stage, Option<Effect>) {
    let teller = match channel {
        Channel::Counter => To::Origin,
        Channel::Online => To::Handler,
    };
    let told = Effect::Notice(teller, Told::CaseFound);
    (Stage::Found(dossier, finding), Some(told))
}

/// The taxpayer is told. What is to be supplemented stays in the dossier, so that it is not said a
/// second time.
fn tell(dossier: Dossier, finding: Finding, now: Timestamp) -> (Stage, Option<Effect>) {
    let done = Some(Effect::Notice(To::Owner, Told::CaseDone));
    match finding {
        Finding::Granted => (Stage::Granted(dossier), done),
        Finding::Refused(reason) => (Stage::Refused(dossier, reason), done),
        Finding::Supplement(text) => {
            let supplement = Some(Supplement { text, told_at: now, materials: Vec::new() });
            let told = Effect::Notice(To::Owner, Told::Supplement);
            (Stage::Supplementing(Dossier { supplement, ..dossier }), Some(told))
        }
    }
}

/// So many hours later.
pub fn later(at: Timestamp, hours: i64) -> Timestamp {
    at + SignedDuration::from_hours(hours)
}

fn faultless(faults: Vec<Fault>) -> Result<(), Refusal> {
    if faults.is_empty() { Ok(()) } else { Err(Refusal::Form(faults)) }
}

fn unknown(action: Action, stage: &Stage) -> Refusal {
    Refusal::State { action: action.name(), state: stage.name() }
}
