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
    let format = format(args)?;
    let draft = published::source(&args.kb)?.draft()?;
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

/// The format that is named, else that of the output's extension.
fn format(args: &ExportArgs) -> anyhow::Result<Format> {
    let extended = args.output.as_deref().filter(|path| path.extension().is_some());
    match (args.format, extended) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(Format::Jsonl),
        (None, Some(path)) => Format::of_extension(&path.to_string_lossy())
            .with_context(|| format!("`{}` says no format; --format does", path.display())),
    }
}
