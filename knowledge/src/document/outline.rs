//! The tree of a text: articles with their paragraphs and items, or the numbers of a circular.

use crate::document::mark::{self, Level, Mark};
use crate::document::place::{Place, Step};
use crate::document::sheet::{Line, Sheet, headings_lead};
use crate::document::words::is;

/// A piece of text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    /// Words, with their mark as it is written.
    Text(String),
    /// Rows of cells.
    Table(Vec<Vec<String>>),
}

impl Block {
    /// How many characters it has.
    pub(crate) fn chars(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            Self::Table(rows) => rows.iter().flatten().map(|cell| cell.chars().count() + 3).sum(),
        }
    }
}

/// A numbered part of a text with what stands below it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    /// Where it stands.
    pub(crate) place: Place,
    /// The headings above it.
    pub(crate) path: Vec<String>,
    /// What it says itself.
    pub(crate) own: Vec<Block>,
    /// What stands below it.
    pub(crate) children: Vec<Unit>,
    rank: usize,
}

impl Unit {
    fn new(place: Place, (path, rank): (Vec<String>, usize)) -> Self {
        Self { place, path, own: Vec::new(), children: Vec::new(), rank }
    }

    /// How many characters it and what is below it have.
    pub(crate) fn chars(&self) -> usize {
        let below: usize = self.children.iter().map(Self::chars).sum();
        self.own.iter().map(Block::chars).sum::<usize>() + below
    }

    /// Everything it says, in order.
    pub(crate) fn blocks(&self) -> Vec<&Block> {
        let below = self.children.iter().flat_map(Self::blocks);
        self.own.iter().chain(below).collect()
    }
}

/// How a text is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// By articles.
    Articles,
    /// By numbers.
    Numbers,
    /// By headings alone.
    Headings,
}

/// The least articles of a text that is ordered by them.
const ARTICLES_MIN: usize = 2;

/// The units of a sheet, and the headings of chapters as they come.
pub(crate) fn outline(sheet: &Sheet) -> Vec<Unit> {
    let order = order(&sheet.body);
    let place = Place { attachment: sheet.attachment, steps: Vec::new() };
    let mut builder =
        Builder { order, place, units: Vec::new(), path: Vec::new(), open: Vec::new(), article: 0 };
    for line in &sheet.body {
        builder.line(line);
    }
    builder.close(0);
    builder.units
}

fn order(lines: &[Line]) -> Order {
    let marks = || lines.iter().filter_map(|line| line.mark.as_ref());
    let articles = marks().filter(|mark| mark.level == Level::Article && mark.set_off).count();
    if articles >= ARTICLES_MIN {
        Order::Articles
    } else if marks().any(|mark| mark.level > Level::Article) && headings_lead(lines).is_none() {
        Order::Numbers
    } else {
        Order::Headings
    }
}

/// A heading without the blanks that spread it; one stays behind its number.
fn squeezed(text: &str) -> String {
    let Some(mark) = mark::at_head(text).filter(|mark| mark.level.divides()) else {
        return text.to_owned();
    };
    let rest: String = mark.rest.chars().filter(|c| !c.is_whitespace()).collect();
    format!("{}\u{3000}{rest}", mark.text)
}

struct Builder {
    order: Order,
    place: Place,
    units: Vec<Unit>,
    /// The headings above, each with its depth.
    path: Vec<(usize, String)>,
    /// Units that are open, each within the one before.
    open: Vec<Unit>,
    /// The number of the last article.
    article: u32,
}

impl Builder {
    fn line(&mut self, line: &Line) {
        if let Some(rows) = &line.table {
            return self.push(Block::Table(rows.clone()));
        }
        match &line.mark {
            Some(mark) if mark.level.divides() => self.heading(mark.level as usize, &line.text),
            Some(mark) if self.counts(mark) => self.marked(mark, line),
            _ if line.heading.is_some() && self.order != Order::Articles => {
                let depth = 10 + usize::from(line.heading.unwrap_or(1));
                self.heading(depth, &line.text);
                if self.order == Order::Headings {
                    self.under_heading(depth, &line.text);
                }
            }
            _ => self.plain(&line.text),
        }
    }

    /// Whether a mark counts in this text. In running words an article may be named at the head of a
    /// paragraph; it is one where it is set off or the next in turn.
    fn counts(&self, mark: &Mark) -> bool {
        match (self.order, mark.level) {
            (Order::Articles, Level::Article) => {
                mark.set_off || mark.number == self.article + 1 && mark.also.is_none()
            }
            (Order::Headings, _) | (_, Level::Article | Level::Attachment) => false,
            _ => true,
        }
    }

    fn rank(&self, level: Level) -> usize {
        let below = match level {
            Level::Article => return 0,
            Level::Head => 0,
            Level::Sub => 1,
            Level::Number => 2,
            Level::Paren => 3,
            _ => 4,
        };
        // Under an article paragraphs are counted first.
        if self.order == Order::Articles { below + 2 } else { below }
    }

    fn heading(&mut self, depth: usize, text: &str) {
        self.close(0);
        self.path.retain(|(own, _)| *own < depth);
        self.path.push((depth, squeezed(text)));
    }

    fn under_heading(&mut self, depth: usize, text: &str) {
        let steps = self.path.iter().filter(|(own, _)| *own <= depth && *own > 10);
        // The title is no step.
        let steps: Vec<Step> = steps.map(|(_, own)| Step::Heading(own.clone())).collect();
        let steps = if steps.is_empty() { vec![Step::Heading(text.to_owned())] } else { steps };
        let place = Place { steps, ..self.place.clone() };
        let path = self.path.iter().filter(|(own, _)| *own < depth);
        let path = path.map(|(_, own)| own.clone()).collect();
        self.open.push(Unit::new(place, (path, 0)));
    }

    fn path(&self) -> Vec<String> {
        self.path.iter().map(|(_, text)| text.clone()).collect()
    }

    fn marked(&mut self, mark: &Mark, line: &Line) {
        let rank = self.rank(mark.level);
        self.close(rank);
        let unit = self.begin(Step::Marked(mark.clone()), rank);
        self.open.push(unit);
        if mark.level == Level::Article {
            self.article = mark.number;
            // The mark belongs to the words of the first paragraph.
            let clause = self.begin(Step::Clause(1), 1);
            self.open.push(clause);
        }
        let text = if mark.level == Level::Article && !mark.rest.is_empty() {
            format!("{}\u{3000}{}", mark.text, mark.rest)
        } else {
            line.text.clone()
        };
        self.push(Block::Text(text));
    }

    fn begin(&self, step: Step, rank: usize) -> Unit {
        let above = self.open.last().map_or(&self.place, |unit| &unit.place);
        Unit::new(above.with(step), (self.path(), rank))
    }

    fn plain(&mut self, text: &str) {
        let in_article = self.order == Order::Articles && !self.open.is_empty();
        if in_article && !self.is_heading_alone() {
            self.close(1);
            let clauses = self.open.first().map_or(0, |article| article.children.len() as u32);
            let clause = self.begin(Step::Clause(clauses + 1), 1);
            self.open.push(clause);
        }
        self.push(Block::Text(text.to_owned()));
    }

    /// Whether an article has said nothing yet but its number and a caption.
    fn is_heading_alone(&self) -> bool {
        let [article, clause] = self.open.as_slice() else {
            return false;
        };
        let short = clause.own.first().is_some_and(|own| match own {
            Block::Text(text) => !text.chars().any(|c| is(c, "clause")),
            Block::Table(_) => false,
        });
        article.children.is_empty() && clause.own.len() == 1 && short
    }

    fn push(&mut self, block: Block) {
        if self.open.is_empty() {
            let unit = Unit::new(self.place.clone(), (self.path(), 0));
            self.open.push(unit);
        }
        if let Some(unit) = self.open.last_mut() {
            unit.own.push(block);
        }
    }

    /// Closes every open unit that is not above `rank`.
    fn close(&mut self, rank: usize) {
        while self.open.last().is_some_and(|unit| unit.rank >= rank) {
            let Some(unit) = self.open.pop() else {
                return;
            };
            match self.open.last_mut() {
                Some(above) => above.children.push(unit),
                None => self.units.push(unit),
            }
        }
    }
}
