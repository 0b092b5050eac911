//! `wenshui backup` and `wenshui restore`: the database first and the files after it, so that whatever a row
//! names is there, and back in the other order.

pub mod manifest;
pub mod restore;
pub mod tree;

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::cli::backup::BackupArgs;
use crate::clock;
use crate::commands::backup::manifest::{DatabaseKind, FORM, Kept, MANIFEST, Manifest};
use crate::commands::backup::tree::{copy_file, files, make};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::config::place::Place;
use crate::store::copy;

/// The copy of an SQLite database in a backup.
pub const SQLITE_COPY: &str = "wenshui.db";
/// What `pg_dump` wrote, in a backup.
pub const POSTGRES_COPY: &str = "wenshui.dump";
/// Where the files of the data directory are in a backup.
pub const DATA: &str = "data";
/// Where those attachments are in it that lie outside the data directory.
pub const ATTACHMENTS: &str = "attachments";
/// What of the data directory is built anew, what is fetched again, and what is only played.
const INDEXES: &str = "indexes";
const MODELS: &str = "models";
const DEMO: &str = "demo";
/// The rights of a database: its owner's.
const PRIVATE: u32 = 0o600;

/// Copies the database and the files of a data directory into a new one.
///
/// # Errors
/// When the new directory is there already, or something cannot be read or written; then there is none.
pub fn run(args: &BackupArgs) -> anyhow::Result<Outcome> {
    let place = Place::resolve(&args.place)?;
    let to = &args.to;
    ensure!(!to.exists(), "`{}` is there already; a backup overwrites nothing", to.display());
    ensure!(place.data.is_dir(), "there is no data directory `{}`", place.data.display());
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    ensure!(
        !is_within(parent, &place.data),
        "`{}` is in the data directory, and would be in the next backup; choose a place outside",
        to.display()
    );
    let part = to.with_extension("part");
    ensure!(!part.exists(), "`{}` is there from before; remove it", part.display());
    make(&part)?;
    let made = fill(&part, (args, &place));
    let moved = made.and_then(|manifest| {
        fs::rename(&part, to).with_context(|| format!("cannot make `{}`", to.display()))?;
        File::open(parent)?.sync_all()?;
        Ok(manifest)
    });
    let manifest = moved.inspect_err(|_| {
        // What is half a backup is none; where it cannot be removed, its name says so.
        let _ = fs::remove_dir_all(&part);
    })?;
    let bytes: u64 = manifest.files.iter().map(|kept| kept.bytes).sum();
    print(&format!("{}: {} files, {bytes} bytes\n", to.display(), manifest.files.len()))?;
    Ok(Outcome::Done)
}

fn fill(part: &Path, (args, place): (&BackupArgs, &Place)) -> anyhow::Result<Manifest> {
    let begun_at = clock::rfc3339(clock::now_ms());
    let (database, mut kept) = database(part, (args, place))?;
    let left_out = left_out(args, place);
    let mut copy_all = |root: &Path, name: &str| {
        for path in files(root, &|path: &Path| left_out.iter().any(|out| path.starts_with(out)))? {
            kept.extend(copy_file(&root.join(&path), &part.join(name).join(&path))?);
        }
        anyhow::Ok(())
    };
    copy_all(&place.data, DATA)?;
    let mut elsewhere = Vec::new();
    match place.attachments.as_deref() {
        Some(bucket) if bucket.starts_with("s3://") => {
            tell(&format!("wenshui: the attachments in `{bucket}` are not in it; copy them now"));
            elsewhere.push(bucket.to_owned());
        }
        Some(folder) if !is_within(Path::new(folder), &place.data) => {
            copy_all(Path::new(folder), ATTACHMENTS)?;
            elsewhere.push(folder.to_owned());
        }
        _ => {}
    }
    if let Some(key) = place.own_key.as_deref().filter(|key| !is_within(key, &place.data)) {
        tell(&format!("wenshui: the key `{}` is not in it; copy it too", key.display()));
        elsewhere.push(key.display().to_string());
    }
    for kept in &mut kept {
        let path = Path::new(&kept.path).strip_prefix(part)?;
        kept.path = path.to_str().context("a name of a file is no text")?.to_owned();
    }
    let program = env!("CARGO_PKG_VERSION").to_owned();
    let done_at = clock::rfc3339(clock::now_ms());
    let manifest =
        Manifest { form: FORM, program, begun_at, done_at, database, elsewhere, files: kept };
    manifest.write(part)?;
    Ok(manifest)
}

/// Copies the database.
fn database(
    part: &Path,
    (args, place): (&BackupArgs, &Place),
) -> anyhow::Result<(DatabaseKind, Vec<Kept>)> {
    let url = place.database();
    if let Some(file) = copy::file(url.text()) {
        ensure!(args.dump.is_none(), "--dump is for PostgreSQL, and the database is SQLite");
        let played = place.data.join(DEMO);
        let hint = if played.is_dir() {
            format!("; that of `serve --demo` is in `{}`", played.display())
        } else {
            String::new()
        };
        ensure!(file.is_file(), "there is no database `{}`{hint}", file.display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let raw = part.join("wenshui.db.part");
        let migrated = runtime.block_on(copy::copy(url.text(), &raw));
        let migrated = migrated.with_context(|| format!("cannot copy `{}`", file.display()))?;
        // It is written once more, for its owner only and to the disk: SQLite does neither.
        let kept = copy_private(&raw, &part.join(SQLITE_COPY))?;
        fs::remove_file(&raw)?;
        return Ok((DatabaseKind::Sqlite(migrated), vec![kept]));
    }
    let Some(dump) = &args.dump else {
        tell(
            "wenshui: PostgreSQL is not in it. pg_dump has to have run before this began, or rows may name \
             files that are not there; --dump FILE keeps what it wrote with the files",
        );
        return Ok((DatabaseKind::Postgres(false), Vec::new()));
    };
    let kept = copy_private(dump, &part.join(POSTGRES_COPY))?;
    Ok((DatabaseKind::Postgres(true), vec![kept]))
}

/// Copies a database, for its owner's eyes only.
fn copy_private(from: &Path, to: &Path) -> anyhow::Result<Kept> {
    let kept = copy_file(from, to)?;
    let kept = kept.with_context(|| format!("`{}` is not there", from.display()))?;
    fs::set_permissions(to, Permissions::from_mode(PRIVATE))?;
    Ok(Kept { rights: format!("{PRIVATE:o}"), ..kept })
}

/// What of the data directory is left out: the database itself, which was copied, what is built or fetched
/// again, and a demonstration.
fn left_out(args: &BackupArgs, place: &Place) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = [INDEXES, DEMO, MANIFEST].map(PathBuf::from).to_vec();
    if !args.models {
        out.push(PathBuf::from(MODELS));
    }
    let file = copy::file(place.database().text());
    let inside = file.as_deref().and_then(|file| within(file, &place.data));
    for end in ["", "-wal", "-shm", "-journal"] {
        out.extend(inside.as_ref().map(|file| PathBuf::from(format!("{}{end}", file.display()))));
    }
    out
}

fn is_within(path: &Path, folder: &Path) -> bool {
    within(path, folder).is_some()
}

/// The rest of a path that lies in a folder.
fn within(path: &Path, folder: &Path) -> Option<PathBuf> {
    let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
    let (path, folder) = (absolute(path)?, absolute(folder)?);
    path.strip_prefix(folder).ok().map(Path::to_owned)
}
