//! A question's place in its conversation: whose it is, whether it is new, and what is stored of it.

use wenshui_engine::guard::flood::Turn;
use wenshui_engine::open_question::OpenQuestion;
use wenshui_engine::reply::Heard;

use crate::caller::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::identity::access::Action;
use crate::state::AppState;
use crate::store::conversation::{Beginning, Status};
use crate::store::interception::NewInterception;
use crate::store::recent::{Known, Memory};
use crate::store::turn::NewTurn;
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
        if known.status == Status::Ended {
            return Err(ApiError::in_state("conversation_ended", known.status.name()));
        }
        conversation.owner = known.owner;
        Ok(Begun::Talk(Box::new(Self { conversation, begins: false, memory: known.memory })))
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
            created_at: clock::now_ms(),
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
        turn: NewTurn,
        (heard, asked): (&Heard, Option<OpenQuestion>),
    ) -> Result<Recorded, ApiError> {
        let said = heard.hash.map(|hash| Turn { at: clock::now(), hash });
        if let (Some(rule), Some(said)) = (heard.verdict.rule.clone(), said) {
            let interception = NewInterception {
                id: uuid::Uuid::now_v7().to_string(),
                conversation_id: self.conversation.id.clone(),
                owner: self.conversation.owner.clone(),
                rule,
                action: heard.verdict.action.name().to_owned(),
                text_hash: format!("{:016x}", said.hash),
                created_at: turn.created_at,
            };
            state.store.writer.write_soon(Write::Interception(Box::new(interception)))?;
        }
        let known = Known {
            owner: self.conversation.owner,
            status: Status::Active,
            memory: self.memory.after(said, (heard.state, asked)),
        };
        state.store.recent.note(&self.conversation.id, known);
        let waits = turn.client_id.is_some();
        let write = Write::Turn(Box::new(turn));
        if waits {
            return Ok(state.store.writer.write(write).await?);
        }
        state.store.writer.write_soon(write)?;
        Ok(Recorded::New)
    }
}

fn beginning(caller: &Caller, request: &AnswerRequest, id: String) -> Beginning {
    Beginning {
        owner: caller.0.owner_in(&id),
        entry_scene: request.entry_scene.clone(),
        region: request.region.clone(),
        taxpayer_type: request.taxpayer_type.clone(),
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
    // What this node has only just answered may still wait to be written.
    let recent = store.recent.get(id);
    let Some(found) = found else {
        return Ok(recent);
    };
    let memory = recent.map(|known| known.memory).unwrap_or_default();
    let known = Known { owner: found.owner, status: found.status, memory };
    store.recent.note(id, known.clone());
    Ok(Some(known))
}
