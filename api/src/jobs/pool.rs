//! Threads for jobs: apart from those that answer, and lower in rank, so that the system gives them what
//! answering leaves. Work that is spread over threads stays among these.

use anyhow::Context;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// How far below the others these threads are, of 19 ranks.
const NICE: i32 = 10;

/// The threads of one worker: half as many as the machine has processors.
///
/// # Errors
/// When they cannot be started.
pub fn open() -> anyhow::Result<ThreadPool> {
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    ThreadPoolBuilder::new()
        .num_threads((processors / 2).max(1))
        .thread_name(|number| format!("job-{number}"))
        .start_handler(|_| lower())
        .build()
        .context("the threads for long work cannot be started")
}

/// Lowers the thread that calls. Elsewhere than on Linux the rank is one of the whole process, which has to
/// stay as it is.
fn lower() {
    if cfg!(target_os = "linux")
        && let Err(error) = rustix::process::nice(NICE)
    {
        tracing::warn!(error.cause = %error, "the threads for long work have the rank of all others");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{NICE, open};

    fn rank() -> i32 {
        rustix::process::nice(0).unwrap()
    }

    #[test]
    fn threads_for_jobs_are_lower_in_rank_than_the_others() {
        let before = rank();
        let inside = open().unwrap().install(rank);
        assert_eq!(inside, (before + NICE).min(19));
        assert_eq!(rank(), before, "the process stays as it is");
    }
}
