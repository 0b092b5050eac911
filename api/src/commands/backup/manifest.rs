//! What a backup holds, with its sums: the last thing that is written, and the first that is read.

use std::fs::{self, File};
use std::io::{self, Read, Write as _};
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde::{Deserialize, Serialize};

/// Its file.
pub const MANIFEST: &str = "manifest.json";
/// How it is written, to be counted on when it changes.
pub const FORM: u32 = 1;
/// How much of a file is read at once, in bytes.
const PART: usize = 256 * 1024;

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// How it is written.
    pub form: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When it was begun; what was acknowledged before is in it.
    pub begun_at: String,
    /// When it was done.
    pub done_at: String,
    /// `sqlite` with the last migration of the copy, or `postgres`, whose copy `pg_dump` makes.
    pub database: DatabaseKind,
    /// What the configuration keeps elsewhere and is not in it.
    pub elsewhere: Vec<String>,
    /// Every file, by its path in the backup.
    pub files: Vec<Kept>,
}

/// What the database is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatabaseKind {
    /// SQLite, with the number of its last migration.
    Sqlite(i64),
    /// PostgreSQL, and whether a dump of it is in the backup.
    Postgres(bool),
}

/// A file.
#[derive(Debug, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its path in the backup.
    pub path: String,
    /// How long it is.
    pub bytes: u64,
    /// Its BLAKE3.
    pub blake3: String,
    /// Its rights, in octal digits.
    pub rights: String,
}

impl Manifest {
    /// Reads that of a backup.
    ///
    /// # Errors
    /// When there is none, or it was written otherwise.
    pub fn read(backup: &Path) -> anyhow::Result<Self> {
        let path = backup.join(MANIFEST);
        let name = path.display();
        let text = fs::read_to_string(&path).with_context(|| {
            format!("cannot read `{name}`; is this a backup that was finished?")
        })?;
        let read: Self =
            serde_json::from_str(&text).with_context(|| format!("`{name}` is not usable"))?;
        ensure!(
            read.form == FORM,
            "`{name}` has form {}, and this program reads {FORM}",
            read.form
        );
        Ok(read)
    }

    /// Writes it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, backup: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        let path = backup.join(MANIFEST);
        let mut file = File::create_new(&path)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(())
    }
}

/// Copies what can be read to where it can be written, and gives how long it is with its BLAKE3.
///
/// # Errors
/// When either fails.
pub fn pass(from: &mut impl Read, to: &mut impl io::Write) -> io::Result<(u64, String)> {
    let (mut hasher, mut part, mut bytes) = (blake3::Hasher::new(), vec![0; PART], 0);
    loop {
        let read = from.read(&mut part)?;
        if read == 0 {
            return Ok((bytes, hasher.finalize().to_hex().to_string()));
        }
        hasher.update(&part[..read]);
        to.write_all(&part[..read])?;
        bytes += read as u64;
    }
}
