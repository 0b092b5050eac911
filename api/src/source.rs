//! Where a version comes from: knowledge, lexicons, settings and encoder into parts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use wenshui_engine::screen::Screen;
use wenshui_engine::settings;
use wenshui_engine::version::build::Parts;
use wenshui_engine::words::Words;
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::check;
use wenshui_knowledge::lexicon::own::OwnConcepts;
use wenshui_knowledge::lexicon::{DataFile, Lexicons};
use wenshui_knowledge::problem::{Problem, Severity};
use wenshui_knowledge::{bundled, load};
use wenshui_models::Embed;
use wenshui_models::cross_encoder::CrossEncoder;
use wenshui_models::hub::{self, EncoderSource};

/// What to build a version of.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Knowledge files; `None` means the bundled knowledge.
    pub knowledge: Option<PathBuf>,
    /// Settings in the place of the bundled ones.
    pub settings: Option<PathBuf>,
    /// An encoder in the place of the bundled one.
    pub encoder: Option<PathBuf>,
    /// A cross-encoder beside it.
    pub cross_encoder: Option<PathBuf>,
    /// A directory of lists of guard, emotions and intents in the place of bundled ones of the same
    /// names.
    pub screen: Option<PathBuf>,
    /// A directory of sayings of maintainers beside the bundled lexicon.
    pub concepts: Option<PathBuf>,
    /// Categories of the concept lexicon to leave out.
    pub without_concepts: Vec<String>,
    /// How doubled wordings weigh.
    pub doubles: Doubles,
}

/// Input that people wrote and that cannot be used; exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Unusable(pub Vec<Problem>);

/// How doubled wordings weigh: an error where knowledge is checked and published, a warning where a
/// base is only tried out or measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Doubles {
    /// They are errors.
    #[default]
    Refused,
    /// They are warnings.
    Tolerated,
}

impl Source {
    /// Reads the knowledge with all its problems, those over the whole base too.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn draft(&self) -> anyhow::Result<Draft> {
        let mut draft = match &self.knowledge {
            Some(path) => load::knowledge(path)?,
            None => bundled::knowledge(),
        };
        let strictness = if self.knowledge.is_none() { check::BUNDLED } else { check::ANY };
        draft.problems.extend(check::check(&draft.base, strictness));
        Ok(draft)
    }

    /// Reads everything that a version is made of. Warnings go to the log.
    ///
    /// # Errors
    /// When something cannot be read, or [`Unusable`] with every problem of the knowledge.
    pub fn parts(&self) -> anyhow::Result<Parts> {
        let base = self.base()?;
        let own = self.concepts.as_deref().map(concepts).transpose()?.unwrap_or_default();
        let lexicon_files = own.joined(&bundled::lexicons());
        let lexicons = Lexicons::read(&lexicon_files).map_err(Unusable)?;
        let mut settings_text = match &self.settings {
            Some(path) => read(path)?,
            None => settings::BUNDLED.to_owned(),
        };
        for category in &self.without_concepts {
            // What is left out is part of the version's name.
            settings_text.push_str(&format!("# without concepts: {category}\n"));
        }
        Ok(Parts {
            base,
            lexicon_files,
            lexicons: lexicons.without(&self.without_concepts),
            settings_text,
            encoder: self.encoder()?,
            cross: self.cross_encoder()?,
            screen: self.screen.as_deref().map(screen).transpose()?.map(Arc::new),
        })
    }

    /// Reads the knowledge. Warnings go to the log.
    ///
    /// # Errors
    /// When files cannot be read, or [`Unusable`] with every problem of the knowledge.
    pub fn base(&self) -> anyhow::Result<Base> {
        let draft = self.draft()?;
        let tolerated = |problem: &Problem| {
            problem.severity == Severity::Warning
                || (self.doubles == Doubles::Tolerated && problem.code.contains("double_wording"))
        };
        let (warnings, errors): (Vec<_>, Vec<_>) = draft.problems.into_iter().partition(tolerated);
        for warning in warnings {
            // What was written as an error matters more than what is always a warning.
            match warning.severity {
                Severity::Error => {
                    tracing::warn!(problem = %warning, "the knowledge has a flaw");
                }
                Severity::Warning => {
                    tracing::debug!(problem = %warning, "the knowledge has a flaw");
                }
            }
        }
        if !errors.is_empty() {
            return Err(Unusable(errors).into());
        }
        Ok(draft.base)
    }

    fn encoder(&self) -> anyhow::Result<Arc<dyn Embed>> {
        let source = match &self.encoder {
            Some(path) => EncoderSource::Path(path.clone()),
            None => EncoderSource::Bundled,
        };
        Ok(hub::open_encoder(&source)?)
    }

    fn cross_encoder(&self) -> anyhow::Result<Option<Arc<CrossEncoder>>> {
        let path = self.cross_encoder.as_deref();
        let opened = path.map(hub::open_cross_encoder).transpose()?;
        Ok(opened.map(Arc::new))
    }
}

/// The sayings of maintainers that lie in a directory, as TSV files; without the directory there are none.
///
/// # Errors
/// When something cannot be read.
pub fn concepts(directory: &Path) -> anyhow::Result<OwnConcepts> {
    if !directory.exists() {
        return Ok(OwnConcepts::default());
    }
    let mut files = load::data_files(directory)?;
    files.retain(|file| Path::new(&file.name).extension().is_some_and(|own| own == "tsv"));
    Ok(OwnConcepts { files })
}

/// The screen with the lists of a directory in the place of bundled ones of the same names. Files
/// whose names begin with a dot are left alone.
///
/// # Errors
/// When something cannot be read, or [`Unusable`] with every problem of the lists.
pub fn screen(directory: &Path) -> anyhow::Result<Screen> {
    let mut replaced = Vec::new();
    let context = || format!("cannot read `{}`", directory.display());
    for file in std::fs::read_dir(directory).with_context(context)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            replaced.push(DataFile { name, text: read(&path)? });
        }
    }
    // The order in which a directory is read says nothing.
    replaced.sort_by(|a, b| a.name.cmp(&b.name));
    let screen = Screen::read(&replaced).map_err(Unusable)?;
    match screen.hidden(Words::bundled()?.texts()) {
        problems if problems.is_empty() => Ok(screen),
        problems => Err(Unusable(problems).into()),
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}
