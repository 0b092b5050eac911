//! Receiving a file: a body goes piece by piece into an object, and its first bytes say whether it
//! is what its name says. Only what has to be looked into is in memory as a whole, a few at a time, and
//! what breaks leaves nothing.

use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};

use crate::attachment::Attachments;
use crate::attachment::format::{Format, HEAD_BYTES};
use crate::attachment::inside::Inside;
use crate::attachment::inside::limits::Refused;
use crate::attachment::most::Most;
use crate::error::ApiError;
use crate::objects::{ObjectError, Objects, Upload};

/// How long the next piece of a body may take.
const PIECE_PATIENCE: Duration = Duration::from_secs(20);
/// How many times the limit is read of a body that is refused, so that the client gets to hear why
/// instead of a broken connection.
const DRAIN_TIMES: u64 = 4;
/// When to come again when the objects' place does not take more, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// What has come in whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// How many bytes.
    pub bytes: u64,
    /// Their hash in hexadecimal.
    pub sha256: String,
}

/// A body on its way.
pub struct Incoming<'a> {
    rules: &'a Attachments,
    most: Most,
    pieces: BodyDataStream,
    read: u64,
}

impl<'a> Incoming<'a> {
    /// A body, with the rules for it and what it may have.
    pub fn new((rules, most): (&'a Attachments, Most), body: Body) -> Self {
        Self { rules, most, pieces: body.into_data_stream(), read: 0 }
    }

    /// Takes the body as an object.
    ///
    /// # Errors
    /// `attachment_empty`, `attachment_kind_mismatch`, `attachment_archive`, `attachment_broken`, and
    /// what [`Most`] says of what is too large; then nothing is left of it.
    pub async fn receive(
        &mut self,
        objects: &Objects,
        (id, format): (&str, &Format),
    ) -> Result<Received, ApiError> {
        let mut head = Vec::with_capacity(HEAD_BYTES);
        while head.len() < HEAD_BYTES
            && let Some(piece) = self.next().await?
        {
            head.extend_from_slice(&piece);
        }
        if head.is_empty() {
            return Err(ApiError::new("attachment_empty"));
        }
        if !self.rules.is_of(format, &head[..head.len().min(HEAD_BYTES)]) {
            return Err(ApiError::new("attachment_kind_mismatch"));
        }
        if let Some(inside) = format.inside {
            return self.look_into(objects, (id, inside), head).await;
        }
        let mut upload = objects.begin(id).await.map_err(unavailable)?;
        match self.pour(&mut upload, &head).await {
            Ok(sha256) => {
                upload.finish().await.map_err(unavailable)?;
                Ok(Received { bytes: self.read, sha256 })
            }
            Err(error) => {
                upload.abort().await;
                Err(error)
            }
        }
    }

    /// Takes the body whole, looks into it, and keeps what may be kept.
    async fn look_into(
        &mut self,
        objects: &Objects,
        (id, inside): (&str, Inside),
        head: Vec<u8>,
    ) -> Result<Received, ApiError> {
        let mut content = head;
        while let Some(piece) = self.next().await? {
            content.extend_from_slice(&piece);
        }
        // Who sends slowly keeps nobody from being looked into.
        let place = self.rules.inspections.clone().try_acquire_owned();
        let place = place.map_err(|_| ApiError::retry("overloaded", RETRY_AFTER_S))?;
        let limits = self.rules.limits;
        let checked = tokio::task::spawn_blocking(move || {
            let _place = place;
            inside.check(content, &limits)
        });
        let checked = checked.await.map_err(|error| ApiError::internal(&error))?;
        let content = checked.map_err(|why| match why {
            Refused::Broken => ApiError::new("attachment_kind_mismatch"),
            Refused::Archive => ApiError::new("attachment_archive"),
        })?;
        let mut upload = objects.begin(id).await.map_err(unavailable)?;
        if let Err(error) = upload.write(&content).await {
            upload.abort().await;
            return Err(unavailable(error));
        }
        upload.finish().await.map_err(unavailable)?;
        let sha256 = hex(&Sha256::digest(&content));
        Ok(Received { bytes: content.len() as u64, sha256 })
    }

    /// Everything from the first bytes on into the object; gives the hash.
    async fn pour(&mut self, upload: &mut Upload, head: &[u8]) -> Result<String, ApiError> {
        let mut hash = Sha256::new();
        hash.update(head);
        upload.write(head).await.map_err(unavailable)?;
        while let Some(piece) = self.next().await? {
            hash.update(&piece);
            upload.write(&piece).await.map_err(unavailable)?;
        }
        Ok(hex(&hash.finalize()))
    }

    /// The next piece, counted.
    async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        let piece = tokio::time::timeout(PIECE_PATIENCE, self.pieces.next()).await;
        let broken = || ApiError::new("attachment_broken");
        match piece.map_err(|_| broken())? {
            None => Ok(None),
            Some(Err(_)) => Err(broken()),
            Some(Ok(piece)) => {
                self.read += piece.len() as u64;
                if self.most.takes(self.read) { Ok(Some(piece)) } else { Err(self.most.refusal()) }
            }
        }
    }

    /// Reads on what is refused, for a while, and forgets it.
    pub async fn drain(mut self) {
        let mut left = self.most.bytes().saturating_mul(DRAIN_TIMES);
        while left > 0 {
            let piece = tokio::time::timeout(PIECE_PATIENCE, self.pieces.next()).await;
            let Ok(Some(Ok(piece))) = piece else { return };
            left = left.saturating_sub(piece.len() as u64);
        }
    }
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unavailable(error: ObjectError) -> ApiError {
    tracing::error!(error.cause = %error, "the place of attachments does not take an object");
    ApiError::retry("overloaded", RETRY_AFTER_S)
}
