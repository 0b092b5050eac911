//! The socket of calls: who may be on it, what it takes, and to whom that goes.

use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::secret::Secret;

use crate::support::centers::always_open;
use crate::support::databases::on_both_with;
use crate::support::http::{Reply, Request};
use crate::support::served::Served;
use crate::support::stream::Socket;
use crate::support::tokens::{bearer, believe};

fn set_up(config: &mut Config) {
    believe(config);
    always_open(config);
    config.requests_per_minute = 100_000;
    config.calling.stun_urls = vec!["stun:turn.example.cn:3478".to_owned()];
    config.calling.turn_urls = vec!["turn:turn.example.cn:3478".to_owned()];
    config.calling.turn_secret = Some(Secret::new("north".to_owned()));
}

fn token(who: &str) -> String {
    match who.split('-').next().unwrap() {
        role @ ("agent" | "supervisor" | "auditor") => {
            bearer(who, &json!({"staff_roles": [role], "center": "east"}))
        }
        _ => bearer(who, &json!({"authority": "14401060000"})),
    }
}

fn send(served: &Served, who: &str, (method, target, body): (&str, &str, &Value)) -> Reply {
    let (token, text) = (token(who), body.to_string());
    let request = match method {
        "GET" => Request::get(target),
        method => Request { method, ..Request::post(target, text.as_bytes()) },
    };
    served.send(&request.with("authorization", &token))
}

/// A call of somebody in a session of their own, and what both did to it, by its id.
fn call(served: &Served, who: &str, (start, moves): (&Value, &[(&str, &str)])) -> String {
    let presence = json!({"presence": "online", "capacity": 9});
    send(served, "agent", ("PUT", "/v1/agents/me", &presence));
    let session = send(served, who, ("POST", "/v1/sessions", &json!({}))).json();
    let target = format!("/v1/sessions/{}/calls", session["id"].as_str().unwrap());
    let starter = if start["start"] == "assist" { who } else { "agent" };
    let call = send(served, starter, ("POST", &target, start)).json();
    let id = call["id"].as_str().unwrap().to_owned();
    for (who, action) in moves {
        act(served, who, (&id, action));
    }
    id
}

fn act(served: &Served, who: &str, (call, action): (&str, &str)) {
    let target = format!("/v1/calls/{call}/actions");
    let reply = send(served, who, ("POST", &target, &json!({"action": action})));
    assert_eq!(reply.status, 200, "{who} {action}: {}", reply.text());
}

fn open(served: &Served, who: &str, call: &str) -> Result<Socket, u16> {
    let token = token(who);
    let target = format!("/v1/calls/{call}/signal");
    Socket::open(served.address, &target, &[("authorization", token.as_str())])
}

/// A socket and the number of whoever is on it.
fn enter(served: &Served, who: &str, call: &str) -> (Socket, u64) {
    let mut socket = open(served, who, call).unwrap_or_else(|status| panic!("{who}: {status}"));
    let welcome = socket.next().unwrap();
    assert_eq!(welcome["kind"], "welcome", "{welcome}");
    (socket, welcome["you"].as_u64().unwrap())
}

fn offer(to: u64, media: &str) -> Value {
    let sdp = format!("v=0\r\nm={media} 9 UDP/TLS/RTP/SAVPF 96\r\n");
    json!({"to": to, "description": {"type": "offer", "sdp": sdp}})
}

fn invited() -> Value {
    json!({"start": "invite", "media": "video"})
}

#[test]
fn signals_go_to_the_other_one_in_the_call_and_to_nobody_else() {
    on_both_with(set_up, |served| {
        let hers = call(served, "li", (&invited(), &[("li", "accept")]));
        let his = call(served, "wang", (&invited(), &[("wang", "accept")]));
        let (mut li, li_is) = enter(served, "li", &hers);
        let (mut wang, _) = enter(served, "wang", &his);
        let (mut agent, agent_is) = enter(served, "agent", &hers);
        let joined = json!({"kind": "joined", "peer": {"member": agent_is, "part": "handler"}});
        assert_eq!(li.next().unwrap(), joined);
        li.send(&offer(agent_is, "audio"));
        let heard = agent.next().unwrap();
        assert_eq!(
            (&heard["from"], &heard["description"]["type"]),
            (&json!(li_is), &json!("offer"))
        );
        let candidate = json!({"candidate": "candidate:1", "sdpMid": "0", "sdpMLineIndex": 0});
        agent.send(&json!({"to": li_is, "candidate": candidate}));
        assert_eq!(
            li.next().unwrap(),
            json!({"kind": "signal", "from": agent_is, "candidate": candidate})
        );
        // Numbers of other calls are nobody's here.
        wang.send(&offer(li_is, "audio"));
        assert_eq!(wang.next().unwrap(), json!({"kind": "refused", "rule": "gone"}));
        drop(agent);
        assert_eq!(li.next().unwrap(), json!({"kind": "left", "member": agent_is}));
        // Who comes again stands in for themselves, and hanging up ends it for both.
        let (mut again, _) = enter(served, "li", &hers);
        assert_eq!(li.next().unwrap(), json!({"kind": "over", "state": "elsewhere"}));
        act(served, "agent", (&hers, "hang_up"));
        assert_eq!(again.next().unwrap(), json!({"kind": "over", "state": "ended"}));
        assert!(again.next().is_none());
        assert_eq!(open(served, "li", &hers).err(), Some(409));
    });
}

#[test]
fn only_those_who_are_connected_in_a_call_are_on_its_socket_and_have_passes() {
    let served = Served::small(set_up);
    let ringing = call(&served, "zhao", (&json!({"start": "assist"}), &[]));
    let talking = call(&served, "li", (&invited(), &[("li", "accept")]));
    let room = call(&served, "wang", (&json!({"start": "gather"}), &[("supervisor-1", "join")]));
    let ice = |who: &str, call: &str| {
        send(&served, who, ("GET", &format!("/v1/calls/{call}/ice"), &Value::Null))
    };
    for (who, call, status) in [
        ("zhao", &ringing, 409),
        ("wang", &talking, 404),
        ("agent-2", &talking, 403),
        ("supervisor-1", &talking, 403),
        ("auditor", &talking, 403),
        ("wang", &room, 403),
        ("agent-2", &room, 403),
    ] {
        assert_eq!(open(&served, who, call).err(), Some(status), "{who}");
        assert_eq!(ice(who, call).status, status, "{who}");
    }
    for (who, call) in
        [("li", &talking), ("agent", &talking), ("agent", &room), ("supervisor-1", &room)]
    {
        enter(&served, who, call);
        let reply = ice(who, call);
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let told = reply.json();
        assert_eq!(told["ice_servers"][0], json!({"urls": ["stun:turn.example.cn:3478"]}));
        let turn = &told["ice_servers"][1];
        assert_eq!(turn["urls"], json!(["turn:turn.example.cn:3478"]));
        assert!(turn["username"].is_string() && turn["credential"].is_string());
    }
    // A browser has a ticket for this call and no other.
    let ticket = |call: &str| {
        let body = json!({"conversation_id": call});
        let reply = send(&served, "li", ("POST", "/v1/tickets", &body)).json();
        reply["ticket"].as_str().unwrap().to_owned()
    };
    let by = |call: &str, ticket: &str| {
        Socket::open(served.address, &format!("/v1/calls/{call}/signal?ticket={ticket}"), &[])
    };
    assert!(by(&talking, &ticket(&talking)).is_ok());
    assert_eq!(by(&talking, &ticket(&room)).err(), Some(401));
    // Places of sockets that were closed a moment ago come back one by one.
    let mut taken = Vec::new();
    let refused = (0..1_000).find_map(|_| {
        let places = served.state.stream_places.available_permits() as u32;
        taken.extend(served.state.stream_places.try_acquire_many(places));
        open(&served, "li", &talking).err()
    });
    assert_eq!(refused, Some(503));
}

#[test]
fn m_05_who_looks_on_cannot_even_offer_a_picture_or_a_channel() {
    let served = Served::small(set_up);
    let moves = [("agent", "accept"), ("li", "choose")];
    let screen = call(&served, "li", (&json!({"start": "assist"}), &moves));
    let (mut li, li_is) = enter(&served, "li", &screen);
    let (mut agent, agent_is) = enter(&served, "agent", &screen);
    li.next().unwrap();
    for media in ["video", "application"] {
        agent.send(&offer(li_is, media));
        assert_eq!(agent.next().unwrap(), json!({"kind": "refused", "rule": "tracks"}), "{media}");
    }
    agent.send(&offer(li_is, "audio"));
    assert_eq!(li.next().unwrap()["kind"], "signal");
    li.send(&offer(agent_is, "video"));
    assert_eq!(agent.next().unwrap()["kind"], "signal");
}

#[test]
fn what_is_no_signal_is_refused_and_what_is_too_long_or_too_much_too() {
    let served = Served::small(set_up);
    let talking = call(&served, "li", (&invited(), &[("li", "accept")]));
    let (mut li, li_is) = enter(&served, "li", &talking);
    let (_agent, agent_is) = enter(&served, "agent", &talking);
    li.next().unwrap();
    let both = json!({"to": agent_is, "description": {"type": "offer", "sdp": ""}, "candidate": {"candidate": ""}});
    for wrong in [
        json!({}),
        json!([]),
        json!({"to": agent_is}),
        both,
        json!({"to": agent_is, "chat": "hello"}),
        json!({"to": agent_is, "description": {"type": "offer", "sdp": "", "x": 1}}),
        json!({"to": agent_is, "description": {"type": "song", "sdp": ""}}),
    ] {
        li.send(&wrong);
        assert_eq!(li.next().unwrap(), json!({"kind": "refused", "rule": "form"}), "{wrong}");
    }
    li.send(&offer(li_is, "audio"));
    assert_eq!(li.next().unwrap(), json!({"kind": "refused", "rule": "gone"}));
    // Faster than people's browsers are: the rest of a flood goes nowhere.
    let flood = 600;
    for _ in 0..flood {
        li.send(&json!({"to": 0, "candidate": {"candidate": ""}}));
    }
    let rules: Vec<Value> = li.take(flood).iter().map(|told| told["rule"].clone()).collect();
    assert!(rules.contains(&json!("often")), "{:?}", rules.last());
    let (mut long, _) = enter(&served, "li", &talking);
    long.send(&json!({"to": agent_is, "candidate": {"candidate": "x".repeat(40_000)}}));
    assert!(long.next().is_none(), "a message that is too long ends the line");
}
