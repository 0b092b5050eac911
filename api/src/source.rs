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
use wenshui_knowledge::contents::SETTINGS;
use wenshui_knowledge::lexicon::own::{OwnConcepts, told};
use wenshui_knowledge::lexicon::{DataFile, Lexicons};
use wenshui_knowledge::problem::{Problem, Severity};
use wenshui_knowledge::{bundled, load};
use wenshui_models::Embed;
use wenshui_models::cross_encoder::CrossEncoder;
use wenshui_models::hub::{self, EncoderSource};

use crate::config::Config;

/// The file of entries in the directory of a version.
pub const KNOWLEDGE: &str = "knowledge.jsonl";
/// The folder of synonyms.
const CONCEPTS: &str = "concepts";
/// The folder of lists of guard, emotions and intents.
const SCREEN: &str = "screen";

/// What to build a version of.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Knowledge files; `None` means those of the version, else the bundled knowledge.
    pub knowledge: Option<PathBuf>,
    /// The directory of a version: its knowledge, and its synonyms, lists and settings over the bundled
    /// ones.
    pub version: Option<PathBuf>,
    /// Settings in the place of the bundled ones.
    pub settings: Option<PathBuf>,
    /// An encoder in the place of the bundled one.
    pub encoder: Option<PathBuf>,
    /// A cross-encoder beside it.
    pub cross_encoder: Option<PathBuf>,
    /// A directory of lists of guard, emotions and intents in the place of bundled ones of the same
    /// names.
    pub screen: Option<PathBuf>,
    /// A directory of sayings over those of the version, by their names.
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
    /// What an operator lays over every version.
    pub fn of_operator(config: &Config) -> Self {
        Self {
            settings: config.settings.clone(),
            encoder: config.encoder.clone(),
            cross_encoder: config.cross_encoder.clone(),
            screen: config.screen.clone(),
            concepts: config.concepts.clone(),
            ..Self::default()
        }
    }

    /// The file of its entries; `None` for the bundled knowledge.
    pub fn file(&self) -> Option<PathBuf> {
        self.knowledge.clone().or_else(|| Some(self.version.as_ref()?.join(KNOWLEDGE)))
    }

    /// Reads the knowledge with all its problems, those over the whole base too.
    ///
    /// # Errors
    /// When files cannot be read.
    pub fn draft(&self) -> anyhow::Result<Draft> {
        let (mut draft, strictness) = match (&self.knowledge, &self.version) {
            (Some(path), _) => (load::knowledge(path)?, check::ANY),
            // It was checked when it was published.
            (None, Some(directory)) => return Ok(load::inside(directory, KNOWLEDGE)?),
            (None, None) => (bundled::knowledge(), check::BUNDLED),
        };
        draft.problems.extend(check::check(&draft.base, strictness));
        Ok(draft)
    }

    /// Reads everything that a version is made of. Warnings go to the log.
    ///
    /// # Errors
    /// When something cannot be read, or [`Unusable`] with every problem of the knowledge.
    pub fn parts(&self) -> anyhow::Result<Parts> {
        self.parts_under(&self.own_lists()?)
    }

    /// The same with an operator's lists that were read before, over those of the version.
    ///
    /// # Errors
    /// As of [`parts`](Self::parts).
    pub fn parts_under(&self, own: &[DataFile]) -> anyhow::Result<Parts> {
        self.parts_with(self.base()?, own)
    }

    /// Everything that a version of a base is made of, whatever problems that has.
    ///
    /// # Errors
    /// When something beside the knowledge cannot be read.
    pub fn parts_of(&self, base: Base) -> anyhow::Result<Parts> {
        self.parts_with(base, &self.own_lists()?)
    }

    fn parts_with(&self, base: Base, own: &[DataFile]) -> anyhow::Result<Parts> {
        let lexicon_files = self.own_concepts()?.joined(&bundled::lexicons());
        let unusable = |problems: Vec<_>| Unusable(problems.into_iter().map(told).collect());
        let lexicons = Lexicons::read(&lexicon_files).map_err(unusable)?;
        let mut settings_text = self.settings_text()?;
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
            screen: self.screen_under(own)?.map(Arc::new),
            before: None,
        })
    }

    /// The sayings of maintainers: those of the version, and over them those of a directory.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn own_concepts(&self) -> anyhow::Result<OwnConcepts> {
        let own = self.concepts.as_deref().map(concepts).transpose()?.unwrap_or_default();
        let published = self.beside(CONCEPTS)?.into_iter().map(unnamed).collect();
        Ok(OwnConcepts { files: over(published, own.files) })
    }

    /// The operator's lists.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn own_lists(&self) -> anyhow::Result<Vec<DataFile>> {
        Ok(self.screen.as_deref().map(lists).transpose()?.unwrap_or_default())
    }

    /// The screen of the version with an operator's lists over its own; the bundled one where nobody has
    /// any.
    ///
    /// # Errors
    /// When something cannot be read, or [`Unusable`] with every problem of the lists.
    pub fn screen_under(&self, own: &[DataFile]) -> anyhow::Result<Option<Screen>> {
        let files = self.beside(SCREEN)?;
        let replaced = over(files.into_iter().map(unnamed).collect(), own.to_vec());
        (!replaced.is_empty()).then(|| screen(&replaced)).transpose()
    }

    fn settings_text(&self) -> anyhow::Result<String> {
        let published = self.version.as_ref().map(|directory| directory.join(SETTINGS));
        let own = self.settings.clone().or(published.filter(|path| path.exists()));
        own.map_or_else(|| Ok(settings::BUNDLED.to_owned()), |path| read(&path))
    }

    /// The files of a folder of the version, with its name before theirs.
    fn beside(&self, folder: &str) -> anyhow::Result<Vec<DataFile>> {
        let directory = self.version.as_ref().map(|directory| directory.join(folder));
        let Some(directory) = directory.filter(|directory| directory.is_dir()) else {
            return Ok(Vec::new());
        };
        let named = |file: DataFile| DataFile { name: format!("{folder}/{}", file.name), ..file };
        Ok(lists(&directory)?.into_iter().map(named).collect())
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

/// A file without the folders before its name.
fn unnamed(file: DataFile) -> DataFile {
    DataFile { name: file.name.rsplit('/').next().unwrap_or_default().to_owned(), ..file }
}

/// The sayings of maintainers that lie in a directory, as TSV files; without the directory there are none.
///
/// # Errors
/// When something cannot be read.
pub fn concepts(directory: &Path) -> anyhow::Result<OwnConcepts> {
    if !directory.exists() {
        return Ok(OwnConcepts::default());
    }
    let mut files = lists(directory)?;
    files.retain(|file| Path::new(&file.name).extension().is_some_and(|own| own == "tsv"));
    Ok(OwnConcepts { files })
}

/// The files of a directory, by name. Those whose names begin with a dot are left alone.
///
/// # Errors
/// When something cannot be read.
pub fn lists(directory: &Path) -> anyhow::Result<Vec<DataFile>> {
    let mut files = Vec::new();
    let context = || format!("cannot read `{}`", directory.display());
    for file in std::fs::read_dir(directory).with_context(context)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            files.push(DataFile { name, text: read(&path)? });
        }
    }
    // The order in which a directory is read says nothing.
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The screen with lists in the place of bundled ones of the same names.
///
/// # Errors
/// [`Unusable`] with every problem of the lists.
pub fn screen(replaced: &[DataFile]) -> anyhow::Result<Screen> {
    let screen = Screen::read(replaced).map_err(Unusable)?;
    match screen.hidden(Words::bundled()?.texts()) {
        problems if problems.is_empty() => Ok(screen),
        problems => Err(Unusable(problems).into()),
    }
}

/// Files in the place of others of the same names, and beside the rest.
fn over(mut beneath: Vec<DataFile>, above: Vec<DataFile>) -> Vec<DataFile> {
    for file in above {
        match beneath.iter_mut().find(|known| known.name == file.name) {
            Some(known) => *known = file,
            None => beneath.push(file),
        }
    }
    beneath
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}
