//! Publishing: what is approved becomes a version, if it is whole and its gates are kept. What is not
//! leaves everything as it was.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::runtime::Handle;
use wenshui_engine::version::Version;
use wenshui_eval::progress::Progress;
use wenshui_knowledge::check::{ANY, check};
use wenshui_knowledge::contents::{Change, Contents, Subject, digest};
use wenshui_knowledge::difference::Difference;
use wenshui_knowledge::problem::Severity;
use wenshui_knowledge::revision::{Command, Revision, Stage, Standing};

use crate::clock;
use crate::source::{Source, Unusable};
use crate::store::knowledge::KbState;
use crate::store::knowledge::deed::KbDeed;
use crate::store::knowledge::revision::KbRevision;
use crate::store::knowledge::version::{Brought, KbVersion};
use crate::versions::files::Laid;
use crate::versions::gates::{Gates, SuiteReport, are_kept};
use crate::versions::parcel::pack;
use crate::versions::refused::{Conflict, NotPublished};
use crate::versions::shelf::{Shelf, Turn};

/// What somebody wishes to publish.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Who publishes.
    pub by: String,
    /// Who approves what is submitted and not their own, where that is done with the publishing.
    pub reviewer: Option<String>,
    /// A remark.
    pub note: String,
    /// The revisions that are meant; without any, all that are approved.
    pub revisions: Option<Vec<String>>,
    /// The gates, where they are not those of the data directory.
    pub gates: Option<PathBuf>,
    /// Whether nothing is to change.
    pub is_rehearsal: bool,
}

/// What was published, or would be.
#[derive(Debug)]
pub struct Published {
    /// The number.
    pub number: i64,
    /// The version, opened.
    pub version: Arc<Version>,
    /// How many revisions it brings.
    pub revisions: usize,
    /// What differs from what was in service.
    pub difference: Difference,
    /// What the gates said.
    pub gates: Vec<SuiteReport>,
    /// The right to serve it here before anything else is; none where nothing was to change.
    pub turn: Option<Turn>,
}

/// What is to become a version.
struct Gathered {
    state: KbState,
    before: Contents,
    after: Contents,
    brought: Brought,
}

impl Shelf {
    /// Publishes. It takes as long as the gates do, on a thread that may be held; `progress` hears of
    /// their cases. Nobody else waits for it: whoever publishes something else first wins.
    ///
    /// # Errors
    /// Why nothing is published.
    pub fn publish(
        &self,
        (runtime, wish): (&Handle, &Wish),
        progress: Progress,
    ) -> Result<Published, NotPublished> {
        let gates =
            Gates::read(&self.data, wish.gates.as_deref()).map_err(NotPublished::Unusable)?;
        let gathered = runtime.block_on(self.gather(wish))?;
        let (state, after) = (&gathered.state, &gathered.after);
        let mut laid = Laid::new(&self.data, (state.next, after))?;
        let lists = self.source.own_lists().map_err(unusable)?;
        let source = Source { version: Some(laid.directory().to_owned()), ..self.source.clone() };
        let source = Source { knowledge: None, ..source };
        let version = Arc::new(self.open(&source, &lists).map_err(unusable)?);
        let open_current = || {
            let source = runtime.block_on(self.source(state.in_service))?;
            self.open(&source, &lists).map(Arc::new).map_err(unusable)
        };
        let current = gates.are_beside().then(open_current).transpose()?;
        let reports = gates.ask(&version, current.as_ref(), progress)?;
        if !are_kept(&reports) {
            return Err(NotPublished::Gates(reports));
        }
        let mut turn = None;
        if !wish.is_rehearsal {
            let digest = laid.seal(&version.id)?;
            let row = row((wish, &gathered), (&version, &reports), digest);
            turn = Some(runtime.block_on(self.commit((&gathered, &row), wish, laid))?);
        }
        Ok(Published {
            number: state.next,
            revisions: gathered.brought.count,
            difference: Difference::between(&gathered.before, after),
            version,
            gates: reports,
            turn,
        })
    }

    /// Puts an older version, or a newer one, into service, whatever others put there meanwhile, and gives
    /// the right to serve it here before anything else is. Its files are looked at before.
    ///
    /// # Errors
    /// When there is no such version, or it is damaged.
    pub async fn roll_back(&self, number: i64, by: &str) -> Result<Turn, NotPublished> {
        self.source(number).await?;
        let turn = self.turn().await;
        loop {
            let state = self.db.kb_state().await?;
            if state.in_service == number {
                return Ok(turn);
            }
            let deed = KbDeed { version: number, ..KbDeed::new(by, "roll_back", clock::now_ms()) };
            let deed = KbDeed { detail: format!("{} → {number}", state.in_service), ..deed };
            if self.db.serve_kb_version(&state, (number, &deed)).await? {
                self.tell_published();
                return Ok(turn);
            }
        }
    }

    /// Takes the revisions that are meant and applies them to what is in service.
    async fn gather(&self, wish: &Wish) -> Result<Gathered, NotPublished> {
        let state = self.db.kb_state().await?;
        let open = self.db.open_kb_revisions(state.clock).await?;
        let chosen = choose(wish, open, state.next)?;
        let before = self.contents(state.in_service).await?;
        check_conflicts(&before, &chosen)?;
        let changes: Vec<Change> = chosen.iter().filter_map(change).collect();
        let after = before.clone().with(&changes).map_err(NotPublished::Problems)?;
        let mut problems = check(&after.base, ANY);
        problems.retain(|problem| problem.severity == Severity::Error);
        if !problems.is_empty() {
            return Err(NotPublished::Problems(problems));
        }
        let brought = Brought {
            clock: state.clock,
            count: chosen.len(),
            reviewer: wish.reviewer.clone(),
            named: wish.revisions.clone(),
        };
        Ok(Gathered { state, before, after, brought })
    }

    async fn commit(
        &self,
        (gathered, row): (&Gathered, &KbVersion),
        wish: &Wish,
        laid: Laid,
    ) -> Result<Turn, NotPublished> {
        let mut deed = KbDeed::new(&wish.by, "publish", row.made_at);
        deed.version = row.number;
        deed.detail = match &wish.reviewer {
            Some(reviewer) => format!("{} revisions, approved by {reviewer}", row.revisions),
            None => format!("{} revisions", row.revisions),
        };
        let shared = self.db.shared.then(|| pack(laid.directory(), row.number));
        let parcel = shared.transpose()?;
        if let Some(parcel) = &parcel {
            self.put_before((row.number, &row.digest), parcel).await;
        }
        let version = (row, parcel.as_deref());
        let what = (&gathered.state, version, &gathered.brought);
        let place = || laid.place((&self.data, &row.digest));
        let turn = self.turn().await;
        if !self.db.commit_kb_version(what, &deed, place).await? {
            return Err(NotPublished::Lost);
        }
        self.tell_published();
        Ok(turn)
    }
}

/// The revisions that are meant and may be published, moved on by the rules.
fn choose(
    wish: &Wish,
    open: Vec<KbRevision>,
    number: i64,
) -> Result<Vec<KbRevision>, NotPublished> {
    let named: Option<HashSet<&String>> = wish.revisions.as_ref().map(|ids| ids.iter().collect());
    let is_meant = |one: &KbRevision| named.as_ref().is_none_or(|ids| ids.contains(&one.id));
    let (mut chosen, mut waiting) = (Vec::new(), 0);
    for one in open.into_iter().filter(is_meant) {
        let is_submitted = one.revision.stage == Stage::Submitted;
        match publishable(one.revision.clone(), wish, number) {
            Some(revision) => chosen.push(KbRevision { revision, ..one }),
            None => waiting += usize::from(is_submitted),
        }
    }
    let found: HashSet<&String> = chosen.iter().map(|one| &one.id).collect();
    let missing = wish.revisions.iter().flatten().find(|id| !found.contains(id));
    match missing {
        Some(missing) => Err(NotPublished::NotApproved(missing.clone())),
        None if chosen.is_empty() => Err(NotPublished::Nothing { waiting }),
        None => Ok(chosen),
    }
}

fn publishable(revision: Revision, wish: &Wish, number: i64) -> Option<Revision> {
    let approved = match (&revision.stage, &wish.reviewer) {
        (Stage::Submitted, Some(reviewer)) => {
            let author = revision.author == *reviewer;
            let who = Standing { author, reviewer: true, publisher: false };
            revision.step(who, Command::Approve(reviewer.clone())).ok()?
        }
        _ => revision,
    };
    let who = Standing { publisher: true, ..Standing::default() };
    approved.step(who, Command::Publish(number)).ok()
}

fn change(one: &KbRevision) -> Option<Change> {
    let subject = Subject::parse(&one.subject)?;
    Some(Change { subject, body: one.revision.body.clone() })
}

/// Refuses what was begun on something else than what is in service.
fn check_conflicts(before: &Contents, chosen: &[KbRevision]) -> Result<(), NotPublished> {
    let digests = before.digests();
    let now = |subject: &str| match Subject::parse(subject) {
        Some(Subject::Entry(id)) => digests.get(id.as_str()).cloned().unwrap_or_default(),
        Some(other) => digest(before.body(&other).as_deref()),
        None => String::new(),
    };
    let moved = chosen.iter().filter(|one| now(&one.subject) != one.revision.base);
    let conflicts: Vec<Conflict> = moved
        .map(|one| Conflict {
            revision_id: one.id.clone(),
            subject: one.subject.clone(),
            author: one.revision.author.clone(),
        })
        .collect();
    if conflicts.is_empty() { Ok(()) } else { Err(NotPublished::Conflicts(conflicts)) }
}

fn row(
    (wish, gathered): (&Wish, &Gathered),
    (version, reports): (&Version, &[SuiteReport]),
    digest: String,
) -> KbVersion {
    KbVersion {
        number: gathered.state.next,
        id: version.id.clone(),
        base: gathered.state.in_service,
        digest,
        entries: version.base.entries.len() as i64,
        wordings: i64::from(version.documents.wordings),
        revisions: gathered.brought.count as i64,
        note: wish.note.clone(),
        made_by: wish.by.clone(),
        gates: serde_json::to_string(reports).unwrap_or_default(),
        made_at: clock::now_ms(),
    }
}

/// Faults that people can mend stay faults of theirs.
fn unusable(error: anyhow::Error) -> NotPublished {
    match error.downcast::<Unusable>() {
        Ok(Unusable(problems)) => NotPublished::Problems(problems),
        Err(error) => NotPublished::Unusable(error),
    }
}
