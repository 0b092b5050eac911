//! Kinds of work: what each is asked with, and what it does.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wenshui_eval::progress::Progress;

use crate::error::ApiError;
use crate::extract::parse;
use crate::jobs::failure::Failure;
use crate::jobs::output::Output;
use crate::state::AppState;

/// Long work of one kind; the value is what it is asked with.
pub trait Work: Serialize + DeserializeOwned + Send + 'static {
    /// Its name on the wire and in tables.
    const KIND: &'static str;

    /// Finds what is wrong with what is asked before it waits in the queue. May read small files.
    ///
    /// # Errors
    /// The first thing that is wrong, about a field such as `params.suite`.
    fn check(&self, _state: &AppState) -> Result<(), ApiError> {
        Ok(())
    }

    /// Does the work, on a thread that may take its time. What has versions is taken once, at the start;
    /// every step is told to `progress`. A future is waited for by `Handle::current().block_on`.
    ///
    /// # Errors
    /// Why it comes to no end.
    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure>;
}

/// A kind of work as the queue knows it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Reads and checks what it is asked with, as JSON, and gives that with nothing left out.
    pub ask: fn(&AppState, &str) -> Result<String, ApiError>,
    /// Does it.
    pub run: fn(&AppState, &str, Progress) -> Result<Vec<Output>, Failure>,
}

impl Kind {
    /// The kind of some work.
    pub const fn of<W: Work>() -> Self {
        Self { name: W::KIND, ask: ask::<W>, run: run::<W> }
    }
}

fn ask<W: Work>(state: &AppState, params: &str) -> Result<String, ApiError> {
    let work: W = parse(params.as_bytes()).map_err(inside_params)?;
    work.check(state)?;
    serde_json::to_string(&work).map_err(|error| ApiError::internal(&error))
}

/// An error about a parameter names it by its place in the request.
fn inside_params(error: ApiError) -> ApiError {
    let field = match error.field.as_deref() {
        Some(field) => format!("params.{field}"),
        None => "params".to_owned(),
    };
    ApiError { field: Some(field.into()), ..error }
}

fn run<W: Work>(
    state: &AppState,
    params: &str,
    progress: Progress,
) -> Result<Vec<Output>, Failure> {
    let work: W = serde_json::from_str(params)?;
    work.run(state, progress)
}
