//! What `eval run` writes besides the table and the JSON: a page, JUnit and the files of TREC.

use std::num::NonZeroUsize;
use std::path::Path;
use std::thread::available_parallelism;

use anyhow::Context;
use wenshui_eval::gate::Gate;
use wenshui_eval::html::view;
use wenshui_eval::report::Report;
use wenshui_eval::{junit, trec};

use crate::cli::EvalArgs;

/// Writes what was asked for.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(args: &EvalArgs, report: &Report) -> anyhow::Result<()> {
    let out = &args.out;
    if let Some(path) = &out.html {
        file(path, &view::page(report, &suite_name(args))?)?;
    }
    if let Some(path) = &out.junit {
        file(path, &junit::document(report))?;
    }
    if let Some(path) = &out.trec_run {
        file(path, &trec::run(report))?;
    }
    if let Some(path) = &out.trec_qrels {
        file(path, &trec::qrels(report))?;
    }
    Ok(())
}

/// How many cases to ask at a time. A gate on latency asks how quick an answer is, and not how quick it
/// is beside others.
pub(super) fn threads(args: &EvalArgs) -> usize {
    let cores = || available_parallelism().map_or(1, NonZeroUsize::get);
    match args.out.threads {
        Some(threads) => usize::from(threads),
        None if args.gate.iter().any(Gate::is_of_latency) => 1,
        None => cores(),
    }
}

fn file(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

/// What the page calls the suite: its file, or that every wording was asked for itself.
fn suite_name(args: &EvalArgs) -> String {
    let name = args.suite.as_deref().and_then(Path::file_name);
    name.map_or_else(|| "own-wordings".to_owned(), |name| name.to_string_lossy().into_owned())
}
