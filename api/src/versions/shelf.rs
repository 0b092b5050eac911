//! The shelf: where versions are found, read and opened.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};
use wenshui_engine::open::open;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::Parts;
use wenshui_knowledge::bundled;
use wenshui_knowledge::contents::Contents;
use wenshui_knowledge::lexicon::DataFile;

use crate::nats::Nats;
use crate::source::Source;
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::versions::files::{self, FilesError, directory, indexes};

/// The number of the bundled knowledge.
pub const BUNDLED: i64 = 0;

/// Where versions are found. Cheap to clone.
#[derive(Clone)]
pub struct Shelf {
    /// The rows.
    pub db: Db,
    /// The directory of the data.
    pub data: PathBuf,
    /// What an operator lays over every version: settings, encoders, lists.
    pub source: Source,
    /// A version that is open, of which others take over what they share with it.
    pub before: Option<Arc<Version>>,
    /// What hands versions out, where there is something besides the database.
    pub nats: Option<Nats>,
    turns: Arc<Mutex<()>>,
}

/// The right to change what this node serves. Whoever has it holds it from when they saw, or said, which version
/// is in service until that one answers; so nobody puts back what another has just replaced.
pub type Turn = OwnedMutexGuard<()>;

/// Why a version cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// There is none of this number.
    #[error("there is no version {0}")]
    Unknown(i64),
    /// Its files are not what was published.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Shelf {
    /// A shelf on the rows of a database and a directory of data, with what hands versions out besides.
    pub fn new((db, data): (Db, PathBuf), source: Source, nats: Option<Nats>) -> Self {
        Self { db, data, source, before: None, nats, turns: Arc::default() }
    }

    /// Waits until nobody else changes what this node serves.
    pub async fn turn(&self) -> Turn {
        Arc::clone(&self.turns).lock_owned().await
    }

    /// The same beside a version that is open.
    #[must_use]
    pub fn beside(&self, version: Arc<Version>) -> Self {
        Self { before: Some(version), ..self.clone() }
    }

    /// What a version is built of; its files are checked first.
    ///
    /// # Errors
    /// When there is no such version or it is damaged.
    pub async fn source(&self, number: i64) -> Result<Source, ShelfError> {
        let version = self.checked(number).await?;
        Ok(Source { knowledge: None, version, ..self.source.clone() })
    }

    /// What a version is made of.
    ///
    /// # Errors
    /// When there is no such version or it is damaged.
    pub async fn contents(&self, number: i64) -> Result<Contents, ShelfError> {
        let directory = self.checked(number).await?;
        let read = move || match directory {
            Some(directory) => files::contents(&directory, number),
            None => Ok(Contents { base: bundled::knowledge().base, ..Contents::default() }),
        };
        Ok(self.apart(number, read).await?)
    }

    /// Opens a version with an operator's lists; its index is read where it is there. It takes a while,
    /// on a thread that may be held.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self, source: &Source, lists: &[DataFile]) -> anyhow::Result<Version> {
        let parts = Parts { before: self.before.clone(), ..source.parts_under(lists)? };
        let (version, _) = open(parts, &indexes(&self.data))?;
        Ok(version)
    }

    /// The directory of a version, whole as it was published; none of the bundled one. What is missing or
    /// damaged here is fetched from others.
    async fn checked(&self, number: i64) -> Result<Option<PathBuf>, ShelfError> {
        if number == BUNDLED {
            return Ok(None);
        }
        let row = self.db.kb_version(number).await?.ok_or(ShelfError::Unknown(number))?;
        let place = directory(&self.data, (number, &row.digest));
        let (directory, digest) = (place.clone(), row.digest.clone());
        let checked = self.apart(number, move || files::check(&directory, (number, &digest))).await;
        match checked {
            Err(fault) if !self.fetch((number, &row.digest)).await? => Err(fault.into()),
            _ => Ok(Some(place)),
        }
    }
}
