//! Threads for what is heavy and nobody answers by: apart from those that answer, and lower in rank, so that
//! the system gives them what answering leaves. Work that is spread over threads stays among these.

use std::num::NonZero;
use std::sync::OnceLock;

use anyhow::Context;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::task::{JoinError, spawn_blocking};

/// How far below the others these threads are, of 19 ranks.
const NICE: i32 = 10;

/// Such threads, so many for each processor of the machine, and at least one.
///
/// # Errors
/// When they cannot be started.
pub fn open(name: &'static str, share: f32) -> anyhow::Result<ThreadPool> {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    ThreadPoolBuilder::new()
        .num_threads(((processors as f32 * share) as usize).max(1))
        .thread_name(move |number| format!("{name}-{number}"))
        .start_handler(|_| lower())
        .build()
        .context("the threads for long work cannot be started")
}

/// Builds and opens versions: on all processors, but only as far as answers leave them. All of this process
/// share the threads.
///
/// # Errors
/// When the work panics.
pub async fn built<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let pool = POOL.get_or_init(|| {
        let opened = open("build", 1.0);
        opened.inspect_err(|error| tracing::warn!(error.cause = %format!("{error:#}"))).ok()
    });
    spawn_blocking(move || match pool {
        Some(pool) => pool.install(work),
        None => work(),
    })
    .await
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
    use super::{NICE, built, open};

    fn rank() -> i32 {
        rustix::process::nice(0).unwrap()
    }

    #[test]
    fn threads_for_long_work_are_lower_in_rank_than_the_others() {
        let before = rank();
        let inside = open("job", 0.5).unwrap().install(rank);
        assert_eq!(inside, (before + NICE).min(19));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(built(rank)).unwrap(), inside);
        assert_eq!(rank(), before, "the process stays as it is");
    }
}
