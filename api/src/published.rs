//! The published knowledge: what is in service in a data directory.

use std::path::Path;

use anyhow::Context as _;

use crate::cli::database_args::DatabaseArgs;
use crate::cli::kb_args::{KbArgs, VersionArgs};
use crate::config::place::Place;
use crate::source::{Doubles, Source};
use crate::store::Store;
use crate::versions::files::versions;
use crate::versions::shelf::Shelf;

/// The knowledge that is meant: the one that is named, else the version in service, else the bundled one.
///
/// # Errors
/// When the database cannot be used, or the version in service is damaged.
pub fn source(args: &KbArgs) -> anyhow::Result<Source> {
    if args.kb.is_some() {
        return Ok(named(args.kb.as_deref()));
    }
    // Where nothing was ever published no database is made to say so.
    if !versions(&Place::resolve(&args.place)?.data).exists() {
        return Ok(Source::default());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let shelf = shelf(&args.place).await?;
        let source = shelf.source(shelf.db.kb_state().await?.in_service).await?;
        shelf.db.close().await;
        Ok(source)
    })
}

/// The same, with sayings over those of the version where a directory of them is named.
///
/// # Errors
/// As of [`source`].
pub fn with_sayings(args: &VersionArgs) -> anyhow::Result<Source> {
    Ok(Source { concepts: args.concepts.clone(), ..source(&args.kb)? })
}

/// Knowledge that somebody named, which is only tried out: it may have doubles.
pub fn named(kb: Option<&Path>) -> Source {
    let doubles = if kb.is_some() { Doubles::Tolerated } else { Doubles::Refused };
    Source { knowledge: kb.map(Path::to_owned), doubles, ..Source::default() }
}

/// The versions of a data directory, and the rows that tell of them; the database is made where there is
/// none.
///
/// # Errors
/// When the database cannot be used.
pub async fn shelf(place: &DatabaseArgs) -> anyhow::Result<Shelf> {
    let place = Place::resolve(place)?;
    let data = &place.data;
    std::fs::create_dir_all(data).with_context(|| format!("cannot make `{}`", data.display()))?;
    let store = Store::open(place.database().text()).await.context("the database is not usable")?;
    let (db, data, source) = (store.db, data.clone(), Source::default());
    Ok(Shelf::new((db, data), source, None))
}
