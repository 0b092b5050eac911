//! The files of a version as one text, in which they travel from node to node.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use crate::versions::files::{FilesError, Laid, check, names};

/// The most bytes that a version has on its way.
pub const PARCEL_BYTES_MAX: u64 = 1 << 30;

/// Packs the files of a version that is whole: a JSON object of their texts by name, the manifest among
/// them. The same files make the same text.
///
/// # Errors
/// When a file cannot be read.
pub fn pack(directory: &Path, number: i64) -> Result<String, FilesError> {
    let mut files = BTreeMap::new();
    for name in names(directory, number)? {
        let path = directory.join(&name);
        let text = std::fs::read_to_string(&path);
        let text =
            text.map_err(|source| FilesError::Io { number, action: "read", path, source })?;
        files.insert(name, text);
    }
    Ok(serde_json::Value::from_iter(files).to_string())
}

/// Lays what somebody packed in its place in a data directory, where it is what the digest says; whoever
/// packed it is not believed.
///
/// # Errors
/// When it is something else, or cannot be written.
pub fn unpack(data: &Path, (number, digest): (i64, &str), parcel: &[u8]) -> Result<(), FilesError> {
    let damaged = |file: &str, fault| FilesError::Damaged { number, file: file.to_owned(), fault };
    let files: BTreeMap<String, String> =
        serde_json::from_slice(parcel).map_err(|_| damaged("parcel", "is none"))?;
    if let Some(name) = files.keys().find(|name| !is_inside(name)) {
        return Err(damaged(name, "lies outside"));
    }
    let laid = Laid::handed(data, number, &files)?;
    check(laid.directory(), (number, digest))?;
    // What the manifest does not name would be read with the rest all the same.
    let known = names(laid.directory(), number)?;
    if let Some(more) = files.keys().find(|name| !known.contains(name)) {
        return Err(damaged(more, "is not of this version"));
    }
    let path = data.to_owned();
    laid.place((data, digest)).map_err(|source| FilesError::Io {
        number,
        action: "place files in",
        path,
        source,
    })
}

/// Whether a name stays in the folder that it is laid in.
fn is_inside(name: &str) -> bool {
    !name.is_empty()
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use wenshui_knowledge::contents::Contents;

    use super::{pack, unpack};
    use crate::versions::files::{FilesError, Laid, check, directory, versions};

    fn published() -> (tempfile::TempDir, String) {
        let data = tempfile::tempdir().unwrap();
        let files = BTreeMap::from([("concepts/own.tsv".to_owned(), "老板\t法人\n".to_owned())]);
        let contents = Contents { files, ..Contents::default() };
        let mut laid = Laid::new(data.path(), (3, &contents)).unwrap();
        let digest = laid.seal("id").unwrap();
        laid.place((data.path(), &digest)).unwrap();
        (data, digest)
    }

    #[test]
    fn what_is_packed_is_unpacked_as_it_was_over_what_is_damaged_too() {
        let (here, digest) = published();
        let version = (3, digest.as_str());
        let parcel = pack(&directory(here.path(), version), 3).unwrap();
        let there = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            unpack(there.path(), version, parcel.as_bytes()).unwrap();
            let place = directory(there.path(), version);
            check(&place, version).unwrap();
            assert_eq!(pack(&place, 3).unwrap(), parcel);
            // Files are read-only; whoever damages them takes them away first.
            std::fs::remove_file(place.join("concepts/own.tsv")).unwrap();
            assert!(check(&place, version).is_err());
        }
        assert_eq!(std::fs::read_dir(versions(there.path())).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_what_the_digest_says_is_laid_nowhere() {
        let (here, digest) = published();
        let version = (3, digest.as_str());
        let parcel = pack(&directory(here.path(), version), 3).unwrap();
        let there = tempfile::tempdir().unwrap();
        let forged = parcel.replace("法人", "法国");
        let outside = json!({"../../escaped": "x"}).to_string();
        let rooted = json!({"/tmp/escaped": "x"}).to_string();
        let more = format!("{{\"concepts/more.tsv\":\"x\",{}", &parcel[1..]);
        let (nothing, list) = ("{}".to_owned(), "[1]".to_owned());
        for wrong in [forged, outside, rooted, more, nothing, list, String::new()] {
            let refused = unpack(there.path(), version, wrong.as_bytes());
            assert!(matches!(refused, Err(FilesError::Damaged { number: 3, .. })), "{refused:?}");
        }
        let other = unpack(there.path(), (3, &"0".repeat(64)), parcel.as_bytes());
        assert!(matches!(other, Err(FilesError::Damaged { .. })), "{other:?}");
        let left = std::fs::read_dir(versions(there.path())).map_or(0, Iterator::count);
        assert_eq!(left, 0, "nothing is left behind");
    }
}
