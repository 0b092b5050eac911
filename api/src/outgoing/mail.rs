//! Mail: a letter in plain text, handed to one server.

use std::time::Duration;

use anyhow::Context as _;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::transport::smtp::response::Severity;
use lettre::{Address, AsyncTransport as _, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

use crate::config::secret::Secret;
use crate::outgoing::failed::Failed;
use crate::store::outgoing::Outgoing;

/// How long the server may take for a word.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The server that takes mail.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// What a letter says, as it waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    to: Address,
    /// What tells a letter that comes again.
    key: String,
    words: Words,
}

/// Whether a text is a mail address.
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

impl Letter {
    /// The letter that waits.
    ///
    /// # Errors
    /// When its address or its words are none.
    pub fn read(one: &Outgoing) -> Result<Self, Failed> {
        let never = |error: &dyn std::fmt::Display| Failed::Never(error.to_string());
        let to = one.address.parse().map_err(|error| never(&error))?;
        let words = serde_json::from_str(&one.body).map_err(|error| never(&error))?;
        Ok(Self { to, key: one.key.clone(), words })
    }
}

impl Mailer {
    /// The server behind an address, and who mail is from.
    ///
    /// # Errors
    /// When either is none.
    pub fn open(url: &Secret, from: Option<&str>) -> anyhow::Result<Self> {
        let from = from.context("mail needs notify_mail_from")?;
        let from = from.parse().with_context(|| format!("`{from}` is no mail address"))?;
        // The address may hold a password, so that no error may repeat it.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.text());
        let transport = transport.map_err(|_| anyhow::anyhow!("notify_mail_url is not usable"))?;
        Ok(Self { transport: transport.timeout(Some(TIMEOUT)).build(), from })
    }

    /// Hands a letter over.
    ///
    /// # Errors
    /// Why it was not taken; never where the server does not know the address.
    pub async fn send(&self, letter: &Letter) -> Result<(), Failed> {
        let domain = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, letter.to.clone()))
            .subject(&letter.words.subject)
            .message_id(Some(format!("<{}@{domain}>", letter.key)))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.words.text.clone());
        let message = message.map_err(|error| Failed::Never(error.to_string()))?;
        let sent = self.transport.send(message).await;
        sent.map(drop).map_err(|error| {
            // What a server answers may repeat the address, which is nothing for a log.
            let words = match error.status() {
                Some(code) => format!("the mail server answered {code}"),
                None => "the mail server cannot be reached or understood".to_owned(),
            };
            // 550 to 553 are about the address; whatever else is refused for good, such as a password,
            // somebody can put right.
            let about_address = error.status().is_some_and(|code| {
                code.severity == Severity::PermanentNegativeCompletion
                    && (550..=553).contains(&u16::from(code))
            });
            if about_address { Failed::Never(words) } else { Failed::Later(words) }
        })
    }
}
