//! Browsers hold a call, share a screen and meet in a room through the signalling, by themselves and by a
//! relay.

use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;

use crate::support::centers::always_open;
use crate::support::chromium::{Chromium, Page};
use crate::support::http::Request;
use crate::support::served::Served;
use crate::support::tokens::{bearer, believe};
use crate::support::turn::Turn;

const CALL: &str = include_str!("../../../web/src/call.js");
const FIGURES: &str = include_str!("../data/call_page.js");
const TURN_SECRET: &str = "a secret that coturn and the server share";

/// People in a session, each with a page of their own.
struct Meeting {
    served: Served,
    session: String,
    policy: &'static str,
    people: Vec<(&'static str, Page)>,
    // Ends after the pages.
    _browser: Chromium,
}

fn token(who: &str) -> String {
    match who {
        "agent" | "supervisor" => bearer(who, &json!({"staff_roles": [who], "center": "east"})),
        who => bearer(who, &json!({"authority": "14401060000"})),
    }
}

impl Meeting {
    /// Brings `li` and the agent together in a session, and gives everybody a page.
    fn of<const N: usize>(
        people: [&'static str; N],
        (policy, change): (&'static str, impl FnOnce(&mut Config)),
    ) -> Self {
        let served = Served::small(|config| {
            believe(config);
            always_open(config);
            change(config);
        });
        let mut browser = Chromium::start();
        let place = format!("http://{}/healthz", served.address);
        let people = people.map(|who| {
            let mut page = browser.page(&place);
            page.import(CALL);
            page.import(FIGURES);
            (who, page)
        });
        let (session, people) = (String::new(), people.into());
        let mut meeting = Self { served, session, policy, people, _browser: browser };
        let presence = json!({"presence": "online", "capacity": 1});
        meeting.send("agent", ("PUT", "/v1/agents/me", &presence));
        let session = meeting.send("li", ("POST", "/v1/sessions", &json!({})));
        assert_eq!(session["state"]["name"], "active");
        session["id"].as_str().unwrap().clone_into(&mut meeting.session);
        meeting
    }

    fn send(&self, who: &str, (method, target, body): (&str, &str, &Value)) -> Value {
        let (token, text) = (token(who), body.to_string());
        let request = Request { method, ..Request::post(target, text.as_bytes()) };
        let reply = self.served.send(&request.with("authorization", &token));
        assert_eq!(reply.status, 200, "{who} {target}: {}", reply.text());
        reply.json()
    }

    /// Begins a call and brings it as far as people bring it; gives its id.
    fn begin(&self, (who, start): (&str, Value), moves: &[(&str, &str)]) -> String {
        let target = format!("/v1/sessions/{}/calls", self.session);
        let call = self.send(who, ("POST", &target, &start));
        let id = call["id"].as_str().unwrap().to_owned();
        for (who, action) in moves {
            self.act((who, action), &id);
        }
        id
    }

    fn act(&self, (who, action): (&str, &str), call: &str) {
        let target = format!("/v1/calls/{call}/actions");
        self.send(who, ("POST", &target, &json!({"action": action})));
    }

    /// Brings every page into a call, with what each sends.
    fn join(&mut self, call: &str, streams: &[&str]) {
        for ((who, page), stream) in self.people.iter_mut().zip(streams) {
            let token = token(who);
            let options = json!({
                "address": format!("http://{}", self.served.address),
                "call": call,
                "token": token.trim_start_matches("Bearer "),
                "policy": self.policy,
            });
            page.run(&format!(
                "(async () => {{ const stream = await {stream}; \
                 globalThis.call = await Call.join({{...{options}, stream}}); \
                 globalThis.over = told(call, 'over'); }})()"
            ));
        }
    }

    /// What each page sees once its figures are as it wants them.
    fn until(&mut self, wanted: &[&str]) -> Vec<Value> {
        let seen = self
            .people
            .iter_mut()
            .zip(wanted)
            .map(|((_, page), wanted)| page.run(&format!("until(call, (now) => {wanted})")));
        seen.collect()
    }

    /// Somebody hangs up, which ends it for everybody.
    fn hang_up(&mut self, who: &str, call: &str) {
        self.act((who, "hang_up"), call);
        for (who, page) in &mut self.people {
            assert_eq!(page.run("over"), json!({"state": "ended"}), "{who}");
        }
    }
}

const BOTH: &str = "navigator.mediaDevices.getUserMedia({audio: true, video: {width: 320}})";
const SCREEN: &str = "navigator.mediaDevices.getDisplayMedia({video: true})";

/// A call, and a screen after it.
fn hold(pair: &mut Meeting) -> Vec<Value> {
    let invite = ("agent", json!({"start": "invite", "media": "video"}));
    let call = pair.begin(invite, &[("li", "accept")]);
    pair.join(&call, &[BOTH, BOTH]);
    let flows = "now.audio > 0 && now.video > 0 && now.frames > 2 && now.ways.length === 2";
    let talked = pair.until(&[flows, flows]);
    pair.hang_up("li", &call);
    let moves = [("agent", "accept"), ("li", "choose")];
    let call = pair.begin(("li", json!({"start": "assist"})), &moves);
    pair.join(&call, &[SCREEN, "undefined"]);
    let shown = pair.until(&["now.sent > 0", "now.video > 0 && now.frames > 2"]);
    assert_eq!((&shown[0]["video"], &shown[0]["audio"]), (&json!(0), &json!(0)), "{shown:?}");
    assert_eq!(shown[1]["sent"], 0, "who looks on sends nothing");
    talked
}

#[test]
fn m_02_m_05_two_browsers_hold_a_call_and_share_a_screen() {
    let mut pair = Meeting::of(["li", "agent"], ("all", |_: &mut Config| ()));
    hold(&mut pair);
    // Who looks on cannot begin to send: the server hands no such description on.
    let refused = pair.people[1].1.run(&format!(
        "(async () => {{ const refused = told(call, 'refused'); \
         const stream = await {BOTH}; \
         call.connections[0].addTrack(stream.getVideoTracks()[0], stream); \
         return refused; }})()"
    ));
    assert_eq!(refused, json!({"rule": "tracks"}));
}

#[test]
fn m_02_m_05_two_browsers_reach_each_other_by_a_relay_alone() {
    let turn = Turn::start(TURN_SECRET);
    let relayed = |config: &mut Config| {
        config.calling.turn_urls = vec![format!("turn:127.0.0.1:{}?transport=udp", turn.port)];
        config.calling.turn_secret = Some(Secret::new(TURN_SECRET.to_owned()));
    };
    let mut pair = Meeting::of(["li", "agent"], ("relay", relayed));
    for seen in hold(&mut pair) {
        assert_eq!(seen["ways"], json!(["relay", "relay"]));
    }
}

#[test]
fn three_browsers_meet_in_a_room_and_each_hears_both_others() {
    let mut meeting = Meeting::of(["li", "agent", "supervisor"], ("all", |_: &mut Config| ()));
    let moves = [("li", "join"), ("supervisor", "join")];
    let room = meeting.begin(("agent", json!({"start": "gather"})), &moves);
    meeting.join(&room, &[BOTH, BOTH, BOTH]);
    let flows = "now.heard === 2 && now.seen === 2";
    meeting.until(&[flows, flows, flows]);
    meeting.hang_up("agent", &room);
}
