//! The files of a report: results of `bench`, tables of `eval ablate`, and earlier results beside them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;
use wenshui_benches::result::BenchResult;
use wenshui_eval::ablation::table::{Ablation, FORM};

/// A result with the name of its file.
pub(super) struct Named {
    /// The file without its folder and ending.
    pub(super) name: String,
    /// What it holds.
    pub(super) result: BenchResult,
}

/// Everything that a report is about.
#[derive(Default)]
pub(super) struct Input {
    pub(super) results: Vec<Named>,
    pub(super) ablations: Vec<Ablation>,
    pub(super) baselines: Vec<Named>,
}

impl Input {
    /// Reads the files.
    ///
    /// # Errors
    /// When one cannot be read, is neither form, or is a baseline of nothing here.
    pub(super) fn read(results: &[PathBuf], baselines: &[PathBuf]) -> anyhow::Result<Self> {
        let mut input = Self::default();
        for path in results {
            let (name, text) = text(path)?;
            // What is no JSON at all is told by whoever reads results.
            let form = serde_json::from_str::<Value>(&text).unwrap_or_default();
            if form.get("form").and_then(Value::as_str) == Some(FORM) {
                input.ablations.push(Ablation::read(&text, &path.display().to_string())?);
            } else {
                input.results.push(named(path, (name, text))?);
            }
        }
        for path in baselines {
            let baseline = named(path, text(path)?)?;
            let command = &baseline.result.signature.command;
            anyhow::ensure!(
                input.results.iter().any(|named| named.result.signature.command == *command),
                "`{}` is a result of `bench {command}`, and nothing here can be held against it",
                path.display()
            );
            input.baselines.push(baseline);
        }
        Ok(input)
    }

    /// The earlier result of the same command, of as many entries where several are.
    pub(super) fn baseline(&self, result: &BenchResult) -> Option<&Named> {
        let key = |result: &BenchResult| {
            let knowledge = result.signature.knowledge.as_ref();
            (result.signature.command.clone(), knowledge.map(|knowledge| knowledge.entries))
        };
        let same = |named: &&Named| named.result.signature.command == result.signature.command;
        let equal = self.baselines.iter().find(|named| key(&named.result) == key(result));
        equal.or_else(|| self.baselines.iter().find(same))
    }
}

fn text(path: &Path) -> anyhow::Result<(String, String)> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok((name, text))
}

fn named(path: &Path, (name, text): (String, String)) -> anyhow::Result<Named> {
    Ok(Named { name, result: BenchResult::read(&text, &path.display().to_string())? })
}
