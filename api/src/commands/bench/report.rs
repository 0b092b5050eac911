//! `wenshui bench report`: results as one page that holds everything it needs.

mod aims;
mod axis;
mod changes;
mod charts;
mod input;
mod numbers;
mod pictures;
mod view;

use anyhow::Context as _;

use crate::cli::bench::report::BenchReportArgs;
use crate::commands::bench::report::input::Input;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};

/// Writes the page, and what documents take of it where that is asked for.
///
/// # Errors
/// When a result cannot be read, or a file not be written.
pub fn run(args: &BenchReportArgs) -> anyhow::Result<Outcome> {
    let input = Input::read(&args.results, &args.baseline)?;
    let page = view::page(&input)?;
    let named = || format!("cannot write `{}`", args.out.display());
    std::fs::write(&args.out, page).with_context(named)?;
    tell(&format!("{}", args.out.display()));
    args.pictures.as_deref().map(|folder| pictures::write(&input, folder)).transpose()?;
    if args.markdown {
        print(&aims::markdown(&input)?)?;
    }
    Ok(Outcome::Done)
}
