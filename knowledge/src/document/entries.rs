//! Passages into entries: a title to be found by, the text as a quotation, and what grounds it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::document::facts::{Facts, Force, Given};
use crate::document::mark::{self, Level};
use crate::document::number;
use crate::document::passage::Passage;
use crate::document::place;
use crate::document::words::{is, list, one, tax_of};
use crate::entry::{Basis, Entry};
use crate::region::{Region, places};
use crate::text::fold::Folded;
use crate::text::syllable::hanzi::toned;

/// The longest part of an id that names the document, in characters.
const NAME_CHARS_MAX: usize = 48;

/// Whether an entry quotes a text, as those do that are made of passages. It is told by a tag, so that
/// one who quotes by hand can say so too.
pub fn is_quotation(entry: &Entry) -> bool {
    entry.tags.iter().any(|tag| list("tag").any(|own| own == tag))
}

/// The entries of a document's passages, each with the place of its passage among all.
pub(crate) fn entries(facts: &Facts, passages: &[Passage], given: &Given) -> Vec<(usize, Entry)> {
    let over = over(facts);
    let holds = |passage: &Passage| {
        !passage.over && !over.iter().any(|place| passage.place.starts_with(place.as_str()))
    };
    let form = form(facts, given);
    let title = form.basis.first().map(|basis| basis.title.clone()).unwrap_or_default();
    let name = named_by(facts);
    let mut wordings = BTreeSet::new();
    let mut is_new = |wording: &str| wordings.insert(Folded::new(wording).key());
    let kept = passages.iter().enumerate().filter(|(_, passage)| holds(passage));
    kept.map(|(at, passage)| {
        let mut entry = entry((&form, &title, facts), passage);
        entry.id = format!("{name}-{}", passage.id);
        // Two passages of one place are told apart by where they stand in it.
        while !is_new(&entry.question) {
            entry.question.push_str(one("again"));
        }
        entry.similar.retain(|own| is_new(own));
        (at, entry)
    })
    .collect()
}

/// What all entries of a document have in common.
fn form(facts: &Facts, given: &Given) -> Entry {
    let title = facts.title.clone().unwrap_or_default();
    let regions = match given.regions.as_slice() {
        [] => region(facts).into_iter().collect(),
        given => given.to_vec(),
    };
    Entry {
        topic: Some(one("topic").to_owned()),
        tags: list("tag").map(str::to_owned).collect(),
        tax: tax_of(&title).map(str::to_owned),
        regions: regions.iter().map(ToString::to_string).collect(),
        valid_from: facts.effective_from,
        valid_to: facts.effective_to,
        basis: vec![Basis {
            title,
            number: facts.number.clone(),
            article: None,
            issued_on: facts.issued_on,
            effective_from: facts.effective_from,
            effective_to: facts.effective_to,
            url: given.url.clone(),
        }],
        ..Entry::default()
    }
}

/// The form filled by a passage.
fn entry((form, title, facts): (&Entry, &str, &Facts), passage: &Passage) -> Entry {
    let Passage { place, gist, .. } = passage;
    let fill = |kind: &str| {
        let filled = one(kind).replace("{title}", title).replace("{aside}", &aside(facts));
        filled.replace("{place}", place).replace("{gist}", gist)
    };
    let known = gist.chars().count() > 1;
    let article = Some(place.clone()).filter(|place| !place.is_empty());
    let basis = form.basis.iter().map(|own| Basis { article: article.clone(), ..own.clone() });
    Entry {
        question: fill(if known { "question" } else { "question_bare" }),
        similar: called(short(title), place),
        answer: Some(format!("{}\n\n{}", fill("lead"), quoted(passage))),
        basis: basis.collect(),
        ..form.clone()
    }
}

/// What stands in brackets behind the title: the number and the days.
fn aside(facts: &Facts) -> String {
    let told = |kind: &str, date: Option<Date>| {
        let date = date?;
        let parts = [("{year}", i64::from(date.year())), ("{month}", date.month().into())];
        let day = parts.into_iter().chain([("{day}", date.day().into())]);
        Some(day.fold(one(kind).to_owned(), |words, (sign, number)| {
            words.replace(sign, &number.to_string())
        }))
    };
    let (from, to) = (told("lead_from", facts.effective_from), told("lead_to", facts.effective_to));
    let all: Vec<String> = [facts.number.clone(), from, to].into_iter().flatten().collect();
    if all.is_empty() {
        return String::new();
    }
    one("lead_aside").replace("{0}", &all.join(one("lead_and")))
}

/// How people call a place of a law: by the numbers of its articles, in characters or in digits.
fn called(law: &str, place: &str) -> Vec<String> {
    let Some(mark) = mark::at_head(place).filter(|mark| mark.level == Level::Article) else {
        return Vec::new();
    };
    // Of the parts of a long article the first is called by the article itself.
    let (article, rest) = (&mark.text, &mark.rest);
    let digits = place::article_words(&mark.number.to_string(), mark.also);
    let forms = [place.to_owned(), format!("{digits}{rest}"), article.clone(), digits];
    forms
        .iter()
        .map(|form| one("similar").replace("{title}", law).replace("{place}", form))
        .collect()
}

/// The text as a quotation in Markdown, under the headings that it stands under.
fn quoted(passage: &Passage) -> String {
    let path = passage.path.join(one("path"));
    let head = if path.is_empty() { String::new() } else { format!("**{path}**\n\n") };
    let text = format!("{head}{}", passage.markdown);
    let lines = text.lines().map(|line| format!("> {line}").trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// The name by which a law is called: without the state that it is a law of, and without the note that
/// it was changed.
pub(crate) fn short(title: &str) -> &str {
    let own = title.strip_prefix(one("dropped")).filter(|rest| !rest.is_empty()).unwrap_or(title);
    let note =
        own.char_indices().rev().find(|(_, c)| is(*c, "open")).map(|(at, _)| own.split_at(at));
    let changed = |note: &str| {
        let words = note.trim_end_matches(|c| is(c, "close"));
        list("changed_end").any(|end| words.ends_with(end))
    };
    match note {
        Some((name, note)) if !name.is_empty() && changed(note) => name.trim_end(),
        _ => own,
    }
}

/// The part of every id that names the document: its number, else its title, in letters as they are read.
pub(crate) fn named_by(facts: &Facts) -> String {
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
    out.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Where a document of a provincial office holds.
fn region(facts: &Facts) -> Option<Region> {
    let words = [facts.issuer.as_deref(), facts.title.as_deref()];
    let about = one("about");
    let heads = words.into_iter().flatten().map(|own| own.split(about).next().unwrap_or(own));
    heads
        .filter_map(|head| {
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
            if let Some(found) = mark::at_head(&rest).filter(|found| found.level == Level::Article)
            {
                places.push(found.text);
            }
        }
    }
    places
}
