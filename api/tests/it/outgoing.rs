//! What goes out of the house: signed, in time, again until it is taken, and once. Nothing of this is
//! served, so that only the test's moments count.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::notifying::Notifying;
use wenshui_api::config::secret::Secret;
use wenshui_api::desk::notices::{Posted, act, send};
use wenshui_api::desk::post::{Copies, Sent};
use wenshui_api::desk::step::By;
use wenshui_api::desk::telling::text;
use wenshui_api::outgoing::deliver;
use wenshui_api::outgoing::outlets::Outlets;
use wenshui_api::signature::verify;
use wenshui_api::state::AppState;
use wenshui_api::store::matter::{FiledAs, Matter};
use wenshui_api::store::owed::Owed;
use wenshui_api::store::owner::Owner;
use wenshui_desk::effect::{Effect, To, Told};
use wenshui_desk::machine::Moment;
use wenshui_desk::note::Note;
use wenshui_desk::note::form::{Channel, Draft};
use wenshui_desk::notice::Action;
use wenshui_desk::notice::audience::Audience;
use wenshui_desk::notice::form::{Class, Form, Link};
use wenshui_desk::part::Part;

use crate::support::outside::{mail_server, webhook};
use crate::support::ports::free_address;
use crate::support::postgres;
use crate::support::served::{Prepared, again, prepared, wait_for};
use crate::support::tokens::now_s;

const SECRET: &str = "the secret of both sides, 32 bytes";

/// Runs a test on a state that nobody serves, with either database.
fn on_both(change: impl Fn(&mut Config), test: impl Fn(&Prepared)) {
    test(&prepared(&change));
    let database = postgres::database();
    test(&prepared(|config| {
        config.database = Secret::new(database);
        change(config);
    }));
}

fn hooked(config: &mut Config, url: String) {
    config.notifying.webhook_url = Some(url);
    config.notifying.secret = Some(Secret::new(SECRET.to_owned()));
}

fn form(audience: Audience) -> Form {
    Form {
        key: "k".to_owned(),
        class: Class::Notice,
        category: "bonus".to_owned(),
        title: "红利账单".to_owned(),
        body: "您本月享受减免。".to_owned(),
        attachments: Vec::new(),
        links: vec![Link { name: "详情".to_owned(), address: "https://x.cn/a".to_owned() }],
        matter_type: None,
        system: "征纳互动".to_owned(),
        audience,
        valid_until: None,
    }
}

fn sent(state: &AppState, (audience, copies): (Audience, Copies), now: Timestamp) -> Posted {
    let sender = Owner { subject: "op".to_owned(), ..Owner::default() };
    wait_for(send(state, Sent { form: form(audience), sender, copies }, now)).unwrap()
}

fn counts(state: &AppState) -> [i64; 3] {
    ["waiting", "delivered", "given_up"]
        .map(|name| wait_for(state.store.db.count_outgoing(name)).unwrap())
}

fn delivered(state: &AppState, at: Timestamp) -> usize {
    wait_for(deliver(state, at)).unwrap()
}

#[test]
fn a_webhook_is_told_again_until_it_takes_it_and_then_no_more() {
    let hook = webhook();
    let url = format!("http://127.0.0.1:{}/notices", hook.address.port());
    on_both(
        |config| hooked(config, url.clone()),
        |Prepared { state, .. }| {
            let (before, now) = (hook.seen().len(), Timestamp::now());
            hook.reply(&[503, 302]);
            let named = Audience::Subjects(vec!["li".to_owned()]);
            let notice = sent(state, (named.clone(), Copies::default()), now);
            // What is sent twice is one, and goes out once.
            assert_eq!(sent(state, (named, Copies::default()), now).row.id, notice.row.id);
            let tries = [0, 0, 1, 2, 5, 6, 600].map(|s| delivered(state, now + s.seconds()));
            assert_eq!(tries, [0, 0, 0, 0, 0, 1, 0], "two seconds later, then four");
            let seen = hook.seen().split_off(before);
            assert_eq!(seen.len(), 3);
            let key = format!("{}-pushed", notice.row.id);
            for post in &seen {
                assert_eq!((&post.body, post.header("wenshui-id")), (&seen[0].body, key.as_str()));
                let signature = post.header("wenshui-signature");
                let secret = Secret::new(SECRET.to_owned());
                assert_eq!(verify(&secret, (now_s(), signature), post.body.as_bytes()), Ok(()));
            }
            let told: Value = serde_json::from_str(&seen[0].body).unwrap();
            assert_eq!((&told["type"], &told["id"]), (&json!("notice.pushed"), &json!(key)));
            assert_eq!(told["audience"], json!({"subjects": ["li"]}));
            assert_eq!(told["notice"]["title"], "红利账单");
            // What was taken back is told too; what has been delivered leaves no words behind.
            let by = By::new(Part::Handler, "op");
            wait_for(act(state, (&notice.row.id, Action::Withdraw), (&by, now))).unwrap();
            assert_eq!((delivered(state, now), counts(state)), (1, [0, 2, 0]));
            let last: Value = serde_json::from_str(&hook.seen().pop().unwrap().body).unwrap();
            assert_eq!(last["type"], "notice.withdrawn");
            assert_eq!(last["notice_id"], json!(notice.row.id));
        },
    );
}

#[test]
fn an_outage_and_a_restart_lose_nothing() {
    let hook = webhook();
    let url = format!("http://127.0.0.1:{}/", hook.address.port());
    let gone = format!("http://{}/", free_address());
    let database = postgres::database();
    let with = |database: Option<String>, url: String| {
        move |config: &mut Config| {
            hooked(config, url.clone());
            if let Some(database) = &database {
                config.database = Secret::new(database.clone());
            }
        }
    };
    for database in [None, Some(database)] {
        let before = hook.seen().len();
        let first = prepared(with(database.clone(), gone.clone()));
        let now = Timestamp::now();
        for key in 0..5 {
            let sender = Owner { subject: "op".to_owned(), ..Owner::default() };
            let form = Form { key: key.to_string(), ..form(Audience::Everyone) };
            let sent = Sent { form, sender, copies: Copies::default() };
            wait_for(send(&first.state, sent, now)).unwrap();
        }
        assert_eq!((delivered(&first.state, now), counts(&first.state)), (0, [5, 0, 0]));
        let second = again(&first, with(database, url.clone()));
        // Four nodes look at once, and each notice goes out by one of them.
        let later = now + 1.hour();
        let taken: usize = std::thread::scope(|scope| {
            let look = || (0..10).map(|_| delivered(&second.state, later)).sum::<usize>();
            let looking: Vec<_> = (0..4).map(|_| scope.spawn(look)).collect();
            looking.into_iter().map(|one| one.join().unwrap()).sum()
        });
        assert_eq!((taken, counts(&second.state)), (5, [0, 5, 0]));
        let mut ids: Vec<String> = hook
            .seen()
            .split_off(before)
            .iter()
            .map(|post| post.header("wenshui-id").to_owned())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), hook.seen().len() - before), (5, 5));
    }
}

#[test]
fn whoever_is_out_of_service_for_a_week_is_given_up() {
    let hook = webhook();
    let url = format!("http://127.0.0.1:{}/", hook.address.port());
    let Prepared { state, .. } = &prepared(|config| hooked(config, url));
    let now = Timestamp::now();
    hook.reply(&[500; 2]);
    sent(state, (Audience::Everyone, Copies::default()), now);
    let almost = now + (7 * 24 - 1).hours();
    assert_eq!((delivered(state, almost), counts(state)), (0, [1, 0, 0]));
    assert_eq!((delivered(state, almost + 1.hour()), counts(state)), (0, [0, 0, 1]));
}

fn mailing(config: &mut Config, port: u16) {
    config.notifying.mail_url = Some(Secret::new(format!("smtp://127.0.0.1:{port}")));
    config.notifying.mail_from = Some("问税 <desk@tax.example.cn>".to_owned());
    config.notifying.mail_centers.insert("east".to_owned(), "east@tax.example.cn".to_owned());
}

#[test]
fn a_letter_is_handed_over_and_an_address_that_is_none_is_given_up() {
    let server = mail_server();
    on_both(
        |config| mailing(config, server.address.port()),
        |Prepared { state, .. }| {
            let (before, now) = (server.seen().len(), Timestamp::now());
            let copies = |address: &str| Copies { mail: vec![address.to_owned()], sms: Vec::new() };
            server.reply(&[451]);
            let posted = sent(state, (Audience::Center("east".to_owned()), Copies::default()), now);
            assert_eq!((delivered(state, now), counts(state)), (0, [1, 0, 0]));
            assert_eq!((delivered(state, now + 2.seconds()), counts(state)), (1, [0, 1, 0]));
            let letters = server.seen().split_off(before);
            let [letter] = letters.as_slice() else { panic!("{letters:#?}") };
            for line in [
                "To: east@tax.example.cn",
                "<desk@tax.example.cn>",
                "Subject: =?utf-8?b?57qi5Yip6LSm5Y2V?=",
                "Content-Type: text/plain; charset=utf-8",
                &format!("Message-ID: <{}-", posted.row.id),
            ] {
                assert!(letter.contains(line), "{line}\n{letter}");
            }
            server.reply(&[550]);
            let sender = Owner { subject: "other".to_owned(), ..Owner::default() };
            let form = form(Audience::Everyone);
            let nobody = Sent { form, sender, copies: copies("nobody@tax.example.cn") };
            wait_for(send(state, nobody, now)).unwrap();
            assert_eq!((delivered(state, now), counts(state)), (0, [0, 1, 1]));
        },
    );
}

#[test]
fn o_18_a_reply_is_told_by_a_short_text_once() {
    let hook = webhook();
    let url = format!("http://127.0.0.1:{}/sms", hook.address.port());
    let change = |config: &mut Config| {
        hooked(config, String::new());
        config.notifying.webhook_url = None;
        config.notifying.sms_url = Some(url.clone());
    };
    on_both(change, |Prepared { state, .. }| {
        let (before, now) = (hook.seen().len(), Timestamp::now());
        let profile = &state.desk.profile;
        let draft = Draft {
            center: "east".to_owned(),
            note_type: profile.note.types[0].clone(),
            content: "请问".repeat(50),
            remind: Some(true),
            channel: Some(Channel::Sms),
            mobile: Some("13400003624".to_owned()),
            attachments: Vec::new(),
        };
        let note = Note::submit(draft, &Moment { now, profile }).unwrap().state;
        let matter = Matter {
            kind: "note".to_owned(),
            id: "n".to_owned(),
            number: "2026112700001".to_owned(),
            client_id: None,
            origin: String::new(),
            version: 1,
            owner: Owner { subject: "li".to_owned(), ..Owner::default() },
            handler: String::new(),
            filed: FiledAs::default(),
            due_at: None,
            created_at: 0,
            updated_at: 0,
            body: serde_json::to_string(&note).unwrap(),
        };
        let owed = Owed {
            id: "owed".to_owned(),
            kind: "note".to_owned(),
            matter_id: "n".to_owned(),
            effect: Effect::Sms(To::Owner, Told::NoteReplied),
            before: String::new(),
            after: String::new(),
            tries: 0,
            created_at: 0,
        };
        for _ in 0..2 {
            wait_for(text(state, (&matter, &owed), (Told::NoteReplied, now))).unwrap();
            delivered(state, now);
        }
        let posts = hook.seen().split_off(before);
        let [post] = posts.as_slice() else { panic!("{posts:#?}") };
        let told: Value = serde_json::from_str(&post.body).unwrap();
        assert_eq!((&told["to"], &told["id"]), (&json!("13400003624"), &json!("owed")));
        let words = "您的留言（编号 2026112700001）已有回复，请查看。";
        assert_eq!((&told["text"], counts(state)), (&json!(words), [0, 1, 0]));
    });
}

#[test]
fn ways_out_are_refused_that_could_not_be_trusted_and_no_password_is_told() {
    let refused = |config: &Notifying| {
        let opened = Outlets::open(config);
        opened.err().unwrap_or_else(|| panic!("{config:?} is taken")).to_string()
    };
    let url = Some("https://x.cn".to_owned());
    let secret = |text: &str| Some(Secret::new(text.to_owned()));
    let none = Notifying { webhook_url: url.clone(), ..Notifying::default() };
    assert!(refused(&none).contains("notify_secret"));
    let short = Notifying { webhook_url: url, secret: secret("short"), ..Notifying::default() };
    assert!(refused(&short).contains("32 bytes"));
    let mail = |mail_url: &str, from: Option<&str>| Notifying {
        mail_url: secret(mail_url),
        mail_from: from.map(str::to_owned),
        ..Notifying::default()
    };
    assert!(refused(&mail("smtp://x.cn", None)).contains("notify_mail_from"));
    assert!(refused(&mail("smtp://x.cn", Some("nobody"))).contains("nobody"));
    let wrong = refused(&mail("http://u:geheim@x.cn", Some("a@x.cn")));
    assert!(wrong.contains("notify_mail_url") && !wrong.contains("geheim"), "{wrong}");
}
