//! The ear for each version of the knowledge: it listens for the terms of what is published.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use wenshui_engine::version::Version;
use wenshui_knowledge::bundled;
use wenshui_knowledge::heard::Ear;
use wenshui_knowledge::lexicon::Lexicons;

use crate::error::ApiError;

/// The ear of the version that was asked for last.
#[derive(Debug, Default)]
pub struct Ears {
    last: Mutex<Slot>,
}

/// A version and its ear, which is built by whoever asks first while the others wait.
#[derive(Debug, Clone, Default)]
struct Slot {
    version: String,
    ear: Arc<OnceCell<Arc<Ear>>>,
}

impl Ears {
    /// The ear of a version; it is built where the version is new, which takes a fifth of a second.
    ///
    /// # Errors
    /// When the lexicons are broken, which the program's own are not.
    pub async fn of(&self, version: &Arc<Version>) -> Result<Arc<Ear>, ApiError> {
        let slot = self.slot(&version.id);
        let built = || async {
            let version = Arc::clone(version);
            let ear = tokio::task::spawn_blocking(move || build(&version)).await;
            ear.map_err(|error| ApiError::internal(&error))?
        };
        slot.ear.get_or_try_init(built).await.cloned()
    }

    fn slot(&self, version: &str) -> Slot {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.version != version {
            *last = Slot { version: version.to_owned(), ear: Arc::default() };
        }
        last.clone()
    }
}

fn build(version: &Version) -> Result<Arc<Ear>, ApiError> {
    let lexicons = Lexicons::read(&bundled::lexicons());
    let lexicons = lexicons.map_err(|_| ApiError::internal(&"the lexicons are broken"))?;
    let titles = version.base.entries.iter().map(|entry| entry.question.clone());
    Ok(Arc::new(Ear::new(&lexicons, titles)))
}
