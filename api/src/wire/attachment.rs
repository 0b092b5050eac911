//! Attachments as they travel.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_knowledge::entry::Block;

use crate::clock;
use crate::store::attachment::Attachment;
use crate::store::form_file::FormFile;
use crate::store::session_file::SessionFile;
use crate::wire::handover::HandoverBody;
use crate::wire::say::SayBlock;

/// A file's content as it is.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct FileContent(pub Vec<u8>);

/// What the body is.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttachmentQuery {
    /// The file's name with its extension, which says what it is.
    pub name: String,
    /// The client's own id of the attachment: sent again, it gets the same answer and is kept once.
    #[param(max_length = 100)]
    pub client_id: Option<String>,
}

/// An attachment without its content.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentBody {
    /// Its id.
    pub id: String,
    /// Where its content is, for whoever is shown this.
    pub href: String,
    /// `image`, `file`, `video` or, in sessions and for forms, `audio`.
    pub kind: String,
    /// Its name, without folders and without what is personal.
    pub name: String,
    /// The media type that name and content agree on.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: i64,
    /// The hash of its content (SHA-256, hexadecimal).
    pub sha256: String,
    /// When it was sent.
    #[schema(format = DateTime)]
    pub at: String,
}

/// What is said to an attachment.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentResponse<'a> {
    /// The conversation.
    pub conversation_id: &'a str,
    /// What was kept.
    pub attachment: AttachmentBody,
    /// `clarify`: what is asked about it is asked back; `handover`: it is better looked at by a
    /// person.
    pub decision: &'static str,
    /// That it is kept, and what is wanted of the person.
    #[schema(value_type = Vec<Block>)]
    pub say: Vec<SayBlock>,
    /// The ways to a person: `handover`, `note`, `reservation`.
    pub exits: &'static [&'static str],
    /// Why a person is pointed to; null where nothing points.
    pub handover: Option<HandoverBody<'a>>,
}

/// Where the content of an attachment is.
pub fn href(id: &str) -> String {
    format!("/v1/attachments/{id}")
}

impl AttachmentBody {
    /// The same for whoever may see a session that it belongs to.
    #[must_use]
    pub fn within(self, session: &str) -> Self {
        Self { href: format!("{}?kind=session&of={session}", self.href), ..self }
    }
}

impl From<Attachment> for AttachmentBody {
    fn from(of: Attachment) -> Self {
        Self {
            href: href(&of.id),
            id: of.id,
            kind: of.kind,
            name: of.name,
            media_type: of.media_type,
            bytes: of.bytes,
            sha256: of.sha256,
            at: clock::rfc3339(of.created_at),
        }
    }
}

impl From<FormFile> for AttachmentBody {
    fn from(of: FormFile) -> Self {
        Self {
            href: format!("/v1/files/{}", of.id),
            id: of.id,
            kind: of.kind,
            name: of.name,
            media_type: of.media_type,
            bytes: of.bytes,
            sha256: of.sha256,
            at: clock::rfc3339(of.created_at),
        }
    }
}

impl From<SessionFile> for AttachmentBody {
    fn from(of: SessionFile) -> Self {
        Self {
            href: href(&of.id),
            id: of.id,
            kind: of.kind,
            name: of.name,
            media_type: of.media_type,
            bytes: of.bytes,
            sha256: of.sha256,
            at: clock::rfc3339(of.created_at),
        }
    }
}
