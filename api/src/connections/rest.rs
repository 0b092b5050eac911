//! What of a body nobody has read. A connection that is closed with something unread is reset, and its client
//! may never see the reply that says why; so the rest is read and forgotten, within limits.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::runtime::Handle;
use tokio::time::timeout;

/// The most that is read of a rest, in bytes.
const REST_BYTES_MAX: u64 = 64 << 20;
/// How long its next piece may take, and how long all of it.
const PIECE_WITHIN: Duration = Duration::from_secs(5);
const REST_WITHIN: Duration = Duration::from_secs(30);

/// A body whose rest is read when it is dropped.
pub(super) struct Kept {
    /// Nothing after the drop.
    incoming: Option<Incoming>,
    /// Whether the client waits to be told to send it: then it has sent nothing that would be lost.
    waits: bool,
}

impl Kept {
    pub(super) fn new(incoming: Incoming, waits: bool) -> Self {
        Self { incoming: Some(incoming), waits }
    }
}

impl Body for Kept {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        // Who asks for it is told to send it.
        self.waits = false;
        match &mut self.incoming {
            Some(incoming) => Pin::new(incoming).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let unread = self.incoming.take().filter(|incoming| !incoming.is_end_stream());
        if let Some(incoming) = unread.filter(|_| !self.waits)
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(timeout(REST_WITHIN, forget(incoming)));
        }
    }
}

/// Reads to the end, or as far as is read of any.
async fn forget(mut incoming: Incoming) {
    let mut left = REST_BYTES_MAX;
    while let Ok(Some(Ok(frame))) = timeout(PIECE_WITHIN, incoming.frame()).await {
        let read = frame.data_ref().map_or(0, |data| data.len() as u64);
        match left.checked_sub(read) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}
