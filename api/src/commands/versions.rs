//! `wenshui kb publish`, `versions`, `rollback`, `diff` and `revisions`.

use std::path::PathBuf;

use anyhow::Context as _;
use tokio::runtime::Runtime;
use wenshui_eval::progress::Progress;
use wenshui_knowledge::contents::{Change, Subject, entry_body, read_entry};
use wenshui_knowledge::difference::Difference;
use wenshui_knowledge::revision::{OPEN, STATES};

use crate::cli::database_args::DatabaseArgs;
use crate::cli::versions::{DiffArgs, PublishArgs, ReviseArgs, RevisionsArgs, RollbackArgs};
use crate::clock;
use crate::commands::bar::Bar;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::published::shelf;
use crate::source::Unusable;
use crate::store::knowledge::revision::{KbRevision, SoughtRevisions};
use crate::store::knowledge::version::KbVersion;
use crate::versions::gates::SuiteReport;
use crate::versions::publish::{Published, Wish};
use crate::versions::refused::NotPublished;
use crate::versions::revise::{Revised, Wishes};

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
            if args.dry_run {
                print(&published.difference.text())?;
            }
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
            Ok(_) => {
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
        let told = format!("entries: {entries}, revisions: {revisions}");
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

/// Makes revisions of everything in which two bases differ.
///
/// # Errors
/// When somebody else has an entry in hand, or the database cannot be used.
pub fn ask_for(wishes: Wishes, place: &DatabaseArgs, by: &str) -> anyhow::Result<Revised> {
    runtime()?.block_on(async {
        let shelf = shelf(place).await?;
        let revised = shelf.wish_for(wishes, by).await;
        shelf.db.close().await;
        Ok(revised?)
    })
}

/// Makes a revision of one subject.
///
/// # Errors
/// When there is no such subject, its new body cannot be used, or somebody else has it in hand.
pub fn revise(args: &ReviseArgs) -> anyhow::Result<Outcome> {
    let none = || {
        anyhow::anyhow!(
            "`{}` is none of entry/ID, concepts/FILE.tsv, screen/FILE and settings",
            args.subject
        )
    };
    let subject = Subject::parse(&args.subject).ok_or_else(none)?;
    let read = |path: &PathBuf| {
        std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
    };
    let body = args.file.as_ref().map(read).transpose()?;
    let body = match (&subject, body) {
        (Subject::Entry(id), Some(body)) => match read_entry(id, &body) {
            (Some(entry), problems) if problems.is_empty() => Some(entry_body(&entry)),
            (_, problems) => return Err(Unusable(problems).into()),
        },
        (_, body) => body,
    };
    ask_for_subjects(vec![(subject, body)], &args.place, &args.by.name())?;
    Ok(Outcome::Done)
}

/// Makes revisions of those subjects whose bodies differ from what is in service.
///
/// # Errors
/// When somebody else has one in hand, or what is published cannot be read.
pub fn ask_for_subjects(
    bodies: Vec<(Subject, Option<String>)>,
    place: &DatabaseArgs,
    by: &str,
) -> anyhow::Result<()> {
    let revised = runtime()?.block_on(async {
        let shelf = shelf(place).await?;
        let before = shelf.contents(shelf.db.kb_state().await?.in_service).await?;
        let changes = bodies.into_iter().map(|(subject, body)| Change { subject, body });
        let differs = |change: &Change| before.body(&change.subject) != change.body;
        let (changes, kept): (Vec<_>, Vec<_>) = changes.partition(differs);
        let kept = kept.iter().map(|change| change.subject.to_string()).collect();
        let withdrawn = shelf.keep(&kept, by).await?;
        let revised = shelf.submit((&before, changes), by).await;
        shelf.db.close().await;
        anyhow::Ok(Revised { withdrawn, ..revised? })
    });
    tell_revised(&revised?);
    Ok(())
}

/// Says how many revisions wait.
pub fn tell_revised(revised: &Revised) {
    let Revised { made, same, withdrawn } = revised;
    if *withdrawn > 0 {
        tell(&format!("revisions withdrawn, as what they change is to stay as it is: {withdrawn}"));
    }
    tell(&match made + same {
        0 => "nothing is to change".to_owned(),
        all => format!(
            "revisions waiting for a reviewer: {all}, of which {same} did before; `wenshui kb publish \
             --reviewed-by NAME` puts them into service"
        ),
    });
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
        "version {number} ({id}) {verb} in service; revisions: {}; entries: {added} added, {changed} \
         changed, {removed} removed",
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
