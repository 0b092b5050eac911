//! `wenshui eval replay`: questions of a log asked of what is in service and of a draft.

use wenshui_engine::engine::Engine;
use wenshui_eval::manifest::built;
use wenshui_eval::progress::Progress;
use wenshui_eval::replay::logged::load;
use wenshui_eval::replay::{Versions, replay};

use crate::cli::kb_args::KbArgs;
use crate::cli::replay::ReplayArgs;
use crate::commands::bar::Bar;
use crate::commands::compare::write;
use crate::commands::outcome::Outcome;
use crate::source::Source;
use crate::{clock, published};

/// Asks every question of both and prints what goes otherwise.
///
/// # Errors
/// When knowledge, settings or questions cannot be used, or nothing can be written.
pub fn run(args: &ReplayArgs) -> anyhow::Result<Outcome> {
    let logged = load(&args.questions)?;
    let live = KbArgs { kb: args.live.clone(), place: args.place.clone() };
    let source = published::source(&live)?;
    let concepts = args.concepts.clone();
    let settings = args.settings.clone();
    let live = Source { concepts: concepts.clone(), settings: settings.clone(), ..source };
    let draft = Source {
        concepts: args.draft_concepts.clone().or(concepts),
        settings: args.draft_settings.clone().or(settings),
        ..published::named(Some(&args.draft))
    };
    let (version, made) = built(live.parts()?)?;
    let (draft, draft_made) = built(draft.parts()?)?;
    let engine = Engine::new(version, clock::nanoseconds);
    let live = engine.version();
    let today = args.as_of.unwrap_or_else(clock::today);
    let versions =
        Versions { engine: &engine, live: (&live, &made), draft: (&draft, &draft_made), today };
    let mut bar = Bar::new("questions");
    let mut told = |done, all| bar.show(done, all);
    let found = replay(&versions, &logged, Progress::new(&mut told))?;
    bar.clear();
    write(args.json.as_deref(), &found, || found.table(args.flips))?;
    Ok(Outcome::Done)
}
