//! `wenshui bench counts`: instructions of each stage, which do not depend on how busy a machine is.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use serde_json::json;
use wenshui_benches::counts::{self, Change, KNOWLEDGE, changes, comparable};
use wenshui_benches::marks::{LOOK, Marks};
use wenshui_benches::result::BenchResult;

use crate::cli::bench::gate::BenchCountsArgs;
use crate::commands::bench::give_out::{Begun, Measured, give_out, program, read};
use crate::commands::bench::part::Files;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;

/// Counts, and compares where there is a baseline.
///
/// # Errors
/// When valgrind is missing or fails, or the baseline is none for this program.
pub fn run(args: &BenchCountsArgs) -> anyhow::Result<Outcome> {
    anyhow::ensure!(args.tolerance >= 0.0, "--tolerance is below 0");
    let baseline = args.baseline.as_deref().map(read).transpose()?;
    if let Some(baseline) = &baseline {
        // What cannot be compared with is told before half a minute is spent.
        comparable(baseline, &program()?)?;
    }
    let result = in_own_folder(|folder| count(folder, args.slow.as_deref()))?;
    let changes =
        baseline.as_ref().map(|before| changes((before, &result))).transpose()?.unwrap_or_default();
    give_out(&result, (&args.out, &table(&result, &changes)))?;
    Ok(judge(args, &changes))
}

/// Works in a folder that goes afterwards.
///
/// # Errors
/// When the folder cannot be made, or as `work`.
pub fn in_own_folder<T>(work: impl FnOnce(&Path) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let folder = std::env::temp_dir().join(format!("wenshui-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).context("cannot make a folder")?;
    let done = work(&folder);
    // The folder is ours and holds nothing that anybody needs.
    let _ = std::fs::remove_dir_all(&folder);
    done
}

/// Counts the instructions of the frozen questions; `slow` adds rounds of work to a stage.
///
/// # Errors
/// When valgrind is missing or fails.
pub fn count(folder: &Path, slow: Option<&str>) -> anyhow::Result<BenchResult> {
    let begun = Begun::now();
    let kb = folder.join("frozen.jsonl");
    std::fs::write(&kb, KNOWLEDGE)?;
    let files = Files { kb: &kb, folder };
    let questions: Vec<String> = counts::questions().map(str::to_owned).collect();
    let mut knowledge = files.prepare(&questions)?;
    "frozen".clone_into(&mut knowledge.source);
    let dumps = folder.join("callgrind");
    let marks = files.run(&callgrind(&dumps), &slowed(slow)).context(
        "instructions are counted by valgrind (3.19 or newer), which has to be installed",
    )?;
    let marks: Vec<Marks> =
        serde_json::from_slice(&marks).context("the counted process printed no marks")?;
    let text = std::fs::read_to_string(&dumps).context("cannot read what valgrind counted")?;
    let figures = counts::read(&text, &marks)?;
    begun.result(Measured {
        command: "counts",
        knowledge: Some(knowledge),
        seed: None,
        cases: questions.len() as u64,
        latencies: Vec::new(),
        figures,
        details: json!({"slowed": slow}),
    })
}

/// Valgrind's tool that counts instructions, which writes down what was executed at every look.
fn callgrind(dumps: &Path) -> [OsString; 7] {
    let file = OsString::from(format!("--callgrind-out-file={}", dumps.display()));
    [
        "valgrind".into(),
        "--tool=callgrind".into(),
        "--combine-dumps=yes".into(),
        "--dump-line=no".into(),
        // One thread answers; those that wait beside it must not be counted with it.
        "--separate-threads=no".into(),
        format!("--dump-after={LOOK}*").into(),
        file,
    ]
}

fn slowed(slow: Option<&str>) -> Vec<OsString> {
    slow.into_iter().flat_map(|slow| ["--slow".into(), slow.into()]).collect()
}

/// Tells what passed the tolerance.
fn judge(args: &BenchCountsArgs, changes: &[Change]) -> Outcome {
    let percent = 100.0 * args.tolerance;
    let is_slower = |change: &&Change| change.is_slower(args.tolerance);
    let slower: Vec<&Change> = changes.iter().filter(is_slower).collect();
    for change in &slower {
        let Change { stage, before, after } = change;
        tell(&format!(
            "{stage} takes {after:.0} instructions a question, {:.1} % more than the {before:.0} of the \
             baseline; {percent:.1} % are tolerated",
            100.0 * (change.times() - 1.0),
        ));
    }
    for Change { stage, before, after } in changes.iter().filter(|c| c.is_faster(args.tolerance)) {
        tell(&format!(
            "{stage} takes {after:.0} instructions a question instead of {before:.0}: a new baseline would \
             notice what makes it slow again"
        ));
    }
    let Some(path) = args.baseline.as_deref().filter(|_| !slower.is_empty()) else {
        return Outcome::Done;
    };
    tell(&format!(
        "where that is meant, accept it: wenshui bench counts --out {}, and say why in the commit",
        path.display()
    ));
    Outcome::Failed
}

fn table(result: &BenchResult, changes: &[Change]) -> String {
    let mut out =
        format!("{:<26}{:>14}{:>14}{:>10}\n", "instructions a question", "now", "before", "change");
    // Writing to a string cannot fail.
    for figure in &result.figures {
        let change = changes.iter().find(|change| figure.name.ends_with(&change.stage));
        let _ = write!(out, "{:<26}{:>14.0}", figure.name, figure.value);
        let _ = match change {
            Some(change) => {
                writeln!(out, "{:>14.0}{:>+9.2} %", change.before, 100.0 * (change.times() - 1.0))
            }
            None => writeln!(out),
        };
    }
    out
}
