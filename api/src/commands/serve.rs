//! `wenshui serve`.

use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use wenshui_engine::engine::Engine;
use wenshui_engine::open::{Opened, open};

use crate::commands::outcome::Outcome;
use crate::config::{Config, ServeArgs};
use crate::nats::Nats;
use crate::reload::watch::Watch;
use crate::reload::{Watches, take_over_changes, tell_held_back};
use crate::source::{KNOWLEDGE, Source};
use crate::speaking::reading::reader;
use crate::state::AppState;
use crate::store::db::Db;
use crate::versions::files::indexes;
use crate::versions::shelf::Shelf;
use crate::{clock, published, server, story};

/// How long the last turns may take when somebody cannot wait.
const AT_ONCE: Duration = Duration::from_secs(1);
/// How long a start waits for NATS.
const NATS_PATIENCE: Duration = Duration::from_secs(2);

/// Serves until it is told to stop.
///
/// # Errors
/// When the configuration, the knowledge or the address cannot be used.
pub fn run(args: &ServeArgs) -> anyhow::Result<Outcome> {
    let config = Config::resolve(args)?;
    let watches = Watches {
        knowledge: config.kb.clone().map(Watch::begin),
        screen: config.screen.clone().map(Watch::begin),
        over: [&config.concepts, &config.settings]
            .into_iter()
            .flatten()
            .cloned()
            .map(Watch::begin)
            .collect(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (number, source) = runtime.block_on(source(&config))?;
    let (version, opened) = open(source.parts()?, &indexes(&config.data))?;
    if let Opened::Rebuilt(reason) = &opened {
        tracing::warn!(index.fault = reason, "the index was not usable and was built anew");
    }
    let opened = if opened == Opened::Loaded { "loaded" } else { "built" };
    tracing::info!(
        kb.version = version.id,
        kb.number = number,
        kb.entries = version.base.entries.len(),
        kb.wordings = version.documents.wordings,
        index = opened,
        "the knowledge is in service"
    );
    tell_held_back(&version);
    let ended = runtime.block_on(async {
        let state = AppState::open(Engine::new(version, clock::nanoseconds), config).await?;
        state.versions.note(number, state.engine.version());
        if state.speaking.is_there() {
            // The first text that is spoken need not wait for its reader.
            let segmenter = state.engine.version().analyzer.segmenter();
            tokio::task::spawn_blocking(move || reader(&segmenter).map(drop));
        }
        story::tell(&state).await?;
        let address = state.config.listen;
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}"))?;
        let (stop, again) = stop()?;
        // Port 0 becomes a real one only here.
        let address = listener.local_addr()?;
        tracing::info!(%address, "serving; open http://{address} in a browser");
        if let Some(number) = number {
            let shelf = state.versions.shelf.clone();
            tokio::spawn(async move { shelf.offer(number).await });
        }
        let watching = tokio::spawn(take_over_changes(watches, state.clone()));
        let store = state.store.clone();
        let served = tokio::select! {
            served = server::serve(listener, state, stop) => served,
            () = again => {
                tracing::warn!("told to stop a second time; what goes on is dropped");
                // What was answered is stored all the same, if that takes no time.
                let _ = tokio::time::timeout(AT_ONCE, store.close()).await;
                Ok(())
            }
        };
        watching.abort();
        served
    });
    // Work that cannot be called off has had its time.
    runtime.shutdown_background();
    ended.map(|()| Outcome::Done)
}

/// What is served at first, with its number where it is a published one.
async fn source(config: &Config) -> anyhow::Result<(Option<i64>, Source)> {
    let operators = Source::of_operator(config);
    if config.kb.is_some() {
        let Source { knowledge, doubles, .. } = published::named(config.kb.as_deref());
        return Ok((None, Source { knowledge, doubles, ..operators }));
    }
    let data = config.data.clone();
    if data.join(KNOWLEDGE).exists() {
        // Before there were versions this was what was served.
        tracing::warn!(
            path = %data.join(KNOWLEDGE).display(),
            "this file is not served; `wenshui kb import` it and publish"
        );
    }
    let held = &config.held;
    std::fs::create_dir_all(held).with_context(|| format!("cannot make `{}`", held.display()))?;
    let db = Db::open(config.database.text()).await.context("the database is not usable")?;
    let nats = Nats::of(config.nats.as_ref()).await?;
    if let Some(nats) = &nats {
        // A version that this node lacks is best had from there, but nobody has to be there.
        nats.settle(NATS_PATIENCE).await;
    }
    let shelf = Shelf::new((db, data), operators, nats);
    let number = shelf.db.kb_state().await?.in_service;
    let source = shelf.source(number).await?;
    shelf.db.close().await;
    Ok((Some(number), source))
}

/// Two moments: when the process is asked to stop, and when it is asked again. From the call on no signal is
/// missed.
fn stop() -> anyhow::Result<(impl Future<Output = ()> + Send + 'static, impl Future<Output = ()>)> {
    let listen = |kind| signal(kind).context("cannot listen for signals");
    let mut interrupted = listen(SignalKind::interrupt())?;
    let mut terminated = listen(SignalKind::terminate())?;
    let (asking, asked) = watch::channel(0);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
            asking.send_modify(|times| *times += 1);
        }
    });
    let times = |mut asked: watch::Receiver<u32>, times| async move {
        // Whoever listens for signals goes on as long as the process.
        let _ = asked.wait_for(|asked| *asked >= times).await;
    };
    Ok((times(asked.clone(), 1), times(asked, 2)))
}
