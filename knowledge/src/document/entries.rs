//! Passages into entries: a title to be found by, the text as a quotation, and what grounds it.

use std::collections::BTreeSet;

use crate::document::facts::{Facts, Force};
use crate::document::mark;
use crate::document::number;
use crate::document::passage::Passage;
use crate::document::words::{is, list, one, tax_of};
use crate::entry::{Basis, Entry};
use crate::region::{Region, places};
use crate::text::syllable::hanzi::toned;

/// The longest part of an id that names the document, in characters.
const NAME_CHARS_MAX: usize = 48;

/// The entries of a document's passages.
pub(crate) fn entries(facts: &Facts, passages: &[Passage], url: Option<&str>) -> Vec<Entry> {
    let over = over(facts);
    let name = name(facts);
    let mut wordings = BTreeSet::new();
    let holds = |passage: &&Passage| {
        !passage.over && !over.iter().any(|place| passage.place.starts_with(place.as_str()))
    };
    let kept = passages.iter().filter(holds);
    kept.map(|passage| entry((facts, url), &name, passage))
        .map(|mut entry| {
            // Two passages of one place are told apart by where they stand in it.
            while !wordings.insert(entry.question.clone()) {
                entry.question.push_str(one("again"));
            }
            entry.similar.retain(|own| wordings.insert(own.clone()));
            entry
        })
        .collect()
}

fn entry((facts, url): (&Facts, Option<&str>), name: &str, passage: &Passage) -> Entry {
    let title = facts.title.clone().unwrap_or_default();
    let fill = |kind: &str| {
        let number = facts.number.as_deref().unwrap_or_default();
        let filled = one(kind).replace("{title}", &title).replace("{number}", number);
        filled.replace("{place}", &passage.place).replace("{gist}", &passage.gist)
    };
    let known = passage.gist.chars().count() > 1;
    let short = short(&title);
    let lead = if facts.number.is_some() { "lead_numbered" } else { "lead" };
    let similar = one("similar").replace("{title}", short).replace("{place}", &passage.place);
    Entry {
        id: format!("{name}-{}", passage.id),
        question: fill(if known { "question" } else { "question_bare" }),
        similar: Some(similar).filter(|_| is_article(&passage.place)).into_iter().collect(),
        answer: Some(format!("{}\n\n{}", fill(lead), quoted(passage))),
        basis: vec![Basis {
            title: title.clone(),
            number: facts.number.clone(),
            article: Some(passage.place.clone()).filter(|place| !place.is_empty()),
            issued_on: facts.issued_on,
            effective_from: facts.effective_from,
            effective_to: facts.effective_to,
            url: url.map(str::to_owned),
        }],
        topic: Some(one("topic").to_owned()),
        tags: list("tag").map(str::to_owned).collect(),
        tax: tax_of(&title).map(str::to_owned),
        regions: region(facts).map(|region| region.to_string()).into_iter().collect(),
        valid_from: facts.effective_from,
        valid_to: facts.effective_to,
        ..Entry::default()
    }
}

/// Whether a place is an article of the text itself, which is asked for by its number.
fn is_article(place: &str) -> bool {
    mark::at_head(place).is_some_and(|mark| mark.level == mark::Level::Article)
}

/// The text as a quotation in Markdown, under the headings that it stands under.
fn quoted(passage: &Passage) -> String {
    let path = passage.path.join(one("path"));
    let head = if path.is_empty() { String::new() } else { format!("**{path}**\n\n") };
    let text = format!("{head}{}", passage.markdown);
    let lines = text.lines().map(|line| format!("> {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// The name by which a law is called: without the state that it is a law of.
fn short(title: &str) -> &str {
    title.strip_prefix(one("dropped")).filter(|rest| !rest.is_empty()).unwrap_or(title)
}

/// The part of every id that names the document: its number, else its title, in letters as they are read.
fn name(facts: &Facts) -> String {
    let title = facts.title.as_deref().unwrap_or_default();
    // Laws keep their name through orders that change them.
    let number = facts.number.as_deref().filter(|number| !number::is_order(number));
    let words = letters(number.unwrap_or_else(|| short(title)));
    let name = if words.len() > NAME_CHARS_MAX {
        let digest = blake3::hash(words.as_bytes()).to_hex();
        let end = words[..NAME_CHARS_MAX].rfind('-').unwrap_or(NAME_CHARS_MAX);
        format!("{}-{}", &words[..end], &digest[..6])
    } else {
        words
    };
    if name.is_empty() { "document".to_owned() } else { name }
}

/// Characters as they are read, without tones; numbers and words stand apart.
fn letters(text: &str) -> String {
    let mut out = String::new();
    let mut apart = false;
    let mut digits = false;
    for c in text.chars() {
        let Some(read) = toned(c)
            .map(|(read, _)| read)
            .or_else(|| c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase().to_string()))
        else {
            apart = true;
            continue;
        };
        let is_digit = c.is_ascii_digit();
        if (apart || digits != is_digit) && !out.is_empty() {
            out.push('-');
        }
        // What only counts says nothing: the words for year, number and order of a number are left out.
        (apart, digits) = (false, is_digit);
        if is(c, "unnamed") {
            apart = true;
            continue;
        }
        out.push_str(&read);
    }
    out.trim_matches('-').replace("--", "-")
}

/// Where a document of a provincial office holds.
fn region(facts: &Facts) -> Option<Region> {
    let words = [facts.issuer.as_deref(), facts.title.as_deref()];
    let about = one("about");
    let heads = words.into_iter().flatten().map(|own| own.split(about).next().unwrap_or(own));
    heads
        .flat_map(|head| {
            // The longest name that stands in it: a city says more than its province.
            let named = places().iter().filter(move |place| {
                place.also.iter().any(|name| head.contains(name)) || head.starts_with(place.name)
            });
            named.max_by_key(|place| place.region.depth())
        })
        .map(|place| place.region)
        .next()
}

/// The places of clauses that notes or marks of force say are over.
fn over(facts: &Facts) -> Vec<String> {
    let said = facts.status.as_ref().is_some_and(|(_, force)| *force == Force::Part);
    let notes =
        facts.notes.iter().filter(|note| said || list("over_word").any(|word| note.contains(word)));
    let mut places = Vec::new();
    for note in notes {
        let chars: Vec<char> = note.chars().collect();
        for at in 0..chars.len() {
            let rest: String = chars[at..].iter().take(20).collect();
            if let Some(found) =
                mark::at_head(&rest).filter(|found| found.level == mark::Level::Article)
            {
                places.push(found.text);
            }
        }
    }
    places
}
