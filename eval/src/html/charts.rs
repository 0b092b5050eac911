//! The charts of a report.

use crate::html::chart::{
    BOTTOM, Bar, Chart, Dot, Line, Note, Scale, TOP, Tick, points, round_steps, tenths,
};
use crate::html::number::{ms, percent};
use crate::report::Report;
use crate::report::confidences::{BINS, confidences};
use crate::report::{coverage, latency, reliability};

/// Between two bars, in units.
const GAP: f64 = 1.0;
/// How high letters are, in units.
const LETTERS: f64 = 12.0;
/// How many points of a curve are drawn: no more can be told apart.
const POINTS_MAX: usize = 240;

/// Confidence against the share that is right, bin by bin, with intervals.
pub(super) fn reliability(report: &Report) -> Chart {
    let (x, y) = (Scale::across(0.0, 1.0), Scale::up(0.0, 1.0));
    let bins = reliability::bins(&report.cases);
    let mut chart = Chart { x_ticks: fifths(x), y_ticks: fifths(y), ..Chart::default() };
    chart.lines.push(Line {
        role: "ideal",
        points: points([(x.at(0.0), y.at(0.0)), (x.at(1.0), y.at(1.0))]),
    });
    chart.lines.extend(bins.iter().map(|bin| {
        let [low, high] = bin.interval.map(|share| (x.at(bin.confidence), y.at(share)));
        Line { role: "interval", points: points([low, high]) }
    }));
    let path = bins.iter().map(|bin| (x.at(bin.confidence), y.at(bin.right)));
    chart.lines.push(Line { role: "main", points: points(path) });
    chart.dots = bins
        .iter()
        .map(|bin| Dot {
            role: "main",
            x: x.at(bin.confidence),
            y: y.at(bin.right),
            label: format!("{:.3} → {:.3} ({})", bin.confidence, bin.right, bin.cases),
        })
        .collect();
    chart
}

/// Right cases upwards and wrong ones downwards by confidence, as shares of all right and all wrong ones:
/// where there are few wrong ones, they are seen all the same.
pub(super) fn spread(report: &Report) -> Chart {
    let counts = confidences(&report.cases);
    let [right, wrong] = [counts.right, counts.wrong].map(shares_of);
    let most = |side: &[f64]| side.iter().copied().fold(STEP, f64::max);
    let (up, down) = (most(&right), most(&wrong));
    let (x, y) = (Scale::across(0.0, 1.0), Scale::up(-down, up));
    let bars = |role: &'static str, side: [f64; BINS], counts: [usize; BINS]| {
        let sign = if role == "right" { 1.0 } else { -1.0 };
        let bar = move |at: usize| {
            let [from, to] = [at, at + 1].map(|edge| edge as f64 / BINS as f64);
            let label = format!("{from:.2}–{to:.2}: {}", counts[at]);
            let height = (y.at(0.0), y.at(sign * side[at]));
            Bar { label, ..between(role, (x.at(from), x.at(to)), height) }
        };
        (0..BINS).filter(move |at| side[*at] > 0.0).map(bar)
    };
    let base = points([(x.at(0.0), y.at(0.0)), (x.at(1.0), y.at(0.0))]);
    let ticks = (-5..=5).map(|step| f64::from(step) * STEP).filter(|v| (-down..=up).contains(v));
    Chart {
        x_ticks: fifths(x),
        y_ticks: y.ticks(ticks, |share| format!("{:.0}%", share.abs() * 100.0)),
        bars: bars("right", right, counts.right)
            .chain(bars("wrong", wrong, counts.wrong))
            .collect(),
        lines: vec![Line { role: "base", points: base }],
        ..Chart::default()
    }
}

/// Between two ticks of the chart of confidences.
const STEP: f64 = 0.2;

/// Counts as shares of their sum.
fn shares_of(counts: [usize; BINS]) -> [f64; BINS] {
    let all = counts.iter().sum::<usize>().max(1) as f64;
    counts.map(|count| count as f64 / all)
}

/// Precision against coverage as the threshold moves, with some thresholds beside it and where the
/// version stands.
pub(super) fn coverage(report: &Report) -> Chart {
    let curve = coverage::curve(&report.cases);
    let lowest = curve.iter().map(|point| point.precision).fold(0.9, f64::min);
    // From the tenth below what is lowest, so that the curve fills the area; at most six ticks.
    let from = (lowest * 10.0).floor() as i32;
    let every = if from < 5 { 2 } else { 1 };
    let (x, y) = (Scale::across(0.0, 1.0), Scale::up(f64::from(from) / 10.0, 1.0));
    let tenths = (from..=10).rev().step_by(every).map(|tenth| f64::from(tenth) / 10.0);
    let mut chart =
        Chart { x_ticks: fifths(x), y_ticks: y.ticks(tenths, whole), ..Chart::default() };
    let every = curve.len().div_ceil(POINTS_MAX).max(1);
    let drawn = curve.iter().step_by(every).chain(curve.last());
    let path = drawn.map(|point| (x.at(point.coverage), y.at(point.precision)));
    chart.lines.push(Line { role: "main", points: points(path) });
    for threshold in THRESHOLDS {
        let Some(point) = curve.iter().rfind(|point| point.threshold >= threshold) else {
            continue;
        };
        mark(&mut chart, threshold, (x.at(point.coverage), y.at(point.precision)));
    }
    let metric = |name: &str| report.metrics.get(name).copied();
    if let (Some(rate), Some(precision)) = (metric("answer.rate"), metric("answer.precision")) {
        let label = format!("{} → {}", percent(rate), percent(precision));
        chart.dots.push(Dot { role: "now", x: x.at(rate), y: y.at(precision), label });
    }
    chart
}

/// The thresholds that are written beside the curve.
const THRESHOLDS: [f64; 4] = [0.9, 0.7, 0.5, 0.3];
/// How far two names on a curve lie apart at least, in units.
const APART: f64 = 14.0;

/// A dot on the curve with its threshold below it, where the curve leaves room; not where another is.
fn mark(chart: &mut Chart, threshold: f64, (x, y): (f64, f64)) {
    if chart.dots.iter().any(|dot| (dot.x - x).hypot(dot.y - y) < APART) {
        return;
    }
    let text = format!("{threshold}");
    chart.dots.push(Dot { role: "mark", x, y, label: text.clone() });
    let (x, y) = (tenths(x - 5.0), tenths((y + LETTERS + 2.0).min(BOTTOM - 2.0)));
    chart.notes.push(Note { x, y, anchor: "end", text });
}

/// How many cases took how long, with the quantiles.
pub(super) fn latency(report: &Report) -> Chart {
    let bins = latency::bins(&report.cases);
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else { return Chart::default() };
    let most = bins.iter().map(|bin| bin.cases).max().unwrap_or(1) as f64;
    // Room above the highest bar for the names of the quantiles.
    let (x, y) =
        (Scale::across(first.from_us.log10(), last.to_us.log10()), Scale::up(0.0, most * 1.3));
    let bars = bins.iter().filter(|bin| bin.cases > 0).map(|bin| Bar {
        label: format!("{}–{} ms: {}", ms(bin.from_us), ms(bin.to_us), bin.cases),
        ..between(
            "count",
            (x.at(bin.from_us.log10()), x.at(bin.to_us.log10())),
            (y.at(0.0), y.at(bin.cases as f64)),
        )
    });
    let mut chart = Chart {
        x_ticks: x.ticks(milestones((first.from_us, last.to_us)), |power| ms(10.0_f64.powf(power))),
        y_ticks: y.ticks(round_steps(most), |value| format!("{value:.0}")),
        bars: bars.collect(),
        ..Chart::default()
    };
    for (row, name) in ["p50", "p90", "p99", "p99.9"].iter().enumerate() {
        let Some(us) = report.metrics.get(&format!("latency_us.{name}")) else { continue };
        let at = x.at(us.max(1.0).log10());
        let up = TOP + row as f64 * LETTERS;
        chart.lines.push(Line { role: "quantile", points: points([(at, up), (at, BOTTOM)]) });
        chart.notes.push(Note {
            x: tenths(at - 3.0),
            y: tenths(up + LETTERS / 2.0),
            anchor: "end",
            text: format!("{name} {}", ms(*us)),
        });
    }
    chart
}

/// How many names find room below an axis.
const TICKS_MAX: usize = 6;

/// The powers of ten of round times between two, in microseconds: 1, 2 and 5 of each decade where there
/// is room, else only the decades.
fn milestones((from, to): (f64, f64)) -> Vec<f64> {
    let between = |steps: &[f64]| -> Vec<f64> {
        let powers = (0..9).map(|power| 10.0_f64.powi(power));
        let times = powers.flat_map(|power| steps.iter().map(move |step| step * power));
        times.filter(|us| (from..=to).contains(us)).map(f64::log10).collect()
    };
    let fine = between(&[1.0, 2.0, 5.0]);
    if fine.len() <= TICKS_MAX { fine } else { between(&[1.0]) }
}

/// Ticks at every fifth of a share.
fn fifths(scale: Scale) -> Vec<Tick> {
    scale.ticks((0..=5).map(|fifth| f64::from(fifth) / 5.0), whole)
}

/// A share in whole percent.
fn whole(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// The bar between two places of each axis.
fn between(role: &'static str, (left, right): (f64, f64), (base, tip): (f64, f64)) -> Bar {
    let width = tenths((right - left - GAP).max(GAP));
    let (y, height) = (base.min(tip), tenths((base - tip).abs()));
    Bar { role, x: tenths(left + GAP / 2.0), y, width, height, label: String::new() }
}
