//! What `wenshui models train` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What can be trained.
#[derive(Debug, Subcommand)]
pub enum TrainCommand {
    /// The bundled encoder, from character vectors
    Grams(TrainGramsArgs),
    /// The ranker, the calibration and the domain, from suites
    Ranker(TrainRankerArgs),
    /// A classifier of texts, from labelled texts
    Ngrams(TrainNgramsArgs),
    /// The small speech model, from questions that espeak-ng speaks; takes half an hour
    Whisper(TrainWhisperArgs),
}

/// Arguments of `models train ranker`.
#[derive(Debug, Args)]
pub struct TrainRankerArgs {
    /// Whose tuning half is learnt from (JSONL), asked of the bundled knowledge; may be given several
    /// times
    #[arg(long, value_name = "FILE", required = true)]
    pub suite: Vec<PathBuf>,
    /// Ambiguous questions, whose tuning half tells what is inside (JSONL with `target`)
    #[arg(long, value_name = "FILE")]
    pub ambiguous: Vec<PathBuf>,
    /// A suite that is for learning alone, all of which is learnt from; may be given several times
    #[arg(long, value_name = "FILE")]
    pub training: Vec<PathBuf>,
    /// Other knowledge and a suite for it, all of which is learnt from; may be given several times
    #[arg(long, num_args = 2, value_names = ["KB", "SUITE"])]
    pub beside: Vec<PathBuf>,
    /// Knowledge in the place of the bundled
    #[arg(long, value_name = "PATH")]
    pub kb: Option<PathBuf>,
    /// An encoder in the place of the bundled one
    #[arg(long, value_name = "PATH")]
    pub encoder: Option<PathBuf>,
    /// A cross-encoder that reads the first candidates
    #[arg(long, value_name = "PATH")]
    pub cross_encoder: Option<PathBuf>,
    /// Settings to begin with [default: the bundled ones]
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Where to write the settings
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// Arguments of `models train whisper`.
#[derive(Debug, Args)]
pub struct TrainWhisperArgs {
    /// Whisper's vocabulary: multilingual.tiktoken of the Python package openai-whisper
    #[arg(long, value_name = "FILE")]
    pub vocabulary: PathBuf,
    /// Steps of descent [default: those of the model in the repository]
    #[arg(long)]
    pub steps: Option<usize>,
    /// Where to write the weights
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// Arguments of `models train ngrams`.
#[derive(Debug, Args)]
pub struct TrainNgramsArgs {
    /// What is told, such as `abuse`
    #[arg(long)]
    pub name: String,
    /// What is told apart, with commas between; without it texts only are of a kind, 1, or not, 0
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    pub labels: Vec<String>,
    /// Marks of tone (!?~…) and both ends of a text count as characters
    #[arg(long)]
    pub tone: bool,
    /// Buckets that runs of characters fall into [default: 131072]
    #[arg(long)]
    pub buckets: Option<usize>,
    /// How often every text is seen [default: 8]
    #[arg(long)]
    pub rounds: Option<u32>,
    /// Texts with `label`, one of the labels, or 0 or 1 without them (JSONL, `text` or `question`);
    /// may be given several times, one file too, which then counts more
    #[arg(long, value_name = "FILE", required_unless_present_any = ["numbered", "all"])]
    pub data: Vec<PathBuf>,
    /// Texts with `label` 0 or 1, and which of the labels these mean
    #[arg(long, num_args = 3, value_names = ["FILE", "ZERO", "ONE"])]
    pub numbered: Vec<String>,
    /// Texts all of which have one label, whatever else the lines say
    #[arg(long, num_args = 2, value_names = ["FILE", "LABEL"])]
    pub all: Vec<String>,
    /// The wordings of the bundled knowledge are not of the kind, or only its standard questions; with
    /// labels, of the first one
    #[arg(long, value_enum, num_args = 0..=1, default_missing_value = "wordings")]
    pub not_knowledge: Option<KnowledgeTexts>,
    /// Where to write the weights
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}

/// Which texts of the knowledge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KnowledgeTexts {
    /// All wordings
    Wordings,
    /// The standard questions
    Questions,
}

/// Arguments of `models train grams`.
#[derive(Debug, Args)]
pub struct TrainGramsArgs {
    /// Character vectors (.npz with an array `embeddings`)
    #[arg(long, value_name = "FILE")]
    pub vectors: PathBuf,
    /// Which character has which row (.pkl)
    #[arg(long, value_name = "FILE")]
    pub vocab: PathBuf,
    /// Texts to count characters in (JSONL); may be given several times
    #[arg(long, value_name = "FILE", required = true)]
    pub corpus: Vec<PathBuf>,
    /// Whose questions are learnt from: a .jsonl or .yaml file or a directory [default: the bundled
    /// knowledge]
    #[arg(long, value_name = "PATH")]
    pub kb: Option<PathBuf>,
    /// Dimensions of the encoder [default: those of the bundled one]
    #[arg(long)]
    pub dims: Option<usize>,
    /// How many descents are made, whose mean is taken [default: as many as for the bundled one]
    #[arg(long)]
    pub descents: Option<usize>,
    /// How often every question is seen in each of them [default: as often as for the bundled one]
    #[arg(long)]
    pub rounds: Option<usize>,
    /// Seed of what is drawn [default: that of the bundled one]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Where to write the weights
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
}
