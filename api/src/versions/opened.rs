//! The versions that answer: the one in service, and a few others that were asked for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::{ArcSwap, ArcSwapOption};
use tokio::sync::{Semaphore, SemaphorePermit};
use wenshui_engine::version::Version;
use wenshui_knowledge::lexicon::DataFile;

use crate::behind::OPENING;
use crate::error::ApiError;
use crate::versions::shelf::{Shelf, ShelfError};

/// How many versions are kept open besides the one in service.
const KEPT_MAX: usize = 3;
/// How long a request waits for others whose versions are being opened.
const PATIENCE: Duration = Duration::from_secs(5);
/// When to come again after that, in seconds.
const RETRY_AFTER_S: u64 = 2;

/// The versions that answer.
pub struct Versions {
    /// Where they come from.
    pub shelf: Shelf,
    /// The operator's lists as they were last in order.
    lists: ArcSwap<Vec<DataFile>>,
    /// The version in service with its number, where it has one.
    serving: ArcSwapOption<(i64, Arc<Version>)>,
    /// Others, the one that was last asked for at the end.
    kept: Mutex<VecDeque<(i64, Arc<Version>)>>,
    /// One is opened at a time: it takes memory and every thread there is.
    opening: Semaphore,
}

/// Why a version does not answer.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// There is none, or it is damaged.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// Too many wait for theirs.
    #[error("other versions are being opened")]
    Busy,
    /// It cannot be built.
    #[error("{0:#}")]
    Unusable(anyhow::Error),
}

impl Versions {
    /// Nothing is in service yet that has a number.
    pub fn new(shelf: Shelf, lists: Vec<DataFile>) -> Self {
        Self {
            shelf,
            lists: ArcSwap::from_pointee(lists),
            serving: ArcSwapOption::empty(),
            kept: Mutex::default(),
            opening: Semaphore::new(1),
        }
    }

    /// The number of the version in service, where it has one.
    pub fn number(&self) -> Option<i64> {
        self.serving.load().as_ref().map(|serving| serving.0)
    }

    /// The version in service, where it has a number, with that.
    pub fn serving(&self) -> Option<(i64, Arc<Version>)> {
        self.serving.load().as_ref().map(|serving| serving.as_ref().clone())
    }

    /// The number under which a version is in service or kept open.
    pub fn number_of(&self, id: &str) -> Option<i64> {
        let serving = self.serving().filter(|(_, version)| version.id == id);
        let kept = || self.kept().iter().find(|(_, kept)| kept.id == id).cloned();
        serving.or_else(kept).map(|(number, _)| number)
    }

    /// Notes which version is put into service, and keeps the one that was.
    pub fn note(&self, number: Option<i64>, version: Arc<Version>) {
        let serving = number.map(|number| Arc::new((number, version)));
        let before = self.serving.swap(serving);
        if let Some((earlier, version)) = before.as_deref().filter(|was| Some(was.0) != number) {
            self.keep(*earlier, Arc::clone(version));
        }
    }

    /// The operator's lists.
    pub fn lists(&self) -> Arc<Vec<DataFile>> {
        self.lists.load_full()
    }

    /// Takes other lists; what was opened with the ones before is opened anew when it is asked for.
    pub fn take_lists(&self, lists: Vec<DataFile>) {
        self.lists.store(Arc::new(lists));
        self.kept().clear();
    }

    /// The version that a request names by its id or its number; `current` is the one in service.
    ///
    /// # Errors
    /// `unknown_version`, `version_damaged`, or `overloaded` while others are opened.
    pub async fn find(
        &self,
        wanted: &str,
        current: &Arc<Version>,
    ) -> Result<Arc<Version>, ApiError> {
        if wanted == current.id {
            return Ok(Arc::clone(current));
        }
        let unknown = || ApiError::about("kb_version", "unknown_version", &[wanted, &current.id]);
        let kept = self.kept().iter().find(|(_, kept)| kept.id == wanted).cloned();
        if let Some((number, version)) = kept {
            self.keep(number, Arc::clone(&version));
            return Ok(version);
        }
        if let Some(row) = self.shelf.db.kb_version_named(wanted).await? {
            let version = self.open(row.number).await?;
            // Another program, or other lists of the operator, make another version of it.
            return if version.id == wanted { Ok(version) } else { Err(unknown()) };
        }
        let number = wanted.parse::<i64>().ok().filter(|number| number.to_string() == wanted);
        match self.open(number.ok_or_else(unknown)?).await {
            Err(NotOpened::Shelf(ShelfError::Unknown(_))) => Err(unknown()),
            opened => Ok(opened?),
        }
    }

    /// Opens a version, or gives it as it is in service or was kept.
    ///
    /// # Errors
    /// Why it does not answer.
    pub async fn open(&self, number: i64) -> Result<Arc<Version>, NotOpened> {
        if let Some((_, version)) = self.serving().filter(|serving| serving.0 == number) {
            return Ok(version);
        }
        if let Some(kept) = self.kept_of(number) {
            return Ok(kept);
        }
        let _place = self.place().await?;
        // Whoever was before may have wanted the same.
        if let Some(kept) = self.kept_of(number) {
            return Ok(kept);
        }
        let version = self.read(number).await?;
        self.keep(number, Arc::clone(&version));
        Ok(version)
    }

    /// Opens a version by what an operator lays over it now; what was kept lay under something else.
    ///
    /// # Errors
    /// Why it does not answer.
    pub async fn open_anew(&self, number: i64) -> Result<Arc<Version>, NotOpened> {
        let _place = self.place().await?;
        let version = self.read(number).await?;
        self.kept().clear();
        Ok(version)
    }

    async fn read(&self, number: i64) -> Result<Arc<Version>, NotOpened> {
        let (mut shelf, lists) = (self.shelf.clone(), self.lists());
        shelf.before = self.serving().map(|(_, version)| version);
        let source = shelf.source(number).await?;
        let open = move || shelf.open(&source, &lists);
        let opened = OPENING.run(open).await;
        let opened = opened.map_err(anyhow::Error::from).and_then(std::convert::identity);
        Ok(Arc::new(opened.map_err(NotOpened::Unusable)?))
    }

    /// The place of one that is being opened or built.
    ///
    /// # Errors
    /// When others wait too long for it.
    pub async fn place(&self) -> Result<SemaphorePermit<'_>, NotOpened> {
        let waiting = tokio::time::timeout(PATIENCE, self.opening.acquire()).await;
        waiting.ok().and_then(Result::ok).ok_or(NotOpened::Busy)
    }

    fn kept_of(&self, number: i64) -> Option<Arc<Version>> {
        let found = self.kept().iter().find(|(kept, _)| *kept == number).cloned();
        let (_, version) = found?;
        self.keep(number, Arc::clone(&version));
        Some(version)
    }

    /// Keeps a version as the one that was last asked for; the one that nobody asked for longest goes.
    fn keep(&self, number: i64, version: Arc<Version>) {
        let mut kept = self.kept();
        kept.retain(|(other, _)| *other != number);
        kept.push_back((number, version));
        if kept.len() > KEPT_MAX {
            kept.pop_front();
        }
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<(i64, Arc<Version>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<NotOpened> for ApiError {
    fn from(error: NotOpened) -> Self {
        match error {
            NotOpened::Shelf(error) => error.into(),
            NotOpened::Busy => ApiError::retry("overloaded", RETRY_AFTER_S),
            NotOpened::Unusable(error) => Self::internal(&format!("{error:#}")),
        }
    }
}

impl From<ShelfError> for ApiError {
    fn from(error: ShelfError) -> Self {
        match error {
            ShelfError::Unknown(number) => {
                ApiError::about("number", "unknown_version_number", &[&number.to_string()])
            }
            ShelfError::Files(fault) => {
                let told = ApiError::new("version_damaged").with(&[&fault.number().to_string()]);
                Self { log: Some(fault.to_string().into()), ..told }
            }
            ShelfError::Store(error) => error.into(),
        }
    }
}
