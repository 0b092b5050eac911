//! What the desk has in hand, put there without asking anybody.

use jiff::{Timestamp, ToSpan as _};
use wenshui_api::clock::now_ms;
use wenshui_api::store::matter::change::{Beside, Change, Numbering};
use wenshui_api::store::matter::{FiledAs, Matter, MatterEvent};
use wenshui_api::store::owner::Owner;
use wenshui_desk::booking::{Form, Slot, Way};
use wenshui_desk::call::Call;
use wenshui_desk::call::stage::{Kind, Reason, Stage as CallStage};
use wenshui_desk::case::RegionCase;
use wenshui_desk::case::slip::{Channel, Form as CaseForm};
use wenshui_desk::case::stage::Stage;
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::Moment;
use wenshui_desk::mediation::Mediation;
use wenshui_desk::mediation::form::Draft as MediationDraft;
use wenshui_desk::note::Note;
use wenshui_desk::note::form::Draft as NoteDraft;
use wenshui_desk::profile::Profile;
use wenshui_desk::reservation::Reservation;
use wenshui_desk::session::{Request, Session};
use wenshui_desk::work_order::WorkOrder;
use wenshui_desk::work_order::form::{Form as WorkOrderForm, Source};

use crate::support::served::{Served, wait_for};

/// The beginning of a half hour at least so many minutes ahead, and a form of a reservation for it.
pub(crate) fn form_of_slot(minutes: i64) -> (Timestamp, serde_json::Value) {
    let now = Timestamp::now();
    let behind = (now.as_second() % 1800).seconds();
    let whole = now - behind - i64::from(now.subsec_nanosecond()).nanoseconds();
    let slot = whole + (30 + minutes).minutes();
    let slot_text = slot.to_string();
    (slot, serde_json::json!({"way": "online", "begins_at": slot_text, "subject_matter": "问"}))
}

/// One of every kind with this id.
pub(crate) fn hold(served: &Served, id: &str, owner: &Owner) {
    let profile = Profile::bundled();
    let now = Timestamp::now();
    let begins = now + 3.hours();
    let form = Form {
        service_type: "s".to_owned(),
        business_category: "c".to_owned(),
        way: Way::Online,
        slot: Slot {
            begins_at: begins
                - (begins.as_second() % 1800).seconds()
                - i64::from(begins.subsec_nanosecond()).nanoseconds(),
        },
        subject_matter: "问".to_owned(),
        mobile: None,
        attachments: Vec::new(),
    };
    let at = Moment { now, profile: &profile };
    let reserved = Reservation::submit(form.clone(), &at).unwrap().state;
    let invited = Invitation::submit(form, &at).unwrap().state;
    let asked =
        Request { center: Some(owner.center.clone()), open: true, skill: None, priority: 0 };
    let waiting = Session::submit(asked, &at).unwrap().state;
    let now = at.now;
    let asked = CallStage::Ended {
        kind: Kind::Audio,
        reason: Reason::Declined,
        connected_at: None,
        number: None,
    };
    let call = Call { stage: asked, since: now, heard: now, guest: None };
    let bodies = [
        ("call", serde_json::to_string(&call).unwrap()),
        ("reservation", serde_json::to_string(&reserved).unwrap()),
        ("invitation", serde_json::to_string(&invited).unwrap()),
        ("session", serde_json::to_string(&waiting).unwrap()),
    ];
    let written = written(&at, &owner.center);
    for (kind, body) in bodies.into_iter().chain(written) {
        file(served, (kind, id, owner), (body, None));
    }
}

/// A note and a work order are always some center's.
fn center_or(center: &str) -> String {
    if center.is_empty() { "nobody's".to_owned() } else { center.to_owned() }
}

/// What is written down and taken up by somebody: notes, work orders, mediations, cases.
fn written(at: &Moment, center: &str) -> [(&'static str, String); 4] {
    let draft = NoteDraft {
        center: center_or(center),
        note_type: "业务咨询".to_owned(),
        content: "想问一件事情".to_owned(),
        remind: Some(false),
        ..NoteDraft::default()
    };
    let form = WorkOrderForm {
        source: Source::Agent,
        center: center_or(center),
        subject_matter: "办".to_owned(),
        attachments: Vec::new(),
    };
    let wanted = MediationDraft {
        wanted_at: Some(at.now + 3.hours()),
        reason: "事由".to_owned(),
        contact: "13400003624".to_owned(),
        attachments: Vec::new(),
    };
    let case = CaseForm {
        channel: Channel::Online,
        matter: "办".to_owned(),
        facts: "事实".to_owned(),
        origin_center: "origin".to_owned(),
        handling_center: center.to_owned(),
        deciding_center: "top".to_owned(),
    };
    let case = RegionCase { form: case, stage: Stage::Accepted };
    [
        ("note", serde_json::to_string(&Note::submit(draft, at).unwrap().state).unwrap()),
        ("work_order", serde_json::to_string(&WorkOrder::submit(form, at).unwrap().state).unwrap()),
        (
            "mediation",
            serde_json::to_string(&Mediation::submit(wanted, at).unwrap().state).unwrap(),
        ),
        ("region_case", serde_json::to_string(&case).unwrap()),
    ]
}

/// A reservation whose state is none, due at a moment.
pub(crate) fn break_in(served: &Served, owner: &Owner, due_at: i64) {
    file(served, ("reservation", "broken", owner), ("{}".to_owned(), Some(due_at)));
}

fn file(
    served: &Served,
    (kind, id, owner): (&str, &str, &Owner),
    (body, due_at): (String, Option<i64>),
) {
    let matter = Matter {
        kind: kind.to_owned(),
        id: id.to_owned(),
        number: String::new(),
        client_id: None,
        origin: id.to_owned(),
        version: 0,
        owner: owner.clone(),
        handler: String::new(),
        filed: FiledAs::default(),
        due_at,
        created_at: now_ms(),
        updated_at: now_ms(),
        body,
    };
    let event = MatterEvent {
        number: 0,
        action: "submit".to_owned(),
        actor: String::new(),
        part: "owner".to_owned(),
        body: "{}".to_owned(),
        client_id: None,
        created_at: now_ms(),
    };
    let count = id.to_owned();
    let number = Box::new(move |_| count.clone());
    let numbering = Numbering { tally: kind.to_owned(), number };
    let change = Change { matter, event, seats: Vec::new(), beside: Beside::default() };
    wait_for(served.state.store.db.open_matter(change, numbering)).unwrap();
}
