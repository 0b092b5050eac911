//! What is known of somebody to whom something is offered: what the request says, what the token says,
//! and what their conversation began with, in this order.

use jiff::civil::Date;
use wenshui_engine::interest::guess::Who;
use wenshui_engine::question::Question;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::caller::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::identity::access::Action;
use crate::state::AppState;
use crate::store::conversation::Conversation;
use crate::wire::request::{check_id, date, region, taxpayer_type};

/// What a request says; everything may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// The conversation.
    pub conversation_id: Option<&'a str>,
    /// Where it is asked from.
    pub region: Option<&'a str>,
    /// What the asker is.
    pub taxpayer_type: Option<&'a str>,
    /// The page they come from.
    pub entry_scene: Option<&'a str>,
    /// The day.
    pub as_of: Option<&'a str>,
}

/// What is known.
#[derive(Debug, Clone)]
pub struct Circumstances {
    question: Question<'static>,
    entry_scene: Option<String>,
    role: Option<String>,
}

impl Circumstances {
    /// Checks and completes what a request says.
    ///
    /// # Errors
    /// The first field that is wrong; `unknown_conversation` where it is somebody else's.
    pub async fn of(state: &AppState, caller: &Caller, given: Given<'_>) -> Result<Self, ApiError> {
        check_id("entry_scene", given.entry_scene)?;
        check_id("conversation_id", given.conversation_id)?;
        let asked_region = given.region.map(region).transpose()?;
        let kind = given.taxpayer_type.map(taxpayer_type).transpose()?;
        let as_of = given.as_of.map(date).transpose()?.unwrap_or_else(clock::today);
        let begun = begun(state, caller, given.conversation_id).await?;
        let taxpayer = caller.taxpayer();
        let begun = begun.as_ref();
        let region = asked_region
            .or_else(|| taxpayer?.region)
            .or_else(|| Region::parse(begun?.region.as_deref()?));
        let taxpayer_type = kind
            .or_else(|| taxpayer?.taxpayer_type)
            .or_else(|| TaxpayerType::parse(begun?.taxpayer_type.as_deref()?));
        let scene = given.entry_scene.or_else(|| begun?.entry_scene.as_deref());
        Ok(Self {
            question: Question { region, taxpayer_type, ..Question::new("", as_of) },
            entry_scene: scene.map(str::to_owned),
            role: taxpayer.and_then(|taxpayer| taxpayer.role.clone()),
        })
    }

    /// What the token says, today.
    pub fn of_token(caller: &Caller) -> Question<'static> {
        let taxpayer = caller.taxpayer();
        Question {
            region: taxpayer.and_then(|taxpayer| taxpayer.region),
            taxpayer_type: taxpayer.and_then(|taxpayer| taxpayer.taxpayer_type),
            ..Question::new("", clock::today())
        }
    }

    /// Who may ask.
    pub fn who(&self) -> Who<'_> {
        let (entry_scene, role) = (self.entry_scene.as_deref(), self.role.as_deref());
        Who { question: &self.question, entry_scene, role }
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.question.as_of
    }
}

/// The conversation, where there is one by now: a window that is just opened may have none.
async fn begun(
    state: &AppState,
    caller: &Caller,
    id: Option<&str>,
) -> Result<Option<Conversation>, ApiError> {
    let Some(id) = id else {
        return Ok(None);
    };
    let found = state.store.db.conversation(id).await?;
    if let Some(found) = &found {
        let missing = ApiError::new("unknown_conversation").with(&[id]);
        caller.may(Action::ReadConversation, &found.owner, missing)?;
    }
    Ok(found)
}
