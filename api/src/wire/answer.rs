//! The answer of `POST /v1/answers`; it borrows from the version that it was made by.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_engine::emotion::feeling::Emotion;
use wenshui_engine::guard::verdict::Verdict;
use wenshui_engine::open_question::NONE_ID;
use wenshui_engine::reply::{Choice, Clarification, Decision, Ranked, Reply};
use wenshui_engine::version::Version;
use wenshui_knowledge::entry::{Basis, Block};

use crate::signal::{Mode, Signal, Signals};
use crate::wire::explain::ExplainBody;
use crate::wire::handover::{HandedTo, HandoverBody};

/// What the machine answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerResponse<'a> {
    /// The id of this answer.
    pub answer_id: String,
    /// The conversation; pass it with the next question.
    pub conversation_id: &'a str,
    /// What the conversation needs to go on, sealed by the server; pass it with the next question.
    pub conversation_token: Option<String>,
    /// The knowledge version that answered.
    pub kb_version: &'a str,
    /// `answer`, `clarify`, `suggest`, `reply`, `refuse` or `handover`.
    pub decision: &'static str,
    /// How likely the first candidate is right, 0 to 1.
    pub confidence: f32,
    /// Blocks shown whatever the decision.
    #[schema(value_type = Vec<Block>)]
    pub say: Vec<TextBlock<'a>>,
    /// The entry that answers.
    pub answer: Option<AnswerBody<'a>>,
    /// The question as it was understood, where the words were a part of it.
    pub understood: Option<&'a str>,
    /// What was considered, best first.
    pub candidates: Vec<CandidateBody<'a>>,
    /// What is asked back.
    pub clarification: Option<ClarificationBody<'a>>,
    /// Questions offered instead of an answer.
    pub guesses: Vec<EntryLink<'a>>,
    /// The ways to a person that are offered: `handover`, `note`, `reservation`. The host connects
    /// them to its desk.
    pub exits: Vec<&'static str>,
    /// How a person comes to be asked for, or why the ways to one are pointed out; null where neither
    /// is so.
    pub handover: Option<HandoverBody<'a>>,
    /// The asker's emotion, carried over the turns of the conversation.
    pub emotion: EmotionBody,
    /// The guard's verdict on the question.
    pub guard: GuardBody<'a>,
    /// What every stage saw; only where `explain` was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<ExplainBody<'a>>,
}

/// A block of words.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "text")]
pub struct TextBlock<'a> {
    /// The words in Markdown.
    pub markdown: &'a str,
}

/// An entry that answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerBody<'a> {
    /// The entry.
    pub id: &'a str,
    /// Its standard question.
    pub question: &'a str,
    /// The answer's blocks.
    #[schema(value_type = Vec<Block>)]
    pub blocks: Vec<BlockBody<'a>>,
    /// What grounds it.
    pub basis: &'a [Basis],
    /// Entries near it.
    pub related: Vec<EntryLink<'a>>,
    /// What people ask next.
    pub followups: Vec<EntryLink<'a>>,
}

/// A block: the answer's own words, or one that the entry lists.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum BlockBody<'a> {
    /// The answer's words.
    Words(TextBlock<'a>),
    /// A listed block.
    Listed(&'a Block),
}

/// An entry by id and question.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct EntryLink<'a> {
    /// The entry.
    pub id: &'a str,
    /// Its standard question.
    pub question: &'a str,
}

impl<'a> EntryLink<'a> {
    /// The link to an entry by its number.
    pub fn of(version: &'a Version, entry: u32) -> Self {
        let entry = version.shown(entry);
        Self { id: &entry.id, question: &entry.question }
    }
}

/// A candidate.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateBody<'a> {
    /// The entry.
    pub id: &'a str,
    /// Its standard question.
    pub question: &'a str,
    /// How likely it is right, 0 to 1.
    pub confidence: f32,
}

/// What is asked back.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClarificationBody<'a> {
    /// What the options differ in.
    pub facet: &'a str,
    /// Why it is asked.
    pub why: &'a str,
    /// What can be chosen.
    pub options: Vec<OptionBody<'a>>,
    /// Which round this is, counted from 1.
    pub round: u32,
    /// How many rounds there are at most.
    pub rounds_max: u32,
}

/// Something that can be chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct OptionBody<'a> {
    /// Send it back as `option`.
    pub id: Cow<'a, str>,
    /// The words on the button.
    pub label: &'a str,
}

/// The asker's emotion.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmotionBody {
    /// `calm`, `worried`, `dissatisfied` or `agitated`.
    pub label: &'static str,
    /// 0 to 3.
    pub level: u8,
}

/// The guard's verdict.
#[derive(Debug, Serialize, ToSchema)]
pub struct GuardBody<'a> {
    /// `pass`, `soften`, `warn`, `block` or `silence`.
    pub action: &'static str,
    /// The rule that was met.
    pub rule: Option<&'a str>,
    /// Until when it holds.
    pub until: Option<String>,
}

impl<'a> AnswerResponse<'a> {
    /// Puts the answer together.
    pub fn new(version: &'a Version, reply: &'a Reply, conversation_id: &'a str) -> Self {
        let link = |entry: &u32| EntryLink::of(version, *entry);
        Self {
            answer_id: uuid::Uuid::now_v7().to_string(),
            conversation_id,
            conversation_token: None,
            kb_version: &version.id,
            decision: reply.decision.name(),
            confidence: reply.confidence,
            say: reply.say.iter().map(|markdown| TextBlock { markdown }).collect(),
            answer: reply.answer.map(|entry| answer(version, reply, entry)),
            understood: reply.understood.as_deref(),
            candidates: reply.candidates.iter().map(|ranked| candidate(version, ranked)).collect(),
            clarification: clarification(version, reply),
            guesses: reply.guesses.iter().map(link).collect(),
            exits: if reply.exits { EXITS.to_vec() } else { Vec::new() },
            handover: None,
            emotion: emotion(reply.heard.emotion),
            guard: guard(&reply.heard.verdict),
            explain: None,
        }
    }

    /// Says how a person comes to be asked for, or offers one because of a signal.
    pub fn point(&mut self, signals: &'a Signals, (decision, signal): (Decision, Option<Signal>)) {
        let mode = match (decision, signal) {
            (Decision::Handover, _) => Mode::Intent,
            (_, Some(_)) => Mode::Signal,
            (_, None) => return,
        };
        self.exits = EXITS.to_vec();
        self.handover = Some(HandoverBody::new(signals, mode, signal));
    }

    /// Says where a wish for a person has led, in the place of what the engine says, which knows no desk.
    pub fn hand_over(&mut self, handed_to: &HandedTo, words: &'a str) {
        self.say.pop();
        // Where nobody serves, nobody is connected; calming words may stand before.
        if handed_to.session_id.is_none() {
            self.say.pop();
            self.exits.retain(|exit| *exit != EXITS[0]);
        }
        self.say.push(TextBlock { markdown: words });
        if let Some(handover) = &mut self.handover {
            handover.handed_to = Some(handed_to.clone());
        }
    }
}

fn clarification<'a>(version: &'a Version, reply: &'a Reply) -> Option<ClarificationBody<'a>> {
    let asked = reply.clarification.as_ref()?;
    let id = |choice| option_id(version, asked, choice);
    let options = asked.options.iter().map(|(choice, label)| OptionBody { id: id(choice), label });
    Some(ClarificationBody {
        facet: &asked.facet,
        // A warning or calming words may stand before it.
        why: reply.say.last().map_or("", String::as_str),
        options: options.collect(),
        round: asked.round,
        rounds_max: version.settings.decision.rounds_max,
    })
}

fn option_id<'a>(version: &'a Version, asked: &Clarification, choice: &Choice) -> Cow<'a, str> {
    match choice {
        Choice::Entry(entry) => version.base.entries[*entry as usize].id.as_str().into(),
        Choice::Value(value) => format!("{}={value}", asked.facet).into(),
        Choice::None => NONE_ID.into(),
    }
}

/// The ways to a person.
pub const EXITS: [&str; 3] = ["handover", "note", "reservation"];

fn emotion(emotion: Emotion) -> EmotionBody {
    EmotionBody { label: emotion.feeling.name(), level: emotion.level }
}

fn guard(verdict: &Verdict) -> GuardBody<'_> {
    GuardBody {
        action: verdict.action.name(),
        rule: verdict.rule.as_deref(),
        until: verdict.until.map(|until| until.to_string()),
    }
}

fn answer<'a>(version: &'a Version, reply: &Reply, entry: u32) -> AnswerBody<'a> {
    let at = version.shown(entry);
    let words = at.answer.iter().map(|markdown| BlockBody::Words(TextBlock { markdown }));
    let followups = at.followups.iter().filter_map(|id| version.entry(id));
    let followups = followups.filter(|entry| !version.held_back.blocks(*entry));
    AnswerBody {
        id: &at.id,
        question: &at.question,
        blocks: words.chain(at.blocks.iter().map(BlockBody::Listed)).collect(),
        basis: &at.basis,
        related: reply.related.iter().map(|entry| EntryLink::of(version, *entry)).collect(),
        followups: followups.map(|entry| EntryLink::of(version, entry)).collect(),
    }
}

fn candidate<'a>(version: &'a Version, ranked: &Ranked) -> CandidateBody<'a> {
    let entry = version.shown(ranked.entry);
    CandidateBody { id: &entry.id, question: &entry.question, confidence: ranked.confidence }
}
