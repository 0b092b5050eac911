//! The packet of a handover: what whoever takes over should know before saying hello.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock;
use crate::error::ApiError;
use crate::signal::Signals;
use crate::store::attachment::Attachment;
use crate::store::conversation::Conversation;
use crate::store::feedback::Useless;
use crate::store::handover::Handover;
use crate::store::turn::Turn;
use crate::wire::attachment::AttachmentBody;

/// How many questions a packet shows.
pub const QUESTIONS_MAX: usize = 10;

/// Everything that a packet is put together from, newest first.
#[derive(Debug)]
pub struct Rows {
    /// The conversation.
    pub conversation: Conversation,
    /// Its last turns.
    pub turns: Vec<Turn>,
    /// Answers that were judged to be of no use.
    pub useless: Vec<Useless>,
    /// What was sent.
    pub attachments: Vec<Attachment>,
    /// The last request for a person.
    pub handover: Option<Handover>,
}

/// What whoever takes over gets.
#[derive(Debug, Serialize, ToSchema)]
pub struct PacketBody {
    /// The request's id; null where nobody was asked for yet.
    pub packet_id: Option<String>,
    /// The conversation.
    pub conversation_id: String,
    /// `active` or `ended`.
    pub status: &'static str,
    /// How the person came to be asked for; null where nobody was.
    pub handover: Option<PacketHandover>,
    /// The page of the host that the person came from.
    pub entry_scene: Option<String>,
    /// Where the person asks from.
    pub region: Option<String>,
    /// What the person is.
    pub taxpayer_type: Option<String>,
    /// What was last heard in their words.
    pub emotion: Option<PacketEmotion>,
    /// The last questions, oldest first, without what is personal.
    pub questions: Vec<PacketQuestion>,
    /// What was considered last, best first.
    pub candidates: Vec<PacketCandidate>,
    /// What was found out by asking back, oldest first.
    pub clarified: Vec<PacketClarified>,
    /// Answers that the person judged to be of no use, newest first.
    pub failed: Vec<PacketFailed>,
    /// What was sent, newest first.
    pub attachments: Vec<AttachmentBody>,
}

/// How a person came to be asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct PacketHandover {
    /// `direct`, `intent` or `signal`.
    pub mode: String,
    /// The signal that pointed here, where one did.
    pub signal: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// `requested`.
    pub status: String,
    /// When.
    #[schema(format = DateTime)]
    pub requested_at: String,
}

/// A feeling.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PacketEmotion {
    /// `calm`, `worried`, `dissatisfied` or `agitated`.
    pub label: String,
    /// 0 to 3.
    pub level: u8,
}

/// A question and what became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PacketQuestion {
    /// The answer's id.
    pub answer_id: String,
    /// What was asked, or the words of the option that was clicked.
    pub question: String,
    /// What was decided.
    pub decision: String,
    /// The entry that answered.
    pub entry: Option<PacketEntry>,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// An entry by id and question.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PacketEntry {
    /// The entry.
    pub id: String,
    /// Its standard question.
    pub question: String,
}

/// A candidate.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PacketCandidate {
    /// The entry.
    pub id: String,
    /// Its standard question.
    pub question: String,
    /// How likely it is right, 0 to 1.
    pub confidence: f32,
}

/// Something that was found out.
#[derive(Debug, Serialize, ToSchema)]
pub struct PacketClarified {
    /// What the options differed in.
    pub facet: String,
    /// Why it was asked.
    pub why: String,
    /// The words of the option that was taken.
    pub said: String,
}

/// An answer that was of no use.
#[derive(Debug, Serialize, ToSchema)]
pub struct PacketFailed {
    /// The answer's id.
    pub answer_id: String,
    /// What was asked.
    pub question: String,
    /// `off_topic`, `wrong` or `other`.
    pub reason: Option<String>,
    /// More words of the person, without what is personal.
    pub comment: Option<String>,
}

/// What a packet reads of a stored reply.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Replied {
    answer: Option<PacketEntry>,
    candidates: Vec<PacketCandidate>,
    clarification: Option<AskedBack>,
    emotion: Option<PacketEmotion>,
}

#[derive(Debug, Deserialize)]
struct AskedBack {
    facet: String,
    why: String,
    options: Vec<Offered>,
}

#[derive(Debug, Deserialize)]
struct Offered {
    id: String,
    label: String,
}

impl AskedBack {
    /// The words of the option that a turn took, by a click or by saying them.
    fn taken(&self, turn: &Turn) -> Option<&str> {
        let clicked = |offered: &&Offered| turn.option_id.as_deref() == Some(&*offered.id);
        let said = |offered: &&Offered| offered.label == turn.question;
        let taken = self.options.iter().find(|offered| clicked(offered) || said(offered));
        taken.map(|offered| offered.label.as_str())
    }
}

impl PacketBody {
    /// Puts a packet together.
    ///
    /// # Errors
    /// When a stored reply is none.
    pub fn of(rows: Rows, signals: &Signals) -> Result<Self, ApiError> {
        let replied = |turn: &Turn| serde_json::from_str::<Replied>(&turn.reply);
        let replies: Result<Vec<Replied>, _> = rows.turns.iter().rev().map(replied).collect();
        let replies = replies.map_err(|error| ApiError::internal(&error))?;
        let mut turns = rows.turns;
        turns.reverse();
        let mut clarified = Vec::new();
        let mut questions = Vec::new();
        for (at, (turn, reply)) in turns.iter().zip(&replies).enumerate() {
            let before = at.checked_sub(1).and_then(|at| replies[at].clarification.as_ref());
            let taken = before.and_then(|before| Some((before, before.taken(turn)?)));
            clarified.extend(taken.map(|(before, said)| PacketClarified {
                facet: before.facet.clone(),
                why: before.why.clone(),
                said: said.to_owned(),
            }));
            questions.push(question(turn, reply, taken.map(|(_, said)| said)));
        }
        let last = replies.iter().rev();
        let of = rows.conversation;
        Ok(Self {
            packet_id: rows.handover.as_ref().map(|handover| handover.id.clone()),
            conversation_id: of.id,
            status: of.status.name(),
            handover: rows.handover.map(|handover| requested(handover, signals)),
            entry_scene: of.entry_scene,
            region: of.region,
            taxpayer_type: of.taxpayer_type,
            emotion: last.clone().find_map(|reply| reply.emotion.clone()),
            candidates: last
                .map(|reply| &reply.candidates)
                .find(|of| !of.is_empty())
                .cloned()
                .unwrap_or_default(),
            questions: questions.split_off(questions.len().saturating_sub(QUESTIONS_MAX)),
            clarified,
            failed: rows.useless.into_iter().map(PacketFailed::from).collect(),
            attachments: rows.attachments.into_iter().map(AttachmentBody::from).collect(),
        })
    }
}

/// A turn; a click has no words of its own, so those of what was clicked stand for it.
fn question(turn: &Turn, reply: &Replied, taken: Option<&str>) -> PacketQuestion {
    let entry = reply.answer.clone();
    let clicked = || taken.or(entry.as_ref().map(|entry| &*entry.question)).unwrap_or_default();
    let words = if turn.question.is_empty() { clicked() } else { &turn.question };
    PacketQuestion {
        answer_id: turn.answer_id.clone(),
        question: words.to_owned(),
        decision: turn.decision.clone(),
        at: clock::rfc3339(turn.created_at),
        entry,
    }
}

fn requested(handover: Handover, signals: &Signals) -> PacketHandover {
    PacketHandover {
        reason: signals.told(&handover.mode, handover.signal.as_deref()).to_owned(),
        mode: handover.mode,
        signal: handover.signal,
        status: handover.status,
        requested_at: clock::rfc3339(handover.created_at),
    }
}

impl From<Useless> for PacketFailed {
    fn from(of: Useless) -> Self {
        Self {
            answer_id: of.answer_id,
            question: of.question,
            reason: of.reason,
            comment: of.comment,
        }
    }
}
