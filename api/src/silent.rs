//! The machine's silence while a person talks: what is asked meanwhile is refused, with the session in
//! which it can be said.

use wenshui_desk::machine::Machine as _;
use wenshui_desk::session::Session;

use crate::error::ApiError;
use crate::state::AppState;
use crate::store::conversation::Status;

/// The refusal of what somebody wants of the machine in a conversation that talks with a person.
///
/// # Errors
/// When the database fails.
pub async fn with_person(state: &AppState, conversation: &str) -> Result<ApiError, ApiError> {
    let session = state.store.db.grown_out_of(conversation, Session::KIND).await?;
    let refusal = ApiError::in_state("with_person", Status::WithPerson.name());
    Ok(refusal.goes_on_in(session.map(|session| session.id)))
}
