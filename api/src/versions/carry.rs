//! Edits of others, such as fixes of findings and accepted suggestions, carried out as revisions of whoever
//! accepts them.

use wenshui_knowledge::contents::{Change, Contents, Subject, digest};
use wenshui_knowledge::edit::Edit;
use wenshui_knowledge::edit::apply::apply;
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::revision::Revision;

use crate::clock;
use crate::store::error::StoreError;
use crate::store::knowledge::deed::KbDeed;
use crate::store::knowledge::revision::{KbRevision, Written};
use crate::versions::revise::NotRevised;
use crate::versions::shelf::{Shelf, ShelfError};

/// What becomes of revisions that edits make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// They wait for a reviewer.
    Submitted,
    /// They are drafts: something is still to be written.
    Drafted,
}

/// Why edits are not carried out.
#[derive(Debug, thiserror::Error)]
pub enum NotCarried {
    /// They do not fit what is in service.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
    /// Whoever accepts them has begun a revision of the same subject on something older.
    #[error("{} has changed since revision {} was begun", .0.subject, .0.id)]
    Conflict(Box<KbRevision>),
    /// Revisions are not made.
    #[error(transparent)]
    Revised(#[from] NotRevised),
}

impl From<ShelfError> for NotCarried {
    fn from(error: ShelfError) -> Self {
        Self::Revised(error.into())
    }
}

impl From<StoreError> for NotCarried {
    fn from(error: StoreError) -> Self {
        Self::Revised(error.into())
    }
}

impl Shelf {
    /// Carries edits out on what is in service, and on what `by` has in hand already; gives the revisions
    /// that ask for it. To do it again changes nothing.
    ///
    /// # Errors
    /// Why nothing is made.
    pub async fn carry_out(
        &self,
        (edits, carried): (&[Edit], Carried),
        by: &str,
    ) -> Result<Vec<KbRevision>, NotCarried> {
        let before = self.contents(self.db.kb_state().await?.in_service).await?;
        let own = self.in_hands_of(by).await?;
        let wished: Vec<Change> = own.iter().filter_map(change).collect();
        let wished = before.clone().with(&wished).map_err(NotCarried::Problems)?;
        let edited = apply(wished.base.clone(), edits);
        if !edited.problems.is_empty() {
            let touched = touched(edits);
            let made: Vec<KbRevision> =
                own.into_iter().filter(|one| touched.contains(&one.subject)).collect();
            // What can be done to what is in service, and not to what they wish for, they wish for already.
            let is_wished = !made.is_empty() && apply(before.base, edits).problems.is_empty();
            return if is_wished { Ok(made) } else { Err(NotCarried::Problems(edited.problems)) };
        }
        let edited = Contents { base: edited.base, ..wished.clone() };
        let changes = wished.changes_to(&edited);
        let subjects: Vec<String> =
            changes.iter().map(|change| change.subject.to_string()).collect();
        let begun = own.iter().find(|one| subjects.contains(&one.subject) && is_old(one, &before));
        if let Some(one) = begun {
            return Err(NotCarried::Conflict(Box::new(one.clone())));
        }
        match carried {
            Carried::Submitted => {
                self.submit((&before, changes), by).await?;
            }
            Carried::Drafted => self.draft((&before, changes), by).await?,
        }
        let mut made = self.in_hands_of(by).await?;
        let touched = touched(edits);
        made.retain(|one| subjects.contains(&one.subject) || touched.contains(&one.subject));
        Ok(made)
    }

    /// The open revisions of somebody.
    async fn in_hands_of(&self, by: &str) -> Result<Vec<KbRevision>, StoreError> {
        let mut open = self.db.open_kb_revisions(i64::MAX).await?;
        open.retain(|one| one.revision.author == by);
        Ok(open)
    }

    /// Begins a revision of each change.
    async fn draft(
        &self,
        (before, changes): (&Contents, Vec<Change>),
        by: &str,
    ) -> Result<(), NotCarried> {
        let now = clock::now_ms();
        for change in changes {
            let base = digest(before.body(&change.subject).as_deref());
            let one = KbRevision {
                id: uuid::Uuid::now_v7().to_string(),
                subject: change.subject.to_string(),
                revision: Revision::begin(by, (change.body, base)),
                note: String::new(),
                version: 1,
                created_at: now,
                updated_at: now,
            };
            let (subject, revision_id) = (one.subject.clone(), one.id.clone());
            let deed = KbDeed { subject, revision_id, ..KbDeed::new(by, "begin", now) };
            match self.db.write_kb_revisions(&[one], &deed).await? {
                Written::Done => {}
                Written::Held(other) => return Err(NotRevised::Held(vec![*other]).into()),
                Written::Lost => return Err(NotRevised::Lost.into()),
            }
        }
        Ok(())
    }
}

/// The subjects that edits name, so that what is wished for already is found again.
fn touched(edits: &[Edit]) -> Vec<String> {
    let named = |edit: &Edit| match edit {
        Edit::Upsert { entry } => vec![entry.id.clone()],
        Edit::Merge { into, from } => vec![into.clone(), from.clone()],
        Edit::Remove { id }
        | Edit::AddWordings { id, .. }
        | Edit::RemoveWordings { id, .. }
        | Edit::SetDates { id, .. }
        | Edit::RemoveFollowups { id, .. } => vec![id.clone()],
        Edit::SetNumber { .. } => Vec::new(),
    };
    edits.iter().flat_map(named).map(|id| Subject::Entry(id).to_string()).collect()
}

fn change(one: &KbRevision) -> Option<Change> {
    let subject = Subject::parse(&one.subject)?;
    Some(Change { subject, body: one.revision.body.clone() })
}

/// Whether a revision was begun on something else than what is in service.
fn is_old(one: &KbRevision, before: &Contents) -> bool {
    let now = Subject::parse(&one.subject).and_then(|subject| before.body(&subject));
    one.revision.base != digest(now.as_deref())
}
