//! `wenshui restore`: what a backup holds is checked first, whole, and then put where nothing is.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::sink;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use crate::cli::backup::RestoreArgs;
use crate::commands::backup::manifest::{DatabaseKind, Kept, MANIFEST, Manifest, pass};
use crate::commands::backup::tree::{copy_file, files};
use crate::commands::backup::{ATTACHMENTS, DATA, POSTGRES_COPY, SQLITE_COPY};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::config::place::Place;
use crate::store::copy;

/// Puts a backup back: the files first, then the database.
///
/// # Errors
/// When the backup is not whole, or there is something where it goes; then nothing was written.
pub fn run(args: &RestoreArgs) -> anyhow::Result<Outcome> {
    let manifest = Manifest::read(&args.from)?;
    check(&args.from, &manifest)?;
    if args.check {
        let (files, at) = (manifest.files.len(), &manifest.begun_at);
        print(&format!("{}: whole, {files} files, begun at {at}\n", args.from.display()))?;
        return Ok(Outcome::Done);
    }
    let place = Place::resolve(&args.place)?;
    let target = targets(&manifest, &place)?;
    for kept in &manifest.files {
        put_back((&args.from, kept), &target)
            .context("the data directory is incomplete; empty it before the next try")?;
    }
    let copied = args.from.join(POSTGRES_COPY);
    match (manifest.database, target.database) {
        (DatabaseKind::Sqlite(_), Some(database)) => {
            let kept = manifest.files.iter().find(|kept| kept.path == SQLITE_COPY);
            same(kept, copy_file(&args.from.join(SQLITE_COPY), &database)?.as_ref())?;
            tell(&format!("wenshui: the database is `{}`", database.display()));
        }
        (DatabaseKind::Postgres(true), _) => tell(&format!(
            "wenshui: the files are back; now `pg_restore --exit-on-error --single-transaction --no-owner \
             -d DATABASE {}` into an empty database",
            copied.display()
        )),
        _ => tell("wenshui: the files are back; restore the database from what pg_dump wrote"),
    }
    print(&format!("{}: {} files\n", place.data.display(), manifest.files.len()))?;
    Ok(Outcome::Done)
}

/// Where things go.
struct Targets {
    data: PathBuf,
    attachments: Option<PathBuf>,
    database: Option<PathBuf>,
}

/// Where things go, if there is nothing.
fn targets(manifest: &Manifest, place: &Place) -> anyhow::Result<Targets> {
    let data = place.data.clone();
    is_free(&data)?;
    let has =
        |part: &str| manifest.files.iter().any(|kept| Path::new(&kept.path).starts_with(part));
    let attachments = has(ATTACHMENTS).then(|| {
        let named = place.attachments.clone().filter(|place| !place.starts_with("s3://"));
        named.map(PathBuf::from).context(
            "the attachments of this backup lay outside the data directory; --config has to say where they \
             go (`attachments`)",
        )
    });
    let attachments = attachments.transpose()?;
    if let Some(attachments) = &attachments {
        is_free(attachments)?;
    }
    let database = copy::file(place.database().text());
    match (&manifest.database, &database) {
        (DatabaseKind::Sqlite(_), Some(file)) => {
            for end in ["", "-wal", "-shm", "-journal"] {
                let path = PathBuf::from(format!("{}{end}", file.display()));
                ensure!(
                    !path.exists(),
                    "`{}` is there; a restore overwrites nothing",
                    path.display()
                );
            }
        }
        (DatabaseKind::Sqlite(_), None) => {
            bail!("the backup holds SQLite, and the database that is named is another")
        }
        (DatabaseKind::Postgres(_), Some(_)) => {
            bail!(
                "the backup is one of PostgreSQL; name the database it goes to (--database postgres://…)"
            )
        }
        (DatabaseKind::Postgres(_), None) => {}
    }
    Ok(Targets { data, attachments, database })
}

/// Whether a directory is empty or not there.
fn is_free(folder: &Path) -> anyhow::Result<()> {
    let is_free = match fs::read_dir(folder) {
        Ok(mut inside) => inside.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(error).with_context(|| format!("`{}`", folder.display())),
    };
    ensure!(is_free, "`{}` is not empty; a restore overwrites nothing", folder.display());
    Ok(())
}

/// Puts a file of the data directory, or one of the attachments, in its place.
fn put_back((from, kept): (&Path, &Kept), to: &Targets) -> anyhow::Result<()> {
    let path = Path::new(&kept.path);
    let place = match (path.strip_prefix(DATA), path.strip_prefix(ATTACHMENTS), &to.attachments) {
        (Ok(rest), ..) => to.data.join(rest),
        (_, Ok(rest), Some(attachments)) => attachments.join(rest),
        _ => return Ok(()),
    };
    same(Some(kept), copy_file(&from.join(path), &place)?.as_ref())
}

/// Whether a copy is what the manifest says. What was whole a moment ago may change under our hands.
fn same(kept: Option<&Kept>, copied: Option<&Kept>) -> anyhow::Result<()> {
    let (kept, copied) = (kept.map(|kept| &kept.blake3), copied.map(|copied| &copied.blake3));
    ensure!(kept.is_some() && kept == copied, "the backup changes while it is restored");
    Ok(())
}

/// Checks that a backup holds what its manifest says, and nothing else, and that the database is whole.
fn check(from: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let mut known = BTreeSet::from([PathBuf::from(MANIFEST)]);
    for kept in &manifest.files {
        let path = Path::new(&kept.path);
        let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        ensure!(
            is_plain && known.insert(path.to_owned()),
            "`{}` is no place in a backup",
            kept.path
        );
        let mut file = File::open(from.join(path))
            .with_context(|| format!("`{}` is missing in the backup", kept.path))?;
        let (bytes, blake3) =
            pass(&mut file, &mut sink()).with_context(|| format!("cannot read `{}`", kept.path))?;
        ensure!(bytes == kept.bytes, "`{}` has {bytes} bytes, not {}", kept.path, kept.bytes);
        ensure!(blake3 == kept.blake3, "`{}` is damaged: its sum is another", kept.path);
    }
    let stray = files(from, &|path: &Path| known.contains(path))?;
    if let Some(stray) = stray.first() {
        bail!("`{}` is in the backup and not in its manifest", stray.display());
    }
    if matches!(manifest.database, DatabaseKind::Sqlite(_)) {
        let copied = from.join(SQLITE_COPY);
        ensure!(known.contains(Path::new(SQLITE_COPY)), "`{SQLITE_COPY}` is not in the manifest");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(copy::check(&copied))?;
    }
    Ok(())
}
