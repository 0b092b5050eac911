//! `wenshui eval classify`: how well emotions, abuse, advertising and intents are told apart.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use jiff::Timestamp;
use serde::Deserialize;
use wenshui_engine::emotion::feeling::Feeling;
use wenshui_engine::guard::action::{Action, Category};
use wenshui_engine::intent::file::IntentKind;
use wenshui_engine::screen::{Said, Screen, Screened, TalkState};
use wenshui_eval::case::Half;
use wenshui_eval::classify::Classified;
use wenshui_knowledge::text::fold::Folded;

use crate::cli::classify::{ClassifyArgs, ClassifyTask};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::source::{self, Unusable};

/// A line of the file; what else it holds is of no interest.
#[derive(Debug, Deserialize)]
struct Line {
    text: String,
    #[serde(alias = "emotion")]
    label: serde_json::Value,
    half: Option<String>,
    /// What somebody else said who labelled the same texts without seeing `label`.
    second: Option<serde_json::Value>,
}

/// Reads every line alone, as a first turn, and compares.
///
/// # Errors
/// When the data or the lists cannot be read.
pub fn run(args: &ClassifyArgs) -> anyhow::Result<Outcome> {
    let screen = match &args.screen {
        Some(directory) => source::screen(&source::lists(directory)?)?,
        None => Screen::bundled().map_err(Unusable)?,
    };
    let text = std::fs::read_to_string(&args.data)
        .with_context(|| format!("cannot read `{}`", args.data.display()))?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut twice: Vec<(String, String)> = Vec::new();
    let mut strange: BTreeSet<String> = BTreeSet::new();
    for (number, line) in (1..).zip(text.lines()) {
        let place = || format!("{}:{number}", args.data.display());
        let line: Line = serde_json::from_str(line).with_context(place)?;
        let own = || line.half.as_deref().unwrap_or_else(|| Half::of(&line.text).name());
        if args.half.as_deref().is_some_and(|half| half != own()) {
            continue;
        }
        let right = label(args.task, &line.label);
        if !names(args.task).contains(&right.as_str()) {
            strange.insert(right.clone());
        }
        let second = line.second.as_ref().map(|second| label(args.task, second));
        twice.extend(second.map(|second| (right.clone(), second)));
        let given = given(args, &screen, &line.text);
        if args.show && right != given {
            tell(&format!("{right} → {given}: {}", line.text));
        }
        pairs.push((right, given));
    }
    if !strange.is_empty() {
        let known = names(args.task).join(", ");
        let strange = strange.into_iter().collect::<Vec<_>>().join(", ");
        tell(&format!("nothing is ever called {strange}, which counts as wrong; labels: {known}"));
    }
    if pairs.is_empty() {
        bail!("`{}` holds no case", args.data.display());
    }
    let classified = Classified::new(&pairs, &twice);
    if args.json {
        print(&format!("{}\n", serde_json::to_string(&classified)?))?;
    } else {
        print(&classified.table())?;
    }
    Ok(Outcome::Done)
}

/// The labels of other sets under our names.
fn label(task: ClassifyTask, label: &serde_json::Value) -> String {
    let text = label.as_str().map_or_else(|| label.to_string(), str::to_owned);
    let ours = match (task, text.as_str()) {
        (ClassifyTask::Emotion, "neutral") => "calm",
        (ClassifyTask::Emotion, "angry") => "agitated",
        (ClassifyTask::Abuse, "0") => "fine",
        (ClassifyTask::Abuse, "1") => "abuse",
        _ => return text,
    };
    ours.to_owned()
}

/// What a text can be called.
fn names(task: ClassifyTask) -> Vec<&'static str> {
    match task {
        ClassifyTask::Emotion => Feeling::ALL.map(Feeling::name).to_vec(),
        ClassifyTask::Abuse => vec!["fine", "abuse"],
        ClassifyTask::Spam => vec!["fine", "spam"],
        ClassifyTask::Intent => {
            IntentKind::ALL.map(IntentKind::name).into_iter().chain(["none"]).collect()
        }
    }
}

/// What the screen says of a text.
fn given(args: &ClassifyArgs, screen: &Screen, text: &str) -> String {
    let folded = Folded::new(text);
    let said = Said { text, folded: &folded, now: Timestamp::UNIX_EPOCH, recent: &[] };
    let heard = screen.hear(said, TalkState::default());
    let name = match args.task {
        ClassifyTask::Emotion => heard.emotion.feeling.name(),
        ClassifyTask::Abuse if abuses(&heard) => "abuse",
        ClassifyTask::Abuse if !args.served && likely(screen, (text, &folded)) => "abuse",
        ClassifyTask::Spam if advertises(&heard) => "spam",
        ClassifyTask::Abuse | ClassifyTask::Spam => "fine",
        ClassifyTask::Intent => heard.intent.map_or("none", |intent| intent.kind.name()),
    };
    name.to_owned()
}

fn abuses(heard: &Screened) -> bool {
    heard.verdict.action > Action::Pass
        && matches!(heard.verdict.category, Some(Category::Abuse | Category::Hate))
}

/// Whether the model of abuse thinks so. In service it speaks only when it is nearly certain.
fn likely(screen: &Screen, (text, folded): (&str, &Folded)) -> bool {
    let utterance = screen.read_text(text, folded);
    screen.guard().opinion(&utterance).is_some_and(|opinion| opinion.fine < 0.5)
}

fn advertises(heard: &Screened) -> bool {
    !heard.verdict.action.answers() && heard.verdict.category == Some(Category::Ads)
}
