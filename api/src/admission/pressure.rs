//! Whether the server is behind with its work, told from how long answers wait for their turn.
//!
//! A queue that is there for a moment is a burst and does no harm. One that never goes away only makes
//! everybody wait, whatever is added to it (`CoDel`, Nichols and Jacobson 2012), so that from then on it is kept
//! short, until less comes than can be done. What can be done is best seen while there is a queue: with few
//! places turns stay empty between those who come, and less is done than could be.

/// Who waits longer for a turn, in nanoseconds, stands in a queue.
const QUEUED_NS: u64 = 5_000_000;
/// The queue is one that stays when everybody stood in it for so long, moments left out when nothing moved.
const STAYS_NS: u64 = 20_000_000;
/// Waits that lie further apart have nothing to do with each other.
const APART_NS: u64 = 50_000_000;
/// How long is counted what comes and what is done.
const WINDOW_NS: u64 = 100_000_000;
/// It is over when less than so many tenths come of what can be done.
const OVER_TENTHS: u64 = 9;
/// After so long more are let in to see: a machine that was slow may be quick by now.
const TRY_AGAIN_NS: u64 = 5_000_000_000;

/// How things stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// Everybody is let in.
    #[default]
    Free,
    /// The queue is kept short.
    Behind,
    /// A short queue is let stand. Where somebody is refused within a window it is as before, else over.
    Trying,
}

/// What is known of waiting; moments are nanoseconds of one clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pressure {
    stage: Stage,
    /// When the stage began.
    began: u64,
    /// Since when everybody had to wait, and how many were done since then.
    waiting_since: Option<u64>,
    done_waiting: u64,
    /// When somebody last had their turn.
    last_turn: u64,
    window_began: u64,
    came: u64,
    done: u64,
    /// How many can be done in a window: as many as were while the queue stood, or in the best window since.
    best: u64,
}

impl Pressure {
    /// How things stand.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Somebody comes.
    pub fn came(&mut self, now: u64) {
        self.look(now);
        self.came += 1;
    }

    /// Somebody is refused.
    pub fn refused(&mut self, now: u64) {
        if self.stage == Stage::Trying {
            self.enter(Stage::Behind, now);
        }
    }

    /// Somebody has their turn after so many nanoseconds in a queue; none where nobody queues.
    pub fn turn(&mut self, now: u64, waited: u64) {
        let still = now.saturating_sub(self.last_turn);
        self.last_turn = self.last_turn.max(now);
        if waited <= QUEUED_NS {
            self.waiting_since = None;
            return;
        }
        let Some(since) = self.waiting_since.filter(|_| still <= APART_NS) else {
            (self.waiting_since, self.done_waiting) = (Some(now), 0);
            return;
        };
        // While nothing moves nothing is done either, which says nothing of what can be done.
        let since = if still > QUEUED_NS { since + still } else { since };
        self.waiting_since = Some(since);
        // Of two who have their turns at once the later may come here first.
        let stood = now.saturating_sub(since);
        if stood >= STAYS_NS && self.stage != Stage::Behind {
            self.best = self.done_waiting * WINDOW_NS / stood;
            self.enter(Stage::Behind, now);
        }
    }

    /// Somebody is done.
    pub fn done(&mut self, now: u64) {
        self.look(now);
        self.done += 1;
        self.done_waiting += 1;
    }

    /// Those who waited until now do not begin another stage again, and it counts anew.
    fn enter(&mut self, stage: Stage, now: u64) {
        (self.stage, self.began, self.waiting_since) = (stage, now, None);
        (self.window_began, self.came, self.done) = (now, 0, 0);
    }

    /// Looks at what was counted when its time is over.
    fn look(&mut self, now: u64) {
        let lasted = now.saturating_sub(self.window_began);
        if lasted < WINDOW_NS {
            return;
        }
        self.best = self.best.max(self.done);
        let is_less = 10 * self.came <= OVER_TENTHS * self.best;
        // Where nobody came for a whole window nothing was left to do.
        let is_idle = lasted >= 2 * WINDOW_NS;
        let next = match self.stage {
            Stage::Behind if is_less || is_idle => Stage::Free,
            Stage::Behind if now.saturating_sub(self.began) >= TRY_AGAIN_NS => Stage::Trying,
            Stage::Trying => Stage::Free,
            same => same,
        };
        if next != self.stage {
            self.enter(next, now);
        }
        (self.window_began, self.came, self.done) = (now, 0, 0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::{Pressure, Stage};

    const MS: u64 = 1_000_000;

    fn is_behind(pressure: &Pressure) -> bool {
        pressure.stage() == Stage::Behind
    }

    /// So many come in each millisecond, of whom so many are served after so many milliseconds; tells in which
    /// millisecond the server was first behind and in which no more.
    fn run(loads: &[(u64, (u64, u64), u64)]) -> (Option<u64>, Option<u64>) {
        let (mut pressure, mut at) = (Pressure::default(), 0);
        let (mut first, mut over) = (None, None);
        for (lasts, (come, done), waited) in loads {
            for _ in 0..*lasts {
                at += 1;
                (0..*come).for_each(|_| pressure.came(at * MS));
                for _ in 0..*done {
                    pressure.turn(at * MS, waited * MS);
                    pressure.done(at * MS);
                }
                if is_behind(&pressure) {
                    first = first.or(Some(at));
                } else if first.is_some() {
                    over = over.or(Some(at));
                }
            }
        }
        (first, over)
    }

    #[test]
    fn a_burst_that_ends_is_none() {
        let burst = [(1_000, (5, 5), 0), (15, (30, 10), 8), (1_000, (5, 5), 0)];
        assert_eq!(run(&burst), (None, None));
    }

    #[test]
    fn a_queue_that_stays_for_a_fiftieth_of_a_second_is_one() {
        assert_eq!(run(&[(100, (5, 5), 0), (500, (30, 10), 8)]), (Some(121), None));
    }

    #[test]
    fn it_is_over_when_less_comes_than_can_be_done() {
        // Waits that remain do not keep it up, and what comes as fast as it is done does.
        let after = |come| run(&[(300, (30, 10), 8), (1_000, (come, come.min(10)), 6)]).1;
        assert_eq!(after(10), None);
        assert!(after(8).is_some_and(|over| over < 520), "{:?}", after(8));
    }

    /// What happened in a second.
    #[derive(Debug, Clone, Copy, Default, PartialEq)]
    struct Second {
        /// In how many of its moments the server was behind.
        behind: u32,
        refused: u32,
        /// How many had their turn, and how many of them after more than 5 ms.
        served: u32,
        late: u32,
    }

    /// A server with one processor, looked at every 100 µs. So many come in a thousand of these moments, and who
    /// has a turn `takes` so many of them, ten as a rule.
    fn serve(seconds: u64, coming: u64, takes: impl Fn(u64) -> u64) -> Vec<Second> {
        let (mut pressure, mut queue, mut random) = (Pressure::default(), VecDeque::new(), 1_u64);
        let (mut until, mut told) = (None, vec![Second::default(); seconds as usize]);
        for at in 0..seconds * 10_000 {
            let (now, second) = (at * MS / 10, &mut told[(at / 10_000) as usize]);
            if until.is_some_and(|until| at >= until) {
                pressure.done(now);
                until = None;
            }
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
            if (random >> 33) % 1_000 < coming {
                pressure.came(now);
                let most = match pressure.stage() {
                    Stage::Free => 256,
                    Stage::Trying => 18,
                    Stage::Behind => 2,
                };
                if queue.len() + usize::from(until.is_some()) < most {
                    queue.push_back(now);
                } else {
                    pressure.refused(now);
                    second.refused += 1;
                }
            }
            second.behind += u32::from(is_behind(&pressure));
            if until.is_none()
                && let Some(came) = queue.pop_front()
            {
                let waited = now - came;
                pressure.turn(now, if queue.len() < 15 { 0 } else { waited });
                second.served += 1;
                second.late += u32::from(waited > 5 * MS);
                until = Some(at + takes(at));
            }
        }
        told
    }

    #[test]
    fn seven_tenths_are_let_in_again_right_after_a_stop() {
        // For a twentieth of a second nothing moves.
        let stops = |at| if (10_000..10_010).contains(&at) { 500 } else { 10 };
        let told = serve(4, 70, stops);
        assert_eq!((told[0].behind, told[0].refused), (0, 0), "{told:?}");
        assert!(told[1].behind > 0 && told[1].behind <= 2_000, "{told:?}");
        assert!(told[1].refused > 0 && told[1].refused < 100, "{told:?}");
        assert!(
            told[2..].iter().all(|second| second.behind == 0 && second.refused == 0),
            "{told:?}"
        );
    }

    #[test]
    fn three_times_as_many_as_can_be_served_keep_it_behind() {
        let told = serve(22, 300, |_| 10);
        let later = &told[1..];
        assert!(
            later.iter().all(|second| second.behind >= 9_500 && second.refused > 1_800),
            "{told:?}"
        );
        // More are let in for a moment now and then, which is hardly felt.
        let sum = |of: fn(&Second) -> u32| later.iter().map(of).sum::<u32>();
        let (late, served) = (sum(|second| second.late), sum(|second| second.served));
        assert!(late > 0 && late * 100 < served, "{late} of {served}: {told:?}");
    }

    #[test]
    fn a_machine_that_is_quick_again_serves_everybody_again() {
        let told = serve(20, 70, |at| if at < 20_000 { 20 } else { 10 });
        assert!(told[1].behind > 9_000 && told[1].refused > 100, "{told:?}");
        assert!(
            told[8..].iter().all(|second| second.behind == 0 && second.refused == 0),
            "{told:?}"
        );
    }

    #[test]
    fn moments_when_nothing_moves_say_nothing_of_what_can_be_done() {
        let mut pressure = Pressure::default();
        for at in (1..=12).chain(50..=59) {
            assert!(!is_behind(&pressure), "{at}");
            pressure.turn(at * MS, 8 * MS);
            pressure.done(at * MS);
        }
        assert!(is_behind(&pressure));
        assert!((90..=110).contains(&pressure.best), "{pressure:?}");
    }

    #[test]
    fn a_night_without_anybody_ends_it() {
        let mut pressure = Pressure::default();
        for at in 1..100 {
            pressure.came(at * MS);
            pressure.turn(at * MS, 6 * MS);
        }
        assert!(is_behind(&pressure));
        pressure.came(50_000 * MS);
        assert!(!is_behind(&pressure));
        // Waits of another day are not added up.
        pressure.turn(60_000 * MS, 6 * MS);
        pressure.turn(90_000 * MS, 6 * MS);
        assert!(!is_behind(&pressure));
    }
}
