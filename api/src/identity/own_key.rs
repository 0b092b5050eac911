//! The server's own key: it signs the tokens of staff and the tickets.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context;

/// How long the key is, in bytes.
const KEY_BYTES: usize = 32;

/// Reads the key, or makes one that only the server's own user can read.
///
/// # Errors
/// When the file cannot be read or made, or holds too little to be a key.
pub fn read_or_make(path: &Path) -> anyhow::Result<Vec<u8>> {
    if !path.exists() {
        make(path).with_context(|| format!("cannot make the key `{}`", path.display()))?;
    }
    let key = std::fs::read(path);
    let key = key.with_context(|| format!("cannot read the key `{}`", path.display()))?;
    let bytes = key.len();
    anyhow::ensure!(
        bytes >= KEY_BYTES,
        "the key `{}` has {bytes} bytes, fewer than {KEY_BYTES}",
        path.display()
    );
    Ok(key)
}

/// Two servers that start at once make one key: the file appears under its name complete or not at
/// all, and whoever comes second leaves it alone.
fn make(path: &Path) -> anyhow::Result<()> {
    if let Some(directory) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(directory)?;
    }
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key)?;
    let beside = path.with_extension(format!("part{}", std::process::id()));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(&key)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&beside, path);
    std::fs::remove_file(&beside)?;
    match linked {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        linked => Ok(linked?),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::read_or_make;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("deep/token.key");
        let key = read_or_make(&path).unwrap();
        assert_eq!(read_or_make(&path).unwrap(), key);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_ne!(read_or_make(&directory.path().join("other.key")).unwrap(), key);
        let files = std::fs::read_dir(path.parent().unwrap()).unwrap();
        assert_eq!(files.count(), 1);
    }

    #[test]
    fn too_little_is_no_key() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("token.key");
        std::fs::write(&path, "short").unwrap();
        assert!(read_or_make(&path).unwrap_err().to_string().contains("5 bytes"));
    }
}
