//! What the stages of an answer take in a server, read off its metrics before and after a load.

use std::collections::BTreeMap;

use serde::Serialize;

/// The sums and counts of the stages, as Prometheus' text format has them.
const SUM: &str = "wenshui_stage_seconds_sum{stage=\"";
const COUNT: &str = "wenshui_stage_seconds_count{stage=\"";

/// What every stage has taken in all, in seconds, and how often it ran.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StageSums(BTreeMap<String, (f64, f64)>);

/// What a stage takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageMean {
    /// The stage.
    pub stage: String,
    /// The mean time of one run in microseconds, by the clock and not by the processor.
    pub mean_us: f64,
}

impl StageSums {
    /// Reads the text of `/metrics`; what it does not know is passed over.
    pub fn read(text: &str) -> Self {
        let mut sums = BTreeMap::<String, (f64, f64)>::new();
        for line in text.lines() {
            if let Some((stage, value)) = labelled(line, SUM) {
                sums.entry(stage.to_owned()).or_default().0 = value;
            } else if let Some((stage, value)) = labelled(line, COUNT) {
                sums.entry(stage.to_owned()).or_default().1 = value;
            }
        }
        Self(sums)
    }

    /// The mean of every stage that ran since `before`, the costliest first.
    pub fn since(&self, before: &Self) -> Vec<StageMean> {
        let mut means: Vec<StageMean> = self
            .0
            .iter()
            .filter_map(|(stage, (sum, count))| {
                let (sum_before, count_before) = before.0.get(stage).copied().unwrap_or_default();
                let ran = count - count_before;
                let mean_us = (sum - sum_before) / ran * 1e6;
                (ran > 0.0).then(|| StageMean { stage: stage.clone(), mean_us })
            })
            .collect();
        means.sort_by(|a, b| b.mean_us.total_cmp(&a.mean_us));
        means
    }
}

/// The stage and the value of a line that begins with `name`.
fn labelled<'a>(line: &'a str, name: &str) -> Option<(&'a str, f64)> {
    let (stage, value) = line.strip_prefix(name)?.split_once("\"} ")?;
    Some((stage, value.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{StageMean, StageSums};

    #[test]
    fn means_are_of_what_ran_in_between() {
        let text = |sum: f64, count: u32| {
            format!(
                "# TYPE wenshui_stage_seconds histogram\n\
                 wenshui_stage_seconds_sum{{stage=\"rank\"}} {sum}\n\
                 wenshui_stage_seconds_count{{stage=\"rank\"}} {count}\n\
                 wenshui_stage_seconds_sum{{stage=\"dense\"}} 0.5\n\
                 wenshui_stage_seconds_count{{stage=\"dense\"}} 7\n"
            )
        };
        let before = StageSums::read(&text(1.0, 10));
        let after = StageSums::read(&text(1.004, 30));
        let means = after.since(&before);
        let [StageMean { stage, mean_us }] = means.as_slice() else {
            panic!("{means:?}");
        };
        assert_eq!(stage, "rank");
        assert!((mean_us - 200.0).abs() < 1e-6, "{mean_us}");
    }
}
