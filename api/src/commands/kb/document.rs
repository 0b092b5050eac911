//! Policy texts for `wenshui kb import`: what a file says, and its outline for who wants to look first.

use std::collections::HashSet;

use anyhow::Context as _;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::document::limit::FILE_BYTES_MAX;
use wenshui_knowledge::document::{Document, Given, Kind, read};
use wenshui_knowledge::problem::Problem;

use crate::cli::document_args::DocumentArgs;
use crate::cli::kb_args::ImportArgs;
use crate::commands::terminal::print;
use crate::source::Unusable;

/// Reads a file that is a policy text; `None` where its name says that it is something else. A trial shows
/// what was found.
///
/// # Errors
/// When the file cannot be read, or is no document that can be.
pub(super) fn read_in(args: &ImportArgs) -> anyhow::Result<Option<Document>> {
    let path = &args.path;
    let name = path.display().to_string();
    // Whoever names a format of entries means one.
    if Kind::of_name(&name).is_none() || args.format.is_some() || path.is_dir() {
        return Ok(None);
    }
    let cannot = || format!("cannot read `{name}`");
    let bytes = std::fs::metadata(path).with_context(cannot)?.len();
    if bytes > FILE_BYTES_MAX as u64 {
        let most = FILE_BYTES_MAX.to_string();
        let problem = Problem::error(1, "", "document_too_large", &["bytes", &most]);
        return Err(Unusable(vec![problem.in_file(&name)]).into());
    }
    let bytes = std::fs::read(path).with_context(cannot)?;
    let document = read((&name, &bytes), &given(&args.document))
        .map_err(|problem| Unusable(vec![problem.in_file(&name)]))?;
    if args.dry_run && !args.json {
        print(&outline(&document))?;
    }
    Ok(Some(document))
}

/// The ids of passages of a document that are there and that its text no longer has.
pub(super) fn gone(before: &Base, document: &Document) -> Vec<String> {
    let kept: HashSet<&str> = document.entries.iter().map(|entry| entry.id.as_str()).collect();
    let own = before.entries.iter().filter(|entry| document.has(entry));
    own.filter(|entry| !kept.contains(entry.id.as_str())).map(|entry| entry.id.clone()).collect()
}

fn given(args: &DocumentArgs) -> Given {
    Given {
        title: args.title.clone(),
        number: args.number.clone(),
        issued_on: args.issued_on,
        effective_from: args.effective_from,
        effective_to: args.effective_to,
        url: args.url.clone(),
        regions: args.region.clone(),
    }
}

/// What a document says of itself, what it does not, and its passages under their headings.
fn outline(document: &Document) -> String {
    let facts = &document.facts;
    let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    let rows = [
        ("title", facts.title.clone()),
        ("number", facts.number.clone()),
        ("issuer", facts.issuer.clone()),
        ("issued_on", date(facts.issued_on)),
        ("effective_from", date(facts.effective_from)),
        ("effective_to", date(facts.effective_to)),
        ("status", facts.status.as_ref().map(|(words, _)| words.clone())),
        ("regions", regions(document)),
    ];
    let row = |(name, value): &(&str, Option<String>)| {
        format!("{name:<14}  {}\n", value.as_deref().unwrap_or("-"))
    };
    let mut out: String = rows.iter().map(row).collect();
    let mut path: &[String] = &[];
    for (at, passage) in (1_usize..).zip(&document.passages) {
        if passage.path != path {
            path = &passage.path;
            out.push_str(&format!("\n{}\n", path.join(" > ")));
        }
        let over = if document.numbers.contains(&at) { "" } else { "  (over)" };
        let chars = passage.markdown.chars().count();
        let (place, gist) = (&passage.place, &passage.gist);
        out.push_str(&format!("{at:>5}  {place}  {gist}  {chars} chars{over}\n"));
    }
    out.push_str(&format!(
        "\n{} passages, {} entries\n",
        document.passages.len(),
        document.entries.len()
    ));
    out
}

/// Where its entries hold.
fn regions(document: &Document) -> Option<String> {
    let regions = document.entries.first().map(|entry| entry.regions.join(" "));
    regions.filter(|regions| !regions.is_empty())
}
