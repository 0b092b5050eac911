//! An encoder of a repository: its files at one commit, each compared with what the hub says of it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail};
use reqwest::header::{ETAG, HeaderMap};
use reqwest::{Client, StatusCode, redirect};
use wenshui_models::hub::repository::{self, Digest, FILES, Need, Record, Repository};

use crate::asking::secured;
use crate::fetching::part::bring;
use crate::fetching::{Fetched, SILENT_MAX, address, forget_wrong, made};

/// The largest file that is taken: encoders of the BERT family in f32 have up to 1.4 GB.
const BYTES_MAX: u64 = 4 << 30;
/// By these headers a hub names the commit of what it gives, and what a large file hashes to.
const COMMIT: &str = "x-repo-commit";
const LINKED: &str = "x-linked-etag";
/// How often a hub may send to another place of its own.
const REDIRECTS_MAX: usize = 5;
/// How many digits a commit has.
const COMMIT_DIGITS: usize = 40;

/// Fetches an encoder into a folder of its own below `folder`. A branch is taken at its newest commit, and
/// all files at the same; what came before a break is kept, also for the next call.
///
/// # Errors
/// When the hub does not give it, a file is not what the hub says, or the folder cannot be written.
pub async fn fetch(
    wanted: &Repository,
    (hub, folder): (&str, &Path),
    mut progress: impl FnMut(u64, u64),
) -> anyhow::Result<Fetched> {
    if let Some(place) = wanted.there(folder) {
        return Ok(Fetched::There(place));
    }
    let patient = || secured().read_timeout(SILENT_MAX).connect_timeout(SILENT_MAX);
    // What the hub says of a file stands in its first answer, before it sends one elsewhere.
    let asking = patient().redirect(redirect::Policy::custom(within)).build()?;
    let client = patient().build()?;
    let mut pinned = Repository::clone(wanted);
    let mut files = BTreeMap::new();
    for (file, need) in FILES {
        let path = format!("{}/resolve/{}/{file}", pinned.name, pinned.revision);
        let url = address(hub, &path)?;
        let Some(said) = said(&asking, &url).await? else {
            match need {
                Need::Optional => continue,
                Need::Required => bail!("`{url}`: the hub has no such file"),
            }
        };
        pinned.revision = said.commit;
        let place = pinned.place(folder, &pinned.revision);
        made(&place)?;
        if repository::record(&place).is_some_and(|record| record.commit == pinned.revision) {
            return Ok(Fetched::There(place));
        }
        let url = address(hub, &format!("{}/resolve/{}/{file}", pinned.name, pinned.revision))?;
        let part = place.join(format!("{}.part", file.replace('/', "--")));
        bring((&client, &url), (&part, BYTES_MAX), &mut progress).await?;
        let taken = repository::take_in(&part, &place, (file, &said.digest));
        forget_wrong(taken.as_ref().err(), &part)?;
        taken?;
        files.insert(file.to_owned(), said.digest);
    }
    let place = pinned.place(folder, &pinned.revision);
    let record = Record { repository: pinned.name, commit: pinned.revision, files };
    repository::complete(&place, &record)?;
    Ok(Fetched::New(place))
}

/// A hub may send to another place of its own; where it sends elsewhere, to where large files lie, it has
/// said what there is to say.
fn within(attempt: redirect::Attempt) -> redirect::Action {
    let origin = attempt.previous().first().map(reqwest::Url::origin);
    if origin == Some(attempt.url().origin()) && attempt.previous().len() <= REDIRECTS_MAX {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

/// What a hub says of a file.
struct SaidOfFile {
    commit: String,
    digest: Digest,
}

/// Asks a hub about a file; nothing where it has none.
async fn said(client: &Client, url: &reqwest::Url) -> anyhow::Result<Option<SaidOfFile>> {
    let reply = client.head(url.clone()).send().await;
    let reply = reply.map_err(reqwest::Error::without_url);
    let reply = reply.with_context(|| format!("`{url}`: the hub cannot be reached"))?;
    let status = reply.status();
    if status == StatusCode::NOT_FOUND {
        return Ok(None);
    }
    anyhow::ensure!(
        status.is_success() || status.is_redirection(),
        "`{url}`: the hub answered with {status}"
    );
    let header = |name: &str| text(reply.headers(), name);
    let commit = header(COMMIT).filter(|commit| {
        commit.len() == COMMIT_DIGITS && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let digest = header(LINKED).or_else(|| header(ETAG.as_str()));
    let digest = digest.and_then(|etag| Digest::of_etag(&etag));
    let (Some(commit), Some(digest)) = (commit, digest) else {
        bail!("`{url}`: the hub does not say of which commit the file is and what it hashes to");
    };
    Ok(Some(SaidOfFile { commit, digest }))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
