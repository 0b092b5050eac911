//! What goes out of the house: by a webhook, by mail, by short text. It is tried until it is taken, by
//! whichever node looks first, so that neither a restart nor an outage of the other side loses anything;
//! its key tells the other side what comes again.

pub mod backoff;
pub mod mail;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::time::MissedTickBehavior;

use crate::clock;
use crate::config::SECRET_BYTES_MIN;
use crate::config::notifying::Notifying;
use crate::error::ApiError;
use crate::hook::Hook;
use crate::outgoing::backoff::{is_hopeless, wait};
use crate::outgoing::mail::{Letter, Mailer};
use crate::state::AppState;
use crate::store::outgoing::{Outgoing, Tried, Way};

/// How often is looked.
const ROUND: Duration = Duration::from_secs(1);
/// How much one look takes.
const LOOK_MAX: i64 = 100;
/// How long a try may be unheard of before another one is made; longer than any try takes.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// The ways out that are there.
#[derive(Default)]
pub struct Outlets {
    /// What is told every notice.
    pub webhook: Option<Hook>,
    /// What sends short texts.
    pub sms: Option<Hook>,
    /// What takes mail.
    pub mail: Option<Mailer>,
    /// Addresses by the id of an operating center.
    pub mail_centers: BTreeMap<String, String>,
}

/// Why something was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// Another try may succeed.
    Later(String),
    /// It never will.
    Never(String),
}

impl Outlets {
    /// The ways out of a configuration.
    ///
    /// # Errors
    /// When an address is not usable, or a webhook has no secret.
    pub fn open(config: &Notifying) -> anyhow::Result<Self> {
        let secret = config.secret.as_ref();
        ensure!(
            secret.is_none_or(|secret| secret.bytes().len() >= SECRET_BYTES_MIN),
            "notify_secret has fewer than {SECRET_BYTES_MIN} bytes"
        );
        let open = |url: &String| {
            let secret = secret.context("a webhook needs notify_secret")?;
            Hook::open(url, secret.clone())
        };
        let hook = |url: &Option<String>| url.as_ref().map(open).transpose();
        let mail = config.mail_url.as_ref();
        let mail = mail.map(|url| Mailer::open(url, config.mail_from.as_deref())).transpose()?;
        for address in config.mail_centers.values() {
            ensure!(mail::is_address(address), "`{address}` is no mail address");
        }
        Ok(Self {
            webhook: hook(&config.webhook_url)?,
            sms: hook(&config.sms_url)?,
            mail,
            mail_centers: config.mail_centers.clone(),
        })
    }

    /// Whether there is a way.
    pub fn has(&self, way: Way) -> bool {
        match way {
            Way::Webhook => self.webhook.is_some(),
            Way::Mail => self.mail.is_some(),
            Way::Sms => self.sms.is_some(),
        }
    }

    /// One try.
    async fn try_once(&self, one: &Outgoing) -> Result<(), Failed> {
        let none = || Failed::Later("the configuration has no such way now".to_owned());
        match one.way {
            Way::Webhook => {
                post(self.webhook.as_ref().ok_or_else(none)?, (&one.key, one.body.clone())).await
            }
            Way::Sms => {
                let text = json!({"id": one.key, "to": one.address, "text": one.body});
                post(self.sms.as_ref().ok_or_else(none)?, (&one.key, text.to_string())).await
            }
            Way::Mail => {
                let letter = Letter::read(one)?;
                self.mail.as_ref().ok_or_else(none)?.send(&letter).await
            }
        }
    }
}

/// Posts something. Whatever is answered but success may be answered otherwise once whoever runs the
/// other side has looked at it.
async fn post(hook: &Hook, (key, body): (&str, String)) -> Result<(), Failed> {
    let told = hook.tell(key, body).await;
    told.map(drop).map_err(|error| Failed::Later(error.to_string()))
}

/// Delivers what is due, second by second; never returns.
pub async fn run(state: AppState) {
    let mut rounds = tokio::time::interval(ROUND);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = deliver(&state, clock::now()).await {
            tracing::error!(
                error.code = error.code,
                error.cause = error.log.as_deref(),
                "what goes out could not be looked at; the next second tries again"
            );
        }
    }
}

/// Tries everything that is due at a moment once; gives how much was delivered.
///
/// # Errors
/// When the database fails.
pub async fn deliver(state: &AppState, now: Timestamp) -> Result<usize, ApiError> {
    let due = state.store.db.due_outgoing(now.as_millisecond(), LOOK_MAX).await?;
    let by = |way| deliver_by(state, (way, &due), now);
    let (hooked, mailed, texted) = tokio::join!(by(Way::Webhook), by(Way::Mail), by(Way::Sms));
    Ok(hooked? + mailed? + texted?)
}

/// The same by one way. Where one is not taken the others wait for the next look: whoever is out of
/// service is not kept waiting for, a time-out after the other.
async fn deliver_by(
    state: &AppState,
    (way, due): (Way, &[Outgoing]),
    now: Timestamp,
) -> Result<usize, ApiError> {
    let db = &state.store.db;
    let (at, lease) = (now.as_millisecond(), (now + LEASE).as_millisecond());
    let mut delivered = 0;
    for one in due.iter().filter(|one| one.way == way) {
        if !db.claim_outgoing(one, (at, lease)).await? {
            continue;
        }
        match state.outlets.try_once(one).await {
            Ok(()) => {
                db.note_tried(&one.id, &Tried::Delivered, at).await?;
                delivered += 1;
            }
            Err(failed) => {
                let is_out = matches!(failed, Failed::Later(_));
                note(state, (one, failed), now).await?;
                if is_out {
                    break;
                }
            }
        }
    }
    Ok(delivered)
}

async fn note(
    state: &AppState,
    (one, failed): (&Outgoing, Failed),
    now: Timestamp,
) -> Result<(), ApiError> {
    let (way, tries) = (one.way.name(), one.tries + 1);
    let tried = match failed {
        Failed::Later(why) if !is_hopeless(one.created_at, now) => {
            tracing::warn!(
                way,
                key = one.key,
                tries,
                error.cause = why,
                "it was not taken; it is tried again"
            );
            Tried::Later(why, (now + wait(tries)).as_millisecond())
        }
        Failed::Later(why) | Failed::Never(why) => {
            tracing::error!(
                way,
                key = one.key,
                tries,
                error.cause = why,
                "it was not taken and is given up"
            );
            Tried::GivenUp(why)
        }
    };
    Ok(state.store.db.note_tried(&one.id, &tried, now.as_millisecond()).await?)
}
