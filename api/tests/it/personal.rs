//! 我的机关 and 权益中心 over HTTP, and how long the desk keeps what it is done with.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use wenshui_api::store::forget::{Due, Kept};

use crate::support::callers::{acted, done, faults, office, refused, seen, send, total};
use crate::support::databases::on_both_with;
use crate::support::http::Request;
use crate::support::served::{Served, wait_for};
use crate::support::tokens::bearer;

const MINE: &str = "/v1/authorities/mine";
const ACTIONS: &str = "/v1/authorities/mine/actions";

#[test]
fn s_03_another_center_serves_from_the_next_login_on() {
    on_both_with(office, |served| {
        let mine = seen(served, "li", MINE);
        assert_eq!((&mine["center"]["id"], &mine["pending"]), (&json!("east"), &Value::Null));
        assert_eq!(mine["allowed_actions"], json!(["choose"]));
        assert_eq!(mine["centers"].as_array().unwrap().len(), 3);
        let choose = |center: &str| {
            send(served, "li", (ACTIONS, &json!({"action": "choose", "center": center})))
        };
        assert_eq!(faults(&choose("moon")), ["center unknown"]);
        // Hosts say it with every login, whatever there is to take effect.
        let early = done(served, "li", (ACTIONS, &json!({"action": "log_in"})));
        assert_eq!((&early["center"]["id"], &early["pending"]), (&json!("east"), &Value::Null));
        let chosen = choose("city").json();
        assert_eq!(
            (&chosen["center"]["id"], &chosen["pending"]["id"]),
            (&json!("east"), &json!("city"))
        );
        assert_eq!(chosen["words"][0], "默认服务机关修改成功");
        let note =
            json!({"form": {"note_type": "其他", "content": "想问一件事情", "remind": false}});
        let left = || done(served, "li", ("/v1/notes", &note))["center"].clone();
        assert_eq!(left(), "east");
        let there = done(served, "li", (ACTIONS, &json!({"action": "log_in"})));
        assert_eq!((&there["center"]["id"], &there["pending"]), (&json!("city"), &Value::Null));
        assert_eq!(left(), "city");
        assert_eq!(seen(served, "zhou", MINE)["center"]["id"], "east");
    });
}

#[test]
fn s_03_who_is_registered_somewhere_does_not_choose() {
    let served = Served::small(office);
    let company = bearer("company", &json!({"taxpayer_type": "企业", "authority": "19999999999"}));
    let choose = Request::post(ACTIONS, br#"{"action": "choose", "center": "city"}"#);
    let told = served.send(&choose.with("authorization", &company));
    assert_eq!(refused(&told), (409, "not_offered".to_owned()));
    let visiting = json!({"visiting_enterprise": true, "taxpayer_type": "企业"});
    let visiting = bearer("visiting", &visiting);
    let offered = served.send(&Request::get(MINE).with("authorization", &visiting)).json();
    assert_eq!(
        (&offered["kind"]["label"], &offered["allowed_actions"]),
        (&json!("外埠报验企业"), &json!(["choose"]))
    );
    // Who chose while they might may not any more once they are another kind.
    let choose = |who: &str| {
        let choose = Request::post(ACTIONS, br#"{"action": "choose", "center": "city"}"#);
        served.send(&choose.with("authorization", who))
    };
    let before = bearer("chosen", &json!({"taxpayer_type": "自然人"}));
    assert_eq!(choose(&before).status, 200);
    let today = bearer("chosen", &json!({"taxpayer_type": "企业"}));
    assert_eq!(refused(&choose(&today)), (409, "not_offered".to_owned()));
    let mine = served.send(&Request::get(MINE).with("authorization", &today)).json();
    assert_eq!(mine["allowed_actions"], json!(["log_in"]), "what is chosen takes effect");
    let mine = served.send(&Request::get(MINE).with("authorization", &company)).json();
    assert_eq!((&mine["center"], &mine["centers"]), (&Value::Null, &json!([])));
    assert_eq!(mine["words"], json!(["暂无可受理运营中心，请联系管理员配置"]));
}

#[test]
fn s_06_the_rights_are_a_page_that_a_bureau_fills() {
    let bundled = Served::small(|_| ()).get("/v1/rights").json();
    assert_eq!(bundled["items"][0]["name"], "知情权");
    let own =
        "title = \"权益\"\n[[right]]\nid = \"a\"\nname = \"甲\"\ntext = \"乙\"\nbasis = \"丙\"\n";
    let served = Served::small(|config| {
        let file = config.data.join("rights.toml");
        std::fs::write(&file, own).unwrap();
        config.serving.rights = Some(file);
    });
    let right = json!({"id": "a", "name": "甲", "text": "乙", "basis": "丙"});
    assert_eq!(served.get("/v1/rights").json(), json!({"title": "权益", "items": [right]}));
}

#[test]
fn a_bureau_sets_what_the_guides_leave_open() {
    let own = "[note]\ntypes = [\"甲\"]\n[session]\nagent_lost_s = 90\n";
    let served = Served::small(|config| {
        let file = config.data.join("profile.toml");
        std::fs::write(&file, own).unwrap();
        config.serving.desk_profile = Some(file);
    });
    let desk = served.get("/v1/service").json()["desk"].clone();
    assert_eq!(desk["note"]["types"], json!(["甲"]));
    assert_eq!(desk["session"], json!({"transfer_timeout_s": 60, "agent_lost_s": 90}));
}

#[test]
fn what_the_desk_is_done_with_is_forgotten_after_its_time() {
    on_both_with(office, |served| {
        let form =
            json!({"form": {"note_type": "其他", "content": "想问一件事情", "remind": false}});
        let notes: Vec<Value> = (0..2).map(|_| done(served, "li", ("/v1/notes", &form))).collect();
        let (agent, id) = ("agent/east/wang", notes[0]["id"].as_str().unwrap());
        acted(served, agent, ("notes", id, &json!({"action": "take"})));
        acted(served, agent, ("notes", id, &json!({"action": "reply", "text": "好的"})));
        let forget = |before: Timestamp| {
            let due = Due { what: Kept::Matters, before_ms: before.as_millisecond() };
            wait_for(served.state.store.db.forget(due)).unwrap()
        };
        assert_eq!(forget(Timestamp::now() - 1.hours()), 0, "its time is not over");
        assert_eq!(forget(Timestamp::now() + 1.hours()), 1, "what is open is kept");
        assert_eq!(total(served, "li", "/v1/notes"), 1);
        assert_eq!(seen(served, "li", "/v1/notes")["items"][0]["id"], notes[1]["id"]);
    });
}
