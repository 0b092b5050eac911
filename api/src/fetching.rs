//! Models fetched by name from a hub, as Hugging Face's is: files at addresses, taken up where a connection
//! broke.

pub mod encoder;
mod part;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use reqwest::Url;
use wenshui_models::Error;
use wenshui_models::hub::named::{KnownModel, place};

use crate::asking::secured;
use crate::fetching::part::bring;

/// The hub, unless another is named, such as a mirror.
pub const HUB: &str = "https://huggingface.co";
/// Where whisper.cpp's models are.
const REPOSITORY: &str = "ggerganov/whisper.cpp/resolve/main";
/// How long a hub may be silent.
const SILENT_MAX: Duration = Duration::from_secs(30);

/// What came of fetching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// It was there and whole.
    There(PathBuf),
    /// It came.
    New(PathBuf),
}

impl Fetched {
    /// Where it is.
    pub fn path(&self) -> &Path {
        match self {
            Self::There(path) | Self::New(path) => path,
        }
    }
}

/// Fetches a speech model from a hub into a folder, with its checksum beside it; `progress` gets the bytes
/// that came and those that there are. What came before a break is kept, also for the next call.
///
/// # Errors
/// When the hub does not give it, what came is not what its makers published, or the folder cannot be
/// written.
pub async fn fetch(
    model: KnownModel<'_>,
    (hub, folder): (&str, &Path),
    mut progress: impl FnMut(u64, u64),
) -> anyhow::Result<Fetched> {
    if model.is_in(folder)? {
        return Ok(Fetched::There(place(folder, model.name)));
    }
    let url = address(hub, &format!("{REPOSITORY}/{}", model.file_name()))?;
    made(folder)?;
    let part = folder.join(format!("{}.part", model.file_name()));
    let client = secured().read_timeout(SILENT_MAX).connect_timeout(SILENT_MAX).build()?;
    // Sizes are known roughly; nothing much larger is taken.
    let bytes_max = (u64::from(model.mib) + 1) * 1_100_000;
    bring((&client, &url), (&part, bytes_max), &mut progress).await?;
    let taken = model.take_in(&part, folder);
    forget_wrong(taken.as_ref().err(), &part)?;
    Ok(Fetched::New(taken?))
}

/// The address of something on a hub.
fn address(hub: &str, path: &str) -> anyhow::Result<Url> {
    let url = Url::parse(&format!("{}/{path}", hub.trim_end_matches('/'))).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
    url.with_context(|| format!("`{hub}` is no address of http or https"))
}

fn made(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))
}

/// Takes away what came and is not what it should be: a second try is to begin anew.
fn forget_wrong(error: Option<&Error>, part: &Path) -> std::io::Result<()> {
    match error {
        Some(Error::Named { .. }) => std::fs::remove_file(part),
        _ => Ok(()),
    }
}
