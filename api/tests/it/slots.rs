//! Half hours that are reserved: within working hours, with a talk that begins and ends with them.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use wenshui_api::desk::act::{Order, act};
use wenshui_api::desk::effect::pay;
use wenshui_api::identity::principal::{Principal, Staff};
use wenshui_api::identity::role::StaffRole;
use wenshui_api::store::owed::Owed;
use wenshui_api::store::owner::Owner;
use wenshui_desk::effect::Effect;
use wenshui_desk::invitation::{self, Invitation};
use wenshui_desk::reservation::{Action, Reservation};

use crate::support::callers::{done, faults, name, office, present, seen, send, total, upload};
use crate::support::databases::on_both_with;
use crate::support::http::Request;
use crate::support::served::{Served, wait_for};
use crate::support::tokens::bearer;

const AGENT: &str = "agent/east/wang";

/// The beginning of a half hour that the server's own clock does not reach.
fn slot() -> Timestamp {
    let now = Timestamp::now();
    let behind = (now.as_second() % 1800).seconds();
    now - behind - i64::from(now.subsec_nanosecond()).nanoseconds() + 90.minutes()
}

fn form() -> Value {
    json!({"way": "online", "begins_at": slot().to_string(), "subject_matter": "数电票额度不够"})
}

#[test]
fn p_03_a_slot_lies_within_the_working_hours_of_the_center_that_serves() {
    let served = Served::small(office);
    let closed = bearer("zhou", &json!({"authority": "14402000000"}));
    let body = json!({"form": form()}).to_string();
    let told = served
        .send(&Request::post("/v1/reservations", body.as_bytes()).with("authorization", &closed));
    assert_eq!(faults(&told), ["begins_at closed"], "{}", told.text());
    let invited = json!({"invitee": "li", "form": form()});
    let told = send(&served, "agent/night", ("/v1/invitations", &invited));
    assert_eq!(faults(&told), ["begins_at closed"]);
    done(&served, AGENT, ("/v1/invitations", &invited));
    let mut with_file = form();
    with_file["attachments"] = json!([upload(&served, "li")]);
    let made = done(&served, "li", ("/v1/reservations", &json!({"form": with_file})));
    assert_eq!(made["attachments"][0]["name"], "a.txt");
    // It is of the center that serves, whatever the token says of centers.
    assert_eq!(total(&served, AGENT, "/v1/reservations"), 1);
}

#[test]
fn p_05_a_talk_begins_and_ends_with_the_reservation() {
    on_both_with(office, |served| {
        present(served, AGENT);
        let made = done(served, "li", ("/v1/reservations", &json!({"form": form()})));
        let id = made["id"].as_str().unwrap();
        let owner = Owner { subject: name(AGENT), center: "east".to_owned(), ..Owner::default() };
        let agent = Principal::Staff(Staff { owner, roles: vec![StaffRole::Agent] });
        let go = |command: Action, minutes: i64| {
            let now = slot() + minutes.minutes();
            let order = Order { id, principal: &agent, command, client_id: None, now };
            wait_for(act::<Reservation>(&served.state, order)).unwrap()
        };
        go(Action::Begin, 0);
        let sessions = || seen(served, "li", "/v1/sessions");
        let begun = sessions();
        assert_eq!(begun["total"], 1);
        assert_eq!(begun["items"][0]["state"]["name"], "active");
        assert_eq!(begun["items"][0]["grown_out_of"], json!({"kind": "reservation", "id": id}));
        // What is owed begins one talk, however often it is tried.
        let again = Owed {
            id: format!("reservation:{id}:2:0"),
            kind: "reservation".to_owned(),
            matter_id: id.to_owned(),
            effect: Effect::BeginSession,
            before: String::new(),
            after: name(AGENT),
            tries: 1,
            created_at: 1,
        };
        assert_eq!(wait_for(pay(&served.state, vec![again], slot())), 1);
        assert_eq!(sessions()["total"], 1);
        go(Action::End, 10);
        assert_eq!(sessions()["items"][0]["state"]["name"], "ended");
        let load = wait_for(served.state.store.db.agent(&name(AGENT))).unwrap().unwrap().load;
        assert_eq!(load, 0, "the seat is free again");
    });
}

#[test]
fn p_05_a_reservation_and_an_invitation_are_kept_when_their_talk_ends() {
    on_both_with(office, |served| {
        present(served, AGENT);
        let owner = Owner { subject: name(AGENT), center: "east".to_owned(), ..Owner::default() };
        let agent = Principal::Staff(Staff { owner, roles: vec![StaffRole::Agent] });
        let end_talk = |who: &str, action: &str| {
            let session = seen(served, "li", "/v1/sessions")["items"][0]["id"].clone();
            let target = format!("/v1/sessions/{}/actions", session.as_str().unwrap());
            let ended = done(served, who, (&target, &json!({"action": action})));
            assert_eq!(ended["state"]["name"], "ended");
        };
        let kept = |target: &str| {
            let body = seen(served, "li", target);
            let name = |column: &str| body[column]["name"].clone();
            assert_eq!((name("confirmation"), name("progress")), (json!("kept"), json!("done")));
            assert_eq!(
                (&body["center"], &body["center_name"]),
                (&json!("east"), &json!("东区运营中心"))
            );
        };

        let made = done(served, "li", ("/v1/reservations", &json!({"form": form()})));
        let id = made["id"].as_str().unwrap();
        let principal = &agent;
        let order = Order { id, principal, command: Action::Begin, client_id: None, now: slot() };
        wait_for(act::<Reservation>(&served.state, order)).unwrap();
        end_talk(AGENT, "finish");
        kept(&format!("/v1/reservations/{id}"));

        let invited = json!({"invitee": name("li"), "form": form()});
        let made = done(served, AGENT, ("/v1/invitations", &invited));
        let id = made["id"].as_str().unwrap();
        let target = format!("/v1/invitations/{id}");
        done(served, "li", (&format!("{target}/actions"), &json!({"action": "accept"})));
        let command = invitation::Action::Begin.into();
        let order = Order { id, principal, command, client_id: None, now: slot() };
        wait_for(act::<Invitation>(&served.state, order)).unwrap();
        end_talk("li", "end");
        kept(&target);
    });
}
