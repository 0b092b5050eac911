//! The ear for each version of the knowledge: it listens for the terms of what is published.

use std::sync::Arc;

use tokio::sync::Mutex;
use wenshui_engine::version::Version;
use wenshui_knowledge::bundled;
use wenshui_knowledge::heard::Ear;
use wenshui_knowledge::lexicon::Lexicons;

use crate::error::ApiError;

/// The ear of the version that was asked for last.
#[derive(Debug, Default)]
pub struct Ears {
    last: Mutex<Option<(String, Arc<Ear>)>>,
}

impl Ears {
    /// The ear of a version; it is built where the version is new, which takes a fifth of a second.
    ///
    /// # Errors
    /// When the lexicons are broken, which the program's own are not.
    pub async fn of(&self, version: &Arc<Version>) -> Result<Arc<Ear>, ApiError> {
        let mut last = self.last.lock().await;
        if let Some((id, ear)) = &*last
            && *id == version.id
        {
            return Ok(Arc::clone(ear));
        }
        let built = Arc::clone(version);
        let ear = tokio::task::spawn_blocking(move || build(&built)).await;
        let ear = Arc::new(ear.map_err(|error| ApiError::internal(&error))??);
        *last = Some((version.id.clone(), Arc::clone(&ear)));
        Ok(ear)
    }
}

fn build(version: &Version) -> Result<Ear, ApiError> {
    let lexicons = Lexicons::read(&bundled::lexicons());
    let lexicons = lexicons.map_err(|_| ApiError::internal(&"the lexicons are broken"))?;
    let titles = version.base.entries.iter().map(|entry| entry.question.clone());
    Ok(Ear::new(&lexicons, titles))
}
