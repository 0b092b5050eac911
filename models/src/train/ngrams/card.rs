//! The card of a classifier: what it tells, whose texts it learnt from, and the command that made it.

use crate::ngram_classifier::header::NgramsHeader;
use crate::train::grams::provenance::Input;
use crate::train::ngrams::plan::{LabelledBy, NgramsPlan};
use crate::train::ngrams::settings::NgramsSettings;
use crate::train::template::filled;

/// The words of the card, with names in braces where numbers go.
const CARD: &str = include_str!("card.md");

/// The card of what came of a plan.
pub(crate) fn card(
    plan: &NgramsPlan,
    (header, inputs): (&NgramsHeader, &[Input]),
    (id, bytes, texts): (&str, &[u8], usize),
) -> String {
    let mut rows: Vec<String> = inputs.iter().map(Input::row).collect();
    // A file that is given twice to count twice is one file.
    rows.dedup();
    let labels = match plan.labels.as_slice() {
        [] => format!("how likely a text is of the kind `{}`", header.name),
        labels => format!("which of {} a text is", labels.join(", ")),
    };
    let tone = "; marks of tone and both ends of a text count as characters";
    let values = [
        ("id", id.to_owned()),
        ("checksum", blake3::hash(bytes).to_hex().to_string()),
        ("bytes", bytes.len().to_string()),
        ("texts", texts.to_string()),
        ("others", plan.others.texts.len().to_string()),
        ("rows", header.rows().to_string()),
        ("labels", labels),
        ("counted", if header.runs.tone { tone } else { "" }.to_owned()),
        ("buckets", header.runs.buckets.to_string()),
        ("length_max", header.runs.length_max.to_string()),
        ("licence", header.licence.clone()),
        ("recipe", header.recipe.clone()),
        ("name", header.name.clone()),
        ("inputs", rows.join("\n")),
        ("arguments", arguments(plan)),
    ];
    filled(CARD, &values)
}

/// The arguments of the command, each with a space before it.
fn arguments(plan: &NgramsPlan) -> String {
    let mut arguments = Vec::new();
    if !plan.labels.is_empty() {
        arguments.push(format!("--labels {}", plan.labels.join(",")));
    }
    arguments.extend(plan.files.iter().map(|file| {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        match &file.by {
            LabelledBy::Name => format!("--data {name}"),
            LabelledBy::Number([zero, one]) => format!("--numbered {name} {zero} {one}"),
            LabelledBy::All(label) => format!("--all {name} {label}"),
        }
    }));
    if !plan.others.texts.is_empty() {
        arguments.push(format!("--not-knowledge {}", plan.others.which));
    }
    let (settings, usual) = (plan.settings, NgramsSettings::default());
    if settings.runs.tone {
        arguments.push("--tone".to_owned());
    }
    if settings.runs.buckets != usual.runs.buckets {
        arguments.push(format!("--buckets {}", settings.runs.buckets));
    }
    if settings.rounds != usual.rounds {
        arguments.push(format!("--rounds {}", settings.rounds));
    }
    arguments.iter().map(|argument| format!(" {argument}")).collect()
}
