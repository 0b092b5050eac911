//! What all kinds of matters have in common for those who ask over HTTP.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use wenshui_desk::attachment::Attachment;
use wenshui_desk::filter::List;
use wenshui_desk::machine::Named;
use wenshui_desk::part::Part;

use crate::desk::filing::Filed;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::matter::Matter;
use crate::wire::desk::matter::MatterHead;

/// A page of matters, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatterList<B> {
    /// How many there are on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<B>,
}

/// A file that was handed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileBody {
    /// Its id.
    pub id: String,
    /// Where whoever may see this gets its content.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// What commands are made with besides what was sent.
pub struct With {
    /// Who acts.
    pub actor: String,
    /// The files that the command names.
    pub files: Vec<Attachment>,
}

/// A kind of matter that is served.
pub trait Served: Filed {
    /// What is sent to do something with one.
    type Ask: Send;
    /// One as it is shown.
    type Body: AsMut<MatterHead> + Send;

    /// Which conditions its lists take.
    const LIST: List;
    /// The field in which commands name files.
    const FILES: &'static str = "attachments";

    /// The ids of uploaded files that come with a command.
    fn files(_: &Self::Ask) -> &[String] {
        &[]
    }

    /// The command of what was sent.
    ///
    /// # Errors
    /// `unknown_action`, or what is wrong with a field.
    fn command(ask: Self::Ask, with: With) -> Result<Self::Command, ApiError>;

    /// The agent to whom a command assigns it.
    fn assigns(_: &Self::Command) -> Option<&str> {
        None
    }

    /// Adds what is known elsewhere to those that are shown, asked for once for all of them.
    ///
    /// # Errors
    /// When the database fails.
    fn complete(
        _: &AppState,
        _: Vec<(&Matter, &mut Self::Body)>,
    ) -> impl Future<Output = Result<(), ApiError>> + Send {
        std::future::ready(Ok(()))
    }

    /// One for somebody at a moment.
    fn body(held: &Held<Self>, part: Option<Part>, at: (&AppState, Timestamp)) -> Self::Body;
}

/// The action of a name.
///
/// # Errors
/// `unknown_action`.
pub fn named<A: Named>(name: &str) -> Result<A, ApiError> {
    let known = A::ALL.iter().find(|action| action.name() == name);
    known.copied().ok_or_else(|| ApiError::about("action", "unknown_action", &[name]))
}

/// A moment that was sent.
///
/// # Errors
/// `bad_moment`.
pub fn moment(field: &str, text: &str) -> Result<Timestamp, ApiError> {
    text.parse().map_err(|_| ApiError::about(field, "bad_moment", &[field, text]))
}

impl FileBody {
    /// The files that a matter names.
    pub fn all<'a>(files: impl IntoIterator<Item = &'a Attachment>, matter: &Matter) -> Vec<Self> {
        let href = |id: &str| format!("/v1/attachments/{id}?kind={}&of={}", matter.kind, matter.id);
        let one = |file: &Attachment| Self {
            id: file.id.clone(),
            href: href(&file.id),
            name: file.name.clone(),
            bytes: file.bytes,
        };
        files.into_iter().map(one).collect()
    }
}
