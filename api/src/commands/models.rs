//! `wenshui models`: what is there, whether it is whole, and training it anew.

mod ranker;

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;
use wenshui_knowledge::bundled;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::Lexicons;
use wenshui_knowledge::text::analyzer::Analyzer;
use wenshui_models::hub::Hub;
use wenshui_models::hub::named;
use wenshui_models::train::grams::bags::Matter;
use wenshui_models::train::grams::settings::GramsSettings;
use wenshui_models::train::grams::{self, GramsPlan, TrainedWeights};
use wenshui_models::train::ngrams;
use wenshui_models::train::ngrams::plan::{LabelledBy, LabelledFile, NgramsPlan, Others};
use wenshui_models::train::ngrams::settings::NgramsSettings;
use wenshui_models::train::whisper::settings::WhisperSettings;
use wenshui_models::train::whisper::{self, WhisperPlan};

use crate::cli::train::{
    KnowledgeTexts, TrainCommand, TrainGramsArgs, TrainNgramsArgs, TrainWhisperArgs,
};
use crate::cli::{FetchArgs, ModelsCommand};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::config::place::Place;
use crate::config::transcription::MODELS;
use crate::fetching::{self, Fetched};
use crate::source::{Source, Unusable};

/// Runs a command on models.
///
/// # Errors
/// When files cannot be read or written.
pub fn run(command: &ModelsCommand) -> anyhow::Result<Outcome> {
    match command {
        ModelsCommand::List { paths } => list(&Hub::new(paths.clone())),
        ModelsCommand::Verify { paths } => verify(&Hub::new(paths.clone())),
        ModelsCommand::Fetch(args) => fetch(args),
        ModelsCommand::Train(TrainCommand::Grams(args)) => train_grams(args),
        ModelsCommand::Train(TrainCommand::Ranker(args)) => ranker::train(args),
        ModelsCommand::Train(TrainCommand::Ngrams(args)) => train_ngrams(args),
        ModelsCommand::Train(TrainCommand::Whisper(args)) => train_whisper(args),
    }
}

fn list(hub: &Hub) -> anyhow::Result<Outcome> {
    let mut out = String::new();
    for listed in hub.list() {
        let unknown = || "?".to_owned();
        let kind = listed.kind.map_or_else(unknown, |kind| format!("{kind:?}").to_lowercase());
        let bytes = listed.bytes.map_or_else(unknown, |bytes| bytes.to_string());
        let name = listed.name.unwrap_or_else(unknown);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{name}\t{kind}\t{bytes} bytes\t{}", listed.place);
        let rows =
            [("blake3", listed.checksum), ("source", listed.source), ("licence", listed.licence)];
        for (what, value) in rows {
            let _ = writeln!(out, "  {what}: {}", value.unwrap_or_else(unknown));
        }
    }
    print(&out)?;
    Ok(Outcome::Done)
}

fn verify(hub: &Hub) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Done;
    for verified in hub.verify() {
        match verified.outcome {
            Ok(id) => print(&format!("{}: whole, {id}\n", verified.place))?,
            Err(error) => {
                outcome = Outcome::Failed;
                print(&format!("{}: {error}\n", verified.place))?;
            }
        }
    }
    Ok(outcome)
}

fn fetch(args: &FetchArgs) -> anyhow::Result<Outcome> {
    let Some(name) = &args.name else {
        let listed = named::known().map(|model| format!("{}\t{} MiB\n", model.name, model.mib));
        print(&listed.collect::<String>())?;
        return Ok(Outcome::Done);
    };
    let mut told = 0;
    let folder = Place::resolve(&args.place)?.data.join(MODELS);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let progress = |done: u64, all: u64| {
        let percent = done * 100 / all.max(1);
        if percent < told {
            told = 0;
        }
        if percent >= told + TOLD_PERCENT {
            told = percent;
            tell(&format!("{percent} % of {} MiB", all >> 20));
        }
    };
    let fetched = if name.contains('/') {
        let repository = name.parse()?;
        let place = (args.hub.as_str(), folder.as_path());
        runtime.block_on(fetching::encoder::fetch(&repository, place, progress))?
    } else {
        let place = (args.hub.as_str(), folder.as_path());
        runtime.block_on(fetching::fetch(named::named(name)?, place, progress))?
    };
    let how = match fetched {
        Fetched::There(_) => "was there",
        Fetched::New(_) => "fetched",
    };
    print(&format!("{}: {how}\n", fetched.path().display()))?;
    Ok(Outcome::Done)
}

fn train_grams(args: &TrainGramsArgs) -> anyhow::Result<Outcome> {
    let mut settings = GramsSettings::default();
    settings.dims = args.dims.unwrap_or(settings.dims);
    settings.descents = args.descents.unwrap_or(settings.descents);
    settings.rounds = args.rounds.unwrap_or(settings.rounds);
    settings.seed = args.seed.unwrap_or(settings.seed);
    let source = Source { knowledge: args.kb.clone(), ..Source::default() };
    let base = source.base()?;
    let analyzer = Analyzer::new(&Lexicons::read(&bundled::lexicons()).map_err(Unusable)?)?;
    let canonical = |text: &str| analyzer.analyze(text).reading.canonical;
    let matter = |entry: &Entry| Matter {
        questions: entry.wordings().map(canonical).collect(),
        answer: canonical(entry.answer.as_deref().unwrap_or_default()),
    };
    let knowledge = match &args.kb {
        Some(path) => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        None => "the bundled knowledge".to_owned(),
    };
    let plan = GramsPlan {
        vectors: args.vectors.clone(),
        vocab: args.vocab.clone(),
        corpora: args.corpus.clone(),
        matters: base.entries.iter().map(matter).collect(),
        knowledge,
        settings,
    };
    make_folder(&args.output)?;
    let trained = grams::train(&plan, |step| tell(&step.to_string()))?;
    keep(&trained, &args.output)
}

fn train_ngrams(args: &TrainNgramsArgs) -> anyhow::Result<Outcome> {
    let base = bundled::knowledge().base;
    let others = match args.not_knowledge {
        Some(KnowledgeTexts::Wordings) => Others {
            which: "wordings".to_owned(),
            texts: base.entries.iter().flat_map(Entry::wordings).map(str::to_owned).collect(),
        },
        Some(KnowledgeTexts::Questions) => Others {
            which: "questions".to_owned(),
            texts: base.entries.iter().map(|entry| entry.question.clone()).collect(),
        },
        None => Others::default(),
    };
    let mut settings = NgramsSettings::default();
    settings.runs.tone = args.tone;
    settings.runs.buckets = args.buckets.unwrap_or(settings.runs.buckets);
    settings.rounds = args.rounds.unwrap_or(settings.rounds);
    let plan = NgramsPlan {
        labels: args.labels.clone(),
        files: labelled(args),
        others,
        name: args.name.clone(),
        settings,
    };
    make_folder(&args.output)?;
    let trained =
        ngrams::train(&plan, |round, loss| tell(&format!("round {round}: loss {loss:.4}")))?;
    keep(&trained, &args.output)
}

/// The files that a classifier learns from.
fn labelled(args: &TrainNgramsArgs) -> Vec<LabelledFile> {
    let file = |path: &str, by| LabelledFile { path: path.into(), by };
    let named =
        args.data.iter().map(|path| LabelledFile { path: path.clone(), by: LabelledBy::Name });
    let numbered = args
        .numbered
        .chunks_exact(3)
        .map(|given| file(&given[0], LabelledBy::Number([given[1].clone(), given[2].clone()])));
    let all =
        args.all.chunks_exact(2).map(|given| file(&given[0], LabelledBy::All(given[1].clone())));
    named.chain(numbered).chain(all).collect()
}

/// How often it is told how much has come, in percent.
const TOLD_PERCENT: u64 = 5;

/// How often it is told how far training is, in steps.
const TOLD_EVERY: usize = 50;

fn train_whisper(args: &TrainWhisperArgs) -> anyhow::Result<Outcome> {
    let mut settings = WhisperSettings::default();
    if let Some(steps) = args.steps {
        settings.steps = steps;
    }
    make_folder(&args.output)?;
    let steps = settings.steps;
    let plan = WhisperPlan { vocabulary: args.vocabulary.clone(), settings };
    let (mut text, mut spoken) = (0.0, 0.0);
    let trained = whisper::train(&plan, |step, losses| {
        text += losses.0 / TOLD_EVERY as f32;
        spoken += losses.1 / TOLD_EVERY as f32;
        if (step + 1) % TOLD_EVERY == 0 {
            tell(&format!("step {} of {steps}: loss {text:.3}, spoken {spoken:.3}", step + 1));
            (text, spoken) = (0.0, 0.0);
        }
    })?;
    keep(&trained, &args.output)
}

/// Before the training: whoever waited for it should not learn only then that nothing can be kept.
fn make_folder(output: &Path) -> anyhow::Result<()> {
    let Some(folder) = output.parent() else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))
}

fn keep(trained: &TrainedWeights, output: &Path) -> anyhow::Result<Outcome> {
    let written = grams::write(trained, output)?;
    print(&format!(
        "{}: {}\n{}\n{}\n",
        trained.id,
        written.weights.display(),
        written.checksum.display(),
        written.card.display(),
    ))?;
    Ok(Outcome::Done)
}
