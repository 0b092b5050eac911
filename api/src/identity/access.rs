//! Who may do what: decided here and nowhere else, from the table `data/access.toml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::identity::principal::Principal;
use crate::store::owner::Owner;

/// Something that a route does for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Ask a question in a conversation.
    Ask,
    /// Read a conversation, its turns and its events.
    ReadConversation,
    /// End a conversation.
    EndConversation,
    /// Send an attachment.
    SendAttachment,
    /// Read what was sent.
    ReadAttachment,
    /// Send files for forms, read and remove them.
    KeepFiles,
    /// Ask for a person.
    RequestHandover,
    /// Read what whoever takes over should know.
    ReadPacket,
    /// Make a link to an answer.
    ShareAnswer,
    /// Judge an answer.
    GiveFeedback,
    /// Keep entries.
    KeepFavorites,
    /// Choose quick entries.
    ChooseShortcuts,
    /// Erase everything of one's own.
    EraseSelf,
    /// Take a ticket for a stream of events.
    TakeTicket,
    /// See what the guard stopped.
    ListInterceptions,
    /// Release what the guard stopped.
    ReleaseInterception,
    /// Read what was asked by way of which source, and what became of it.
    ReadFunnel,
    /// Reserve a time.
    Reserve,
    /// Ask for a person at the desk.
    AskForPerson,
    /// Serve people as an agent.
    Serve,
    /// See which agents a center has.
    SeeColleagues,
    /// Invite a taxpayer.
    Invite,
    /// Leave a note.
    LeaveNote,
    /// Open a work order for a taxpayer.
    OpenWorkOrder,
    /// Ask for a mediation.
    AskForMediation,
    /// Begin a case over regions.
    BeginCase,
    /// See and choose which center serves oneself.
    ChooseAuthority,
    /// Read what the desk has in hand.
    ReadMatter,
    /// Prepare replies for oneself.
    KeepReplies,
    /// Prepare replies for the center.
    KeepCenterReplies,
    /// See what the machine would answer in a session.
    AssistAgent,
    /// See what goes on at the desk.
    WatchDesk,
    /// Read figures of the desk.
    ReadStatistics,
    /// Read who did what at the desk.
    ReadAudit,
    /// Speak in a session: type, read, send a file; the rules of the desk say when.
    Speak,
    /// Do something with what the desk has in hand; the rules of the desk say what.
    MoveMatter,
    /// Send notices and take them back.
    SendNotices,
    /// Read what was sent, and how many have read it.
    ReadNotices,
    /// Read the notices that are for oneself.
    ReadMessages,
    /// Write, open and close surveys.
    RunSurveys,
    /// Read surveys and what they came to.
    ReadSurveys,
    /// Answer surveys.
    AnswerSurveys,
    /// Ask for long work.
    RunJobs,
    /// See long work and what came of it.
    ReadJobs,
    /// Call long work off.
    CancelJobs,
    /// Keep and remove suites.
    KeepSuites,
    /// Read suites.
    ReadSuites,
    /// Make and remove keys of programs.
    ManageKeys,
    /// See which keys of programs there are.
    ReadKeys,
    /// Read knowledge as those see it who maintain it.
    ReadKnowledge,
    /// Wish for other knowledge.
    WriteKnowledge,
    /// Ask a question of what is not published.
    TryKnowledge,
    /// Hold what others wish for to be right or wrong.
    ReviewKnowledge,
    /// Put knowledge into service.
    PublishKnowledge,
    /// Read who did what to the knowledge.
    AuditKnowledge,
}

/// Why something is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// It needs a token.
    #[error("it needs a token")]
    NeedsToken,
    /// The role may not.
    #[error("the role may not")]
    Role,
    /// It is somebody else's; who asks should not even hear that it is there.
    #[error("it is somebody else's")]
    Foreign,
}

/// Which roles may, by whose it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// With what is one's own.
    pub own: Vec<String>,
    /// With what belongs to people of the same center.
    pub center: Vec<String>,
    /// With everything.
    pub any: Vec<String>,
}

/// How far somebody may reach when an action concerns many rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Everything.
    Any,
    /// What belongs to people of a center; never that of nobody.
    Center(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    actions: BTreeMap<Action, Rule>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let text = include_str!("../../data/access.toml");
    TABLE
        .get_or_init(|| toml::from_str(text).expect("the table of access is TOML; a test reads it"))
}

/// The rule of every action.
pub fn rules() -> &'static BTreeMap<Action, Rule> {
    &table().actions
}

/// Whether somebody may do something with what `owner` owns.
///
/// # Errors
/// Why not.
pub fn allowed(principal: &Principal, action: Action, owner: &Owner) -> Result<(), Denied> {
    let rule = &rules()[&action];
    let own =
        owner.is_anonymous() || principal.owner().is_some_and(|me| me.subject == owner.subject);
    // Who has no center is of none: two people without one have nothing in common.
    let same_center = center_of(principal).is_some_and(|center| center == owner.center);
    let may = (own && has_role(principal, &rule.own))
        || (same_center && has_role(principal, &rule.center))
        || has_role(principal, &rule.any);
    if may {
        return Ok(());
    }
    let elsewhere = [&rule.own, &rule.center, &rule.any];
    if elsewhere.into_iter().any(|roles| has_role(principal, roles)) {
        return Err(Denied::Foreign);
    }
    Err(if *principal == Principal::Anonymous { Denied::NeedsToken } else { Denied::Role })
}

/// How far somebody may reach with an action on many rows.
///
/// # Errors
/// Why not at all.
pub fn reach(principal: &Principal, action: Action) -> Result<Reach, Denied> {
    let rule = &rules()[&action];
    if has_role(principal, &rule.any) {
        return Ok(Reach::Any);
    }
    match center_of(principal) {
        Some(center) if has_role(principal, &rule.center) => Ok(Reach::Center(center.to_owned())),
        _ if *principal == Principal::Anonymous => Err(Denied::NeedsToken),
        _ => Err(Denied::Role),
    }
}

/// The center that somebody belongs to, where it is one.
fn center_of(principal: &Principal) -> Option<&str> {
    let center = principal.owner().map(|me| me.center.as_str());
    center.filter(|center| !center.is_empty())
}

fn has_role(principal: &Principal, roles: &[String]) -> bool {
    match principal {
        Principal::Anonymous => roles.iter().any(|role| role == "anonymous"),
        Principal::Taxpayer(_) => roles.iter().any(|role| role == "taxpayer"),
        Principal::Staff(staff) => {
            let mut own = staff.roles.iter();
            own.any(|role| roles.iter().any(|name| name == role.name()))
        }
    }
}
