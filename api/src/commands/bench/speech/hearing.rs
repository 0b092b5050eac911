//! How much of a sound's length hearing it takes, in this process, with all that stands in front.

use std::path::Path;
use std::sync::mpsc;

use anyhow::Context as _;
use serde::Serialize;
use wenshui_models::listeners::{ListenLimits, Listeners, Work};
use wenshui_models::recognizer::{Hearing, Recognizer};
use wenshui_models::sound::Sound;
use wenshui_models::sound::front::FrontSettings;

/// How long a round took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Realtime {
    /// How often the sound was heard.
    pub rounds: usize,
    /// The median, in seconds.
    pub median_s: f64,
    /// The slowest, in seconds.
    pub slowest_s: f64,
    /// The median as a share of the sound's length.
    pub factor: f64,
}

/// Hears a sound again and again.
///
/// # Errors
/// When the model cannot be used or fails.
pub fn measure(
    model: &Path,
    (sound, tokens): (&Sound, Option<u16>),
    rounds: usize,
) -> anyhow::Result<Realtime> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let limits = ListenLimits { threads, timeout_ms: 600_000, ..ListenLimits::default() };
    let listeners = Listeners::start(Recognizer::open(model)?, limits)?;
    let hearing = Hearing { tokens, ..Hearing::default() };
    let mut took = Vec::with_capacity(rounds);
    // The first round warms up and does not count.
    for _ in 0..=rounds {
        let (answer, answers) = mpsc::channel();
        // Nobody may be left to hear it.
        let reply = Box::new(move |heard| drop(answer.send(heard)));
        // A random model writes as many tokens for every piece; so it gets the sound in few.
        let settings = FrontSettings { trim: tokens.is_none(), ..FrontSettings::default() };
        let work = Work::Whole(sound.clone(), settings);
        let waiting = listeners.ask((work, hearing.clone()), reply)?;
        took.push(answers.recv().context("the worker is gone")??.took_s);
        drop(waiting);
    }
    let mut took = took.split_off(1);
    took.sort_by(f64::total_cmp);
    let median_s = took[took.len() / 2];
    let slowest_s = took.last().copied().unwrap_or(median_s);
    Ok(Realtime { rounds, median_s, slowest_s, factor: median_s / sound.seconds() })
}
