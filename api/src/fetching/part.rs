//! One file from an address, taken up where a connection broke.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use reqwest::header::{CONTENT_RANGE, RANGE};
use reqwest::{Client, Response, StatusCode, Url};

/// How often it is tried again while nothing comes, waiting twice as long each time.
const TRIES_MAX: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// A try that did not bring all.
enum Broken {
    /// Another may.
    Off(String),
    /// No other would.
    Refused(anyhow::Error),
}

/// Brings a file of at most `bytes_max` bytes into `part`; `progress` gets the bytes that came and those
/// that there are. What came before a break is kept, also for the next call.
///
/// # Errors
/// When the other side does not give it, or it cannot be written.
pub(super) async fn bring(
    (client, url): (&Client, &Url),
    (part, bytes_max): (&Path, u64),
    progress: &mut impl FnMut(u64, u64),
) -> anyhow::Result<()> {
    let mut tries = 0;
    loop {
        let before = length(part);
        match go_on((client, url), (part, bytes_max), progress).await {
            Ok(()) => return Ok(()),
            Err(Broken::Refused(error)) => return Err(error),
            Err(Broken::Off(reason)) => {
                tries = if length(part) > before { 1 } else { tries + 1 };
                let kept = length(part) >> 20;
                ensure!(
                    tries <= TRIES_MAX,
                    "`{url}`: {reason}; {kept} MiB came and are kept; try again, or name another hub"
                );
                tokio::time::sleep(FIRST_WAIT * 2_u32.pow(tries - 1)).await;
            }
        }
    }
}

fn length(part: &Path) -> u64 {
    part.metadata().map_or(0, |metadata| metadata.len())
}

/// One try from where the last one broke.
async fn go_on(
    (client, url): (&Client, &Url),
    (part, bytes_max): (&Path, u64),
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), Broken> {
    let have = length(part);
    let asked = client.get(url.clone()).header(RANGE, format!("bytes={have}-"));
    let mut reply = asked.send().await.map_err(|error| off(&error))?;
    let (mut file, mut done) = match reply.status() {
        StatusCode::PARTIAL_CONTENT if begins_at(&reply, have) => (opened(part, true)?, have),
        StatusCode::OK => (opened(part, false)?, 0),
        // There is no more than what is here.
        StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => return Ok(()),
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            return Err(Broken::Off(format!("the hub answered with {status}")));
        }
        status => return Err(refused(format!("`{url}`: the hub answered with {status}"))),
    };
    let all = reply.content_length().map(|more| done + more);
    while let Some(piece) = reply.chunk().await.map_err(|error| off(&error))? {
        done += piece.len() as u64;
        if done > bytes_max {
            return Err(refused(format!(
                "`{url}`: more than {bytes_max} bytes came, it is no such model"
            )));
        }
        let written = file.write_all(&piece);
        written.map_err(|error| refused(format!("cannot write `{}`: {error}", part.display())))?;
        progress(done, all.unwrap_or(done));
    }
    match all {
        Some(all) if done < all => Err(Broken::Off("the connection broke".to_owned())),
        _ => Ok(()),
    }
}

fn begins_at(reply: &Response, have: u64) -> bool {
    let range = reply.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {have}-")))
}

fn opened(part: &Path, goes_on: bool) -> Result<File, Broken> {
    let file = if goes_on {
        OpenOptions::new().append(true).create(true).open(part)
    } else {
        File::create(part)
    };
    file.map_err(|error| refused(format!("cannot write `{}`: {error}", part.display())))
}

fn refused(reason: String) -> Broken {
    Broken::Refused(anyhow::Error::msg(reason))
}

fn off(error: &reqwest::Error) -> Broken {
    tracing::debug!(error.cause = %error, "a connection to the hub broke");
    let reason = if error.is_connect() {
        "the hub cannot be reached"
    } else if error.is_timeout() {
        "the hub is silent"
    } else {
        "the connection broke"
    };
    Broken::Off(reason.to_owned())
}
