//! Workers: each takes up the job that has waited longest, has its work done on threads for that, says
//! twice a second at most how far it is, and keeps what comes of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use rayon::ThreadPool;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use wenshui_eval::progress::Progress;

use crate::behind;
use crate::clock;
use crate::error::ApiError;
use crate::jobs::failure::{Failure, stored, told};
use crate::jobs::kinds;
use crate::jobs::meter::{Meter, Stop};
use crate::jobs::output::Output;
use crate::jobs::silent::end_silent;
use crate::jobs::stage::{Move, Stage};
use crate::span::current::alone;
use crate::state::AppState;
use crate::store::bus::Listening;
use crate::store::job::run::{End, Heard};
use crate::store::job::{Job, QUEUE};
use crate::wire::job::JobOutput;

/// How often a job that runs is looked at; so often its row may change.
const TICK: Duration = Duration::from_millis(500);
/// How often the queue is looked at where nothing wakes.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often an end is written again while the database is away, and after how long.
const TRIES: usize = 30;
const AGAIN: Duration = Duration::from_secs(1);

/// Runs what waits until the server shuts down; what runs by then is called off.
pub async fn run(state: AppState) {
    join_all((0..state.config.jobs.workers).map(|_| work(&state))).await;
}

async fn work(state: &AppState) {
    let pool = match behind::open("job", 0.5) {
        Ok(pool) => pool,
        Err(error) => {
            tracing::error!(error.cause = %format!("{error:#}"), "this node runs no jobs");
            return;
        }
    };
    let mut listening = state.store.db.bus.listen(QUEUE);
    while !state.readiness.is_stopping() {
        match take_up(state).await {
            Some(job) => {
                let name = format!("job {}", job.kind).into();
                alone(&state.tracer, name, carry_out(state, &pool, job)).await;
            }
            None => wait(&mut listening).await,
        }
    }
}

/// Waits until something may be in the queue, or there is to be no more waiting.
async fn wait(listening: &mut Listening) {
    // Whether it was woken, told of the end or has waited long enough, it looks.
    let _ = timeout(LOOK_EVERY, listening.woken()).await;
}

async fn take_up(state: &AppState) -> Option<Job> {
    let now = clock::now_ms();
    let claimed = async {
        end_silent(state, now).await?;
        state.store.db.claim_job(&state.jobs.node, now).await
    };
    match claimed.await {
        Ok(job) => job,
        Err(error) => {
            tracing::warn!(error.cause = %error, "the queue of jobs cannot be read now");
            None
        }
    }
}

async fn carry_out(state: &AppState, pool: &ThreadPool, job: Job) {
    let (meter, job) = (Arc::new(Meter::default()), Arc::new(job));
    tracing::info!(job.id = job.id, job.kind = job.kind, "a job begins");
    let mut ending = begin(state, pool, (&job, &meter));
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let came = loop {
        tokio::select! {
            came = &mut ending => break came,
            _ = ticks.tick() => watch(state, &job, &meter).await,
        }
    };
    // Nobody is there to send only where the thread itself has ended.
    let came = came.unwrap_or_else(|_| Err(Failure::Internal("its thread has ended".to_owned())));
    // One that was taken for lost while it ran has its end already, and this one is refused.
    finish(state, (&job, &meter), came).await;
}

/// Has the work done on the threads of a pool; a panic of it is an end like others.
fn begin(
    state: &AppState,
    pool: &ThreadPool,
    (job, meter): (&Arc<Job>, &Arc<Meter>),
) -> oneshot::Receiver<Result<Vec<Output>, Failure>> {
    let (send, ending) = oneshot::channel();
    let (state, job, meter) = (state.clone(), Arc::clone(job), Arc::clone(meter));
    let handle = Handle::current();
    pool.spawn(move || {
        let _inside = handle.enter();
        let came = catch_unwind(AssertUnwindSafe(|| done(&state, &job, &meter)));
        let came = came.unwrap_or_else(|_| Err(Failure::Internal("it panicked".to_owned())));
        // Whoever waited is gone only with the whole server.
        let _ = send.send(came);
    });
    ending
}

fn done(state: &AppState, job: &Job, meter: &Meter) -> Result<Vec<Output>, Failure> {
    // Another node may know kinds that this one does not know yet.
    let kind = kinds::named(&job.kind)
        .ok_or_else(|| ApiError::new("job_unknown_kind").with(&[&job.kind]))?;
    let mut told = |done, all| meter.note(done, all);
    (kind.run)(state, &job.params, Progress::new(&mut told))
}

/// Writes how far a job is, and has it stop where it is to.
async fn watch(state: &AppState, job: &Job, meter: &Meter) {
    if state.readiness.is_stopping() {
        meter.stop(Stop::ShutDown);
    }
    let (of, now) = ((job.id.as_str(), job.node.as_str()), clock::now_ms());
    match state.store.db.beat_job(of, meter.steps(), now).await {
        Ok(Heard::GoOn) => {}
        Ok(Heard::CalledOff) => meter.stop(Stop::CalledOff),
        Ok(Heard::Lost) => meter.stop(Stop::Lost),
        // The next one may arrive; the work goes on.
        Err(error) => {
            tracing::warn!(job.id = job.id, error.cause = %error, "it cannot be said how far a job is");
        }
    }
}

/// Keeps what came of a job and writes how it ended.
async fn finish(
    state: &AppState,
    (job, meter): (&Job, &Meter),
    came: Result<Vec<Output>, Failure>,
) {
    let kept = match came {
        Ok(outputs) => keep(state, job, outputs).await,
        Err(failure) => Err(failure),
    };
    let end = match kept {
        Ok(outputs) => End { step: Move::Finish, error: None, outputs },
        Err(failure) => ended(job, failure, meter.stopped()),
    };
    let step = end.step;
    if write(state, (job, &end), meter.steps()).await {
        tracing::info!(job.id = job.id, job.kind = job.kind, step = step.name(), "a job has ended");
        return;
    }
    // What the database took without being able to say so is written all the same.
    let row = state.store.db.job(&job.id).await;
    if row.is_ok_and(|row| row.is_some_and(|row| row.stage == Stage::Done)) {
        return;
    }
    tracing::error!(
        job.id = job.id,
        "what came of a job could not be written or is wanted no more"
    );
    if let Err(error) = state.jobs.files.remove(&job.id) {
        tracing::warn!(job.id = job.id, error.cause = %error, "files without a job stay until the sweep");
    }
}

/// The end of a job whose work came to none.
fn ended(job: &Job, failure: Failure, stopped: Option<Stop>) -> End {
    if let Failure::Internal(cause) = &failure {
        tracing::error!(job.id = job.id, job.kind = job.kind, error.cause = cause, "a job failed");
    }
    let (step, error) = match (failure, stopped) {
        (Failure::CalledOff, Some(Stop::ShutDown)) => {
            (Move::Cancel, Some(told(&ApiError::new("job_shut_down"))))
        }
        (Failure::CalledOff, _) => (Move::Cancel, None),
        (failure, _) => (Move::Fail, failure.told()),
    };
    End { step, error: error.as_ref().map(stored), outputs: "[]".to_owned() }
}

/// Writes the files; gives what the row says of them.
async fn keep(state: &AppState, job: &Job, outputs: Vec<Output>) -> Result<String, Failure> {
    let (files, id) = (state.jobs.files.clone(), job.id.clone());
    let listed: Vec<JobOutput> = outputs.iter().map(JobOutput::from).collect();
    let kept = tokio::task::spawn_blocking(move || files.keep(&id, &outputs)).await;
    let kept = kept.map_err(std::io::Error::from).and_then(std::convert::identity);
    kept.map_err(|error| Failure::Internal(format!("its results cannot be kept: {error}")))?;
    Ok(serde_json::to_string(&listed)?)
}

/// Writes how a job ended, again where the database is away; whether it was still ours to end.
async fn write(state: &AppState, ending: (&Job, &End), steps: (i64, i64)) -> bool {
    for _ in 0..TRIES {
        match state.store.db.end_job(ending, steps, clock::now_ms()).await {
            Ok(ours) => return ours,
            Err(error) => {
                tracing::warn!(job.id = ending.0.id, error.cause = %error, "the end of a job cannot be written now");
                sleep(AGAIN).await;
            }
        }
    }
    false
}
