//! From what knowledge is to be to the revisions that ask for it.

use std::collections::{HashMap, HashSet};

use wenshui_knowledge::base::Base;
use wenshui_knowledge::contents::{Change, Contents, Subject, digest};
use wenshui_knowledge::revision::{Action, Command, Refusal, Revision, Stage, Standing};

use crate::clock;
use crate::store::error::StoreError;
use crate::store::knowledge::deed::KbDeed;
use crate::store::knowledge::revision::{KbRevision, Written};
use crate::versions::shelf::{Shelf, ShelfError};

/// How many revisions are written at a time, so that others need not wait for all of them.
const AT_A_TIME: usize = 500;

/// What came of wishes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revised {
    /// How many revisions were made or changed.
    pub made: usize,
    /// How many were wished for already, by whomever.
    pub same: usize,
    /// How many came to nothing, because what they change is to stay as it is.
    pub withdrawn: usize,
}

/// What entries are to be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wishes {
    /// All entries as they were in service when they were read.
    pub before: Base,
    /// All entries as they are to be.
    pub after: Base,
    /// The ids that were named; what is the same before and after is to stay as it is.
    pub named: Vec<String>,
}

/// Why revisions are not made.
#[derive(Debug, thiserror::Error)]
pub enum NotRevised {
    /// Others have subjects in hand.
    #[error("{}", held(.0))]
    Held(Vec<KbRevision>),
    /// A revision has changed meanwhile.
    #[error("somebody else has changed a revision meanwhile; look again")]
    Lost,
    /// The rules do not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Versions cannot be read.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

impl From<StoreError> for NotRevised {
    fn from(error: StoreError) -> Self {
        Self::Shelf(error.into())
    }
}

fn held(others: &[KbRevision]) -> String {
    let line = |one: &KbRevision| {
        let (author, state) = (&one.revision.author, one.revision.stage.name());
        format!("{} is in the hands of {author}: revision {} is {state}", one.subject, one.id)
    };
    others.iter().map(line).collect::<Vec<_>>().join("\n")
}

impl Shelf {
    /// Makes revisions of everything in which entries differ from those that were in service when they were
    /// read, and submits them. What somebody has in hand already is changed where it is theirs, and withdrawn
    /// where it is to stay as it is; where it is somebody else's who wishes something else, nothing is made.
    /// Should it be broken off, doing it again makes the rest.
    ///
    /// # Errors
    /// Why nothing, or nothing more, is made.
    pub async fn wish_for(&self, wishes: Wishes, by: &str) -> Result<Revised, NotRevised> {
        let before = Contents { base: wishes.before, ..Contents::default() };
        let after = Contents { base: wishes.after, ..Contents::default() };
        let changes = before.changes_to(&after);
        let changed: HashSet<&Subject> = changes.iter().map(|change| &change.subject).collect();
        let named = wishes.named.into_iter().map(Subject::Entry);
        let kept = named.filter(|subject| !changed.contains(subject));
        let withdrawn = self.keep(&kept.map(|kept| kept.to_string()).collect(), by).await?;
        Ok(Revised { withdrawn, ..self.submit((&before, changes), by).await? })
    }

    /// Withdraws somebody's open revisions of subjects that are to stay as they are in service; how many
    /// there were.
    ///
    /// # Errors
    /// Why they stay open.
    pub async fn keep(&self, subjects: &HashSet<String>, by: &str) -> Result<usize, NotRevised> {
        let open = self.db.open_kb_revisions(i64::MAX).await?;
        let own = open.into_iter().filter(|one| one.revision.author == by);
        let own = own.filter(|one| subjects.contains(&one.subject));
        let withdrawn = own.map(|one| withdrawn(&one)).collect::<Result<Vec<_>, _>>()?;
        for some in withdrawn.chunks(AT_A_TIME) {
            self.write(some, (Action::Withdraw, by)).await?;
        }
        Ok(withdrawn.len())
    }

    /// Makes revisions of changes to what was in service when it was read, and submits them.
    ///
    /// # Errors
    /// Why nothing, or nothing more, is made.
    pub async fn submit(
        &self,
        (before, changes): (&Contents, Vec<Change>),
        by: &str,
    ) -> Result<Revised, NotRevised> {
        let open = self.db.open_kb_revisions(i64::MAX).await?;
        let open: HashMap<String, KbRevision> =
            open.into_iter().map(|one| (one.subject.clone(), one)).collect();
        let digests = before.digests();
        let base = |change: &Change| match &change.subject {
            Subject::Entry(id) => digests.get(id.as_str()).cloned().unwrap_or_default(),
            other => digest(before.body(other).as_deref()),
        };
        let (mut written, mut others, mut revised) = (Vec::new(), Vec::new(), Revised::default());
        for change in changes {
            let subject = change.subject.to_string();
            let wish = (base(&change), change.body);
            match open.get(&subject) {
                Some(one) if is_wished(&one.revision, &wish) => revised.same += 1,
                Some(one) if one.revision.author != by => others.push(one.clone()),
                Some(one) => written.push(again(one, wish)?),
                None => written.push(new((subject, wish), by)?),
            }
        }
        if !others.is_empty() {
            return Err(NotRevised::Held(others));
        }
        for some in written.chunks(AT_A_TIME) {
            self.write(some, (Action::Submit, by)).await?;
            revised.made += some.len();
        }
        Ok(revised)
    }

    async fn write(
        &self,
        revisions: &[KbRevision],
        (action, by): (Action, &str),
    ) -> Result<(), NotRevised> {
        let deed = KbDeed::new(by, action.name(), clock::now_ms());
        let deed = match revisions {
            [one] => KbDeed { subject: one.subject.clone(), revision_id: one.id.clone(), ..deed },
            many => KbDeed { detail: format!("{} revisions", many.len()), ..deed },
        };
        match self.db.write_kb_revisions(revisions, &deed).await? {
            Written::Done => Ok(()),
            Written::Held(other) => Err(NotRevised::Held(vec![*other])),
            Written::Lost => Err(NotRevised::Lost),
        }
    }
}

/// A wish: the digest of what is changed, and the new body.
type Body = (String, Option<String>);

const AUTHOR: Standing = Standing { author: true, reviewer: false, publisher: false };

/// Whether a revision asks for this and waits for others already.
fn is_wished(revision: &Revision, (base, body): &Body) -> bool {
    let waits = matches!(revision.stage, Stage::Submitted | Stage::Approved(_));
    waits && revision.base == *base && revision.body == *body
}

fn new((subject, (base, body)): (String, Body), by: &str) -> Result<KbRevision, Refusal> {
    let begun = Revision::begin(by, (body, base));
    let now = clock::now_ms();
    Ok(KbRevision {
        id: uuid::Uuid::now_v7().to_string(),
        subject,
        revision: begun.step(AUTHOR, Command::Plain(Action::Submit))?,
        note: String::new(),
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

/// The same revision with another body, submitted.
fn again(one: &KbRevision, (base, body): Body) -> Result<KbRevision, Refusal> {
    let mut revision = one.revision.clone();
    if revision.may(Action::TakeBack, AUTHOR).is_ok() {
        revision = revision.step(AUTHOR, Command::Plain(Action::TakeBack))?;
    }
    let changed = revision.step(AUTHOR, Command::Change(body, base))?;
    let revision = changed.step(AUTHOR, Command::Plain(Action::Submit))?;
    Ok(next(one, revision))
}

/// The same revision, come to nothing.
fn withdrawn(one: &KbRevision) -> Result<KbRevision, Refusal> {
    let mut revision = one.revision.clone();
    if revision.may(Action::TakeBack, AUTHOR).is_ok() {
        revision = revision.step(AUTHOR, Command::Plain(Action::TakeBack))?;
    }
    let revision = revision.step(AUTHOR, Command::Plain(Action::Withdraw))?;
    Ok(next(one, revision))
}

fn next(one: &KbRevision, revision: Revision) -> KbRevision {
    let (version, updated_at) = (one.version + 1, clock::now_ms());
    KbRevision { revision, version, updated_at, ..one.clone() }
}
