//! What a version that is served here is made of, and what it would be made of with something changed.

use tokio::runtime::Handle;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::Parts;
use wenshui_eval::manifest::Manifest;
use wenshui_knowledge::bundled;
use wenshui_knowledge::contents::{Change, Contents};
use wenshui_knowledge::lexicon::Lexicons;

use crate::error::ApiError;
use crate::jobs::failure::Failure;
use crate::source::{Doubles, Source};
use crate::state::AppState;
use crate::versions::files::Laid;

/// What a version is made of, for finding causes; nothing where it is no more known by what it was made.
///
/// # Errors
/// When its files cannot be read.
pub fn manifest(state: &AppState, version: &Version) -> Result<Option<Manifest>, Failure> {
    let Some(source) = source(state, version)? else {
        return Ok(None);
    };
    let files = source.own_concepts()?.joined(&bundled::lexicons());
    let lexicons = Lexicons::read(&files).map_err(Failure::Unusable)?;
    let read = Manifest::of_read(&version.base, (&files, &lexicons));
    Ok(Some(read.of_version(version)))
}

/// Where what stands beside the entries of a version comes from.
fn source(state: &AppState, version: &Version) -> Result<Option<Source>, Failure> {
    let shelf = &state.versions.shelf;
    let numbered = |number| Handle::current().block_on(shelf.source(number));
    match state.versions.number_of(&version.id) {
        Some(number) => Ok(Some(numbered(number).map_err(ApiError::from)?)),
        // What an operator named has no number.
        None if version.id == state.engine.version().id => Ok(Some(shelf.source.clone())),
        None => Ok(None),
    }
}

/// What is in service here.
pub struct Stand {
    /// What it is made of, as it is changed by revisions.
    pub contents: Contents,
    /// Where its files come from.
    pub source: Source,
    /// What it is built of.
    pub parts: Parts,
}

impl Stand {
    /// What is in service here.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(state: &AppState) -> Result<Self, Failure> {
        let shelf = &state.versions.shelf;
        let numbered = state.versions.serving();
        let contents = match &numbered {
            Some((number, _)) => {
                Handle::current().block_on(shelf.contents(*number)).map_err(ApiError::from)?
            }
            None => Contents { base: state.engine.version().base.clone(), ..Contents::default() },
        };
        let source = match &numbered {
            Some((number, _)) => {
                Handle::current().block_on(shelf.source(*number)).map_err(ApiError::from)?
            }
            None => shelf.source.clone(),
        };
        let lists = state.versions.lists();
        let parts = source.parts_under(&lists)?;
        // What an operator named is served whatever its doubles.
        let parts = Parts { base: contents.base.clone(), ..parts };
        Ok(Self { contents, source, parts })
    }

    /// What it would be built of with changes; files are laid beside the versions for as long as they are
    /// read.
    ///
    /// # Errors
    /// Every problem of the changes, or when they cannot be laid.
    pub fn changed(&self, state: &AppState, changes: &[Change]) -> Result<Parts, Failure> {
        let contents = self.contents.clone().with(changes).map_err(Failure::Unusable)?;
        let laid = Laid::new(&state.config.data, (UNPUBLISHED, &contents));
        let laid = laid.map_err(|error| Failure::Internal(error.to_string()))?;
        let source = Source {
            knowledge: None,
            version: Some(laid.directory().to_owned()),
            doubles: Doubles::Tolerated,
            ..self.source.clone()
        };
        Ok(source.parts_under(&state.versions.lists())?)
    }
}

/// The number of what has none.
const UNPUBLISHED: i64 = -1;
