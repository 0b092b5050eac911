//! Links to answers, and rows: what the service says of itself.

use serde_json::{Value, json};
use wenshui_api::clock::now_ms;

use crate::support::contract::problem;
use crate::support::databases::{on_both, on_both_with};
use crate::support::http::{Reply, Request};
use crate::support::served::{self, Served};
use crate::support::tokens::{bearer, believe};

const DISCLAIMER: &str = "互动结果仅供参考，具体以法律法规及相关规定为准。";

fn share(served: &Served, answer_id: &Value, token: Option<&str>) -> Reply {
    let target = format!("/v1/answers/{}/share", answer_id.as_str().unwrap());
    let request = Request::new("POST", &target);
    served.send(&match token {
        Some(token) => request.with("authorization", token),
        None => request,
    })
}

#[test]
fn a_shared_answer_says_nothing_of_who_asked_or_how() {
    on_both_with(believe, |served| {
        let own = bearer("one", &json!({}));
        let question = "我叫王小明，想问征收率是多少？";
        let body = json!({"question": question}).to_string();
        let asked = Request::post("/v1/answers", body.as_bytes()).with("authorization", &own);
        let asked = served.send(&asked).json();
        let exact =
            json!({"question": "征收率是多少？", "conversation_id": asked["conversation_id"]});
        let exact = exact.to_string();
        let answer = served
            .send(&Request::post("/v1/answers", exact.as_bytes()).with("authorization", &own))
            .json();
        assert_eq!(answer["decision"], "answer");
        let link = share(served, &answer["answer_id"], Some(&own)).json();
        let url = link["url"].as_str().unwrap();
        assert_eq!(url, format!("/v1/shared/{}", link["token"].as_str().unwrap()));
        let read = served.get(url);
        let shared = read.json();
        assert_eq!(
            (&shared["id"], &shared["question"]),
            (&json!("rate-new"), &json!("征收率是多少？"))
        );
        assert_eq!(shared["blocks"], answer["answer"]["blocks"]);
        assert_eq!(shared["basis"], answer["answer"]["basis"]);
        assert_eq!(shared["disclaimer"], DISCLAIMER);
        assert_eq!(shared["expires_at"], link["expires_at"]);
        assert_eq!(read.header("x-robots-tag"), Some("noindex"));
        let text = read.text();
        for private in [
            "王小明",
            "one",
            answer["conversation_id"].as_str().unwrap(),
            answer["answer_id"].as_str().unwrap(),
        ] {
            assert!(!text.contains(private), "{private}: {text}");
        }
        let other = share(served, &answer["answer_id"], Some(&bearer("two", &json!({}))));
        assert_eq!(problem(&other).code, "unknown_answer");
        assert_eq!(problem(&share(served, &answer["answer_id"], None)).code, "unknown_answer");
    });
}

#[test]
fn a_link_ends_with_its_time_and_with_its_answer() {
    on_both(|served| {
        let answer = served.answer(&json!({"question": "征收率是多少？"}));
        let id = answer["answer_id"].as_str().unwrap();
        let link = share(served, &answer["answer_id"], None).json();
        let url = link["url"].as_str().unwrap();
        let days = (served.state.config.serving.share_days, 30);
        assert_eq!(days.0, days.1);
        let exp = served.state.identity.shared(link["token"].as_str().unwrap()).unwrap().1;
        let left = exp - now_ms() / 1000;
        assert!((30 * 86_400 - 60..=30 * 86_400).contains(&left), "{left}");
        let old = served.state.identity.share(id, now_ms() / 1000 - 1).unwrap();
        let ended = served.get(&format!("/v1/shared/{old}"));
        assert_eq!((ended.status, problem(&ended).code.as_str()), (410, "share_expired"));
        assert_eq!(served.get(url).status, 200);
        let talk = answer["conversation_id"].as_str().unwrap();
        let erase = format!("/v1/me?conversation_id={talk}");
        assert_eq!(served.send(&Request::new("DELETE", &erase)).status, 200);
        let gone = served.get(url);
        assert_eq!((gone.status, problem(&gone).code.as_str()), (410, "share_gone"));
    });
}

/// A link opens one answer; a token opens no link and a link stands for nobody.
#[test]
fn links_and_tokens_are_not_each_other() {
    let served = Served::small(believe);
    let answer = served.answer(&json!({"question": "征收率是多少？"}));
    let link = share(&served, &answer["answer_id"], None).json();
    let token = link["token"].as_str().unwrap();
    let mut forged = token.to_owned();
    let last = forged.pop().unwrap();
    // The last character but one carries bits of the signature whatever the last one is.
    let swapped = if forged.pop() == Some('A') { 'B' } else { 'A' };
    forged.extend([swapped, last]);
    let host = bearer("one", &json!({}));
    let host = host.trim_start_matches("Bearer ");
    for none in [forged.as_str(), host, "x", "%E7%A8%8E"] {
        let reply = served.get(&format!("/v1/shared/{none}"));
        assert_eq!((reply.status, problem(&reply).code.as_str()), (404, "unknown_share"), "{none}");
    }
    let bearer = format!("Bearer {token}");
    let favorites = served.send(&Request::get("/v1/favorites").with("authorization", &bearer));
    assert_eq!(problem(&favorites).code, "bad_token");
}

#[test]
fn prompts_cannot_be_shared() {
    let served = served::small();
    let prompt = served.answer(&json!({"question": "xyzzy"}));
    assert_eq!(problem(&share(served, &prompt["answer_id"], None)).code, "no_share_of_prompts");
    assert_eq!(problem(&share(served, &json!("nowhere"), None)).code, "unknown_answer");
    let public =
        Served::small(|config| config.serving.public_url = "https://ask.example.cn/".to_owned());
    let answer = public.answer(&json!({"question": "征收率是多少？"}));
    let url = share(&public, &answer["answer_id"], None).json()["url"].clone();
    assert!(url.as_str().unwrap().starts_with("https://ask.example.cn/v1/shared/"), "{url}");
}

#[test]
fn a_06_the_greeting_is_that_of_the_guides_and_the_ps_the_operators() {
    let said = served::small().get("/v1/service").json();
    let greeting = "您好，我是税务虚拟员工悦悦，很高兴为您服务，请问有什么可以帮您？";
    assert_eq!((&said["greeting"], &said["ps"]), (&json!(greeting), &Value::Null));
    let served = Served::small(|config| {
        let path = config.data.join("service.toml");
        let text = include_str!("../../data/service.toml");
        let text = text.replace("name = \"悦悦\"", "name = \"小税\"");
        let ps = "暂无可受理运营中心，请联系管理员配置";
        std::fs::write(&path, text.replace("ps = \"\"", &format!("ps = \"{ps}\""))).unwrap();
        config.serving.service = Some(path);
    });
    let said = served.get("/v1/service").json();
    assert!(said["greeting"].as_str().unwrap().contains("小税"), "{said}");
    assert_eq!(said["ps"], "暂无可受理运营中心，请联系管理员配置");
}

#[test]
fn a_05_a_08_disclaimer_hours_and_limits_are_said() {
    let said = served::small().get("/v1/service").json();
    assert_eq!(said["disclaimer"], DISCLAIMER);
    assert!(said["hours"]["answers"].as_str().unwrap().contains("7×24"));
    assert!(said["hours"]["people"].as_str().unwrap().contains("工作时间"));
    assert_eq!(said["question_chars_max"], 300);
    assert_eq!(said["attachments"]["bytes_below"], 10 << 20);
    let kinds = &said["attachments"]["kinds"];
    let count = |kind: &str| kinds[kind].as_array().unwrap().len();
    assert_eq!((count("image"), count("file")), (17, 9));
}
