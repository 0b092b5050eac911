//! Links that cannot lead anywhere, and follow-ups that lead nowhere. Nothing is fetched: what is told
//! is wrong whatever the network says.

use std::net::IpAddr;

use rustc_hash::FxHashMap;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::edit::Edit;
use wenshui_knowledge::entry::{Block, Entry};
use wenshui_knowledge::region::Region;

use crate::health::against::Against;
use crate::health::class::Class;
use crate::health::finding::{Draft, Findings};
use crate::health::phrase::phrase;
use crate::health::rules::Links;

/// Finds dead links and follow-ups.
pub(super) fn find(base: &Base, against: Against, found: &mut Findings) {
    let entries = base.entries.iter();
    let numbers: FxHashMap<&str, usize> =
        entries.enumerate().map(|(at, entry)| (entry.id.as_str(), at)).collect();
    for (at, entry) in base.entries.iter().enumerate() {
        let mut urls = urls(entry);
        urls.sort_unstable();
        urls.dedup();
        for url in urls {
            if let Some((code, detail)) = fault(url, &against.rules.links) {
                let details = vec![url.to_owned(), phrase(code, &[detail])];
                let about = url.to_owned();
                let draft = Draft { entries: vec![at], details, about, ..Draft::default() };
                found.push(Class::DeadLink, draft);
            }
        }
        for id in &entry.followups {
            let to = numbers.get(id.as_str()).map(|to| &base.entries[*to]);
            if let Some(code) = leads_nowhere(entry, to, against) {
                let followups = vec![id.clone()];
                let edit = Edit::RemoveFollowups { id: entry.id.clone(), followups };
                let draft = Draft {
                    entries: vec![at],
                    details: vec![id.clone(), phrase(code, &[])],
                    about: id.clone(),
                    fix: Some((Vec::new(), vec![edit])),
                    ..Draft::default()
                };
                found.push(Class::DeadFollowup, draft);
            }
        }
    }
}

/// Why a follow-up leads nowhere, where it does.
fn leads_nowhere(from: &Entry, to: Option<&Entry>, against: Against) -> Option<&'static str> {
    let Some(to) = to else { return Some("unknown") };
    let past = |entry: &Entry| entry.valid_to.is_some_and(|day| day < against.today);
    match () {
        () if to.id == from.id => Some("own"),
        () if past(to) && !past(from) => Some("past"),
        () if is_elsewhere(from, to) => Some("elsewhere"),
        () => None,
    }
}

/// Whether two entries hold in places that have nothing in common. From what holds everywhere people
/// may come to what holds somewhere.
fn is_elsewhere(from: &Entry, to: &Entry) -> bool {
    let regions = |entry: &Entry| -> Vec<Region> {
        entry.regions.iter().filter_map(|code| Region::parse(code)).collect()
    };
    let (here, there) = (regions(from), regions(to));
    let meets =
        |one: &Region| there.iter().any(|other| one.is_within(*other) || other.is_within(*one));
    !here.is_empty() && !there.is_empty() && !here.iter().any(meets)
}

/// Every address that an entry shows.
fn urls(entry: &Entry) -> Vec<&str> {
    let mut urls: Vec<&str> = entry.basis.iter().filter_map(|basis| basis.url.as_deref()).collect();
    urls.extend(entry.answer.iter().flat_map(|answer| in_markdown(answer)));
    for block in &entry.blocks {
        match block {
            Block::Text { markdown } => urls.extend(in_markdown(markdown)),
            Block::Link(to) | Block::Image(to) | Block::Video(to) | Block::File(to) => {
                urls.push(&to.url);
            }
            Block::Guide { steps } => {
                for step in steps {
                    urls.extend(step.link.as_deref());
                    urls.extend(step.markdown.iter().flat_map(|text| in_markdown(text)));
                }
            }
            Block::Sum { .. } => {}
        }
    }
    urls
}

/// The targets of `[words](target)`.
fn in_markdown(text: &str) -> impl Iterator<Item = &str> {
    let links = text.split("](").skip(1);
    links.filter_map(|rest| rest.split_once(')').map(|(target, _)| target.trim()))
}

/// Why an address cannot lead anywhere: a phrase and what it mentions.
fn fault<'a>(url: &'a str, links: &Links) -> Option<(&'static str, &'a str)> {
    if ["mailto:", "tel:"].iter().any(|scheme| url.starts_with(scheme)) {
        return None;
    }
    if url.starts_with('/') && !url.starts_with("//") {
        let known = links.paths.iter().any(|path| url.starts_with(path.as_str()));
        return (!links.paths.is_empty() && !known).then_some(("unknown_path", url));
    }
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return Some(("odd_scheme", url)) };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host_fault(host, links)
}

fn host_fault<'a>(host: &'a str, links: &Links) -> Option<(&'static str, &'a str)> {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => {
            if port.parse::<u16>().is_err() {
                return Some(("odd_host", host));
            }
            name
        }
        _ => host,
    };
    let private = |own: &String| match own.as_str() {
        own if own.starts_with('.') => name.ends_with(own),
        own if own.ends_with('.') => name.starts_with(own),
        own => name == own,
    };
    let label = |label: &str| {
        let fits = |c: char| c.is_alphanumeric() || c == '-';
        let dash = label.starts_with('-') || label.ends_with('-');
        !label.is_empty() && !dash && label.chars().all(fits)
    };
    let number = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match number {
        _ if name.is_empty() => Some(("no_host", name)),
        _ if links.private.iter().any(private) => Some(("private_host", name)),
        Ok(number) => number.is_loopback().then_some(("private_host", name)),
        Err(_) if !name.split('.').all(label) => Some(("odd_host", name)),
        Err(_) if !name.contains('.') => Some(("bare_host", name)),
        Err(_) => {
            // What ends in digits alone would be a number, and it is none.
            let last = name.rsplit('.').next().unwrap_or_default();
            last.chars().all(|c| c.is_ascii_digit()).then_some(("odd_host", name))
        }
    }
}
