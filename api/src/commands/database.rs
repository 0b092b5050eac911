//! The database that a command works on.

use anyhow::Context;

use crate::cli::database_args::DatabaseArgs;
use crate::config::place::Place;
use crate::store::{Store, copy};

/// Opens it, made where it is missing.
///
/// # Errors
/// When it cannot be used.
pub async fn open(place: &DatabaseArgs) -> anyhow::Result<Store> {
    let place = Place::resolve(place)?;
    if place.named.is_none() {
        let data = &place.data;
        std::fs::create_dir_all(data)
            .with_context(|| format!("cannot make `{}`", data.display()))?;
    }
    Store::open(place.database().text()).await.context("the database is not usable")
}

/// Opens one that is there: what only reads or changes would else make an empty one in a folder that was
/// mistaken for another.
///
/// # Errors
/// When there is none, or it cannot be used.
pub async fn existing(args: &DatabaseArgs) -> anyhow::Result<Store> {
    if let Some(file) = copy::file(Place::resolve(args)?.database().text()) {
        anyhow::ensure!(file.is_file(), "there is no database `{}`", file.display());
    }
    open(args).await
}
