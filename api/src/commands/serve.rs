//! `wenshui serve`.

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use wenshui_engine::engine::Engine;
use wenshui_engine::open::{Opened, open};

use crate::commands::outcome::Outcome;
use crate::config::{Config, ServeArgs};
use crate::reload::{Watch, Watches, take_over_changes, tell_held_back};
use crate::source::Source;
use crate::speaking::reading::reader;
use crate::state::AppState;
use crate::{clock, published, server, story};

/// Serves until it is told to stop.
///
/// # Errors
/// When the configuration, the knowledge or the address cannot be used.
pub fn run(args: &ServeArgs) -> anyhow::Result<Outcome> {
    let config = Config::resolve(args)?;
    let watched = config.kb.clone().unwrap_or_else(|| published::path(&config.data));
    let watches = Watches {
        knowledge: Watch::begin(watched),
        screen: config.screen.clone().map(Watch::begin),
    };
    let base = published::source(config.kb.as_deref(), &config.data);
    let source = Source {
        settings: config.settings.clone(),
        encoder: config.encoder.clone(),
        cross_encoder: config.cross_encoder.clone(),
        screen: config.screen.clone(),
        concepts: config.concepts.clone().or(base.concepts),
        ..base
    };
    let indexes = published::indexes(&config.data);
    let (version, opened) = open(source.parts()?, &indexes)?;
    if let Opened::Rebuilt(reason) = &opened {
        tracing::warn!(index.fault = reason, "the index was not usable and was built anew");
    }
    let opened = if opened == Opened::Loaded { "loaded" } else { "built" };
    tracing::info!(
        kb.version = version.id,
        kb.entries = version.base.entries.len(),
        kb.wordings = version.documents.wordings,
        index = opened,
        "the knowledge is in service"
    );
    tell_held_back(&version);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let state = AppState::open(Engine::new(version, clock::nanoseconds), config).await?;
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
        let stop = stop()?;
        // Port 0 becomes a real one only here.
        let address = listener.local_addr()?;
        tracing::info!(%address, "serving; open http://{address} in a browser");
        let watching = take_over_changes(watches, state.clone(), (source, indexes));
        let watching = tokio::spawn(watching);
        let served = server::serve(listener, state, stop).await;
        watching.abort();
        served
    })?;
    Ok(Outcome::Done)
}

/// Resolves when the process is asked to stop; from the call on no signal is missed.
fn stop() -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
    let listen = |kind| signal(kind).context("cannot listen for signals");
    let mut interrupted = listen(SignalKind::interrupt())?;
    let mut terminated = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}
