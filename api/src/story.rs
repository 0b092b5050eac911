//! What has happened in a demonstration before anybody looks: requests of its people, told from data and
//! sent through the routes, once.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use anyhow::Context as _;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use jiff::Span;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::clock;
use crate::demo::Demo;
use crate::desk::time::tick;
use crate::server::router;
use crate::state::AppState;
use crate::store::notice::Sought;

/// More than any of the routes answers.
const REPLY_BYTES_MAX: usize = 1 << 20;
/// What stands in the place of an id or of a moment begins with this.
const MARK: char = '$';

/// What happened, in its order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    /// The system of the notice that is sent last: where there is one of it, all was told before.
    told_by: String,
    #[serde(rename = "step")]
    steps: Vec<Step>,
}

/// What somebody did.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Their id in the demonstration.
    who: String,
    #[serde(default = "post")]
    method: String,
    path: String,
    /// By what name later steps call the id of what was made.
    keep: Option<String>,
    #[serde(default)]
    body: Value,
}

/// What the steps so far have left.
struct Teller<'a> {
    state: &'a AppState,
    demo: &'a Demo,
    router: Router,
    today: Date,
    kept: BTreeMap<String, String>,
}

fn post() -> String {
    "POST".to_owned()
}

/// Tells the story where the server shows itself and it was not told before; gives how many of its
/// steps were not possible, as with other knowledge, which is no reason not to serve.
///
/// # Errors
/// When the database or the story cannot be used.
pub async fn tell(state: &AppState) -> anyhow::Result<usize> {
    let Some(demo) = &state.demo else {
        return Ok(0);
    };
    let story: Story = toml::from_str(include_str!("../data/demo_story.toml"))?;
    let last = Sought { system: story.told_by, page: (0, 1), ..Sought::default() };
    if state.store.db.notices(&last).await?.0 > 0 {
        return Ok(0);
    }
    let (router, today) = (router(state.clone()), clock::today());
    let mut teller = Teller { state, demo, router, today, kept: BTreeMap::new() };
    let mut impossible = 0;
    for step in story.steps {
        let path = step.path.clone();
        if let Err(error) = teller.go_on(step).await {
            tracing::warn!(path, %error, "a step of the demonstration was not possible");
            impossible += 1;
        }
    }
    tracing::info!(impossible, "the demonstration has its story");
    Ok(impossible)
}

impl Teller<'_> {
    async fn go_on(&mut self, mut step: Step) -> anyhow::Result<()> {
        self.fill(&mut step.body)?;
        let path: anyhow::Result<Vec<String>> =
            step.path.split('/').map(|part| self.filled(part)).collect();
        let person = self.demo.person(&step.who).context("there is no such person")?;
        let (token, _) = self.state.identity.token(person.claims(clock::now_ms()))?;
        let request = Request::builder()
            .method(Method::try_from(step.method.as_str())?)
            .uri(path?.join("/"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .extension(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))))
            .body(Body::from(step.body.to_string()))?;
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), REPLY_BYTES_MAX).await?;
        anyhow::ensure!(status.is_success(), "{status} {}", String::from_utf8_lossy(&bytes));
        if let Some(name) = step.keep {
            let made: Value = serde_json::from_slice(&bytes)?;
            let id = made["id"].as_str().context("what was made has no id")?;
            self.kept.insert(name, id.to_owned());
        }
        // What a step brings with it, such as a survey that opens, is there for the next one.
        tick(self.state, clock::now()).await.map_err(|error| anyhow::anyhow!("{}", error.code))?;
        Ok(())
    }

    /// Fills every text of a body.
    fn fill(&self, value: &mut Value) -> anyhow::Result<()> {
        match value {
            Value::String(text) => *text = self.filled(text)?,
            Value::Array(items) => items.iter_mut().try_for_each(|item| self.fill(item))?,
            Value::Object(fields) => fields.values_mut().try_for_each(|item| self.fill(item))?,
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        Ok(())
    }

    /// A text, or what stands for it: `$NAME` is the id that was kept by that name, `$+2d 10:00` a
    /// moment in Shanghai, so many days from today.
    fn filled(&self, text: &str) -> anyhow::Result<String> {
        let Some(name) = text.strip_prefix(MARK) else {
            return Ok(text.to_owned());
        };
        if let Some((days, time)) = name.split_once("d ") {
            let day = self.today.checked_add(Span::new().try_days(days.parse::<i64>()?)?)?;
            return Ok(format!("{day}T{time}:00+08:00"));
        }
        self.kept.get(name).cloned().with_context(|| format!("nothing was kept as {name}"))
    }
}
