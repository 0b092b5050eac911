//! The charts of a report of speed. Colours belong to roles of the style: `s1` to `s6` are things that are
//! told apart, `target` is where something should lie.

use wenshui_benches::result::target::Aimed;
use wenshui_benches::result::{Figure, Kind, Series, State};
use wenshui_eval::ablation::table::AblationSet;
use wenshui_eval::html::chart::{
    BOTTOM, Bar, Chart, Dot, Frame, Line, Note, TOP, Tick, points, tenths,
};

use crate::commands::bench::report::axis::{Side, Times, entries, steps, words};

/// The roles of things that are told apart; further ones begin again.
const ROLES: [&str; 6] = ["s1", "s2", "s3", "s4", "s5", "s6"];
/// How wide names of rows are, and how high a row is, in units.
const NAMES: f64 = 124.0;
const ROW: f64 = 24.0;
/// How many times as long as the longest median the axis of stages is at most.
const BEYOND: f64 = 4.0;
/// Half the height of a bar.
const HALF: f64 = 7.0;
/// How high the letters of a note are.
const LETTERS: f64 = 12.0;

/// The role of the thing at a place.
pub(super) fn role(at: usize) -> &'static str {
    ROLES[at % ROLES.len()]
}

/// Rows with a bar each.
struct Rows {
    frame: Frame,
    chart: Chart,
}

impl Rows {
    fn new(names: &[String]) -> Self {
        let frame = Frame::new(NAMES, names.len() as f64 * ROW);
        let mut rows = Self { frame, chart: Chart { frame, ..Chart::default() } };
        rows.chart.y_ticks = names
            .iter()
            .enumerate()
            .map(|(at, name)| Tick { at: Rows::middle(at), label: name.clone() })
            .collect();
        rows
    }

    fn middle(row: usize) -> f64 {
        TOP + (row as f64 + 0.5) * ROW
    }

    fn bar(&mut self, row: usize, role: &'static str, (from, to): (f64, f64), label: String) {
        let y = Self::middle(row) - HALF;
        let width = tenths((to - from).max(1.0));
        self.chart.bars.push(Bar { role, x: tenths(from), y, width, height: 2.0 * HALF, label });
    }

    fn note(&mut self, row: usize, x: f64, text: String) {
        let y = Self::middle(row) + LETTERS / 3.0;
        // Where a bar ends near the edge its number stands on it.
        let fits = x + 6.0 * text.chars().count() as f64 <= self.frame.across(0.0, 1.0).at(1.0);
        let (x, anchor) = if fits { (x + 4.0, "start") } else { (x - 4.0, "end") };
        self.chart.notes.push(Note { x: tenths(x), y, anchor, text });
    }

    /// A line across a row, where something should lie.
    fn target(&mut self, row: usize, x: f64) {
        let y = Self::middle(row);
        let line = points([(x, y - HALF - 3.0), (x, y + HALF + 3.0)]);
        self.chart.lines.push(Line { role: "target", points: line });
    }
}

/// What stages take: p50 as a bar, p99 behind it. Where a p99 is very long its bar goes to the edge, so that
/// the medians can still be told apart.
pub(super) fn stages(series: &[&Series]) -> Chart {
    let names: Vec<String> = series.iter().map(|one| one.name.clone()).collect();
    let mut rows = Rows::new(&names);
    let longest = |time: fn(&Series) -> f64| series.iter().map(|one| time(one)).fold(0.0, f64::max);
    let (p50, p99) = (longest(|one| one.latency.p50_us), longest(|one| one.latency.p99_us));
    let most = p99.min(BEYOND * p50);
    let x = rows.frame.across(0.0, most * 1.3);
    rows.chart.x_ticks = x.ticks(steps(most), words);
    for (row, one) in series.iter().enumerate() {
        let q = one.latency;
        let label = format!("{}: p50 {}, p99 {}", one.name, words(q.p50_us), words(q.p99_us));
        rows.bar(row, "beyond", (x.at(0.0), x.at(q.p99_us)), label.clone());
        rows.bar(row, "s1", (x.at(0.0), x.at(q.p50_us)), label);
        rows.note(row, x.at(q.p99_us), format!("{} / {}", words(q.p50_us), words(q.p99_us)));
    }
    rows.chart
}

/// Shares of which more is better, each with its target.
pub(super) fn shares(shares: &[(String, f64, Option<f64>)]) -> Chart {
    let names: Vec<String> = shares.iter().map(|(name, ..)| name.clone()).collect();
    let mut rows = Rows::new(&names);
    let all = shares.iter().flat_map(|(_, share, target)| [*share, target.unwrap_or_default()]);
    let most = all.fold(0.0, f64::max) * 1.1;
    let x = rows.frame.across(0.0, most);
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    rows.chart.x_ticks = x.ticks(steps(most), percent);
    for (row, (name, share, target)) in shares.iter().enumerate() {
        let told = format!("{:.1} %", share * 100.0);
        rows.bar(row, "s1", (x.at(0.0), x.at(*share)), format!("{name}: {told}"));
        if let Some(target) = target {
            rows.target(row, x.at(*target));
        }
        rows.note(row, x.at(target.unwrap_or_default().max(*share)), told);
    }
    rows.chart
}

/// Numbers of one unit, those of before behind them.
pub(super) fn numbers(figures: &[(&Figure, Option<f64>)], name: impl Fn(&str) -> String) -> Chart {
    let names: Vec<String> = figures.iter().map(|(figure, _)| name(&figure.name)).collect();
    let mut rows = Rows::new(&names);
    let all =
        figures.iter().flat_map(|(figure, before)| [figure.value, before.unwrap_or_default()]);
    // Room for the number behind the longest bar.
    let most = all.fold(0.0, f64::max) * 1.25;
    let x = rows.frame.across(0.0, most);
    let thousands = |value: f64| match value {
        1e3.. => format!("{:.0} k", value / 1e3),
        _ => format!("{value:.0}"),
    };
    rows.chart.x_ticks = x.ticks(steps(most), thousands);
    for (row, (figure, before)) in figures.iter().enumerate() {
        let label = format!("{}: {:.0} {}", names[row], figure.value, figure.unit);
        rows.bar(row, "s1", (x.at(0.0), x.at(figure.value)), label);
        if let Some(before) = before {
            rows.target(row, x.at(*before));
        }
        rows.note(row, x.at(figure.value), thousands(figure.value));
    }
    rows.chart
}

/// Latency by how many in a hundred are no longer, from the half on; the axis tells nines.
pub(super) fn percentiles(series: &[&Series], aimed: &[Aimed]) -> Chart {
    let frame = Frame::new(56.0, BOTTOM - TOP);
    let nines = |share: f64| -(1.0 - share).log10();
    let of = |one: &Series| {
        let q = one.latency;
        let last = 1.0 - 1.0 / (q.count.max(2) as f64);
        let known = [(0.5, q.p50_us), (0.9, q.p90_us), (0.99, q.p99_us), (0.999, q.p999_us)];
        let seen = known.into_iter().filter(move |(share, _)| *share < last);
        seen.chain([(last, q.max_us)]).collect::<Vec<(f64, f64)>>()
    };
    let all = || series.iter().flat_map(|one| of(one));
    let bounds = aimed.iter().map(|aimed| aimed.bound);
    let y = Times::new(frame, Side::Left, all().map(|(_, us)| us).chain(bounds));
    let last = all().map(|(share, _)| nines(share)).fold(3.0, f64::max);
    let x = frame.across(nines(0.5), last);
    let mut chart = Chart { frame, ..Chart::default() };
    let ticks = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];
    let seen = ticks.into_iter().map(nines).filter(|at| *at <= last);
    chart.x_ticks = x.ticks(seen, |at| {
        let percent = 100.0 * (1.0 - 10.0_f64.powf(-at));
        format!("{} %", (percent * 1e4).round() / 1e4)
    });
    for (at, one) in series.iter().enumerate() {
        let places = of(one).into_iter().map(|(share, us)| (x.at(nines(share)), y.at(us)));
        chart.lines.push(Line { role: role(at), points: points(places) });
        chart.dots.extend(of(one).into_iter().map(|(share, us)| Dot {
            role: role(at),
            x: x.at(nines(share)),
            y: y.at(us),
            label: format!("{}: {:.3} % within {}", one.title(), share * 100.0, words(us)),
        }));
    }
    for aimed in aimed {
        let (place, height) = (x.at(nines(0.99)), y.at(aimed.bound));
        let line = points([(place - 24.0, height), (place + 24.0, height)]);
        chart.lines.push(Line { role: "target", points: line });
        let size = aimed.entries.map(entries).unwrap_or_default();
        let text = format!("{} {size}", aimed.id);
        chart.notes.push(Note {
            x: tenths(place),
            y: tenths(height - 7.0),
            anchor: "middle",
            text,
        });
    }
    chart.y_ticks = y.ticks;
    chart
}

/// Answers by the size of the knowledge, both axes logarithmic: p50 and p99, warm and cold, with the targets
/// and the line of growing as the knowledge does.
pub(super) fn growth(series: &[&Series], aimed: &[Aimed]) -> Chart {
    let frame = Frame::new(56.0, BOTTOM - TOP);
    let sizes = || series.iter().filter_map(|one| one.entries).map(|size| size as f64);
    let (least, most) =
        sizes().fold((f64::MAX, 1.0_f64), |(low, high), s| (low.min(s), high.max(s)));
    let x = frame.across(least.log10(), most.log10());
    let times = series.iter().flat_map(|one| [one.latency.p50_us, one.latency.p99_us]);
    let y = Times::new(frame, Side::Left, times.chain(aimed.iter().map(|aimed| aimed.bound)));
    let mut chart = Chart { frame, ..Chart::default() };
    let mut ticks: Vec<f64> = sizes().map(f64::log10).collect();
    ticks.sort_by(f64::total_cmp);
    ticks.dedup();
    chart.x_ticks = x.ticks(ticks, |power| entries(10.0_f64.powf(power).round() as u64));
    for (at, (_, state, is_p99)) in GROWTH.iter().enumerate() {
        let mut of: Vec<(f64, f64)> = series
            .iter()
            .filter(|one| one.state == Some(*state))
            .filter_map(|one| {
                let q = one.latency;
                Some((one.entries? as f64, if *is_p99 { q.p99_us } else { q.p50_us }))
            })
            .collect();
        of.sort_by(|a, b| a.0.total_cmp(&b.0));
        let places = of.iter().map(|(size, us)| (x.at(size.log10()), y.at(*us)));
        chart.lines.push(Line { role: role(at), points: points(places) });
        chart.dots.extend(of.iter().map(|(size, us)| Dot {
            role: role(at),
            x: x.at(size.log10()),
            y: y.at(*us),
            label: format!("{}: {}", entries(*size as u64), words(*us)),
        }));
    }
    for aimed in aimed {
        let place = x.at((aimed.entries.unwrap_or_default() as f64).max(1.0).log10());
        let height = y.at(aimed.bound);
        let line = points([(place - 14.0, height), (place + 14.0, height)]);
        chart.lines.push(Line { role: "target", points: line });
    }
    chart.y_ticks = y.ticks;
    chart
}

/// The lines of the chart of growth.
pub(super) const GROWTH: [(&str, State, bool); 4] = [
    ("p50, warm", State::Warm, false),
    ("p99, warm", State::Warm, true),
    ("p50, cold", State::Cold, false),
    ("p99, cold", State::Cold, true),
];

/// Quality against time: the front of what nothing beats in both, and the rest hollow.
pub(super) fn quality(set: &AblationSet) -> Chart {
    let frame = Frame::new(LEFT_OF_SHARES, BOTTOM - TOP);
    let rows = set.points();
    let x = Times::new(frame, Side::Below, rows.iter().map(|row| row.p50_us));
    let least = rows.iter().map(|row| row.quality).fold(1.0, f64::min);
    let from = ((least - 0.03) * 20.0).floor().max(0.0) / 20.0;
    let y = frame.up(from, 1.0);
    let every = if from < 0.5 {
        0.2
    } else if from < 0.8 {
        0.1
    } else {
        0.05
    };
    let values = (0..=20).map(|step| 1.0 - f64::from(step) * every).filter(|v| *v >= from - 1e-9);
    let mut chart = Chart { frame, ..Chart::default() };
    chart.y_ticks = y.ticks(values, |share| format!("{share:.2}"));
    let mut front: Vec<(f64, f64)> = Vec::new();
    for (number, row) in (1..).zip(&rows) {
        let (x, y) = (x.at(row.p50_us), y.at(row.quality));
        let role = if row.dominated_by.is_some() { "hollow" } else { "s1" };
        if row.dominated_by.is_none() {
            front.push((x, y));
        }
        let label = format!("{}: {:.4} in {}", row.name, row.quality, words(row.p50_us));
        chart.dots.push(Dot { role, x, y, label });
        let text = number.to_string();
        chart.notes.push(Note { x: tenths(x), y: tenths(y - 7.0), anchor: "middle", text });
    }
    front.sort_by(|a, b| a.0.total_cmp(&b.0));
    chart.lines.push(Line { role: "s1", points: points(front) });
    chart.x_ticks = x.ticks;
    chart
}

/// How wide shares beside an axis are, in units.
const LEFT_OF_SHARES: f64 = 44.0;

/// Whether a series is drawn among the percentiles.
pub(super) fn is_drawn(one: &Series) -> bool {
    matches!(one.kind, Kind::Whole | Kind::Load | Kind::Echo | Kind::Other) && one.latency.count > 1
}
