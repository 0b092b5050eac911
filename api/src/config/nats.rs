//! How nodes reach NATS.

use std::path::PathBuf;

use crate::config::secret::Secret;

/// Where NATS is and how this node shows who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NatsConfig {
    /// `nats`: servers of one cluster, with commas between them, such as `tls://nats.example.cn:4222`
    /// (`--nats`, `WENSHUI_NATS`; default none, and nodes wake each other through the database). `tls://` asks
    /// for TLS. `nats://USER:PASSWORD@HOST` and `nats://TOKEN@HOST` carry secrets and are not printed.
    pub urls: Secret,
    /// `nats_credentials`: the file with a user's token and key that `nsc` writes (`WENSHUI_NATS_CREDENTIALS`;
    /// default none).
    pub credentials: Option<PathBuf>,
    /// `nats_ca`: certificates in PEM that are believed besides the system's (file only; default none).
    pub authority: Option<PathBuf>,
    /// `nats_replicas`: on how many servers of the cluster versions lie that are handed out (file only;
    /// default 1, at most 5).
    pub replicas: usize,
}

/// What the file says of it.
#[derive(Debug, Clone, Default)]
pub(super) struct NatsFile {
    pub(super) urls: Option<Secret>,
    pub(super) credentials: Option<PathBuf>,
    pub(super) authority: Option<PathBuf>,
    pub(super) replicas: Option<usize>,
}

/// The most servers that JetStream spreads a stream over.
const REPLICAS_MAX: usize = 5;

impl NatsConfig {
    /// Joins what the flag or its variable and the file say; nothing where no server is named.
    ///
    /// # Errors
    /// When an option lacks the server that it is about, or is out of range; or when the database is one
    /// that no other node can reach.
    pub(super) fn resolve(
        named: Option<String>,
        file: NatsFile,
        database: &Secret,
    ) -> anyhow::Result<Option<Self>> {
        let credentials = std::env::var_os("WENSHUI_NATS_CREDENTIALS").map(PathBuf::from);
        let credentials = credentials.or(file.credentials);
        let Some(urls) = named.map(Secret::new).or(file.urls) else {
            let lonely =
                credentials.is_some() || file.authority.is_some() || file.replicas.is_some();
            anyhow::ensure!(!lonely, "nats_… is set and no server: `nats` names one");
            return Ok(None);
        };
        let replicas = file.replicas.unwrap_or(1);
        anyhow::ensure!(
            (1..=REPLICAS_MAX).contains(&replicas),
            "nats_replicas is {replicas} and has to be 1 to {REPLICAS_MAX}"
        );
        anyhow::ensure!(
            database.text().starts_with("postgres"),
            "NATS connects nodes that share a PostgreSQL: `database` names none"
        );
        Ok(Some(Self { urls, credentials, authority: file.authority, replicas }))
    }
}

#[cfg(test)]
mod tests {
    use super::{NatsConfig, NatsFile};
    use crate::config::secret::Secret;

    #[test]
    fn nats_needs_a_server_and_a_database_that_others_reach() {
        let postgres = Secret::new("postgres://a/b".to_owned());
        let sqlite = Secret::new("sqlite:a.db".to_owned());
        let named = || Some("nats://here".to_owned());
        let resolve = |named, file: NatsFile, database| {
            NatsConfig::resolve(named, file, database).map_err(|error| error.to_string())
        };
        assert_eq!(resolve(None, NatsFile::default(), &sqlite), Ok(None));
        let found = resolve(named(), NatsFile::default(), &postgres).unwrap().unwrap();
        assert_eq!((found.urls.text(), found.replicas), ("nats://here", 1));
        for (named, replicas, database, word) in [
            (None, Some(3), &postgres, "names one"),
            (named(), Some(0), &postgres, "nats_replicas is 0"),
            (named(), Some(6), &postgres, "1 to 5"),
            (named(), None, &sqlite, "PostgreSQL"),
        ] {
            let file = NatsFile { replicas, ..NatsFile::default() };
            let error = resolve(named, file, database).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }
}
