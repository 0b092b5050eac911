//! A scripted dialogue: what one person says and clicks in one conversation.

use serde_json::{Value, json};

use crate::support::http::{Reply, Request};
use crate::support::served::Served;

/// A conversation and the person in it.
pub(crate) struct Dialogue<'a> {
    served: &'a Served,
    token: Option<String>,
    pub(crate) id: String,
    /// The last answer.
    pub(crate) reply: Value,
}

impl<'a> Dialogue<'a> {
    /// Somebody without a token opens the window.
    pub(crate) fn begin(served: &'a Served) -> Self {
        Self::begin_as(served, (None, &json!({})))
    }

    /// Somebody opens the window, with a token or none, and with what the page knows.
    pub(crate) fn begin_as(served: &'a Served, (token, body): (Option<String>, &Value)) -> Self {
        let mut dialogue = Self { served, token, id: String::new(), reply: Value::Null };
        let begun = dialogue.request(("POST", "/v1/conversations"), body);
        assert_eq!(begun.status, 201, "{}", begun.text());
        begun.json()["id"].as_str().expect("an id").clone_into(&mut dialogue.id);
        dialogue
    }

    /// Types something and sends it.
    pub(crate) fn say(&mut self, text: &str) -> Value {
        self.send(&json!({"question": text}))
    }

    /// Sends a turn of any kind.
    pub(crate) fn send(&mut self, turn: &Value) -> Value {
        let reply = self.try_send(turn);
        assert_eq!(reply.status, 200, "{turn}: {}", reply.text());
        self.reply = reply.json();
        self.reply.clone()
    }

    /// Sends a turn that may be refused.
    pub(crate) fn try_send(&self, turn: &Value) -> Reply {
        let mut body = json!({"conversation_id": self.id});
        body.as_object_mut().unwrap().extend(turn.as_object().expect("a turn").clone());
        self.request(("POST", "/v1/answers"), &body)
    }

    /// Clicks the option with this place, as a page does: its words are the person's text.
    pub(crate) fn click(&mut self, at: usize) -> Value {
        let option = self.reply["clarification"]["options"][at].clone();
        assert!(option.is_object(), "no option {at}: {}", self.reply);
        let turn = json!({"option": option["id"], "question": option["label"], "source": "option"});
        self.send(&turn)
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.request(("GET", target), &Value::Null)
    }

    pub(crate) fn put(&self, target: &str, body: &Value) -> Reply {
        self.request(("PUT", target), body)
    }

    pub(crate) fn delete(&self, target: &str) -> Reply {
        self.request(("DELETE", target), &Value::Null)
    }

    /// The conversation as it is now.
    pub(crate) fn shown(&self) -> Value {
        self.get(&format!("/v1/conversations/{}", self.id)).json()
    }

    /// The whole conversation, oldest turn first, loaded page by page.
    pub(crate) fn history(&self, limit: usize) -> Vec<Value> {
        let mut turns = Vec::new();
        let mut more = String::new();
        loop {
            let target = format!("/v1/conversations/{}/turns?limit={limit}{more}", self.id);
            let page = self.get(&target).json();
            turns.extend(page["items"].as_array().expect("a page").clone());
            let Some(before) = page["next_before"].as_i64() else {
                turns.reverse();
                return turns;
            };
            more = format!("&before={before}");
        }
    }

    fn request(&self, (method, target): (&str, &str), body: &Value) -> Reply {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut request = match body.as_str() {
            "" => Request::new(method, target),
            body => Request { method, ..Request::post(target, body.as_bytes()) },
        };
        if let Some(token) = &self.token {
            request = request.with("authorization", token);
        }
        self.served.send(&request)
    }
}
