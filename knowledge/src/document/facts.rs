//! What a document says of itself: its title, its number, who issued it, from when until when it holds.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::document::date::{dates, only};
use crate::document::number;
use crate::document::part::Content;
use crate::document::plain::join;
use crate::document::sheet::Sheet;
use crate::document::term::term;
use crate::document::words::{is, list, one, rows_of};
use crate::region::Region;

/// Whether a document is in force, by what a site or an office says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// It holds.
    Holds,
    /// It does not hold yet.
    Later,
    /// Some of its clauses are over.
    Part,
    /// It is over.
    Over,
}

/// What was found; what was not is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The title.
    pub title: Option<String>,
    /// The number (文号).
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// The day it was issued on.
    pub issued_on: Option<Date>,
    /// The first day on which it holds.
    pub effective_from: Option<Date>,
    /// The last day on which it holds.
    pub effective_to: Option<Date>,
    /// The words about its force, and what they mean.
    pub status: Option<(String, Force)>,
    /// What notes beside the text say, such as which clauses are over.
    pub notes: Vec<String>,
}

/// What is given where a text does not say it; it stands above what is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The title.
    pub title: Option<String>,
    /// The number.
    pub number: Option<String>,
    /// The day it was issued on.
    pub issued_on: Option<Date>,
    /// The first day on which it holds.
    pub effective_from: Option<Date>,
    /// The last day on which it holds.
    pub effective_to: Option<Date>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Where it holds; empty where its issuer says it.
    pub regions: Vec<Region>,
}

/// The longest line that may be a title or a number by itself, in characters.
const TITLE_CHARS_MAX: usize = 120;
/// The least characters of a title.
const TITLE_CHARS_MIN: usize = 4;
/// How far behind a date the word may stand that says what happened on it, in characters.
const ISSUED_WITHIN: usize = 60;

impl Facts {
    /// Reads what a document says.
    pub(crate) fn of(content: &Content, sheets: &[Sheet], given: &Given) -> Self {
        let empty = Sheet::default();
        let text = sheets.first().unwrap_or(&empty);
        let (number, number_line) = numbered(text, &content.beside);
        let issued_on = given.issued_on.or_else(|| issued(text, &content.beside));
        let body = || text.body.iter().map(|line| line.text.as_str());
        let lines: Vec<&str> = text.front.iter().map(String::as_str).chain(body()).collect();
        // Of a text that was changed nobody can tell which issue it means.
        let (from, to) = term(&lines, issued_on.filter(|_| issues(text).len() < 2));
        let label = |kind| labelled(&content.beside, kind).find_map(|value| date_of(&value));
        let title = given.title.clone().or_else(|| titled(content, text, number_line));
        Self {
            issuer: issuer(title.as_deref(), text, &content.beside),
            title,
            number: given.number.clone().or(number),
            issued_on,
            effective_from: given.effective_from.or(from).or_else(|| label("label_effective")),
            effective_to: given.effective_to.or(to).or_else(|| label("label_ends")),
            status: status(text, &content.beside),
            notes: notes(text, &content.beside),
        }
    }

    /// The names of what was looked for and not found.
    pub fn missing(&self) -> Vec<&'static str> {
        let fields = [
            ("title", self.title.is_none()),
            ("number", self.number.is_none()),
            ("issued_on", self.issued_on.is_none()),
            ("effective_from", self.effective_from.is_none()),
        ];
        fields.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect()
    }
}

/// The values that stand behind labels of a kind, in the order of the labels.
fn labelled<'a>(lines: &'a [String], kind: &'static str) -> impl Iterator<Item = String> + 'a {
    list(kind).flat_map(move |label| {
        lines.iter().enumerate().filter_map(move |(at, line)| {
            let squeezed: String = line.chars().filter(|c| !c.is_whitespace()).collect();
            let rest = squeezed.trim_start_matches(['【', '[', '〖']).strip_prefix(label)?;
            let value = rest.trim_start_matches(['：', ':', '】', ']', '〗']).to_owned();
            // Label and value may stand in two cells.
            let next = || {
                lines.get(at + 1).cloned().filter(|_| rest.trim_end_matches(['：', ':']).is_empty())
            };
            if value.is_empty() { next() } else { Some(value) }
        })
    })
}

fn date_of(text: &str) -> Option<Date> {
    let chars: Vec<char> = text.chars().collect();
    dates(&chars).first().map(|found| found.date)
}

/// The number, and the line of the front that is nothing else.
fn numbered(text: &Sheet, beside: &[String]) -> (Option<String>, Option<usize>) {
    let own =
        text.front.iter().enumerate().filter(|(_, line)| line.chars().count() < TITLE_CHARS_MAX);
    for (at, line) in own {
        // An order has its name above its number, an announcement too.
        let above = at.checked_sub(1).map(|above| text.front[above].as_str());
        let above = above.filter(|above| names_an_office(above));
        let whole = above.map(|above| format!("{above}{line}"));
        let Some(found) = whole.as_deref().and_then(number::first).or_else(|| number::first(line))
        else {
            continue;
        };
        let alone = found.before <= 1 && found.after <= 1;
        let quoted =
            line.contains('《') || line.chars().last().is_some_and(|c| is(c, "stop") || c == '：');
        // Who tells of an order that it was published tells of the text's own.
        let whole = whole.as_deref().unwrap_or(line);
        let rest: String = whole.chars().skip(whole.chars().count() - found.after).collect();
        let issued = list("issued").any(|word| rest.starts_with(word));
        if !alone && (quoted || found.after > 1 && !issued) {
            continue;
        }
        return (Some(found.number), alone.then_some(at));
    }
    let label = labelled(beside, "label_number").find_map(|value| number::first(&value));
    (label.map(|found| found.number), None)
}

/// The title: what the file says, else the lines above or below the number.
fn titled(content: &Content, text: &Sheet, number_line: Option<usize>) -> Option<String> {
    let usable = |title: &&String| title.chars().count() >= TITLE_CHARS_MIN;
    let from_file = content.title.as_ref().filter(usable).map(|title| clean(title));
    from_file.or_else(|| {
        let lines = || text.front.iter().enumerate();
        let above = lines().take_while(|(at, _)| number_line.is_none_or(|number| *at < number));
        let below = lines().skip_while(|(at, _)| number_line.is_some_and(|number| *at <= number));
        run(above.map(|(_, line)| line)).or_else(|| run(below.map(|(_, line)| line)))
    })
}

/// The first lines that make a title together: up to one that ends as titles end.
fn run<'a>(lines: impl Iterator<Item = &'a String>) -> Option<String> {
    let mut title = String::new();
    for line in lines {
        let words = clean(line);
        let is_number = number::first(&words).is_some_and(|found| found.before + found.after <= 2);
        let office = names_an_office(&words);
        let other =
            words.is_empty() || is_number || office || list("not_title").any(|own| own == words);
        let sentence = words.chars().last().is_some_and(|c| is(c, "stop") || c == '：');
        if sentence || words.chars().count() > TITLE_CHARS_MAX || words.starts_with(['（', '(']) {
            break;
        }
        if other {
            continue;
        }
        join(&mut title, &words);
        if list("title_end").any(|end| words.ends_with(end)) {
            return Some(title);
        }
    }
    (title.chars().count() >= TITLE_CHARS_MIN).then_some(title)
}

/// Whether a line only names what kind of document it is and who issues it, above its number.
fn names_an_office(words: &str) -> bool {
    let kind = list("numbered_below").find_map(|end| words.strip_suffix(end));
    let heads = kind.is_some_and(|rest| list("issuer_end").any(|end| rest.ends_with(end)));
    heads && !words.contains(one("about"))
}

/// A title without the name of a site, notes in brackets and quotation marks.
fn clean(title: &str) -> String {
    let title = title.split(['_', '|']).next().unwrap_or(title).trim();
    let title = title.strip_prefix('《').and_then(|own| own.strip_suffix('》')).unwrap_or(title);
    // A number behind the title belongs to the number.
    let cut = title.char_indices().rev().find(|(_, c)| is(*c, "open")).map(|(at, _)| at);
    let numbered = cut.filter(|at| number::first(&title[*at..]).is_some());
    numbered.map_or(title, |at| &title[..at]).trim().to_owned()
}

/// The day of issue: that of the signature, else the latest that the front tells of, else a label's.
fn issued(text: &Sheet, beside: &[String]) -> Option<Date> {
    let signed = text.tail.iter().rev().find_map(|line| only(line));
    let label = || labelled(beside, "label_issued").find_map(|value| date_of(&value));
    signed.or_else(|| issues(text).last().copied()).or_else(label)
}

/// The days on which the front of a text says that it was issued or changed, in order.
fn issues(text: &Sheet) -> Vec<Date> {
    let front = text.front.iter().flat_map(|line| {
        let chars: Vec<char> = line.chars().collect();
        let found = dates(&chars).into_iter().filter(|found| {
            let rest: String = chars[found.end..].iter().take(ISSUED_WITHIN).collect();
            list("issued").any(|word| rest.contains(word)) || only(line).is_some()
        });
        found.map(|found| found.date).collect::<Vec<_>>()
    });
    let days: BTreeSet<Date> = front.collect();
    days.into_iter().collect()
}

/// Who issued it: what stands before the matter in the title, else who signed, else a label's.
fn issuer(title: Option<&str>, text: &Sheet, beside: &[String]) -> Option<String> {
    let ends = |name: &&str| list("issuer_end").any(|end| name.ends_with(end));
    let before = title.and_then(|title| title.split_once(one("about")));
    let before = before.map(|(before, _)| before.trim()).filter(ends);
    let signed = || text.tail.iter().map(String::as_str).find(ends).map(str::to_owned);
    let label = || labelled(beside, "label_issuer").next();
    // Laws tell before their text who made them.
    let maker = || {
        let front = || text.front.iter();
        list("maker").find(|maker| front().any(|line| line.contains(maker))).map(str::to_owned)
    };
    before.map(str::to_owned).or_else(signed).or_else(label).or_else(maker)
}

/// What is said of its force: a line by itself, or behind a label.
fn status(text: &Sheet, beside: &[String]) -> Option<(String, Force)> {
    let bare = |line: &String| -> String {
        line.chars().filter(|c| c.is_alphabetic()).collect::<String>().trim().to_owned()
    };
    let alone = text.front.iter().chain(beside).map(bare);
    let label = labelled(beside, "label_status");
    label.chain(alone).find_map(|words| {
        let (known, force) = rows_of("status").iter().find(|(known, _)| *known == words)?;
        let force = match *force {
            "over" => Force::Over,
            "part" => Force::Part,
            "later" => Force::Later,
            _ => Force::Holds,
        };
        Some(((*known).to_owned(), force))
    })
}

/// Notes about clauses, beside the text or at either of its ends.
fn notes(text: &Sheet, beside: &[String]) -> Vec<String> {
    let lines: Vec<String> = beside.iter().chain(&text.front).chain(&text.tail).cloned().collect();
    let mut notes: Vec<String> = labelled(&lines, "label_note").collect();
    notes.dedup();
    notes
}
