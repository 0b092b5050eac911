//! `wenshui kb publish`, `versions`, `rollback`, `diff` and `revisions`.

use tokio::runtime::Runtime;
use wenshui_eval::progress::Progress;
use wenshui_knowledge::difference::Difference;
use wenshui_knowledge::revision::{OPEN, STATES};

use crate::cli::user::DatabaseArgs;
use crate::cli::versions::{DiffArgs, PublishArgs, RevisionsArgs, RollbackArgs};
use crate::clock;
use crate::commands::bar::Bar;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::published::shelf;
use crate::store::knowledge::revision::{KbRevision, SoughtRevisions};
use crate::store::knowledge::version::KbVersion;
use crate::versions::gates::SuiteReport;
use crate::versions::publish::{Published, Wish};
use crate::versions::refused::NotPublished;

/// The most versions that are listed.
const VERSIONS_MAX: i64 = 10_000;

/// Where commands wait for the database.
///
/// # Errors
/// When the system gives no threads.
pub fn runtime() -> anyhow::Result<Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?)
}

/// Publishes what is approved.
///
/// # Errors
/// When the knowledge has errors, or something cannot be read or written.
pub fn publish(args: &PublishArgs) -> anyhow::Result<Outcome> {
    let runtime = runtime()?;
    let shelf = runtime.block_on(shelf(&args.place))?;
    let wish = Wish {
        by: args.by.name(),
        reviewer: args.reviewed_by.clone(),
        note: args.note.clone(),
        revisions: (!args.revisions.is_empty()).then(|| args.revisions.clone()),
        gates: args.gates.clone(),
        is_rehearsal: args.dry_run,
    };
    let mut bar = Bar::new("cases");
    let mut told = |done, all| bar.show(done, all);
    let published = shelf.publish((runtime.handle(), &wish), Progress::new(&mut told));
    bar.clear();
    runtime.block_on(shelf.db.close());
    match published {
        Ok(published) => {
            tell_published(&published, args.dry_run);
            Ok(Outcome::Done)
        }
        Err(error) => refused(error),
    }
}

/// Puts another version into service.
///
/// # Errors
/// When there is none of this number, or it is damaged.
pub fn rollback(args: &RollbackArgs) -> anyhow::Result<Outcome> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let shelf = shelf(&args.place).await?;
        let done = shelf.roll_back(args.number, &args.by.name()).await;
        shelf.db.close().await;
        match done {
            Ok(()) => {
                tell(&format!("version {} is in service", args.number));
                Ok(Outcome::Done)
            }
            Err(error) => refused(error),
        }
    })
}

/// Lists the versions, the newest first.
///
/// # Errors
/// When the database cannot be used.
pub fn versions(place: &DatabaseArgs) -> anyhow::Result<Outcome> {
    let listed = runtime()?.block_on(async {
        let shelf = shelf(place).await?;
        let state = shelf.db.kb_state().await?;
        let (_, versions) = shelf.db.kb_versions((0, VERSIONS_MAX)).await?;
        shelf.db.close().await;
        anyhow::Ok((state.in_service, versions))
    });
    let (in_service, versions) = listed?;
    let mark = |number| if number == in_service { '*' } else { ' ' };
    let line = |version: &KbVersion| {
        let KbVersion { number, id, entries, revisions, made_by, note, made_at, .. } = version;
        let at = clock::minute(*made_at);
        let told = format!("{entries} entries, {revisions} revisions");
        format!("{}{number}\t{id}\t{at}\t{made_by}\t{told}\t{note}\n", mark(*number))
    };
    let mut out: String = versions.iter().map(line).collect();
    out.push_str(&format!("{}0\tbundled\n", mark(0)));
    print(&out)?;
    Ok(Outcome::Done)
}

/// Tells what differs between two versions.
///
/// # Errors
/// When one of them is not there or damaged.
pub fn diff(args: &DiffArgs) -> anyhow::Result<Outcome> {
    let contents = runtime()?.block_on(async {
        let shelf = shelf(&args.place).await?;
        let both = (shelf.contents(args.before).await?, shelf.contents(args.after).await?);
        shelf.db.close().await;
        anyhow::Ok(both)
    });
    let (before, after) = contents?;
    let difference = Difference::between(&before, &after);
    let text = difference.text();
    print(&if args.json { serde_json::to_string(&difference)? + "\n" } else { text })?;
    Ok(Outcome::Done)
}

/// Lists revisions.
///
/// # Errors
/// When a state is none, or the database cannot be used.
pub fn revisions(args: &RevisionsArgs) -> anyhow::Result<Outcome> {
    if let Some(none) = args.states.iter().find(|state| !STATES.contains(&state.as_str())) {
        anyhow::bail!("--state: `{none}` is none of {}", STATES.join(", "));
    }
    let open = || OPEN.map(str::to_owned).to_vec();
    let states = if args.states.is_empty() { open() } else { args.states.clone() };
    let page = (0, i64::from(args.limit));
    let sought = SoughtRevisions { states, page, ..SoughtRevisions::default() };
    let found = runtime()?.block_on(async {
        let shelf = shelf(&args.place).await?;
        let found = shelf.db.kb_revisions(&sought).await?;
        shelf.db.close().await;
        anyhow::Ok(found)
    });
    let (total, revisions) = found?;
    let line = |one: &KbRevision| {
        let (author, state) = (&one.revision.author, one.revision.stage.name());
        let what = if one.revision.body.is_some() { "put" } else { "remove" };
        let at = clock::minute(one.updated_at);
        format!("{}\t{state}\t{what}\t{}\t{author}\t{at}\n", one.id, one.subject)
    };
    print(&revisions.iter().map(line).collect::<String>())?;
    if total > revisions.len() as i64 {
        tell(&format!("{} of {total}; --limit shows more", revisions.len()));
    }
    Ok(Outcome::Done)
}

fn tell_published(published: &Published, is_rehearsal: bool) {
    for SuiteReport { suite, cases, wrong, conditions, .. } in &published.gates {
        for judged in conditions {
            let value = judged.value.unwrap_or_default();
            let condition = &judged.condition;
            tell(&format!("{suite}: {condition} is kept: {value:.4} ({wrong} of {cases} wrong)"));
        }
    }
    let Difference { added, removed, changed, .. } = &published.difference;
    let (number, id) = (published.number, &published.version.id);
    let verb = if is_rehearsal { "would be" } else { "is" };
    tell(&format!(
        "version {number} ({id}) {verb} in service: {} revisions; {added} added, {changed} changed, \
         {removed} removed",
        published.revisions,
    ));
}

/// What failed a check ends with 1; what cannot be used is an error.
fn refused(error: NotPublished) -> anyhow::Result<Outcome> {
    match error {
        NotPublished::Nothing { .. }
        | NotPublished::NotApproved(_)
        | NotPublished::Conflicts(_)
        | NotPublished::Gates(_)
        | NotPublished::Lost
        | NotPublished::Cancelled => {
            tell(&format!("not published: {error}"));
            Ok(Outcome::Failed)
        }
        NotPublished::Problems(_) | NotPublished::Unusable(_) | NotPublished::Shelf(_) => {
            Err(error.into())
        }
    }
}
