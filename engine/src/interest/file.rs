//! Files beside hot questions: what their answers attach, and the documents they rest on.

use jiff::civil::Date;
use wenshui_knowledge::entry::{Basis, Block, Entry, Linked};

use crate::version::Version;

/// A file to be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HotFile<'a> {
    /// What it is called.
    pub title: &'a str,
    /// The document's number (文号).
    pub number: Option<&'a str>,
    /// Where it is.
    pub url: &'a str,
    /// Its media type.
    pub media_type: Option<&'a str>,
}

/// The files of entries, in their order, each once: those that can be opened, and documents only
/// while they are in force.
pub fn files<'a>(
    version: &'a Version,
    entries: &[u32],
    (day, limit): (Date, usize),
) -> Vec<HotFile<'a>> {
    let mut files: Vec<HotFile> = Vec::new();
    for at in entries {
        for file in of_entry(&version.base.entries[*at as usize], day) {
            let again = files.iter().any(|other| other.url == file.url);
            if files.len() < limit && !again {
                files.push(file);
            }
        }
    }
    files
}

fn of_entry(entry: &Entry, day: Date) -> impl Iterator<Item = HotFile<'_>> {
    let attached = entry.blocks.iter().filter_map(|block| match block {
        Block::Link(linked) | Block::File(linked) => Some(of_linked(linked)),
        _ => None,
    });
    let in_force = move |basis: &&Basis| {
        basis.effective_from.is_none_or(|from| from <= day)
            && basis.effective_to.is_none_or(|to| day <= to)
    };
    attached.chain(entry.basis.iter().filter(in_force).filter_map(of_basis))
}

fn of_linked(linked: &Linked) -> HotFile<'_> {
    let (title, media_type) = (linked.title.as_str(), linked.media_type.as_deref());
    HotFile { title, number: None, url: &linked.url, media_type }
}

fn of_basis(basis: &Basis) -> Option<HotFile<'_>> {
    let (title, number) = (basis.title.as_str(), basis.number.as_deref());
    Some(HotFile { title, number, url: basis.url.as_deref()?, media_type: None })
}
