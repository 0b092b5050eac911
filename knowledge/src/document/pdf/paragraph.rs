//! Lines into paragraphs, and the title by its size.

use crate::document::mark;
use crate::document::part::{Content, Part};
use crate::document::pdf::line::Line;
use crate::document::plain::join;
use crate::document::words::is;

/// How far a first line stands in, at least, in parts of the size; two characters are usual.
const INDENT: f64 = 1.2;
/// How early a last line ends, at least.
const SHORT: f64 = 2.5;
/// How much higher than the text a title is, at least, and how much sizes differ within one paragraph.
const TITLE: f64 = 1.15;
const SAME_SIZE: f64 = 0.12;
/// The most lines of a title.
const TITLE_LINES_MAX: usize = 5;

/// Joins the lines of all pages.
pub(crate) fn content(pages: Vec<Vec<Line>>) -> Content {
    let mut content = Content::default();
    let body = middle(pages.iter().flatten().flat_map(|line| {
        // Long lines tell more of what size the text has.
        std::iter::repeat_n(line.size, line.text.chars().count())
    }));
    let title = title(&pages, body);
    let mut skip = title.as_ref().map_or((0, 0), |(at, lines, _)| (*at, *lines));
    content.title = title.map(|(_, _, text)| text);
    let mut paragraph = String::new();
    let mut last: Option<Line> = None;
    for lines in pages {
        let edges = Edges::of(&lines);
        for (at, line) in lines.into_iter().enumerate() {
            if skip.1 > 0 && at >= skip.0 {
                skip.1 -= 1;
                continue;
            }
            if last.as_ref().is_none_or(|last| edges.parts(last, &line)) {
                content.push(Part::Paragraph(std::mem::take(&mut paragraph)));
            }
            join(&mut paragraph, &line.text);
            last = Some(line);
        }
    }
    content.push(Part::Paragraph(paragraph));
    content
}

/// The first lines of the first page that are higher than the text: where, how many, and what they say.
fn title(pages: &[Vec<Line>], body: f64) -> Option<(usize, usize, String)> {
    let lines = pages.first()?;
    let large = |line: &&Line| line.size > body * TITLE;
    let at = lines.iter().position(|line| large(&line))?;
    // The highest line of the head of a page may be the name of the office, above a line; the title is the
    // last run of high lines before the text.
    let size = lines[at].size;
    let same = |line: &&Line| (line.size - size).abs() <= SAME_SIZE * size && large(line);
    let run: Vec<&Line> = lines[at..].iter().take_while(same).take(TITLE_LINES_MAX).collect();
    let mut text = String::new();
    for line in &run {
        join(&mut text, &line.text);
    }
    (mark::at_head(&text).is_none()).then_some((at, run.len(), text))
}

/// The edges of a page's text, in points.
struct Edges {
    left: f64,
    right: f64,
}

impl Edges {
    fn of(lines: &[Line]) -> Self {
        let left = lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
        // Lines that begin at the edge were broken at the other one; others may stand anywhere.
        let broken = |line: &&Line| line.left - left < INDENT / 2.0 * line.size;
        let widest = |lines: &mut dyn Iterator<Item = &Line>| {
            lines.map(|line| line.right).fold(f64::NEG_INFINITY, f64::max)
        };
        let right = widest(&mut lines.iter().filter(broken)).max(left);
        let all = widest(&mut lines.iter());
        // A page without broken lines has none to tell its edge by.
        let right = if right - left < (all - left) / 2.0 { all } else { right };
        Self { left, right }
    }

    /// Whether a line begins a paragraph behind another.
    fn parts(&self, last: &Line, line: &Line) -> bool {
        let other_size = (line.size - last.size).abs() > SAME_SIZE * last.size;
        let indented = line.left - self.left > INDENT * line.size;
        let ended = last.text.chars().last().is_some_and(|c| is(c, "stop") || c == '：');
        // On the next page lines begin above again.
        let below = line.foot > last.foot;
        let short = self.right - last.right > SHORT * last.size;
        let apart = below && line.foot - last.foot > 2.6 * line.size;
        let marked = mark::at_head(&line.text).is_some();
        other_size || indented || apart || short && (ended || below) || marked && (ended || short)
    }
}

/// The middle of numbers.
fn middle(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(0.0)
}
