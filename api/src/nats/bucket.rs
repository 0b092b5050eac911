//! The bucket of JetStream in which published versions lie for nodes that lack them. It forgets by itself:
//! whoever finds nothing here finds it in the rows.

use std::time::Duration;

use async_nats::jetstream::context::Context;
use async_nats::jetstream::object_store::{Config, InfoErrorKind, ObjectStore};
use async_nats::jetstream::stream::StorageType;
use tokio::io::AsyncReadExt as _;

use crate::nats::{Nats, NatsError};

/// Its name in NATS.
const BUCKET: &str = "wenshui-versions";
/// How long what is put there stays, and how much of it there is at most.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const BYTES_MAX: i64 = 1 << 30;
/// How long one request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(3);
/// How long all of putting and of getting may take. Who waits longer takes it from the rows, so that a
/// server that stopped in the middle holds nobody up.
const PUT_TIMEOUT: Duration = Duration::from_secs(10);
const GET_TIMEOUT: Duration = Duration::from_secs(5);

impl Nats {
    /// Whether something lies under a name.
    ///
    /// # Errors
    /// When NATS is away, late or without JetStream.
    pub async fn has(&self, name: &str) -> Result<bool, NatsError> {
        let looking = async { Ok(found(&self.bucket().await?, name).await?.is_some()) };
        tokio::time::timeout(GET_TIMEOUT, looking).await.unwrap_or(Err(NatsError::Late))
    }

    /// Puts something under a name.
    ///
    /// # Errors
    /// When NATS is away, late, without JetStream, or full.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), NatsError> {
        if !self.is_there() {
            return Err(NatsError::Away);
        }
        let putting = async {
            let bucket = self.bucket().await?;
            let mut rest = bytes;
            bucket.put(name, &mut rest).await.map_err(refused)?;
            Ok(())
        };
        tokio::time::timeout(PUT_TIMEOUT, putting).await.unwrap_or(Err(NatsError::Late))
    }

    /// Gets what lies under a name, of at most `bytes_max`; nothing where nothing does.
    ///
    /// # Errors
    /// When NATS is away or late, or has something larger.
    pub async fn get(&self, name: &str, bytes_max: u64) -> Result<Option<Vec<u8>>, NatsError> {
        if !self.is_there() {
            return Err(NatsError::Away);
        }
        let getting = async {
            let bucket = self.bucket().await?;
            let Some(size) = found(&bucket, name).await? else { return Ok(None) };
            if size > bytes_max {
                return Err(NatsError::Refused(format!("`{name}` has {size} bytes")));
            }
            let mut bytes = Vec::new();
            let object = bucket.get(name).await.map_err(refused)?;
            // Whoever wrote it may have said less than there is.
            object.take(bytes_max).read_to_end(&mut bytes).await.map_err(refused)?;
            Ok(Some(bytes))
        };
        tokio::time::timeout(GET_TIMEOUT, getting).await.unwrap_or(Err(NatsError::Late))
    }

    /// The bucket, made where it is missing. One that is there stays as its operator made it.
    async fn bucket(&self) -> Result<ObjectStore, NatsError> {
        let mut stream: Context = async_nats::jetstream::new(self.client.clone());
        stream.set_timeout(REQUEST_TIMEOUT);
        if let Ok(bucket) = stream.get_object_store(BUCKET).await {
            return Ok(bucket);
        }
        let config = Config {
            bucket: BUCKET.to_owned(),
            description: Some("published versions of Wenshui".to_owned()),
            max_age: KEPT,
            max_bytes: BYTES_MAX,
            storage: StorageType::File,
            num_replicas: self.replicas,
            ..Config::default()
        };
        stream.create_object_store(config).await.map_err(refused)
    }
}

/// How many bytes lie under a name, by what its writer said; nothing where nothing does.
async fn found(bucket: &ObjectStore, name: &str) -> Result<Option<u64>, NatsError> {
    match bucket.info(name).await {
        Ok(info) => Ok((!info.deleted).then_some(info.size as u64)),
        Err(error) if error.kind() == InfoErrorKind::NotFound => Ok(None),
        Err(error) => Err(refused(error)),
    }
}

fn refused(error: impl std::fmt::Display) -> NatsError {
    NatsError::Refused(error.to_string())
}
