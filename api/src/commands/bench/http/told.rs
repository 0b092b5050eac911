//! What `bench http` tells: a table for people, and the numbers in the form of every result.

use std::fmt::Write as _;

use serde::Serialize;
use wenshui_benches::load::Loaded;
use wenshui_benches::result::knowledge::KnowledgeMark;
use wenshui_benches::result::{Figure, Kind, Series};
use wenshui_benches::stages::StageMean;

/// What was measured of one kind of request.
#[derive(Debug, Serialize)]
pub(super) struct Measured {
    pub(super) what: &'static str,
    /// As fast as all connections can.
    pub(super) closed: Loaded,
    /// One connection.
    pub(super) single: Loaded,
    /// At a fixed rate.
    pub(super) open: Loaded,
    /// What the stages took while all connections asked, the costliest first; of answers only.
    pub(super) stages: Vec<StageMean>,
}

/// The whole report.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(skip)]
    pub(super) knowledge: KnowledgeMark,
    /// From the start of the process to ready, without and with a built index, in seconds.
    pub(super) first_ready_s: f64,
    pub(super) ready_s: f64,
    /// Resident memory of the server before and after the load, in MiB.
    pub(super) resident_before_mib: Option<f64>,
    pub(super) resident_after_mib: Option<f64>,
    pub(super) rounds: Rounds,
}

/// Rounds in which everything was measured: echo and what is compared with it, in turns.
#[derive(Debug, Serialize)]
pub(super) struct Rounds {
    rounds: Vec<Vec<Measured>>,
    /// The round whose share of echo is the middle one; its latencies are told.
    middle: usize,
}

impl Rounds {
    pub(super) fn new(rounds: Vec<Vec<Measured>>) -> Self {
        let mut order: Vec<usize> = (0..rounds.len()).collect();
        // The first ratio is the share of echo, of answers.
        let share = |at: usize| -> f64 {
            let pair = rounds[at].first_chunk::<2>();
            pair.map_or(0.0, |[echo, ours]| ratios((echo, ours))[0].value)
        };
        order.sort_by(|a, b| share(*a).total_cmp(&share(*b)));
        let middle = order.get(order.len() / 2).copied().unwrap_or_default();
        Self { rounds, middle }
    }

    /// Echo's median over one connection, of the middle round.
    pub(super) fn echo_p50_us(&self) -> f64 {
        self.measured().first().map_or(0.0, |echo| echo.single.latency.p50_us)
    }

    fn measured(&self) -> &[Measured] {
        self.rounds.get(self.middle).map_or(&[], Vec::as_slice)
    }

    /// Each ratio of each round, in order.
    fn ratios(&self) -> Vec<(Figure, Vec<f64>)> {
        let of = |measured: &Vec<Measured>| -> Vec<Figure> {
            measured.chunks_exact(2).flat_map(|pair| ratios((&pair[0], &pair[1]))).collect()
        };
        let all: Vec<Vec<Figure>> = self.rounds.iter().map(of).collect();
        let names = all.first().into_iter().flatten().enumerate();
        let gather = |(at, figure): (usize, &Figure)| {
            let mut values: Vec<f64> = all.iter().map(|figures| figures[at].value).collect();
            values.sort_by(f64::total_cmp);
            let value = values[values.len() / 2];
            (Figure { value, ..figure.clone() }, values)
        };
        names.map(gather).collect()
    }
}

/// The table.
pub(super) fn table(report: &Report) -> String {
    let mut out = format!(
        "ready after {:.3} s, with a built index {:.3} s · \
         resident {:.0} MiB before, {:.0} MiB after\n",
        report.first_ready_s,
        report.ready_s,
        report.resident_before_mib.unwrap_or(f64::NAN),
        report.resident_after_mib.unwrap_or(f64::NAN),
    );
    let heads = ["requests", "requests/s", "p50", "p90", "p99", "p99.9", "max"];
    let heads = heads.map(|head| format!("{head:>12}")).concat();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:<28}{heads}  µs", "load");
    for measured in report.rounds.measured() {
        let rate = measured.open.rate.unwrap_or_default();
        let rows = [
            (format!("{} × {}", measured.what, measured.closed.connections), &measured.closed),
            (format!("{} × 1", measured.what), &measured.single),
            (format!("{} at {rate}/s", measured.what), &measured.open),
        ];
        for (name, loaded) in rows {
            let q = loaded.latency;
            let numbers = [
                q.count as f64,
                loaded.per_second,
                q.p50_us,
                q.p90_us,
                q.p99_us,
                q.p999_us,
                q.max_us,
            ];
            let numbers = numbers.map(|number| format!("{number:>12.1}")).concat();
            let _ = writeln!(out, "{name:<28}{numbers}");
        }
    }
    let _ = writeln!(out, "the middle of {} rounds, and all of them", report.rounds.rounds.len());
    for (Figure { name, unit, value, .. }, all) in report.rounds.ratios() {
        let all: Vec<String> = all.iter().map(|value| format!("{value:.3}")).collect();
        let _ = writeln!(out, "{name:<36}{value:>10.3} {unit}  ({})", all.join(" "));
    }
    for pair in report.rounds.measured().chunks_exact(2) {
        out.push_str(&worth((&pair[0], &pair[1])));
    }
    out
}

/// The figures that the targets name: shares of echo in the same run.
fn ratios((echo, ours): (&Measured, &Measured)) -> Vec<Figure> {
    let p50 = echo.single.latency.p50_us;
    let figure =
        |name: &str, unit, value| Figure::new(&format!("{}.{name}", ours.what), unit, value);
    vec![
        figure("share_of_echo", "share", ours.closed.per_second / echo.closed.per_second),
        figure("p50_of_echo", "times", ours.single.latency.p50_us / p50),
        figure("p99_of_echo", "times", ours.single.latency.p99_us / p50),
        figure("p99_of_echo_at_rate", "times", ours.open.latency.p99_us / echo.open.latency.p99_us),
    ]
}

/// The numbers of a report in the form of every result.
pub(super) fn numbers(report: &Report) -> (Vec<Series>, Vec<Figure>) {
    let (mut latencies, mut figures) = (Vec::new(), Vec::new());
    figures.extend(report.rounds.ratios().into_iter().map(|(figure, _)| figure));
    for pair in report.rounds.measured().chunks_exact(2) {
        for (measured, kind) in pair.iter().zip([Kind::Echo, Kind::Load]) {
            let loads = [&measured.closed, &measured.single, &measured.open];
            latencies.extend(loads.map(|loaded| Series::of_load(measured.what, kind, loaded)));
        }
        let stages = pair[1].stages.iter();
        figures.extend(stages.map(|StageMean { stage, mean_us }| {
            Figure::new(&format!("server.{stage}.mean"), "us", *mean_us)
        }));
    }
    figures.push(Figure::new("ready.first", "s", report.first_ready_s));
    figures.push(Figure::new("ready", "s", report.ready_s));
    let resident = [
        ("resident.before", report.resident_before_mib),
        ("resident.after", report.resident_after_mib),
    ];
    figures.extend(
        resident.into_iter().filter_map(|(name, mib)| Some(Figure::new(name, "MiB", mib?))),
    );
    (latencies, figures)
}

/// What each stage is worth in requests: its part of what a request takes of all processors, the load
/// tool's part included, and the share of echo that would be reached if it took nothing.
fn worth((echo, ours): (&Measured, &Measured)) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let request_us = cores as f64 * 1e6 / ours.closed.per_second;
    let share = 100.0 * ours.closed.per_second / echo.closed.per_second;
    let mut out = String::new();
    for StageMean { stage, mean_us } in &ours.stages {
        let part = mean_us / request_us;
        let without = share / (1.0 - part).max(f64::EPSILON);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{} · {stage:<12} {mean_us:>8.1} µs, {:>4.1} % of {request_us:.0} µs a request; without it \
             {without:.1} % of echo's requests/s",
            ours.what,
            100.0 * part,
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use wenshui_benches::latency::Quantiles;
    use wenshui_benches::load::Loaded;

    use super::{Measured, Rounds};

    fn measured(what: &'static str, (per_second, p50_us): (f64, f64)) -> Measured {
        let latency = Quantiles { p50_us, ..Quantiles::default() };
        let loaded = Loaded { connections: 1, rate: None, per_second, latency };
        Measured { what, closed: loaded, single: loaded, open: loaded, stages: Vec::new() }
    }

    #[test]
    fn of_every_ratio_the_middle_one_counts() {
        let round = |(echo, ours): ((f64, f64), (f64, f64))| {
            vec![measured("echo", echo), measured("answers", ours)]
        };
        // Shares of 0.1, 0.3 and 0.2, medians of 2, 4 and 8 times echo's.
        let rounds =
            [((100.0, 5.0), (10.0, 10.0)), ((10.0, 1.0), (3.0, 4.0)), ((50.0, 2.0), (10.0, 16.0))];
        let rounds = Rounds::new(rounds.map(round).into());
        assert_eq!(rounds.echo_p50_us(), 2.0, "of the round with the middle share");
        let ratios = rounds.ratios();
        let of = |name: &str| ratios.iter().find(|(figure, _)| figure.name == name).unwrap();
        let (share, all) = of("answers.share_of_echo");
        assert_eq!((share.value, all.as_slice()), (0.2, &[0.1, 0.2, 0.3][..]));
        assert_eq!(of("answers.p50_of_echo").0.value, 4.0);
    }
}
