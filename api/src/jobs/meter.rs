//! How far one job is: written by the work, read by who watches it, and the way to call it off.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// Why work is to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stop {
    /// Somebody has called it off.
    CalledOff = 1,
    /// The server shuts down.
    ShutDown = 2,
    /// The job is no more this node's.
    Lost = 3,
}

/// The meter of one job.
#[derive(Debug, Default)]
pub struct Meter {
    done: AtomicUsize,
    all: AtomicUsize,
    stop: AtomicU8,
}

impl Meter {
    /// Notes how much is done, and tells the work whether to go on. A few nanoseconds.
    pub fn note(&self, done: usize, all: usize) -> ControlFlow<()> {
        self.done.store(done, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
        if self.stopped().is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// How much is done, and how much there is in all.
    pub fn steps(&self) -> (i64, i64) {
        let read = |steps: &AtomicUsize| steps.load(Ordering::Relaxed) as i64;
        (read(&self.done), read(&self.all))
    }

    /// Has the work stop at its next step; the first reason stays.
    pub fn stop(&self, why: Stop) {
        // Whoever comes second finds a reason there, and changes nothing.
        let _ = self.stop.compare_exchange(0, why as u8, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Why the work is to stop, where it is.
    pub fn stopped(&self) -> Option<Stop> {
        let why = self.stop.load(Ordering::Relaxed);
        [Stop::CalledOff, Stop::ShutDown, Stop::Lost].into_iter().find(|stop| *stop as u8 == why)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::{Meter, Stop};

    #[test]
    fn work_hears_at_its_next_step_that_it_is_to_stop() {
        let meter = Meter::default();
        assert_eq!(meter.note(1, 5), ControlFlow::Continue(()));
        meter.stop(Stop::ShutDown);
        meter.stop(Stop::CalledOff);
        assert_eq!(meter.note(2, 5), ControlFlow::Break(()));
        assert_eq!((meter.steps(), meter.stopped()), ((2, 5), Some(Stop::ShutDown)));
    }
}
