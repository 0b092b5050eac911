//! `wenshui bench report`: results as one page that holds everything it needs.

mod axis;
mod changes;
mod charts;
mod input;
mod numbers;
mod view;

use anyhow::Context as _;

use crate::cli::bench::report::BenchReportArgs;
use crate::commands::bench::report::input::Input;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;

/// Writes the page.
///
/// # Errors
/// When a result cannot be read, or the page not be written.
pub fn run(args: &BenchReportArgs) -> anyhow::Result<Outcome> {
    let input = Input::read(&args.results, &args.baseline)?;
    let page = view::page(&input)?;
    let named = || format!("cannot write `{}`", args.out.display());
    std::fs::write(&args.out, page).with_context(named)?;
    tell(&format!("{}", args.out.display()));
    Ok(Outcome::Done)
}
