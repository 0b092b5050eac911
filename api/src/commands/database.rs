//! The database that a command works on.

use anyhow::Context;

use crate::cli::database_args::DatabaseArgs;
use crate::config::place::Place;
use crate::store::Store;

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
