//! Is it slower than it was: two sets of launches held against each other, stage by stage.
//!
//! Every question is asked in both, so their times are paired; what differs from launch to launch (where
//! things lie in memory, what else runs) is drawn anew beside the questions (Kalibera and Jones,
//! "Rigorous benchmarking in reasonable time", ISMM 2013).

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};
use wenshui_engine::trace::Stage;

use crate::error::Error;
use crate::rounds::Launch;

/// How often launches and questions are drawn anew.
const DRAWS: usize = 1_000;
/// The part of the draws on either side of the interval: it holds 99 in a hundred.
const TAIL: f64 = 0.005;
/// The seed of the draws.
const SEED: u64 = 1;

/// What the whole answer is called.
pub const WHOLE: &str = "answer";

/// How the time of a stage changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StageChange {
    /// The stage, or the whole answer.
    pub stage: String,
    /// Its mean time before, in microseconds; of both, the shortest of each question.
    pub before_us: f64,
    /// Its mean time now, as the machine of before would have taken it.
    pub after_us: f64,
    /// How many times as long it takes.
    pub times: f64,
    /// The 99 % interval of that.
    pub interval: [f64; 2],
}

impl StageChange {
    /// Whether it surely takes longer by more than a share.
    pub fn is_slower(&self, limit: f64) -> bool {
        self.interval[0] > 1.0 + limit
    }

    /// How much longer an answer takes for it, in microseconds.
    fn added_us(&self) -> f64 {
        self.after_us - self.before_us
    }
}

/// Every stage, the one that adds most first, and the whole answer last.
///
/// # Errors
/// When the sets are not of the same questions.
pub fn changes((before, after): (&[Launch], &[Launch])) -> Result<Vec<StageChange>, Error> {
    let count = questions(before)?;
    if count != questions(after)? {
        let reason = "the baseline was measured with another number of questions".to_owned();
        return Err(Error::Incomparable { reason });
    }
    let mut random = Pcg64Mcg::seed_from_u64(SEED);
    let mut draws = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let mut drawn = |count: usize| -> Vec<usize> {
            (0..count).map(|_| random.random_range(0..count)).collect()
        };
        let launches = [drawn(before.len()), drawn(after.len())];
        draws.push(Draw { sets: [before, after], launches, questions: drawn(count) }.means());
    }
    let all = |count: usize| (0..count).collect::<Vec<usize>>();
    let launches = [all(before.len()), all(after.len())];
    let means = Draw { sets: [before, after], launches, questions: all(count) }.means();
    let change = |(at, [one, two]): (usize, [f64; 2])| {
        let mut times: Vec<f64> = draws.iter().map(|means| means[at][1] / means[at][0]).collect();
        times.sort_by(f64::total_cmp);
        let quantile = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
        StageChange {
            stage: Stage::ALL.get(at).map_or(WHOLE, |stage| stage.name()).to_owned(),
            before_us: one / 1000.0,
            after_us: two / 1000.0,
            times: two / one,
            interval: [quantile(TAIL), quantile(1.0 - TAIL)],
        }
    };
    let mut changes: Vec<StageChange> = means.into_iter().enumerate().map(change).collect();
    changes.sort_by(|a, b| {
        let is_whole = |change: &StageChange| change.stage == WHOLE;
        is_whole(a).cmp(&is_whole(b)).then_with(|| b.added_us().total_cmp(&a.added_us()))
    });
    Ok(changes)
}

/// How many questions all launches have; every stage of every launch has as many.
fn questions(launches: &[Launch]) -> Result<usize, Error> {
    let lengths = || launches.iter().flat_map(|launch| &launch.stages).map(Vec::len);
    let count = lengths().next().unwrap_or_default();
    let whole = launches.iter().all(|launch| launch.stages.len() == Stage::ALL.len());
    if count == 0 || !whole || lengths().any(|length| length != count) {
        let reason = "a launch lacks times of some stage or question".to_owned();
        return Err(Error::Incomparable { reason });
    }
    Ok(count)
}

/// A draw: both sets, the launches drawn of each, the questions drawn.
struct Draw<'a> {
    sets: [&'a [Launch]; 2],
    launches: [Vec<usize>; 2],
    questions: Vec<usize>,
}

impl Draw<'_> {
    /// The mean times before and now of every stage and of all together, in nanoseconds; those of now as
    /// the machine of before would have taken them.
    fn means(&self) -> Vec<[f64; 2]> {
        let ((before, slow), (after, fast)) = (self.side(0), self.side(1));
        let pairs = before.into_iter().zip(after);
        let mut means: Vec<[f64; 2]> =
            pairs.map(|(before, after)| [before, after * slow / fast]).collect();
        means.push([0, 1].map(|side| means.iter().map(|pair| pair[side]).sum()));
        means
    }

    /// The mean times of the stages in one set, and the time of the reference.
    fn side(&self, side: usize) -> (Vec<f64>, f64) {
        let drawn: Vec<&Launch> =
            self.launches[side].iter().map(|at| &self.sets[side][*at]).collect();
        let shortest = |stage: usize, question: usize| {
            drawn.iter().map(|launch| launch.stages[stage][question]).min().unwrap_or_default()
        };
        let mean = |stage: usize| {
            let sum: u64 = self.questions.iter().map(|at| shortest(stage, *at)).sum();
            sum as f64 / self.questions.len() as f64
        };
        let reference = drawn.iter().map(|launch| launch.reference_ns).min().unwrap_or(1);
        ((0..Stage::ALL.len()).map(mean).collect(), reference.max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;
    use wenshui_engine::trace::Stage;

    use super::{StageChange, WHOLE, changes};
    use crate::rounds::Launch;

    /// Launches of a program whose stages take so many nanoseconds, on a machine that is `pace` times as
    /// slow and where others add up to a fifth now and then.
    fn launches(stages: [u64; 7], (pace, seed): (f64, u64)) -> Vec<Launch> {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let mut time = |usual: f64| {
            let layout = random.random_range(0.99..1.01);
            let others = if random.random_bool(0.1) { 1.2 } else { 1.0 };
            (usual * pace * layout * others) as u64
        };
        let launch = |_| Launch {
            reference_ns: (100_000.0 * pace) as u64,
            stages: stages
                .iter()
                .map(|stage| (1..=60).map(|n| time((stage + n * 50) as f64)).collect())
                .collect(),
        };
        (0..5).map(launch).collect()
    }

    const USUAL: [u64; 7] = [10_000, 8_000, 30_000, 3_000, 20_000, 90_000, 2_000];

    fn slow(changes: &[StageChange]) -> Vec<&str> {
        changes.iter().filter(|change| change.is_slower(0.05)).map(|c| c.stage.as_str()).collect()
    }

    #[test]
    fn the_stage_that_became_slower_is_named_on_a_slower_machine_too() {
        let before = launches(USUAL, (1.0, 1));
        for (seed, stage) in (10..).zip(Stage::ALL) {
            let mut slowed = USUAL;
            // Of what the questions take in the mean, which is more than what all take at least.
            slowed[stage as usize] += (0.15 * (slowed[stage as usize] + 1_525) as f64) as u64;
            let found = changes((&before, &launches(slowed, (1.3, seed)))).unwrap();
            let slow = slow(&found);
            assert_eq!(slow.first(), Some(&stage.name()), "{found:?}");
            assert!(slow.iter().all(|name| [stage.name(), WHOLE].contains(name)), "{slow:?}");
        }
    }

    #[test]
    fn the_same_program_is_not_slower_on_a_slower_machine() {
        let before = launches(USUAL, (1.0, 1));
        for seed in 2..22 {
            let found = changes((&before, &launches(USUAL, (1.3, seed)))).unwrap();
            assert_eq!(slow(&found), [""; 0], "{found:?}");
        }
    }

    #[test]
    fn launches_of_other_questions_are_refused() {
        let before = launches(USUAL, (1.0, 1));
        let mut after = before.clone();
        for launch in &mut after {
            launch.stages.iter_mut().for_each(|times| times.truncate(10));
        }
        assert!(changes((&before, &after)).is_err());
        after[0].stages.pop();
        assert!(changes((&after, &after)).is_err());
        assert!(changes((&before, &[])).is_err());
    }
}
