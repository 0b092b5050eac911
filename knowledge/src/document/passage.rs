//! Units into passages: whole where they are short, else parted where their numbers part them.

use crate::document::mark;
use crate::document::outline::{Block, Unit};
use crate::document::place::{Place, Step};
use crate::document::words::{is, list};

/// The longest passage that is left whole, in characters: what the index reads of an answer with room for
/// what stands before it.
const WHOLE_CHARS_MAX: usize = 600;
/// The longest that a passage gets by taking the next of its siblings in, in characters.
const JOINED_CHARS_MAX: usize = 400;
/// The longest words that are said again before each part of what they lead into, in characters.
const LEAD_CHARS_MAX: usize = 120;
/// The longest caption and gist, in characters.
const GIST_CHARS_MAX: usize = 28;
/// The longest passage at all, in characters; rules without numbers are cut at the ends of sentences.
const CUT_CHARS_MAX: usize = 2_000;

/// A passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Where it stands, as a part of an id.
    pub id: String,
    /// Where it stands, in words.
    pub place: String,
    /// The headings above it.
    pub path: Vec<String>,
    /// What it is about, in a few words of its own.
    pub gist: String,
    /// What it says, in Markdown.
    pub markdown: String,
    /// Whether its clause is over.
    pub over: bool,
}

/// The passages of units, in order.
pub(crate) fn passages(units: &[Unit]) -> Vec<Passage> {
    let mut cut = Cut { passages: Vec::new() };
    for unit in units {
        let gist = gist(&unit.blocks());
        cut.unit(unit, &[], &gist);
    }
    cut.passages
}

struct Cut {
    passages: Vec<Passage>,
}

impl Cut {
    /// Parts a unit; `lead` are the words that lead into it.
    fn unit(&mut self, unit: &Unit, lead: &[Block], gist: &str) {
        // An article of one paragraph is cited without it.
        if let [only] = unit.children.as_slice()
            && unit.own.is_empty()
            && matches!(only.place.steps.last(), Some(Step::Clause(_)))
        {
            let children = only.children.iter().map(|child| raised(child, unit.place.steps.len()));
            let mut merged = unit.clone();
            (merged.own, merged.children) = (only.own.clone(), children.collect());
            return self.unit(&merged, lead, gist);
        }
        if unit.chars() <= WHOLE_CHARS_MAX || unit.children.is_empty() {
            return self.push((unit, None), lead.iter().chain(unit.blocks()), gist);
        }
        let own: usize = unit.own.iter().map(Block::chars).sum();
        let mut lead = lead.to_vec();
        if own > LEAD_CHARS_MAX {
            self.push((unit, None), lead.iter().chain(&unit.own), gist);
        } else {
            lead.extend(unit.own.clone());
        }
        self.children(unit, &lead, gist);
    }

    /// Takes short siblings together, and parts long ones.
    fn children(&mut self, unit: &Unit, lead: &[Block], gist_above: &str) {
        let mut run: Vec<&Unit> = Vec::new();
        for child in &unit.children {
            let chars: usize = run.iter().map(|own| own.chars()).sum();
            if chars + child.chars() > JOINED_CHARS_MAX {
                self.run(&std::mem::take(&mut run), lead, gist_above);
            }
            if child.chars() > WHOLE_CHARS_MAX {
                self.run(&std::mem::take(&mut run), lead, gist_above);
                let own =
                    if lead.is_empty() { gist(&child.blocks()) } else { gist_above.to_owned() };
                self.unit(child, lead, &own);
            } else {
                run.push(child);
            }
        }
        self.run(&run, lead, gist_above);
    }

    fn run(&mut self, run: &[&Unit], lead: &[Block], gist_above: &str) {
        let (Some(first), last) = (run.first(), run.last()) else {
            return;
        };
        let blocks: Vec<&Block> = run.iter().flat_map(|unit| unit.blocks()).collect();
        let gist = if lead.is_empty() { gist(&blocks) } else { gist_above.to_owned() };
        let last = last.filter(|_| run.len() > 1).map(|unit| &unit.place);
        self.push((first, last), lead.iter().chain(blocks), &gist);
    }

    fn push<'a>(
        &mut self,
        (unit, last): (&Unit, Option<&Place>),
        blocks: impl Iterator<Item = &'a Block>,
        gist: &str,
    ) {
        let blocks: Vec<&Block> = blocks.collect();
        let over = blocks.iter().any(|block| match block {
            Block::Text(text) => list("clause_over").any(|mark| text.contains(mark)),
            Block::Table(_) => false,
        });
        let pieces = pieces(&blocks);
        for (at, markdown) in pieces.iter().enumerate() {
            let piece = if at == 0 { String::new() } else { format!("-p{}", at + 1) };
            let id = format!("{}{piece}", unit.place.id());
            let id = id.trim_start_matches('-').to_owned();
            self.passages.push(Passage {
                id: self.unused(if id.is_empty() { "p1".to_owned() } else { id }),
                place: unit.place.words(last),
                path: unit.path.clone(),
                gist: gist.to_owned(),
                markdown: markdown.clone(),
                over,
            });
        }
    }

    /// An id that no passage has: numbers are sometimes given twice.
    fn unused(&self, id: String) -> String {
        let taken = |id: &str| self.passages.iter().any(|own| own.id == id);
        let others = (2..).map(|number| format!("{id}-v{number}"));
        std::iter::once(id.clone()).chain(others).find(|id| !taken(id)).unwrap_or(id)
    }
}

/// A unit without the step at `at`, through everything below it.
fn raised(unit: &Unit, at: usize) -> Unit {
    let mut unit = unit.clone();
    if at < unit.place.steps.len() {
        unit.place.steps.remove(at);
    }
    unit.children = unit.children.iter().map(|child| raised(child, at)).collect();
    unit
}

/// Blocks as Markdown, cut where there is too much of it.
fn pieces(blocks: &[&Block]) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut add = |text: String| {
        let last = pieces.len() - 1;
        let chars = pieces[last].chars().count();
        if chars > 0 && chars + text.chars().count() > CUT_CHARS_MAX {
            pieces.push(text);
        } else {
            let gap = if chars == 0 { "" } else { "\n\n" };
            pieces[last].push_str(&format!("{gap}{text}"));
        }
    };
    for block in blocks {
        match block {
            Block::Text(text) => sentences(text).into_iter().for_each(&mut add),
            Block::Table(rows) => tables(rows).into_iter().for_each(&mut add),
        }
    }
    pieces
}

/// A text, or its sentences in groups where it is too long to be one piece.
fn sentences(text: &str) -> Vec<String> {
    let text = escaped(text);
    if text.chars().count() <= CUT_CHARS_MAX {
        return vec![text];
    }
    let mut groups = vec![String::new()];
    for sentence in text.split_inclusive(|c| is(c, "stop")) {
        let last = groups.len() - 1;
        if groups[last].chars().count() + sentence.chars().count() > CUT_CHARS_MAX {
            groups.push(String::new());
        }
        let last = groups.len() - 1;
        groups[last].push_str(sentence);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// A text whose signs are no markup. Only what would be read as markup is marked, so that the text is
/// found as it is written.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        let sign = matches!(c, '*' | '_' | '`' | '<' | '[' | ']' | '\\' | '|')
            || at == 0 && matches!(c, '#' | '>' | '+' | '-');
        if sign {
            out.push('\\');
        }
        out.push(c);
    }
    // A number with a point would begin a list and be counted anew.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out
}

/// A table as tables of Markdown, its head repeated where it is cut.
fn tables(rows: &[Vec<String>]) -> Vec<String> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let row = |cells: &Vec<String>| {
        let filled = cells.iter().map(String::as_str).chain(std::iter::repeat(""));
        let cells: Vec<String> = filled.take(width).map(escaped).collect();
        format!("| {} |", cells.join(" | "))
    };
    let Some((head, rest)) = rows.split_first() else {
        return Vec::new();
    };
    let head = format!("{}\n|{}", row(head), " --- |".repeat(width));
    let mut tables = vec![head.clone()];
    for cells in rest {
        let line = row(cells);
        let last = tables.len() - 1;
        if tables[last].chars().count() + line.chars().count() > CUT_CHARS_MAX
            && tables[last].len() > head.len()
        {
            tables.push(head.clone());
        }
        let last = tables.len() - 1;
        tables[last].push_str(&format!("\n{line}"));
    }
    tables
}

/// What a unit is about: its caption, or its first words up to a comma.
fn gist(blocks: &[&Block]) -> String {
    let first = blocks.iter().find_map(|block| match block {
        Block::Text(text) => Some(text.as_str()),
        Block::Table(_) => None,
    });
    let text = first.unwrap_or_default();
    let text = mark::at_head(text).map_or(text.to_owned(), |mark| mark.rest);
    let text = text.trim_start_matches(|c| is(c, "open"));
    let ends = |c| is(c, "clause") || is(c, "close") || is(c, "open");
    let words = text.split(ends).next().unwrap_or_default().trim();
    let gist: String = words.chars().take(GIST_CHARS_MAX).collect();
    if gist.len() < words.len() { gist + "…" } else { gist }
}
