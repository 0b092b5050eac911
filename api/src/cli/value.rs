//! Values of arguments that are looked at before anything is begun.

use std::path::{Path, PathBuf};

/// A number of things of which at least one is needed.
///
/// # Errors
/// When it is none, or zero.
pub fn some(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("it has to be at least 1".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(format!("{error}")),
    }
}

/// A file that is written at the end of long work, which would be lost where there is no place for it.
///
/// # Errors
/// When its folder is not there, or it is a folder.
pub fn to_write(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(format!("there is no folder `{}`", folder.display()));
    }
    if path.is_dir() { Err("it is a folder".to_owned()) } else { Ok(path) }
}

#[cfg(test)]
mod tests {
    use super::{some, to_write};

    #[test]
    fn none_and_what_is_no_number_are_refused() {
        assert_eq!(some("3"), Ok(3));
        assert_eq!(some("0"), Err("it has to be at least 1".to_owned()));
        assert!(some("three").is_err() && some("-1").is_err());
    }

    #[test]
    fn what_has_no_place_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let text = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        assert!(to_write(&text("new.json")).is_ok() && to_write("new.json").is_ok());
        assert!(to_write("-").is_ok(), "standard output");
        assert!(to_write(&text("nowhere/new.json")).unwrap_err().contains("nowhere"));
        assert!(to_write(&text("")).is_err(), "a folder");
    }
}
