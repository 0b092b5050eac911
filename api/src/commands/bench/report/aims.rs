//! The figures of results that have a target, on the page and as a table for documents.

use std::fmt::Write as _;

use serde::Serialize;
use wenshui_benches::result::signature::Signature;
use wenshui_benches::result::target::{Aimed, aimed};

use crate::commands::bench::report::axis::entries;
use crate::commands::bench::report::input::Input;

/// How many digits of a hash are told.
const DIGITS: usize = 12;

/// A figure with its target.
#[derive(Serialize)]
pub(super) struct Row {
    /// The result it stands in.
    of: String,
    size: Option<String>,
    #[serde(flatten)]
    aimed: Aimed,
}

/// All of them, in the order of the targets.
///
/// # Errors
/// When the targets cannot be read.
pub(super) fn aims(input: &Input) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for named in &input.results {
        rows.extend(aimed(&named.result)?.into_iter().map(|aimed| Row {
            of: named.name.clone(),
            size: aimed.entries.map(entries),
            aimed,
        }));
    }
    // P10 comes behind P9, and R behind P.
    rows.sort_by_key(|row| {
        let (letter, number) = row.aimed.id.split_at(1);
        (letter.to_owned(), number.parse().unwrap_or(u32::MAX))
    });
    Ok(rows)
}

/// The same as a table in Markdown, and what each result belongs to.
///
/// # Errors
/// As of [`aims`].
pub(super) fn markdown(input: &Input) -> anyhow::Result<String> {
    let mut out =
        String::from("| row | what | target | figure | | result |\n|---|---|---|---|---|---|\n");
    for Row { of, size, aimed } in aims(input)? {
        let Aimed { id, words, value, unit, bound, is_least, reached, .. } = aimed;
        let size = size.map(|size| format!(", {size} entries")).unwrap_or_default();
        let sign = if is_least { "≥" } else { "≤" };
        let reached = if reached { "reached" } else { "**missed**" };
        let (figure, bound) = (number((value, &unit), rounded), number((bound, &unit), exact));
        writeln!(out, "| {id} | {words}{size} | {sign} {bound} | {figure} | {reached} | {of} |")?;
    }
    out.push('\n');
    for named in &input.results {
        writeln!(out, "- **{}**: {}", named.name, belongs(&named.result.signature))?;
    }
    Ok(out)
}

/// Three digits, as many as a measurement has.
fn rounded(value: f64) -> String {
    match value.abs() {
        100.0.. => format!("{value:.0}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// All digits, as what is aimed at has them; a share in a hundred brings some that nobody wrote.
fn exact(value: f64) -> String {
    ((value * 1e6).round() / 1e6).to_string()
}

/// A number for people: shares in a hundred, times in what can be read.
fn number((value, unit): (f64, &str), digits: impl Fn(f64) -> String) -> String {
    match unit {
        "share" => format!("{} %", digits(100.0 * value)),
        "us" if value >= 1_000.0 => format!("{} ms", digits(value / 1_000.0)),
        "us" => format!("{} µs", digits(value)),
        "times" => format!("{} ×", digits(value)),
        unit => format!("{} {unit}", digits(value)),
    }
}

/// What a result belongs to, in a line.
fn belongs(signature: &Signature) -> String {
    let command = signature.command_line.join(" ");
    let mut words = vec![format!("`{command}`")];
    words.push(format!("{} of {}", signature.program.build, signature.program.commit));
    if let Some(knowledge) = &signature.knowledge {
        let version: String = knowledge.version.chars().take(DIGITS).collect();
        words.push(format!("knowledge {version} with {} entries", knowledge.entries));
    }
    words.extend(signature.seed.map(|seed| format!("seed {seed}")));
    words.push(format!("{} cases", signature.cases));
    words.extend(signature.echo_p50_us.map(|us| format!("echo {us:.0} µs")));
    words.push(format!("{} × {}", signature.machine.cores, signature.machine.processor));
    words.push(signature.began.chars().take(10).collect());
    words.join(", ")
}
