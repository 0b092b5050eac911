//! The files of the pages, as `web/` builds them: compiled in, or in a folder for who works on them.

pub mod embedded;

use std::io;
use std::path::Path;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use tower_http::services::ServeDir;
use tower_http::services::fs::DefaultServeDirFallback;

use crate::pages::embedded::Embedded;

/// The element that pages of others bring in; its name is a promise, so it has no hash.
const ELEMENT: &str = "/wenshui-chat.js";
/// What the element loads.
const ELEMENT_PARTS: &str = "/chat/";

/// Where the files are.
#[derive(Debug, Clone)]
pub enum Pages {
    /// In the program.
    Embedded(ServeDir<DefaultServeDirFallback, Embedded>),
    /// In a folder.
    Folder(ServeDir),
}

impl Pages {
    /// The files of a folder, else those that were compiled in.
    ///
    /// # Errors
    /// When the folder is none.
    pub fn open(folder: Option<&Path>) -> anyhow::Result<Self> {
        let Some(folder) = folder else {
            let files = ServeDir::with_backend("", Embedded);
            let files = files.append_index_html_on_directories(false);
            return Ok(Self::Embedded(files.precompressed_br().precompressed_gzip()));
        };
        anyhow::ensure!(folder.is_dir(), "`{}` is no folder of pages", folder.display());
        let files = ServeDir::new(folder).append_index_html_on_directories(false);
        Ok(Self::Folder(files.precompressed_br().precompressed_gzip()))
    }

    /// The file that a request names by its path, in the encoding that it takes; nothing where there is
    /// none.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub async fn find(&self, request: Request) -> io::Result<Option<Response>> {
        let is_hidden = request.uri().path().split('/').any(|part| part.starts_with('.'));
        if is_hidden || ![Method::GET, Method::HEAD].contains(request.method()) {
            return Ok(None);
        }
        let found = match self {
            Self::Embedded(files) => files.clone().try_call(request).await,
            Self::Folder(files) => files.clone().try_call(request).await,
        };
        match found {
            Ok(response) if response.status() == StatusCode::NOT_FOUND => Ok(None),
            Ok(response) => Ok(Some(response.map(Body::new))),
            Err(error) if is_absence(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A file in the place of a folder is as little there as nothing.
fn is_absence(error: &io::Error) -> bool {
    [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory].contains(&error.kind())
}

/// Whether a file is there for pages of other origins: the element, and what it loads.
pub fn is_public(path: &str) -> bool {
    path == ELEMENT || path.starts_with(ELEMENT_PARTS)
}

/// Whether a file has its content's hash in its name.
pub fn is_hashed(path: &str) -> bool {
    path.starts_with("/assets/") || path.starts_with(ELEMENT_PARTS)
}
