//! The loop of the writer: gather a group, commit it, tell those who wait.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

use crate::span::record::now_ns;
use crate::store::db::Db;
use crate::store::error::StoreError;
use crate::store::write::{LINGER, Queued, Recorded, Write};
use crate::store::writer::batch::{Outcome, commit};

/// How many writes one transaction takes.
const GROUP_MAX: usize = 1024;
/// How often, and after what pauses, a group is tried again while the database is away.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(200);

/// Writes until told to stop, or until nobody can write any more.
pub async fn run(db: Db, mut queue: Receiver<Queued>, hurry: Arc<Notify>) {
    let mut going_on = true;
    while going_on {
        let Some(first) = queue.recv().await else {
            return;
        };
        let mut group = vec![first];
        gather(&mut queue, &hurry, &mut group).await;
        going_on = !group.iter().any(|queued| matches!(queued.write, Write::Stop));
        settle(&db, group).await;
    }
}

/// Waits a little for more, unless somebody waits for this group, and takes what is there then. The
/// queue wakes nobody meanwhile: a wake-up for every turn would cost more than writing it.
async fn gather(queue: &mut Receiver<Queued>, hurry: &Notify, group: &mut Vec<Queued>) {
    // Whoever waits has said so; one who came before the last group was taken hurries this one in
    // vain, which does no harm.
    let _ = timeout(LINGER, hurry.notified()).await;
    while group.len() < GROUP_MAX
        && let Ok(next) = queue.try_recv()
    {
        group.push(next);
    }
}

/// Commits a group, or each write alone where one of them spoils the group, and tells.
async fn settle(db: &Db, group: Vec<Queued>) {
    let writes: Vec<&Write> = group.iter().map(|queued| &queued.write).collect();
    let began = Instant::now();
    let mut outcomes = match persist(db, &writes).await {
        Ok(outcomes) => outcomes,
        Err(_) if writes.len() > 1 => one_by_one(db, &writes).await,
        Err(error) => vec![Err(error)],
    };
    // What was refused because of its conversation is nobody's loss.
    let broken = |error: &&StoreError| !matches!(error, StoreError::Ended | StoreError::Foreign);
    let failed = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    let lost: Vec<&StoreError> = failed.filter(broken).collect();
    let is_said = |write: &&&Write| !matches!(write, Write::Barrier | Write::Stop);
    let said = writes.iter().filter(is_said).count();
    if said > 0 {
        let refused = outcomes.iter().filter(|outcome| outcome.is_err()).count();
        db.meter.group(began.elapsed(), (said.saturating_sub(refused), lost.len()));
    }
    if let Some(error) = lost.first() {
        tracing::error!(error.cause = %error, lost = lost.len(), "turns could not be stored");
    }
    let together = group.len() as i64;
    for (queued, outcome) in group.into_iter().zip(outcomes.drain(..)) {
        let is_said = !matches!(queued.write, Write::Barrier | Write::Stop);
        if let Some((traced, queued_ns)) = queued.traced.as_ref().filter(|_| is_said) {
            let took_ns = now_ns().saturating_sub(*queued_ns);
            let known = vec![("wenshui.together", together.into())];
            traced.give("store.write", (*queued_ns, took_ns), known);
        }
        if let Some(done) = queued.done {
            // Who waited may have gone; the write is done all the same.
            let _ = done.send(outcome);
        }
    }
}

async fn one_by_one(db: &Db, writes: &[&Write]) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(writes.len());
    for write in writes {
        let outcome = persist(db, &[write]).await;
        outcomes.push(outcome.and_then(|mut alone| alone.pop().unwrap_or(Ok(Recorded::New))));
    }
    outcomes
}

/// Commits, and tries again while the database is away.
async fn persist(db: &Db, writes: &[&Write]) -> Result<Vec<Outcome>, StoreError> {
    let mut tries = 0;
    loop {
        match commit(db, writes).await {
            Err(StoreError::Unavailable(_)) if tries < TRIES => tokio::time::sleep(PAUSE).await,
            outcome => return outcome,
        }
        tries += 1;
    }
}
