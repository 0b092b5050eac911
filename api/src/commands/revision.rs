//! `wenshui kb revision`: what one revision would change, and what is done to it.

use anyhow::Context as _;
use wenshui_knowledge::contents::{Change, Subject};
use wenshui_knowledge::difference::Difference;
use wenshui_knowledge::revision::{Action, Command, Refusal, Stage, Standing};

use crate::cli::revision::RevisionArgs;
use crate::clock;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::commands::versions::runtime;
use crate::published::shelf;
use crate::source::Unusable;
use crate::store::knowledge::deed::KbDeed;
use crate::store::knowledge::revision::{KbRevision, Written};
use crate::versions::shelf::Shelf;

/// Shows a revision beside what is in service, or does something to it.
///
/// # Errors
/// When there is none, the rules do not allow it, or the database cannot be used.
pub fn run(args: &RevisionArgs) -> anyhow::Result<Outcome> {
    runtime()?.block_on(async {
        let shelf = shelf(&args.place).await?;
        let one = find(&shelf, &args.revision).await?;
        match args.action {
            None => show(&shelf, &one).await?,
            Some(action) => act(&shelf, one, (action, args)).await?,
        }
        shelf.db.close().await;
        Ok(Outcome::Done)
    })
}

/// The revision of an id, or the open one of a subject.
async fn find(shelf: &Shelf, name: &str) -> anyhow::Result<KbRevision> {
    if Subject::parse(name).is_none() {
        let found = shelf.db.kb_revision(name).await?;
        return found.with_context(|| format!("there is no revision `{name}`"));
    }
    let open = shelf.db.open_kb_revisions(i64::MAX).await?;
    let found = open.into_iter().find(|one| one.subject == name);
    found.with_context(|| format!("nobody asks for `{name}` to be changed"))
}

async fn show(shelf: &Shelf, one: &KbRevision) -> anyhow::Result<()> {
    let subject = Subject::parse(&one.subject).context("a revision has a subject")?;
    let before = shelf.contents(shelf.db.kb_state().await?.in_service).await?;
    let change = Change { subject, body: one.revision.body.clone() };
    let after = before.clone().with(&[change]).map_err(Unusable)?;
    let (author, stage, at) =
        (&one.revision.author, &one.revision.stage, clock::minute(one.updated_at));
    let mut out = format!("{}\t{}\t{}\t{author}\t{at}\n", one.id, stage.name(), one.subject);
    if !one.note.is_empty() {
        out.push_str(&format!("{}\n", one.note));
    }
    if let Stage::Rejected { by, reason } = stage {
        out.push_str(&format!("{by}: {reason}\n"));
    }
    out.push_str(&Difference::between(&before, &after).in_full(&before, &after).text());
    print(&out)
}

/// Why nothing is done, with what may be done instead.
fn refused(why: &Refusal, allowed: &[Action]) -> anyhow::Error {
    match why {
        Refusal::Missing { action, field } => anyhow::anyhow!("to {action} needs `--{field}`"),
        Refusal::State { .. } if !allowed.is_empty() => {
            let names: Vec<&str> = allowed.iter().map(|action| action.name()).collect();
            anyhow::anyhow!("{why}; you can {}", names.join(", "))
        }
        Refusal::State { .. } | Refusal::Standing { .. } | Refusal::Own { .. } => {
            anyhow::anyhow!("{why}")
        }
    }
}

async fn act(
    shelf: &Shelf,
    one: KbRevision,
    (action, args): (Action, &RevisionArgs),
) -> anyhow::Result<()> {
    let (by, reason) = (args.by.name(), args.reason.clone().unwrap_or_default());
    // Whoever reaches the database has every part but judging what they wrote.
    let author = one.revision.author == by;
    let who = Standing { author, reviewer: true, publisher: true };
    let command = match action {
        Action::Approve => Command::Approve(by.clone()),
        Action::Reject => Command::Reject(by.clone(), reason.clone()),
        plain => Command::Plain(plain),
    };
    let stepped = one.revision.clone().step(who, command);
    let revision = stepped.map_err(|why| refused(&why, &one.revision.allowed(who)))?;
    let (now, version) = (clock::now_ms(), one.version + 1);
    let next = KbRevision { revision, version, updated_at: now, ..one };
    let (subject, revision_id) = (next.subject.clone(), next.id.clone());
    let deed = KbDeed::new(&by, action.name(), now);
    let deed = KbDeed { subject, revision_id, detail: reason, ..deed };
    match shelf.db.write_kb_revisions(std::slice::from_ref(&next), &deed).await? {
        Written::Done => {
            tell(&format!("{} is {}", next.subject, next.revision.stage.name()));
            Ok(())
        }
        Written::Held(_) | Written::Lost => {
            anyhow::bail!("somebody else has changed the revision meanwhile; look again")
        }
    }
}
