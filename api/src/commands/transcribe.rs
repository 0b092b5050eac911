//! `wenshui transcribe`: what is said in a recording, written down in the terminal.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use wenshui_engine::version::build::build;
use wenshui_models::recognizer::Spoken;

use crate::cli::transcribe::{FormArg, SpokenArg, TranscribeArgs};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::{print, tell};
use crate::config::place::Place;
use crate::config::transcription::{TranscriptionConfig, TranscriptionEngine, TranscriptionFile};
use crate::error::ApiError;
use crate::published;
use crate::transcription::said::Wanted;
use crate::transcription::{Transcription, read};
use crate::wire::transcription::{Subtitles, TranscriptionBody};

/// Hears a recording as the server does.
///
/// # Errors
/// When the recording or the model cannot be read, or hearing fails.
pub fn run(args: &TranscribeArgs) -> anyhow::Result<Outcome> {
    let bytes = std::fs::read(&args.file)
        .with_context(|| format!("cannot read `{}`", args.file.display()))?;
    let model = Some(args.speech_model.as_str());
    let data = Place::resolve(&args.kb.place)?.data;
    let config = TranscriptionConfig::resolve(TranscriptionFile::default(), model, &data)?;
    if let TranscriptionEngine::Model(path) = &config.engine {
        let fetch = "`wenshui models fetch` brings one";
        ensure!(path.exists(), "the speech model `{}` is not there; {fetch}", path.display());
    }
    let transcription = Transcription::open(&config)?;
    let source = published::source(&args.kb)?;
    let version = Arc::new(build(source.parts()?)?);
    let spoken = match args.language {
        SpokenArg::Zh => Spoken::Chinese,
        SpokenArg::Auto => Spoken::Any,
    };
    let wanted = Wanted { spoken, prompt: args.prompt.clone(), hasty: false };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let said = runtime.block_on(async {
        let sound = read(bytes.into()).await?;
        transcription.sound((sound, wanted), &version).await
    });
    let said = said.map_err(|error| told(&error, args))?;
    let body = TranscriptionBody::of(said);
    if body.text.is_empty() {
        let spoken_s = body.speech_duration.unwrap_or_default();
        tell(&format!("nothing was understood in {spoken_s:.1} s of speech"));
    } else if !body.confident {
        tell(&format!("this is not sure ({:.2})", body.confidence.unwrap_or_default()));
    }
    let text = match args.format {
        FormArg::Text => format!("{}\n", body.text),
        FormArg::Json => format!("{}\n", serde_json::to_string_pretty(&body)?),
        FormArg::Srt => body.subtitles(Subtitles::Film),
        FormArg::Vtt => body.subtitles(Subtitles::Web),
    };
    print(&text)?;
    Ok(Outcome::Done)
}

fn told(error: &ApiError, args: &TranscribeArgs) -> anyhow::Error {
    let body = error.body();
    anyhow::anyhow!("`{}`: {}: {}", args.file.display(), body.code, body.detail)
}
