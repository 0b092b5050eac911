//! A session as it happens: streams that go on where they broke off, read marks, typing, what the desk
//! says by itself, and the connection that is an agent's presence.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use wenshui_api::desk::time::tick;

use crate::support::databases::on_both_with;
use crate::support::served::{Served, wait_for};
use crate::support::stream::{Socket, Sse, disconnects, follow_with_breaks};
use crate::support::talks::{act, ask, be, place, say, send, set_up, show, token};

/// The next signs of somebody's stream but for those of calls, each as what it is and what it says.
fn signs(stream: &mut Sse, count: usize) -> Vec<String> {
    of_talk(count, || stream.next())
}

fn of_talk(count: usize, next: impl FnMut() -> Option<Value>) -> Vec<String> {
    let signs = std::iter::from_fn(next).filter(|sign| sign["kind"] != "calls");
    signs.take(count).map(|sign| told(&sign)).collect()
}

fn told(sign: &Value) -> String {
    match sign["kind"].as_str().unwrap() {
        "event" => {
            let event = &sign["event"];
            let text = event["line"]["text"].as_str().unwrap_or_default();
            format!("{} {} {text}", event["number"], event["action"].as_str().unwrap())
        }
        "marks" => format!("read {} {}", sign["marks"]["taxpayer"], sign["marks"]["agent"]),
        _ => format!("typing {}", sign["typing"]["side"].as_str().unwrap()),
    }
}

fn stream(served: &Served, who: &str, target: &str) -> Sse {
    Sse::open(served.address, target, &[("authorization", &token(who))])
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(seconds)
}

#[test]
fn f7_a_talk_is_followed_and_goes_on_where_it_broke_off() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let target = place(&talk, "stream");
        let (mut hers, mut his) =
            (stream(served, "li", &target), stream(served, "agent/east", &target));
        let greeting = &served.state.desk.sayings.greeting;
        let begun =
            ["1 submit ".to_owned(), "2 connect ".to_owned(), format!("3 greeting {greeting}")];
        for stream in [&mut hers, &mut his] {
            assert_eq!(signs(stream, 4), [&begun[..], &["read 0 0".to_owned()]].concat());
        }
        say(served, "li", (&talk, "write", "在吗"));
        say(served, "supervisor/east", (&talk, "whisper", "先看机关"));
        say(served, "agent/east", (&talk, "reply", "在"));
        assert_eq!(signs(&mut his, 3), ["4 write 在吗", "5 whisper 先看机关", "6 reply 在"]);
        assert_eq!(signs(&mut hers, 2), ["4 write 在吗", "6 reply 在"], "whispers are for staff");
        let header = [("authorization", token("li")), ("last-event-id", "4".to_owned())];
        let header: Vec<_> = header.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut again = Sse::open(served.address, &target, &header);
        assert_eq!(signs(&mut again, 2), ["6 reply 在", "read 0 0"]);
        let socket = place(&talk, "socket?after=5");
        let mut socket =
            Socket::open(served.address, &socket, &[("authorization", &token("li"))]).unwrap();
        assert_eq!(of_talk(2, || socket.next()), ["6 reply 在", "read 0 0"]);
        assert_eq!(stream(served, "wang", &target).status, 404);
        assert_eq!(stream(served, "agent/city", &target).status, 404);
    });
}

#[test]
fn f7_disconnects_lose_nothing_of_a_talk() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let (total, breaks) = (disconnects(), disconnects());
        let seen = std::thread::scope(|scope| {
            let talking = scope.spawn(|| {
                // Three events are there already. Whispers take numbers of which the taxpayer has none.
                for number in 3..total {
                    let (who, action) = [("li", "write"), ("agent/east", "reply")][number % 2];
                    assert_eq!(say(served, who, (&talk, action, &number.to_string())), 200);
                    if number % 5 == 0 {
                        say(served, "supervisor/east", (&talk, "whisper", "慢一点"));
                    }
                }
            });
            let targets = [place(&talk, "stream"), place(&talk, "socket")];
            let token = token("li");
            let headers = [("authorization", token.as_str())];
            let seen = follow_with_breaks(served.address, (&targets, &headers), (total, breaks));
            talking.join().unwrap();
            seen
        });
        let (mut stored, mut after) = (Vec::new(), 0);
        while stored.len() < total {
            let target = place(&talk, &format!("events?after={after}"));
            let page = send(served, "li", ("GET", &target, &Value::Null)).json();
            stored.extend(page["items"].as_array().unwrap().clone());
            after = stored.last().unwrap()["number"].as_i64().unwrap();
        }
        assert!(stored.is_sorted_by_key(|event| event["number"].as_i64()));
        let told = |event: &Value| json!([event["number"], event["line"]["text"]]);
        let seen: Vec<_> = seen.iter().map(|sign| told(&sign["event"])).collect();
        assert_eq!(seen, stored.iter().map(told).collect::<Vec<_>>());
    });
}

#[test]
fn who_may_see_a_talk_no_more_hears_no_more() {
    let served = Served::small(set_up);
    be(&served, "agent/east", "online");
    be(&served, "agent/city", "online");
    let talk = ask(&served, "li");
    let asked = json!({"action": "transfer", "to_center": "city"});
    assert_eq!(act(&served, "agent/east", (&talk, asked)).status, 200);
    let mut asked = stream(&served, "agent/city", &place(&talk, "stream?after=3"));
    assert_eq!(
        signs(&mut asked, 3),
        ["4 transfer ", "5 transferring 正在为您转接，请稍候。", "read 0 0"]
    );
    let refused = act(&served, "agent/city", (&talk, json!({"action": "refuse_transfer"})));
    assert_eq!(refused.status, 200);
    let more = std::iter::from_fn(|| asked.next()).find(|sign| sign["kind"] != "calls");
    assert_eq!(more, None, "what was refused is nothing of theirs any more");
    assert_eq!(stream(&served, "agent/city", &place(&talk, "stream")).status, 404);
}

#[test]
fn marks_go_forward_only_and_typing_is_shown_to_the_other_side() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let marks = place(&talk, "marks");
        let mark = |who: &str, to: u64| {
            let reply = send(served, who, ("PUT", &marks, &json!({"read_to": to})));
            (reply.status, reply.json()["taxpayer"].clone(), reply.json()["agent"].clone())
        };
        let mut his = stream(served, "agent/east", &place(&talk, "stream?after=3"));
        assert_eq!(signs(&mut his, 1), ["read 0 0"]);
        // Signs that come close together may come as one, so each is awaited.
        assert_eq!(mark("li", 2), (200, json!(2), json!(0)));
        assert_eq!(signs(&mut his, 1), ["read 2 0"]);
        assert_eq!(mark("li", 1), (200, json!(2), json!(0)), "no mark goes back");
        assert_eq!(mark("agent/east", 99), (200, json!(2), json!(3)), "nor beyond what there is");
        assert_eq!(signs(&mut his, 1), ["read 2 3"]);
        assert_eq!(mark("supervisor/east", 3).0, 403);
        let typing =
            |who: &str| send(served, who, ("POST", &place(&talk, "typing"), &json!({}))).status;
        assert_eq!((typing("agent/east"), typing("li")), (204, 204));
        assert_eq!(signs(&mut his, 1), ["typing taxpayer"], "one's own is not told");
        assert_eq!((typing("wang"), typing("agent-2/east")), (404, 403));
        act(served, "li", (&talk, json!({"action": "end"})));
        assert_eq!(typing("li"), 409, "who may not speak does not type");
    });
}

#[test]
fn m_01_calls_are_told_to_both_sides_as_they_move() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let calls = |stream: &mut Sse| {
            let told = std::iter::from_fn(|| stream.next()).find(|sign| sign["kind"] == "calls");
            let calls = told.unwrap()["calls"].clone();
            let state = calls["items"][0]["state"]["name"].as_str().unwrap_or("none").to_owned();
            (state, calls["items"][0]["allowed_actions"].clone())
        };
        let target = place(&talk, "stream");
        let (mut hers, mut his) =
            (stream(served, "li", &target), stream(served, "agent/east", &target));
        let mut mine = work(served, "agent/east").unwrap();
        let open = |socket: &mut Socket| socket.next().unwrap()["sessions"][0]["call"].clone();
        assert_eq!(open(&mut mine), Value::Null);
        assert_eq!((calls(&mut hers).0, calls(&mut his).0), ("none".into(), "none".into()));
        let wish = json!({"start": "ask", "media": "audio"});
        let call = send(served, "li", ("POST", &place(&talk, "calls"), &wish)).json();
        assert_eq!(calls(&mut hers), ("asked".into(), json!(["hang_up"])));
        let (state, actions) = calls(&mut his);
        assert_eq!((state.as_str(), actions), ("asked", json!(["invite", "decline"])));
        assert_eq!(open(&mut mine)["state"]["name"], "asked");
        let target = format!("/v1/calls/{}/actions", call["id"].as_str().unwrap());
        send(served, "agent/east", ("POST", &target, &json!({"action": "decline"})));
        assert_eq!(calls(&mut hers).0, "ended");
        assert_eq!(open(&mut mine), Value::Null, "what is over is in nobody's hand");
    });
}

#[test]
fn a_ticket_opens_the_streams_of_one_session() {
    let served = Served::small(set_up);
    let talk = ask(&served, "li");
    let ticket = |body: Value| {
        let reply = send(&served, "li", ("POST", "/v1/tickets", &body));
        (reply.status, reply.json()["ticket"].as_str().unwrap_or_default().to_owned())
    };
    let (_, own) = ticket(json!({"session_id": talk["id"]}));
    let (_, other) = ticket(json!({"conversation_id": talk["id"]}));
    let open = |ticket: &str| {
        let target = format!("{}?ticket={ticket}", place(&talk, "stream"));
        Sse::open(served.address, &target, &[]).status
    };
    assert_eq!((open(&own), open(&other)), (200, 401));
    let two = json!({"session_id": "a", "conversation_id": "b"});
    assert_eq!((ticket(two).0, ticket(json!({})).0), (422, 422));
}

#[test]
fn l_10_l_11_n_08_the_desk_greets_and_takes_leave_in_the_talk_itself() {
    on_both_with(set_up, |served| {
        let agent = be(served, "agent/east", "online");
        let talk = ask(served, "li");
        act(served, "agent/east", (&talk, json!({"action": "finish"})));
        let events = send(served, "li", ("GET", &place(&talk, "events"), &Value::Null)).json();
        let said: Vec<(&str, &str)> = events["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| {
                let text = event["line"]["text"].as_str().unwrap_or_default();
                (event["action"].as_str().unwrap(), text)
            })
            .collect();
        let words = &served.state.desk.sayings;
        let ended = format!("客服人员 {} 已结束人工互动", agent["number"].as_str().unwrap());
        let expected = [
            ("submit", ""),
            ("connect", ""),
            ("greeting", &words.greeting),
            ("finish", ""),
            ("ended_by_agent", &ended),
            ("rating_asked", &words.rating_asked),
        ];
        assert_eq!(said, expected);
        assert_eq!(events["version"], 6);
        let second = ask(served, "wang");
        act(served, "wang", (&second, json!({"action": "close_window"})));
        let events = send(served, "wang", ("GET", &place(&second, "events?after=4"), &Value::Null));
        assert_eq!(events.json()["items"][0]["line"]["text"], words.ended_by_taxpayer);
    });
}

#[test]
fn k_03_the_long_wait_is_told_in_the_talk_to_whoever_has_no_notices() {
    let served = Served::small(set_up);
    let waiting = ask(&served, "li");
    let rules = &served.state.desk.profile.session;
    for seconds in [rules.queue_timeout_s, rules.queue_max_s] {
        wait_for(tick(&served.state, at(seconds + 5))).unwrap();
    }
    let events = send(&served, "li", ("GET", &place(&waiting, "events"), &Value::Null)).json();
    let actions: Vec<&str> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["submit", "offer", "long_wait", "lapse", "wait_lapsed"]);
}

/// Opens an agent's own socket.
fn work(served: &Served, who: &str) -> Result<Socket, u16> {
    let token = token(who);
    Socket::open(served.address, "/v1/agents/me/socket", &[("authorization", &token)])
}

/// What an agent has in hand by the next sign, each by part and state.
fn in_hand(socket: &mut Socket) -> Vec<String> {
    of_sign(&socket.next().expect("a sign"))
}

/// Waits for the sign by which an agent has this in hand; seats and sessions may be told one by one.
fn comes(socket: &mut Socket, expected: &str) {
    let mut signs = std::iter::from_fn(|| socket.next());
    assert!(signs.any(|sign| of_sign(&sign) == [expected]), "{expected}");
}

fn of_sign(sign: &Value) -> Vec<String> {
    let sessions = sign["sessions"].as_array().unwrap();
    let one = |session: &Value| {
        format!(
            "{} {} {}",
            session["part"].as_str().unwrap(),
            session["state"]["name"].as_str().unwrap(),
            session["version"]
        )
    };
    sessions.iter().map(one).collect()
}

#[test]
fn an_agents_socket_tells_what_is_in_hand_and_who_asks() {
    on_both_with(set_up, |served| {
        assert_eq!(work(served, "agent/east").err(), Some(409), "who never said what they take");
        be(served, "agent/east", "online");
        be(served, "agent/city", "online");
        let (mut east, mut city) =
            (work(served, "agent/east").unwrap(), work(served, "agent/city").unwrap());
        assert!(in_hand(&mut east).is_empty() && in_hand(&mut city).is_empty());
        let talk = ask(served, "li");
        comes(&mut east, "handler active 3");
        let asked = json!({"action": "transfer", "to_center": "city"});
        act(served, "agent/east", (&talk, asked));
        comes(&mut east, "handler transferring 5");
        comes(&mut city, "receiver transferring 5");
        assert_eq!(work(served, "li").err(), Some(403));
        let ticket = send(served, "agent/east", ("POST", "/v1/tickets", &json!({"agent": true})));
        let ticket = ticket.json()["ticket"].as_str().unwrap().to_owned();
        let target = format!("/v1/agents/me/socket?ticket={ticket}");
        assert!(Socket::open(served.address, &target, &[]).is_ok());
    });
}

#[test]
fn n_05_a_connection_that_is_lost_is_found_by_the_clock_and_its_return_in_time_goes_on() {
    on_both_with(set_up, |served| {
        be(served, "agent/east", "online");
        let talk = ask(served, "li");
        let lost_s = served.state.desk.profile.session.agent_lost_s;
        let look = |seconds: i64| wait_for(tick(&served.state, at(seconds))).unwrap();
        let state = || show(served, "li", &talk)["state"]["name"].clone();
        look(lost_s + 5);
        assert_eq!(state(), "active", "who has no connection cannot lose it");
        drop(work(served, "agent/east").unwrap());
        look(lost_s - 5);
        assert_eq!(state(), "active", "a page that is loaded anew is no loss");
        look(lost_s + 5);
        assert_eq!(state(), "dropped");
        let agent = || wait_for(served.state.store.db.agent("agent of east")).unwrap().unwrap();
        assert_eq!(agent().presence, "offline");
        assert_eq!(ask(served, "wang")["state"]["name"], "waiting", "nobody new is given to them");
        let mut back = work(served, "agent/east").unwrap();
        assert_eq!(state(), "active");
        assert_eq!(agent().presence, "online", "as before the loss");
        assert_eq!(in_hand(&mut back).len(), 2, "and whoever waited is served");
        let presence = served.state.store.db.hear_agent("agent of east", 1);
        assert_eq!(wait_for(presence), Ok(true));
        look(0);
        assert_eq!(state(), "dropped", "it is the store that knows when they were heard of");
        look(served.state.desk.profile.session.drop_grace_s + 1);
        assert_eq!(state(), "waiting", "who does not come back is waited for in vain");
    });
}
