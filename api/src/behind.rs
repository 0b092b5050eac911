//! Threads for what is heavy and nobody answers by: apart from those that answer, and lower in rank, so that
//! the system gives them what answering leaves. Work that is spread over threads stays among these.

use std::num::NonZero;
use std::sync::OnceLock;

use anyhow::Context;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::runtime::Builder;
use tokio::sync::oneshot;
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
        .start_handler(|_| lower(NICE))
        .build()
        .context("the threads for long work cannot be started")
}

/// Threads that all of this process share for work of one kind, started when there is some.
pub struct Behind {
    name: &'static str,
    pool: OnceLock<Option<ThreadPool>>,
}

/// Opens and tries versions, which somebody waits for: on all processors, but only as far as answers leave
/// them.
pub static OPENING: Behind = Behind::new("open");
/// Builds what is published and asks its gates, which may take minutes: a version that is put back meanwhile
/// does not wait for them.
pub static PUBLISHING: Behind = Behind::new("publish");
/// Counts what people asked, out of all that they said in ten minutes, and makes what is offered by it.
pub static COUNTING: Behind = Behind::new("count");

impl Behind {
    const fn new(name: &'static str) -> Self {
        Self { name, pool: OnceLock::new() }
    }

    /// Does work on these threads.
    ///
    /// # Errors
    /// When the work panics.
    pub async fn run<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        let pool = self.pool.get_or_init(|| {
            let opened = open(self.name, 1.0);
            opened.inspect_err(|error| tracing::warn!(error.cause = %format!("{error:#}"))).ok()
        });
        spawn_blocking(move || match pool {
            Some(pool) => pool.install(work),
            None => work(),
        })
        .await
    }
}

/// Does work on a thread of its own, so many ranks below the others; threads that it starts are as low.
///
/// # Errors
/// When the thread cannot be started, or the work panics.
pub async fn lower_down<T: Send + 'static>(
    by: i32,
    work: impl Future<Output = T> + Send + 'static,
) -> anyhow::Result<T> {
    let (done, waits) = oneshot::channel();
    let works = move || {
        lower(by);
        let runtime = Builder::new_current_thread().enable_all().build();
        // Whoever waits no more is not told.
        let _ = done.send(runtime.map(|runtime| runtime.block_on(work)));
    };
    std::thread::Builder::new().name("lower".into()).spawn(works)?;
    Ok(waits.await.context("the work has panicked")??)
}

/// Lowers the thread that calls by so many ranks. Elsewhere than on Linux the rank is one of the whole process,
/// which has to stay as it is.
fn lower(by: i32) {
    if cfg!(target_os = "linux")
        && let Err(error) = rustix::process::nice(by)
    {
        tracing::warn!(error.cause = %error, "a thread that was to be lower is as high as all others");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{NICE, OPENING, lower_down, open};

    fn rank() -> i32 {
        rustix::process::nice(0).unwrap()
    }

    #[test]
    fn threads_for_long_work_are_lower_in_rank_than_the_others() {
        let before = rank();
        let inside = open("job", 0.5).unwrap().install(rank);
        assert_eq!(inside, (before + NICE).min(19));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(OPENING.run(rank)).unwrap(), inside);
        assert_eq!(rank(), before, "the process stays as it is");
    }

    #[tokio::test]
    async fn a_thread_is_as_low_as_the_one_that_starts_it() {
        let started = lower_down(5, async { std::thread::spawn(rank).join().unwrap() });
        assert_eq!(started.await.unwrap(), (rank() + 5).min(19));
    }
}
