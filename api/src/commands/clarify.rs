//! `wenshui eval clarify`: how ambiguous questions come to their entries.

use anyhow::bail;
use wenshui_engine::engine::Engine;
use wenshui_engine::version::build::build;
use wenshui_eval::case::Half;
use wenshui_eval::dialogue;

use crate::cli::clarify::ClarifyArgs;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;
use crate::source::Source;
use crate::{clock, published};

/// Walks from every question to the entry that is meant and prints how many rounds it took.
///
/// # Errors
/// When the knowledge or the suite cannot be used, or a target is no entry.
pub fn run(args: &ClarifyArgs) -> anyhow::Result<Outcome> {
    let mut cases = dialogue::read(&args.suite)?;
    cases.retain(|case| args.half.is_none_or(|half| Half::of(&case.target) == half));
    let source = published::source(&args.kb)?;
    let source = Source { settings: args.settings.clone(), ..source };
    let engine = Engine::new(build(source.parts()?)?, clock::nanoseconds);
    let version = engine.version();
    if let Some(case) = cases.iter().find(|case| version.entry(&case.target).is_none()) {
        bail!("`{}`: there is no entry `{}`", args.suite.display(), case.target);
    }
    let measured = dialogue::measure(&engine, &cases, clock::today())?;
    print(&if args.json {
        format!("{}\n", serde_json::to_string(&measured)?)
    } else {
        measured.table()
    })?;
    Ok(Outcome::Done)
}
