//! Archives (ZIP and office files), held to limits: how many entries, how much they unpack to, and how
//! deep archives lie in archives. What a header says is not believed; everything is unpacked into
//! nothing and counted. This server itself never unpacks what it keeps.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;

use crate::attachment::inside::limits::{Limits, Refused};

/// What an archive begins with.
const SIGNATURE: &[u8; 4] = b"PK\x03\x04";
/// The record that says how many entries there are: how it begins, where the number and the length of the
/// comment behind it stand in it, and the farthest from the end that it may begin.
const END_SIGNATURE: &[u8; 4] = b"PK\x05\x06";
const END_COUNT_AT: usize = 10;
const END_COMMENT_AT: usize = 20;
const END_BYTES: usize = 22;
const END_BYTES_MAX: usize = END_BYTES + 65_535;
/// What stands before that record in a huge archive.
const HUGE_SIGNATURE: &[u8; 4] = b"PK\x06\x07";
const HUGE_BYTES: usize = 20;
/// A smaller entry may unpack to any multiple of its size.
const LARGE_BYTES: u64 = 1 << 20;

/// Looks through an archive.
///
/// # Errors
/// [`Refused::Archive`] where it is locked, cannot be read or holds too much.
pub fn look(content: &[u8], limits: &Limits) -> Result<(), Refused> {
    let left = Left { entries: limits.entries_max, bytes: limits.unpacked_max };
    Look { limits, left }.archive(content, 0)
}

/// Looks through an archive that is one of a format by an entry of that name.
///
/// # Errors
/// As [`look`], and [`Refused::Broken`] where it has no such entry.
pub fn look_for(name: &str, content: &[u8], limits: &Limits) -> Result<(), Refused> {
    look(content, limits)?;
    let archive = ZipArchive::new(Cursor::new(content)).map_err(|_| Refused::Archive)?;
    archive.index_for_name(name).map(drop).ok_or(Refused::Broken)
}

struct Look<'a> {
    limits: &'a Limits,
    left: Left,
}

/// How much more there may be.
struct Left {
    entries: usize,
    bytes: u64,
}

impl Look<'_> {
    fn archive(&mut self, content: &[u8], depth: usize) -> Result<(), Refused> {
        // Before a list of entries is read, it is seen that it is short.
        let told = told_count(content).filter(|told| *told <= self.left.entries);
        let told = told.filter(|_| depth <= self.limits.depth_max).ok_or(Refused::Archive)?;
        let archive = ZipArchive::new(Cursor::new(content));
        let mut archive = archive.map_err(|_| Refused::Archive)?;
        // Of entries of one name only the last would be looked at, and programs may take another.
        if archive.len() != told || archive.has_duplicate_names() {
            return Err(Refused::Archive);
        }
        self.left.entries -= told;
        for place in 0..archive.len() {
            // One that is locked, or packed in a way that nobody expects, is an error, too.
            let entry = archive.by_index(place).map_err(|_| Refused::Archive)?;
            self.entry(entry, depth)?;
        }
        Ok(())
    }

    fn entry(&mut self, entry: ZipFile<'_, Cursor<&[u8]>>, depth: usize) -> Result<(), Refused> {
        if entry.enclosed_name().is_none() {
            return Err(Refused::Archive);
        }
        let packed = entry.compressed_size();
        // One byte more than may be, so that more is seen.
        let mut unpacked = entry.take(self.left.bytes + 1);
        let mut head = Vec::new();
        let broken = |_| Refused::Archive;
        unpacked.by_ref().take(SIGNATURE.len() as u64).read_to_end(&mut head).map_err(broken)?;
        let mut inner = Vec::new();
        let rest = if head == SIGNATURE {
            // Held in memory, so not as much as may be unpacked in all.
            let held = self.limits.nested_max;
            let read = unpacked.by_ref().take(held + 1).read_to_end(&mut inner);
            if inner.len() as u64 > held {
                return Err(Refused::Archive);
            }
            read.map(|bytes| bytes as u64)
        } else {
            io::copy(&mut unpacked, &mut io::sink())
        };
        let bytes = head.len() as u64 + rest.map_err(broken)?;
        self.left.bytes = self.left.bytes.checked_sub(bytes).ok_or(Refused::Archive)?;
        if bytes > LARGE_BYTES && bytes / packed.max(1) > self.limits.ratio_max {
            return Err(Refused::Archive);
        }
        if inner.is_empty() {
            return Ok(());
        }
        head.append(&mut inner);
        self.archive(&head, depth + 1)
    }
}

/// How many entries the last record says that there are; nothing where there is no such record at the end,
/// or where one of the form for huge archives stands before it and counts instead.
fn told_count(content: &[u8]) -> Option<usize> {
    let tail = &content[content.len().saturating_sub(END_BYTES_MAX)..];
    let at = tail.windows(END_SIGNATURE.len()).rposition(|bytes| bytes == END_SIGNATURE)?;
    let number = |place: usize| {
        let bytes = tail.get(at + place..at + place + 2)?;
        Some(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
    };
    let ends = at + END_BYTES + number(END_COMMENT_AT)? == tail.len();
    let huge = tail[..at].len().checked_sub(HUGE_BYTES).map(|from| &tail[from..at]);
    let is_huge = huge.is_some_and(|bytes| bytes.starts_with(HUGE_SIGNATURE));
    number(END_COUNT_AT).filter(|_| ends && !is_huge)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::{look, look_for};
    use crate::attachment::inside::limits::{Limits, Refused};

    const LIMITS: Limits = Limits {
        entries_max: 20,
        unpacked_max: 8 << 20,
        ratio_max: 200,
        depth_max: 1,
        nested_max: 64 << 10,
        drawing_max: 0,
    };

    fn zip<'a>(entries: impl IntoIterator<Item = (String, &'a [u8])>) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in entries {
            archive.start_file(name, packed).unwrap();
            archive.write_all(content).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn one(content: &[u8]) -> Vec<u8> {
        zip([("a.txt".to_owned(), content)])
    }

    #[test]
    fn x_02_an_archive_is_held_to_its_limits() {
        let many = |count: usize| zip((0..count).map(|n| (format!("{n}.txt"), b"x".as_slice())));
        let noise: Vec<u8> =
            (0..5_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 9) as u8).collect();
        let (inner, deep) = (one(b"text"), one(&one(&one(b"text"))));
        let right = [one(b"text"), many(20), one(&noise), one(&inner), one(&vec![0; 1 << 20])];
        for (number, content) in right.iter().enumerate() {
            assert_eq!(look(content, &LIMITS), Ok(()), "{number}");
        }
        let two = zip([("a".to_owned(), &noise[..]), ("b".to_owned(), &noise[..])]);
        let out = zip([("../../etc/cron.d/x".to_owned(), b"x".as_slice())]);
        let mut broken = one(b"text");
        broken.truncate(30);
        let nested = one(&many(20));
        let held = one(&one(&noise));
        assert_eq!(look(&held, &Limits { nested_max: 8 << 20, ..LIMITS }), Ok(()));
        let wrong = [many(21), two, one(&vec![0; 4 << 20]), deep, out, broken, nested, held];
        for (number, content) in wrong.iter().enumerate() {
            assert_eq!(look(content, &LIMITS), Err(Refused::Archive), "{number}");
        }
    }

    #[test]
    fn o_07_a_format_is_known_by_the_entry_that_it_has() {
        let of =
            |names: &[&str]| zip(names.iter().map(|name| ((*name).to_owned(), b"x".as_slice())));
        let look = |names: &[&str]| look_for("OFD.xml", &of(names), &LIMITS);
        assert_eq!(look(&["Doc_0/Document.xml", "OFD.xml"]), Ok(()), "wherever it stands");
        for none in [&["word/document.xml"][..], &["Doc_0/OFD.xml"], &["ofd.xml"]] {
            assert_eq!(look(none), Err(Refused::Broken), "{none:?}");
        }
        assert_eq!(look(&["OFD.xml", "../../etc/passwd"]), Err(Refused::Archive));
        assert_eq!(look_for("OFD.xml", b"PK\x03\x04", &LIMITS), Err(Refused::Archive));
    }

    #[test]
    fn x_02_what_hides_entries_is_refused() {
        let at = |content: &[u8], what: &[u8]| {
            content.windows(what.len()).position(|bytes| bytes == what).unwrap()
        };
        let two = || zip([("a.txt".to_owned(), b"one".as_slice()), ("b.txt".to_owned(), b"two")]);
        assert_eq!(look(&two(), &LIMITS), Ok(()));
        let mut twice = two();
        while let Some(place) = twice.windows(5).position(|bytes| bytes == b"b.txt") {
            twice[place] = b'a';
        }
        let mut fewer = two();
        let end = at(&fewer, b"PK\x05\x06");
        fewer[end + 10] = 1;
        let mut huge = two();
        huge.splice(end..end, [b"PK\x06\x07".as_slice(), &[0; 16]].concat());
        let behind = [two(), b"PK\x05\x06".to_vec()].concat();
        for (number, content) in [twice, fewer, huge, behind].iter().enumerate() {
            assert_eq!(look(content, &LIMITS), Err(Refused::Archive), "{number}");
        }
    }

    #[test]
    fn x_02_what_is_locked_cannot_be_looked_into() {
        let mut locked = one(b"text");
        // The bit of the flags that says so, in the entry and in the list.
        let list = locked.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
        locked[6] |= 1;
        locked[list + 8] |= 1;
        assert_eq!(look(&locked, &LIMITS), Err(Refused::Archive));
    }
}
