//! Every wording of the bundled base finds its own entry (target Q8, which is 100 %).

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use wenshui_engine::question::Question;
use wenshui_engine::reply::Decision;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::region::Region;

use crate::support::{TODAY, ask, bundled_engine, id};

/// Asks as somebody whom the entry concerns: on a day and in a place where it holds.
fn circumstances<'a>(entry: &Entry, wording: &'a str) -> Question<'a> {
    let day = if entry.holds_on(TODAY) { None } else { entry.valid_from.or(entry.valid_to) };
    let region = entry.regions.first().and_then(|code| Region::parse(code));
    Question { region, ..Question::new(wording, day.unwrap_or(TODAY)) }
}

#[test]
fn every_wording_finds_its_own_entry_first() {
    let engine = bundled_engine();
    let version = engine.version();
    let wrong = |entry: &Entry, wording: &str| {
        let reply = ask(engine, &circumstances(entry, wording));
        let first = reply.candidates.first().map_or("-", |first| id(&version, first.entry));
        let told = reply.answer.map(|answer| id(&version, answer));
        let right =
            first == entry.id && (told == Some(first) || reply.decision == Decision::Clarify);
        (!right).then(|| format!("{} <- {wording}: {first}, {:?}", entry.id, reply.decision))
    };
    let wrongs: Vec<String> = version
        .base
        .entries
        .par_iter()
        .flat_map_iter(|entry| entry.wordings().filter_map(|wording| wrong(entry, wording)))
        .collect();
    let asked = version.base.wordings();
    assert!(asked > 2_000, "{asked} wordings are too few to prove anything");
    assert!(wrongs.is_empty(), "{} of {asked}:\n{}", wrongs.len(), wrongs.join("\n"));
}
