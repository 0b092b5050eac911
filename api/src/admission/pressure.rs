//! Whether the server is behind with its work, told from how long answers wait for their turn.
//!
//! A queue that is there for a moment is a burst and does no harm. One that never goes away only makes
//! everybody wait, whatever is added to it (`CoDel`, Nichols and Jacobson 2012), so that from then on it is kept
//! short, until less comes than was done at best.

/// Who waits longer for a turn, in nanoseconds, stands in a queue.
const QUEUED_NS: u64 = 5_000_000;
/// The queue is one that stays when everybody stood in it for so long.
const STAYS_NS: u64 = 20_000_000;
/// Waits that lie further apart have nothing to do with each other.
const APART_NS: u64 = 50_000_000;
/// How long is counted what comes and what is done.
const WINDOW_NS: u64 = 100_000_000;
/// It is over when less than so many tenths come of what was done at best.
const OVER_TENTHS: u64 = 9;

/// What is known of waiting; moments are nanoseconds of one clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pressure {
    behind: bool,
    /// Since when everybody had to wait.
    waiting_since: Option<u64>,
    /// When somebody last had their turn.
    last_turn: u64,
    window_began: u64,
    came: u64,
    done: u64,
    /// The most that was done in a window since the server is behind.
    best: u64,
}

impl Pressure {
    /// Whether the server is behind.
    pub fn is_behind(&self) -> bool {
        self.behind
    }

    /// Somebody comes.
    pub fn came(&mut self, now: u64) {
        self.look(now);
        self.came += 1;
    }

    /// Somebody has their turn after so many nanoseconds in a queue; none where nobody queues.
    pub fn turn(&mut self, now: u64, waited: u64) {
        let apart = now.saturating_sub(self.last_turn) > APART_NS;
        self.last_turn = now;
        if waited <= QUEUED_NS {
            self.waiting_since = None;
            return;
        }
        let since = self.waiting_since.filter(|_| !apart).unwrap_or(now);
        self.waiting_since = Some(since);
        if now - since >= STAYS_NS && !self.behind {
            (self.behind, self.waiting_since, self.best) = (true, None, 0);
            (self.window_began, self.came, self.done) = (now, 0, 0);
        }
    }

    /// Somebody is done.
    pub fn done(&mut self, now: u64) {
        self.look(now);
        self.done += 1;
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
        if self.behind && (is_less || lasted >= 2 * WINDOW_NS) {
            // Those who waited until now do not begin it again.
            (self.behind, self.waiting_since) = (false, None);
        }
        (self.window_began, self.came, self.done) = (now, 0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::Pressure;

    const MS: u64 = 1_000_000;

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
                if pressure.is_behind() {
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

    #[test]
    fn a_night_without_anybody_ends_it() {
        let mut pressure = Pressure::default();
        for at in 1..100 {
            pressure.came(at * MS);
            pressure.turn(at * MS, 6 * MS);
        }
        assert!(pressure.is_behind());
        pressure.came(50_000 * MS);
        assert!(!pressure.is_behind());
        // Waits of another day are not added up.
        pressure.turn(60_000 * MS, 6 * MS);
        pressure.turn(90_000 * MS, 6 * MS);
        assert!(!pressure.is_behind());
    }
}
