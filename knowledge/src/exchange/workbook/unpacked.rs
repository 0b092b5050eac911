//! How large a workbook is once it is unpacked: a few kilobytes can hold gigabytes. The one home of
//! `zip` in this crate.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::problem::Problem;

/// How many bytes a workbook may have once it is unpacked, and its cells together; 100,000 entries of
/// the bundled kind have 150 MB.
pub(super) const UNPACKED_MAX: u64 = 512 << 20;
/// How many files may lie in it; Excel writes a dozen and one a sheet.
const FILES_MAX: usize = 10_000;
/// What the old binary workbooks and encrypted ones begin with (MS-CFB).
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// Unpacks a workbook into nothing and counts; what its directory says of sizes is not believed.
///
/// # Errors
/// When it is no workbook, or too large.
pub(super) fn check_size(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.starts_with(COMPOUND) {
        return Err(Problem::error(1, "", "old_workbook", &[]));
    }
    let unreadable =
        |said: &dyn std::fmt::Display| Problem::error(1, "", "bad_workbook", &[&said.to_string()]);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    if archive.len() > FILES_MAX {
        return Err(too_big(1));
    }
    let mut room = UNPACKED_MAX;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|error| unreadable(&error))?;
        let mut limited = file.take(room + 1);
        let size = std::io::copy(&mut limited, &mut std::io::sink());
        let size = size.map_err(|error| unreadable(&error))?;
        room = room.checked_sub(size).ok_or_else(|| too_big(1))?;
    }
    Ok(())
}

/// The workbook has more in it than is read.
pub(super) fn too_big(row: usize) -> Problem {
    let megabytes = (UNPACKED_MAX >> 20).to_string();
    Problem::error(row, "", "too_big", &[&megabytes])
}
