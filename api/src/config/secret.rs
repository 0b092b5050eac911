//! Text that cannot be printed, and the one way in which secrets come from outside.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;

/// The fewest bytes of a shared secret (RFC 7518 asks for as many as the hash has).
pub const SECRET_BYTES_MIN: usize = 32;
/// The largest file of a secret, in bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// The rights of those who are neither the file's owner nor of its group.
const OTHERS: u32 = 0o007;

/// A secret: it can be used and not shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret with this text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret of a variable, such as `WENSHUI_TOKEN_SECRET`, or of the file that the variable with `_FILE`
    /// behind its name names; nothing where neither is there. systemd's credentials and secrets of containers
    /// are such files. The end of a file's last line is none of the secret.
    ///
    /// # Errors
    /// When both are there, or the file cannot be read, is empty or is no text.
    pub fn of(variable: &str) -> anyhow::Result<Option<Self>> {
        let by_file = format!("{variable}_FILE");
        let path = std::env::var_os(&by_file);
        let text = std::env::var_os(variable);
        match (text, path) {
            (Some(_), Some(_)) => {
                bail!("{variable} and {by_file} are both set; one of them is to be")
            }
            (Some(text), None) => {
                let text =
                    text.into_string().ok().with_context(|| format!("{variable} is no text"));
                Ok(Some(Self(text?)))
            }
            (None, Some(path)) => {
                let read = Self::read(path.as_ref());
                Ok(Some(read.with_context(|| format!("{by_file} is not usable"))?))
            }
            (None, None) => Ok(None),
        }
    }

    /// The same, where it has to have as many bytes as what signs with it needs.
    ///
    /// # Errors
    /// As [`of`](Self::of), and when it is shorter.
    pub fn long(variable: &str) -> anyhow::Result<Option<Self>> {
        let secret = Self::of(variable)?;
        let is_long = secret.as_ref().is_none_or(|secret| secret.0.len() >= SECRET_BYTES_MIN);
        ensure!(is_long, "{variable} has fewer than {SECRET_BYTES_MIN} bytes");
        Ok(secret)
    }

    fn read(path: &std::path::Path) -> anyhow::Result<Self> {
        let name = path.display();
        let about = fs::metadata(path).with_context(|| format!("cannot read `{name}`"))?;
        ensure!(about.is_file(), "`{name}` is no file");
        ensure!(about.len() <= FILE_BYTES_MAX, "`{name}` has more than {FILE_BYTES_MAX} bytes");
        let mode = about.permissions().mode() & 0o777;
        if mode & OTHERS != 0 {
            tracing::warn!(
                path = %name,
                rights = format!("{mode:o}"),
                "every user of this machine may open the file of a secret; take their rights away"
            );
        }
        let text = fs::read_to_string(path).with_context(|| format!("cannot read `{name}`"))?;
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        ensure!(!text.is_empty(), "`{name}` is empty");
        Ok(Self(text.to_owned()))
    }

    /// Its text, for those who need it to connect.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Its bytes, for those who need them to verify.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_file_is_the_secret_without_the_end_of_its_line() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        let read = |text: &[u8]| {
            std::fs::write(&path, text).unwrap();
            Secret::read(&path).map_or_else(|error| format!("{error:#}"), |secret| secret.0)
        };
        assert_eq!(read(b"a secret\n"), "a secret");
        assert_eq!(read(b"a secret\r\n"), "a secret");
        assert_eq!(read(b" two\nlines\n\n"), " two\nlines\n");
        for (wrong, words) in
            [(&b""[..], "is empty"), (b"\n", "is empty"), (b"\xff", "cannot read")]
        {
            assert!(read(wrong).contains(words), "{}", read(wrong));
        }
        let gone = Secret::read(&directory.path().join("gone")).unwrap_err();
        assert!(format!("{gone:#}").contains("No such file"), "{gone:#}");
        let folder = format!("{:#}", Secret::read(directory.path()).unwrap_err());
        assert!(folder.contains("is no file"), "{folder}");
    }
}
