//! What the desk has in hand, put there without asking anybody.

use jiff::{Timestamp, ToSpan as _};
use wenshui_api::clock::now_ms;
use wenshui_api::store::matter::change::{Beside, Change, Numbering};
use wenshui_api::store::matter::{FiledAs, Matter, MatterEvent};
use wenshui_api::store::owner::Owner;
use wenshui_desk::booking::{Form, Slot, Way};
use wenshui_desk::invitation::Invitation;
use wenshui_desk::machine::Moment;
use wenshui_desk::profile::Profile;
use wenshui_desk::reservation::Reservation;
use wenshui_desk::session::{Request, Session};

use crate::support::served::{Served, wait_for};

/// A reservation, an invitation and a session with this id.
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
    let bodies = [
        ("reservation", serde_json::to_string(&reserved).unwrap()),
        ("invitation", serde_json::to_string(&invited).unwrap()),
        ("session", serde_json::to_string(&waiting).unwrap()),
    ];
    for (kind, body) in bodies {
        file(served, (kind, id, owner), (body, None));
    }
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
        origin: String::new(),
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
