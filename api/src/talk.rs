//! A question's place in its conversation: whose it is, whether it is new, and what is stored of it.

use wenshui_engine::guard::flood::Turn;
use wenshui_engine::open_question::OpenQuestion;
use wenshui_engine::reply::{Decision, Heard, Reply, Withheld};
use wenshui_engine::version::Version;

use crate::caller::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::identity::access::Action;
use crate::silent::with_person;
use crate::state::AppState;
use crate::store::conversation::{Beginning, Status};
use crate::store::interception::{Direction, NewInterception};
use crate::store::recent::{Known, Memory};
use crate::store::turn::{NewTurn, Offered};
use crate::store::write::{Recorded, Write};
use crate::wire::answer::AnswerResponse;
use crate::wire::request::{AnswerRequest, Asked};

/// A conversation that takes the next turn.
#[derive(Debug, Clone)]
pub struct Talk {
    /// The conversation, with what it begins with if this is its first turn.
    pub conversation: Beginning,
    /// Whether its id was made for this turn.
    begins: bool,
    /// What is remembered of the person.
    pub memory: Memory,
}

/// The question that is not settled yet.
#[derive(Debug, Default)]
pub struct Open {
    /// As it is kept and sealed.
    pub json: Option<Box<str>>,
    /// As the engine takes it.
    pub asked: Option<OpenQuestion>,
}

/// What a turn meets.
pub enum Begun {
    /// A conversation that takes it.
    Talk(Box<Talk>),
    /// The answer that the client's id has already got.
    Earlier(String),
}

impl Talk {
    /// Finds or begins the conversation of a request. Nothing is asked of the database for a new
    /// conversation, nor for one that this node has just seen.
    ///
    /// # Errors
    /// `unknown_conversation` when it is somebody else's, `conversation_ended` with its state.
    pub async fn begin(
        state: &AppState,
        caller: &Caller,
        request: &AnswerRequest,
    ) -> Result<Begun, ApiError> {
        let Some(id) = &request.conversation_id else {
            let id = uuid::Uuid::now_v7().to_string();
            let conversation = beginning(caller, request, id);
            return Ok(Begun::Talk(Box::new(Self {
                conversation,
                begins: true,
                memory: Memory::default(),
            })));
        };
        let mut conversation = beginning(caller, request, id.clone());
        let Some(known) = find(state, id).await? else {
            return Ok(Begun::Talk(Box::new(Self {
                conversation,
                begins: false,
                memory: Memory::default(),
            })));
        };
        caller.may(Action::Ask, &known.owner, ApiError::new("unknown_conversation").with(&[id]))?;
        if let Some(client_id) = &request.client_id
            && let Some(turn) = state.store.db.turn_of_client(id, client_id).await?
        {
            return Ok(Begun::Earlier(turn.reply));
        }
        match known.status {
            Status::Active => {}
            Status::WithPerson => {
                return Err(with_person(state, id).await?);
            }
            Status::Ended => {
                return Err(ApiError::in_state("conversation_ended", known.status.name()));
            }
        }
        let memory = pardoned(state, (&known.owner.subject, id), known.memory).await?;
        conversation.owner = known.owner;
        Ok(Begun::Talk(Box::new(Self { conversation, begins: false, memory })))
    }

    /// The question that is not settled yet, as JSON and read: by the token of the request, else as
    /// this node remembers it.
    ///
    /// # Errors
    /// `bad_conversation_token` where this server has not sealed it for the conversation.
    pub fn open(&self, state: &AppState, request: &AnswerRequest) -> Result<Open, ApiError> {
        let Some(token) = &request.conversation_token else {
            let json = self.memory.asked.clone();
            let asked = json.as_deref().and_then(|json| serde_json::from_str(json).ok());
            return Ok(Open { json, asked });
        };
        let opened = state.identity.seal.open(&self.conversation.id, token).and_then(|json| {
            let asked = serde_json::from_str(&json).ok()?;
            Some(Open { json: Some(json.into_boxed_str()), asked: Some(asked) })
        });
        let field = "conversation_token";
        opened.ok_or_else(|| ApiError::about(field, "bad_conversation_token", &[]))
    }

    /// Writes the row of the conversation now, for what is to refer to it before its first turn does.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_down(&mut self, state: &AppState) -> Result<(), ApiError> {
        // Turns before this one may be on their way still.
        state.store.writer.settle().await?;
        state.store.db.begin_conversation(&self.conversation, clock::now_ms()).await?;
        let Beginning { id, owner, .. } = &self.conversation;
        state.store.recent.remember(id, owner.clone(), self.memory.clone());
        self.begins = false;
        Ok(())
    }

    /// The turn as it is stored; `stored` is the answer as the client gets it.
    pub fn turn(
        &self,
        (request, asked): (&AnswerRequest, &Asked),
        response: &AnswerResponse,
        stored: String,
    ) -> NewTurn {
        NewTurn {
            conversation: self.conversation.clone(),
            begins: self.begins,
            answer_id: response.answer_id.clone(),
            client_id: request.client_id.clone(),
            source: request.source().name(),
            question: asked.text.clone(),
            option_id: request.option.clone(),
            decision: response.decision,
            entry_id: response.answer.as_ref().map(|answer| answer.id.to_owned()),
            confidence: response.confidence,
            kb_version: response.kb_version.to_owned(),
            reply: stored,
            guard_action: response.guard.action,
            guard_rule: response.guard.rule.map(str::to_owned),
            emotion: Some(response.emotion.label),
            offered: offered(response),
            unsolved: response.decision == Decision::Handover.name(),
            stopped: Vec::new(),
            created_at: clock::now_ms(),
        }
    }

    /// What is recorded of a question that met a rule of the guard.
    fn stopped(&self, heard: &Heard, at_ms: i64) -> Option<NewInterception> {
        let (rule, hash) = (heard.verdict.rule.clone()?, heard.hash?);
        let action = heard.verdict.action.name();
        Some(self.interception((rule, action, hash), at_ms))
    }

    /// What is recorded of an answer with sensitive words.
    pub fn withheld(&self, version: &Version, withheld: &Withheld, at_ms: i64) -> NewInterception {
        let entry = &version.base.entries[withheld.entry as usize];
        let met = (withheld.rule.clone(), withheld.action.name(), withheld.hash);
        NewInterception {
            direction: Direction::Out,
            entry_id: Some(entry.id.clone()),
            ..self.interception(met, at_ms)
        }
    }

    fn interception(
        &self,
        (rule, action, hash): (String, &str, u64),
        at_ms: i64,
    ) -> NewInterception {
        NewInterception {
            id: uuid::Uuid::now_v7().to_string(),
            conversation_id: self.conversation.id.clone(),
            owner: self.conversation.owner.clone(),
            rule,
            action: action.to_owned(),
            text_hash: format!("{hash:016x}"),
            direction: Direction::In,
            entry_id: None,
            created_at: at_ms,
        }
    }

    /// Stores a turn: soon, or, where the client named it and may ask again, before it is answered.
    ///
    /// # Errors
    /// `overloaded` when the store takes no more, `conversation_ended` when somebody ended it
    /// meanwhile.
    pub async fn record(
        self,
        state: &AppState,
        mut turn: NewTurn,
        (reply, asked, withheld): (&Reply, Option<Box<str>>, Option<NewInterception>),
    ) -> Result<Recorded, ApiError> {
        let heard = &reply.heard;
        let said = heard.hash.map(|hash| Turn { at: clock::now(), hash });
        let stopped = self.stopped(heard, turn.created_at);
        let is_stopped = stopped.is_some();
        turn.stopped.extend(stopped.into_iter().chain(withheld));
        let waits = turn.client_id.is_some();
        // The same turn sent again while the first is on its way to the database was said once.
        if !waits || !state.store.recent.has_taken(&self.conversation.id, turn.client_id.as_deref())
        {
            let mut memory = self.memory.after(said, (heard.state, asked));
            memory.stopped_at = is_stopped.then_some(turn.created_at).or(memory.stopped_at);
            memory.client_id.clone_from(&turn.client_id);
            state.store.recent.remember(&self.conversation.id, self.conversation.owner, memory);
        }
        let write = Write::Turn(Box::new(turn));
        if waits {
            return Ok(state.store.writer.write(write).await?);
        }
        state.store.writer.write_soon(write)?;
        Ok(Recorded::New)
    }
}

/// The memory after what a reviewer released meanwhile, on this node or another: strikes that were
/// counted before are gone, a silence is over, and what was sent before floods no more. Only of
/// somebody who was stopped the database is asked.
async fn pardoned(
    state: &AppState,
    (subject, id): (&str, &str),
    memory: Memory,
) -> Result<Memory, ApiError> {
    let Some(stopped_at) = memory.stopped_at else {
        return Ok(memory);
    };
    match state.store.db.last_release((subject, id)).await? {
        Some(at) if at >= stopped_at => Ok(memory.pardoned()),
        _ => Ok(memory),
    }
}

/// How many questions an answer offers.
fn offered(response: &AnswerResponse) -> Offered {
    let options = response.clarification.as_ref().map_or(0, |asked| asked.options.len());
    let followups = response.answer.as_ref().map_or(0, |a| a.related.len() + a.followups.len());
    Offered { guesses: response.guesses.len(), options, followups }
}

/// What a conversation begins with; what the request leaves out the token may say.
fn beginning(caller: &Caller, request: &AnswerRequest, id: String) -> Beginning {
    let taxpayer = caller.taxpayer();
    Beginning {
        owner: caller.0.owner_in(&id),
        entry_scene: request.entry_scene.clone(),
        region: request.region.clone().or_else(|| taxpayer?.region.map(|at| at.to_string())),
        taxpayer_type: request
            .taxpayer_type
            .clone()
            .or_else(|| Some(taxpayer?.taxpayer_type?.name().to_owned())),
        id,
    }
}

/// What is known of a conversation. Where other nodes write too, only the database knows.
pub async fn find(state: &AppState, id: &str) -> Result<Option<Known>, ApiError> {
    let store = &state.store;
    if !store.db.shared
        && let Some(known) = store.recent.get(id)
    {
        return Ok(Some(known));
    }
    let found = store.db.conversation(id).await?;
    let recent = store.recent.get(id);
    let Some(found) = found else {
        // This node may have begun it a moment ago, with its first turn still on the way.
        return Ok(recent);
    };
    let memory = recent.map(|known| known.memory).unwrap_or_default();
    let known = Known { owner: found.owner, status: found.status, memory };
    store.recent.note(id, known.clone());
    Ok(Some(known))
}
