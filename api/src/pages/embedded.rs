//! The files of `web/dist` inside the program, as a file system that `ServeDir` can serve from.

use std::borrow::Cow;
use std::future::{Ready, ready};
use std::io::{Cursor, Error, ErrorKind, Result, SeekFrom};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use rust_embed::RustEmbed;
use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};
use tower_http::services::fs::{Backend, File, Metadata};

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Dist;

/// What was compiled in.
#[derive(Debug, Clone, Copy)]
pub struct Embedded;

/// What is known of a file besides its content.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    len: u64,
    modified: SystemTime,
}

/// A file that is being read.
#[derive(Debug)]
pub struct Opened {
    bytes: Cursor<Cow<'static, [u8]>>,
    facts: Facts,
}

impl Opened {
    fn find(path: PathBuf) -> Result<Self> {
        let name = path.strip_prefix(".").unwrap_or(&path).to_str();
        let file = name.and_then(Dist::get).ok_or_else(|| Error::from(ErrorKind::NotFound))?;
        let since = Duration::from_secs(file.metadata.last_modified().unwrap_or_default());
        let modified = SystemTime::UNIX_EPOCH + since;
        let facts = Facts { len: file.data.len() as u64, modified };
        Ok(Self { bytes: Cursor::new(file.data), facts })
    }
}

impl Metadata for Facts {
    fn is_dir(&self) -> bool {
        false
    }

    fn modified(&self) -> Result<SystemTime> {
        Ok(self.modified)
    }

    fn len(&self) -> u64 {
        self.len
    }
}

impl AsyncRead for Opened {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.bytes).poll_read(context, buffer)
    }
}

impl AsyncSeek for Opened {
    fn start_seek(mut self: Pin<&mut Self>, position: SeekFrom) -> Result<()> {
        Pin::new(&mut self.bytes).start_seek(position)
    }

    fn poll_complete(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<u64>> {
        Pin::new(&mut self.bytes).poll_complete(context)
    }
}

impl File for Opened {
    type Metadata = Facts;
    type MetadataFuture<'a> = Ready<Result<Facts>>;

    fn metadata(&self) -> Self::MetadataFuture<'_> {
        ready(Ok(self.facts))
    }
}

impl Backend for Embedded {
    type File = Opened;
    type Metadata = Facts;
    type OpenFuture = Ready<Result<Opened>>;
    type MetadataFuture = Ready<Result<Facts>>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        ready(Opened::find(path))
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        ready(Opened::find(path).map(|opened| opened.facts))
    }
}
