//! Matrices out of numpy's `.npz` archives; the one home of the zip library.
//!
//! The format is that of NEP 1, "A simple file format for numpy arrays": a magic string, a version,
//! the length of a header, the header as a Python dictionary, then the numbers.

use std::io::{Cursor, Read};

use zip::ZipArchive;

/// The largest array that is unpacked, in bytes: an archive can claim anything about itself.
const BYTES_MAX: u64 = 1 << 30;

/// A matrix, row after row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) width: usize,
    pub(crate) numbers: Vec<f64>,
}

/// Reads the array `name`, of little-endian f32 or f64, from an archive; an error says what is
/// wrong with it.
pub(crate) fn read_matrix(archive: &[u8], name: &str) -> Result<Matrix, String> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).map_err(|error| error.to_string())?;
    let file = zip
        .by_name(&format!("{name}.npy"))
        .map_err(|error| format!("the array `{name}` cannot be read: {error}"))?;
    let mut bytes = Vec::new();
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(format!("the array `{name}` is larger than {BYTES_MAX} bytes"));
    }
    parse(&bytes).map_err(|reason| format!("the array `{name}` {reason}"))
}

fn parse(npy: &[u8]) -> Result<Matrix, String> {
    let (header, data) = split(npy).ok_or("is no numpy array")?;
    if value(header, "fortran_order") != Some("False") {
        return Err("is stored by columns, it must be by rows".to_owned());
    }
    let (rows, width) = shape(header).ok_or("does not have two dimensions")?;
    let numbers: Vec<f64> = match value(header, "descr") {
        Some("'<f8'") => data.as_chunks().0.iter().map(|x| f64::from_le_bytes(*x)).collect(),
        Some("'<f4'") => {
            data.as_chunks().0.iter().map(|x| f64::from(f32::from_le_bytes(*x))).collect()
        }
        other => {
            return Err(format!("holds {}, it must be f4 or f8", other.unwrap_or("nothing")));
        }
    };
    if width == 0 || rows.checked_mul(width) != Some(numbers.len()) {
        return Err(format!("has {} numbers, not {rows} rows of {width}", numbers.len()));
    }
    match numbers.iter().position(|x| !x.is_finite()) {
        None => Ok(Matrix { rows, width, numbers }),
        Some(at) => Err(format!("is not finite in row {}", at / width)),
    }
}

/// The header's text and the bytes behind it.
fn split(npy: &[u8]) -> Option<(&str, &[u8])> {
    let rest = npy.strip_prefix(b"\x93NUMPY")?;
    let (length, rest) = match rest {
        [1, _, low, high, rest @ ..] => (u32::from(u16::from_le_bytes([*low, *high])), rest),
        [2 | 3, _, a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]), rest),
        _ => return None,
    };
    let (header, data) = rest.split_at_checked(length as usize)?;
    Some((std::str::from_utf8(header).ok()?, data))
}

/// The text of a value of the header's dictionary that is neither a tuple nor has a comma in it.
fn value<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, after) = header.split_once(&format!("'{key}':"))?;
    after.split([',', '}']).next().map(str::trim)
}

fn shape(header: &str) -> Option<(usize, usize)> {
    let (_, after) = header.split_once("'shape':")?;
    let (inside, _) = after.trim_start().strip_prefix('(')?.split_once(')')?;
    let (rows, width) = inside.trim_end_matches([',', ' ']).split_once(',')?;
    Some((rows.trim().parse().ok()?, width.trim().parse().ok()?))
}
