//! Whether the server is behind with its work, told from how long answers wait for their turn.
//!
//! A queue that is there for a moment is a burst and does no harm. One that never goes away only makes
//! everybody wait, whatever is added to it (`CoDel`, Nichols and Jacobson 2012), so that from then on it is kept
//! short, until less comes than can be done. What can be done is seen while there is a queue: with few places
//! turns stay empty between those who come, and what is done then says nothing.

/// Who waits longer for a turn, in nanoseconds, stands in a queue.
const QUEUED_NS: u64 = 5_000_000;
/// The queue is one that stays when everybody stood in it for so long.
const STAYS_NS: u64 = 20_000_000;
/// Waits that lie further apart have nothing to do with each other.
const APART_NS: u64 = 50_000_000;
/// How long is counted what comes and what is done.
const WINDOW_NS: u64 = 100_000_000;
/// It is over when less than so many tenths come of what can be done.
const OVER_TENTHS: u64 = 9;
/// After so long everybody is let in again to see: a machine that was slow may be quick by now. A queue that is
/// one stays for less than a hundredth of that.
const TRY_AGAIN_NS: u64 = 5_000_000_000;

/// What is known of waiting; moments are nanoseconds of one clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pressure {
    /// Since when the server is behind.
    behind_since: Option<u64>,
    /// Since when everybody had to wait, and how many were done since then.
    waiting_since: Option<u64>,
    done_waiting: u64,
    /// When somebody last had their turn.
    last_turn: u64,
    window_began: u64,
    came: u64,
    done: u64,
    /// The most that can be done in a window, as far as the server has seen since it is behind.
    best: u64,
}

impl Pressure {
    /// Whether the server is behind.
    pub fn is_behind(&self) -> bool {
        self.behind_since.is_some()
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
        let Some(since) = self.waiting_since.filter(|_| !apart) else {
            (self.waiting_since, self.done_waiting) = (Some(now), 0);
            return;
        };
        let stood = now - since;
        if stood >= STAYS_NS && !self.is_behind() {
            self.best = self.done_waiting * WINDOW_NS / stood;
            (self.behind_since, self.waiting_since) = (Some(now), None);
            (self.window_began, self.came, self.done) = (now, 0, 0);
        }
    }

    /// Somebody is done.
    pub fn done(&mut self, now: u64) {
        self.look(now);
        self.done += 1;
        self.done_waiting += 1;
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
        let is_long = self.behind_since.is_some_and(|since| now - since >= TRY_AGAIN_NS);
        if self.is_behind() && (is_less || is_idle || is_long) {
            // Those who waited until now do not begin it again.
            (self.behind_since, self.waiting_since) = (None, None);
        }
        (self.window_began, self.came, self.done) = (now, 0, 0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

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

    /// A server with one processor, looked at every 100 µs, which is how long an answer takes; so many come in a
    /// thousand of these moments, and while `slow` an answer takes two of them. Tells of each second how many of its
    /// moments the server was behind, and how many it refused.
    fn serve(seconds: u64, coming: u64, slow: impl Fn(u64) -> u64) -> Vec<(u32, u32)> {
        let (mut pressure, mut queue, mut random) = (Pressure::default(), VecDeque::new(), 1_u64);
        let (mut served_since, mut told) = (None, Vec::new());
        for at in 0..seconds * 10_000 {
            let now = at * MS / 10;
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let second = (at / 10_000) as usize;
            told.resize(second + 1, (0, 0));
            let comes =
                u32::from((random >> 33) % 1_000 < coming % 1_000) + (coming / 1_000) as u32;
            for _ in 0..comes {
                pressure.came(now);
                let most = if pressure.is_behind() { 2 } else { 256 };
                if queue.len() + usize::from(served_since.is_some()) < most {
                    queue.push_back(now);
                } else {
                    told[second].1 += 1;
                }
            }
            told[second].0 += u32::from(pressure.is_behind());
            if served_since.is_some_and(|since| at - since >= slow(at)) {
                pressure.done(now);
                served_since = None;
            }
            if served_since.is_none()
                && let Some(came) = queue.pop_front()
            {
                pressure.turn(now, if queue.len() < 15 { 0 } else { now - came });
                served_since = Some(at);
            }
        }
        told
    }

    #[test]
    fn seven_tenths_are_let_in_again_right_after_a_stop() {
        // For a twentieth of a second nothing moves.
        let stops = |at| if (10_000..10_500).contains(&at) { 500 } else { 1 };
        let told = serve(4, 700, stops);
        assert_eq!(told[0], (0, 0));
        assert!(told[1].0 > 0 && told[1].0 <= 1_100, "{told:?}");
        assert_eq!(told[2..], [(0, 0), (0, 0)], "{told:?}");
    }

    #[test]
    fn three_times_as_many_as_can_be_served_keep_it_behind() {
        let told = serve(12, 3_000, |_| 1);
        for (second, (behind, refused)) in told.iter().enumerate().skip(1) {
            // It lets everybody in for a moment now and then.
            assert!(*behind >= 9_600 && *refused > 18_000, "{second}: {told:?}");
        }
    }

    #[test]
    fn a_machine_that_is_quick_again_serves_everybody_again() {
        let told = serve(20, 700, |at| if at < 20_000 { 2 } else { 1 });
        assert!(told[1].0 > 9_000, "{told:?}");
        assert!(
            told[8..].iter().all(|(behind, refused)| *behind == 0 && *refused == 0),
            "{told:?}"
        );
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
