//! `wenshui kb export`: knowledge into a file that people or programs read.

use std::io::Write as _;

use anyhow::Context;
use wenshui_knowledge::exchange::format::Format;
use wenshui_knowledge::exchange::write::write;

use crate::cli::kb_args::ExportArgs;
use crate::commands::kb::problems::refuse_errors;
use crate::commands::outcome::Outcome;
use crate::published;

/// Writes all of the knowledge.
///
/// # Errors
/// When it has errors, cannot be held by the format, or cannot be written.
pub(super) fn run(args: &ExportArgs) -> anyhow::Result<Outcome> {
    let named = args.output.as_ref().and_then(|path| Format::of_extension(&path.to_string_lossy()));
    let format = args.format.or(named).unwrap_or(Format::Jsonl);
    let draft = published::source(args.kb.kb.as_deref(), &args.kb.data).draft()?;
    refuse_errors(&draft.problems)?;
    let bytes = write(&draft.base, format)?;
    match args.output.as_deref() {
        Some(path) => std::fs::write(path, bytes)
            .with_context(|| format!("cannot write `{}`", path.display()))?,
        None => {
            let mut out = std::io::stdout().lock();
            out.write_all(&bytes)?;
            out.flush()?;
        }
    }
    Ok(Outcome::Done)
}
