//! How the files of a version come to nodes whose directories lack them: from NATS where it has them, else from
//! the rows, where they were committed with the version. Neither is believed without the digest.

use std::path::PathBuf;

use crate::behind::OPENING;
use crate::nats::Nats;
use crate::versions::files::{FilesError, check, directory};
use crate::versions::parcel::{PARCEL_BYTES_MAX, pack, unpack};
use crate::versions::shelf::{BUNDLED, Shelf, ShelfError};

/// Who listens to this on the bus hears that another version was put into service. It is no conversation: no
/// id has such a character.
pub const PUBLISHED: &str = "\u{1}published";

impl Shelf {
    /// Says on every node that another version is in service; who does not hear it looks by itself.
    pub(super) fn tell_published(&self) {
        self.db.bus.wake(PUBLISHED);
    }

    /// Brings the files of a version from others; whether they lie here now.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn fetch(&self, version: (i64, &str)) -> Result<bool, ShelfError> {
        if !self.db.shared {
            return Ok(false);
        }
        if let Some(parcel) = self.from_nats(version).await
            && self.lay((version, "NATS"), parcel).await
        {
            return Ok(true);
        }
        match self.db.kb_parcel(version.0).await? {
            Some(parcel) => Ok(self.lay((version, "the database"), parcel.into_bytes()).await),
            None => Ok(false),
        }
    }

    async fn from_nats(&self, (number, digest): (i64, &str)) -> Option<Vec<u8>> {
        let nats = self.nats.as_ref().filter(|nats| nats.is_there())?;
        let got = nats.get(&name((number, digest)), PARCEL_BYTES_MAX).await;
        got.unwrap_or_else(|error| {
            tracing::warn!(kb.number = number, error.cause = %error, "a version was not handed out by NATS; it is taken from the database");
            None
        })
    }

    /// Lays what was fetched in its place; whether it was what it has to be.
    async fn lay(&self, ((number, digest), from): ((i64, &str), &str), parcel: Vec<u8>) -> bool {
        let (data, digest, bytes) = (self.data.clone(), digest.to_owned(), parcel.len());
        let lay = move || unpack(&data, (number, &digest), &parcel);
        match self.apart(number, lay).await {
            Ok(()) => {
                tracing::info!(kb.number = number, from, bytes, "a version was fetched");
                true
            }
            Err(error) => {
                tracing::error!(kb.number = number, from, error.cause = %error, "a version that was fetched is not usable");
                false
            }
        }
    }

    /// Sees to it that others find a version that lies here whole: in the rows, where somebody published it
    /// whose program did not put it there, and in NATS. What fails is only logged; the next who takes it over
    /// tries again.
    pub async fn offer(&self, number: i64) {
        if !self.db.shared || number == BUNDLED {
            return;
        }
        if let Err(error) = self.try_to_offer(number).await {
            tracing::warn!(kb.number = number, error.cause = %format!("{error:#}"), "a version could not be handed out");
        }
    }

    async fn try_to_offer(&self, number: i64) -> anyhow::Result<()> {
        let Some(row) = self.db.kb_version(number).await? else { return Ok(()) };
        let is_kept = self.db.has_kb_parcel(number).await?;
        let name = name((number, &row.digest));
        let nats = match self.nats.as_ref().filter(|nats| nats.is_there()) {
            Some(nats) if !nats.has(&name).await? => Some(nats),
            _ => None,
        };
        if is_kept && nats.is_none() {
            return Ok(());
        }
        let place = directory(&self.data, (number, &row.digest));
        let parcel = self.packed(place, (number, row.digest.clone())).await?;
        if !is_kept {
            self.db.keep_kb_parcel(number, &parcel).await?;
        }
        if let Some(nats) = nats {
            nats.put(&name, parcel.as_bytes()).await?;
        }
        Ok(())
    }

    /// Puts a version into NATS that is about to be committed, so that it is there when others hear of it.
    /// NATS may be away: the rows have it too.
    pub(super) async fn put_before(&self, version: (i64, &str), parcel: &str) {
        let put = async |nats: &Nats| nats.put(&name(version), parcel.as_bytes()).await;
        let Some(nats) = self.nats.as_ref().filter(|nats| nats.is_there()) else { return };
        if let Err(error) = put(nats).await {
            tracing::warn!(kb.number = version.0, error.cause = %error, "a version was not put into NATS; others take it from the database");
        }
    }

    async fn packed(
        &self,
        place: PathBuf,
        (number, digest): (i64, String),
    ) -> Result<String, FilesError> {
        let read = move || {
            check(&place, (number, &digest))?;
            pack(&place, number)
        };
        self.apart(number, read).await
    }

    /// Reads or writes files on a thread that may be held. Publishing has one already, which waits for no
    /// other.
    pub(super) async fn apart<T: Send + 'static>(
        &self,
        number: i64,
        work: impl FnOnce() -> Result<T, FilesError> + Send + 'static,
    ) -> Result<T, FilesError> {
        if rayon::current_thread_index().is_some() {
            return work();
        }
        OPENING.run(work).await.unwrap_or_else(|error| {
            let (action, path) = ("read", self.data.clone());
            Err(FilesError::Io { number, action, path, source: std::io::Error::other(error) })
        })
    }
}

/// What a version is called where it is handed out: what has another digest is something else.
fn name((number, digest): (i64, &str)) -> String {
    format!("{number}-{digest}")
}
