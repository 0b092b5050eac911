//! The configuration file as it is written; what is missing in it is told by the defaults.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

use crate::attachment::DEFAULT_PROFILE;
use crate::config::jobs::JobsConfig;
use crate::config::keeping::Keeping;
use crate::config::nats::NatsFile;
use crate::config::notifying::Notifying;
use crate::config::secret::{SECRET_BYTES_MIN, Secret};
use crate::config::serving::Serving;
use crate::config::speaking::SpeakingFile;
use crate::config::tokens::{JwksConfig, TokenConfig};
use crate::config::transcription::TranscriptionFile;

/// The configuration file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) listen: Option<SocketAddr>,
    pub(super) data: Option<PathBuf>,
    pub(super) kb: Option<PathBuf>,
    pub(super) settings: Option<PathBuf>,
    pub(super) encoder: Option<PathBuf>,
    pub(super) cross_encoder: Option<PathBuf>,
    pub(super) screen: Option<PathBuf>,
    pub(super) concepts: Option<PathBuf>,
    pub(super) requests_per_minute: Option<NonZeroU32>,
    pub(super) in_flight_max: Option<NonZeroUsize>,
    pub(super) connections_max: Option<NonZeroUsize>,
    pub(super) trusted_callers: Option<Vec<IpAddr>>,
    pub(super) database: Option<Secret>,
    pub(super) nats: Option<Secret>,
    pub(super) nats_credentials: Option<PathBuf>,
    pub(super) nats_ca: Option<PathBuf>,
    pub(super) nats_replicas: Option<usize>,
    pub(super) anonymous_requests_per_minute: Option<NonZeroU32>,
    pub(super) streams_max: Option<NonZeroUsize>,
    pub(super) stream_minutes: Option<u16>,
    pub(super) shortcuts: Option<PathBuf>,
    pub(super) interest: Option<PathBuf>,
    pub(super) interest_period_minutes: Option<NonZeroU32>,
    pub(super) allowed_origins: Option<Vec<String>>,
    pub(super) hosts: Option<Vec<String>>,
    pub(super) token_secret: Option<Secret>,
    pub(super) token_keys: Option<Vec<PathBuf>>,
    pub(super) token_jwks_url: Option<String>,
    pub(super) token_jwks_ca: Option<PathBuf>,
    pub(super) token_jwks_minutes: Option<NonZeroU32>,
    pub(super) token_issuer: Option<String>,
    pub(super) token_audience: Option<String>,
    pub(super) token_own_key: Option<PathBuf>,
    pub(super) staff_token_hours: Option<NonZeroU32>,
    pub(super) keep_conversations_days: Option<u32>,
    pub(super) keep_interceptions_days: Option<u32>,
    pub(super) keep_counts_days: Option<u32>,
    pub(super) keep_matters_days: Option<u32>,
    pub(super) keep_jobs_days: Option<u32>,
    pub(super) job_workers: Option<usize>,
    pub(super) job_queue_max: Option<u32>,
    pub(super) service: Option<PathBuf>,
    pub(super) signals: Option<PathBuf>,
    pub(super) calendars: Option<PathBuf>,
    pub(super) centers: Option<PathBuf>,
    pub(super) rights: Option<PathBuf>,
    pub(super) desk_profile: Option<PathBuf>,
    pub(super) attachments: Option<String>,
    pub(super) attachments_profile: Option<String>,
    pub(super) share_days: Option<NonZeroU32>,
    pub(super) public_url: Option<String>,
    pub(super) keep_notices_days: Option<u32>,
    pub(super) notify_webhook_url: Option<String>,
    pub(super) notify_sms_url: Option<String>,
    pub(super) notify_secret: Option<Secret>,
    pub(super) notify_mail_url: Option<Secret>,
    pub(super) notify_mail_from: Option<String>,
    pub(super) notify_mail_centers: Option<BTreeMap<String, String>>,
    pub(super) backend_url: Option<String>,
    pub(super) stun_urls: Option<Vec<String>>,
    pub(super) turn_urls: Option<Vec<String>>,
    pub(super) dialler_url: Option<String>,
    pub(super) transcription: TranscriptionFile,
    pub(super) speech_voice: SpeakingFile,
}

impl File {
    /// How long things are kept.
    pub(super) fn keeping(&self) -> Keeping {
        Keeping {
            conversations_days: self.keep_conversations_days.unwrap_or(365),
            interceptions_days: self.keep_interceptions_days.unwrap_or(180),
            counts_days: self.keep_counts_days.unwrap_or(730),
            notices_days: self.keep_notices_days.unwrap_or(730),
            matters_days: self.keep_matters_days.unwrap_or(1095),
            jobs_days: self.keep_jobs_days.unwrap_or(30),
        }
    }

    /// How much long work is taken.
    pub(super) fn jobs(&self) -> JobsConfig {
        JobsConfig {
            workers: self.job_workers.unwrap_or(1),
            queue_max: self.job_queue_max.unwrap_or(20),
        }
    }

    /// Takes out what is said and taken beside answers.
    pub(super) fn serving(&mut self, data: &Path) -> Serving {
        Serving {
            service: self.service.take(),
            signals: self.signals.take(),
            calendars: self.calendars.take(),
            centers: self.centers.take(),
            rights: self.rights.take(),
            desk_profile: self.desk_profile.take(),
            attachments: self
                .attachments
                .take()
                .unwrap_or_else(|| data.join("attachments").display().to_string()),
            profile: self.attachments_profile.take().unwrap_or_else(|| DEFAULT_PROFILE.to_owned()),
            share_days: self.share_days.take().map_or(30, NonZeroU32::get),
            public_url: self.public_url.take().unwrap_or_default(),
        }
    }

    /// Takes out which tokens are believed.
    ///
    /// # Errors
    /// When the secret is too short.
    pub(super) fn tokens(&mut self, data: &Path) -> anyhow::Result<TokenConfig> {
        let secret = variable("WENSHUI_TOKEN_SECRET").or(self.token_secret.take());
        anyhow::ensure!(
            secret.as_ref().is_none_or(|secret| secret.bytes().len() >= SECRET_BYTES_MIN),
            "token_secret has fewer than {SECRET_BYTES_MIN} bytes"
        );
        Ok(TokenConfig {
            secret,
            keys: self.token_keys.take().unwrap_or_default(),
            jwks: self.token_jwks_url.take().map(|url| JwksConfig {
                url,
                authority: self.token_jwks_ca.take(),
                every_minutes: self.token_jwks_minutes.map_or(10, NonZeroU32::get),
            }),
            issuer: self.token_issuer.take(),
            audience: self.token_audience.take(),
            own_key: self.token_own_key.take().unwrap_or_else(|| data.join("token.key")),
            staff_hours: self.staff_token_hours.map_or(8, NonZeroU32::get),
        })
    }

    /// Takes out how NATS is reached.
    pub(super) fn nats(&mut self) -> NatsFile {
        NatsFile {
            urls: self.nats.take(),
            credentials: self.nats_credentials.take(),
            authority: self.nats_ca.take(),
            replicas: self.nats_replicas,
        }
    }

    /// Takes out where notices go.
    pub(super) fn notifying(&mut self) -> Notifying {
        Notifying {
            webhook_url: self.notify_webhook_url.take(),
            sms_url: self.notify_sms_url.take(),
            secret: variable("WENSHUI_NOTIFY_SECRET").or(self.notify_secret.take()),
            mail_url: variable("WENSHUI_NOTIFY_MAIL_URL").or(self.notify_mail_url.take()),
            mail_from: self.notify_mail_from.take(),
            mail_centers: self.notify_mail_centers.take().unwrap_or_default(),
        }
    }
}

/// The secret that a variable of the environment holds.
pub(super) fn variable(name: &str) -> Option<Secret> {
    std::env::var(name).ok().map(Secret::new)
}

/// Reads the file.
///
/// # Errors
/// When it cannot be read, or has an unknown or wrong field.
pub(super) fn read(path: &Path) -> anyhow::Result<File> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    toml::from_str(&text).map_err(|error| {
        // The line itself may hold a secret, so it is named and not shown.
        let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or_default());
        let line = before.matches('\n').count() + 1;
        anyhow::anyhow!("`{}` is not usable: line {line}: {}", path.display(), error.message())
    })
}
