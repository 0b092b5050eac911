//! The ways out of the house that are there.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use serde_json::json;

use crate::config::notifying::Notifying;
use crate::config::secret::SECRET_BYTES_MIN;
use crate::hook::Hook;
use crate::outgoing::failed::Failed;
use crate::outgoing::mail::{self, Letter, Mailer};
use crate::store::outgoing::{Outgoing, Way};

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
    ///
    /// # Errors
    /// Why it was not taken.
    pub async fn try_once(&self, one: &Outgoing) -> Result<(), Failed> {
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
