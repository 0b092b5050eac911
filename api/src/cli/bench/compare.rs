//! The arguments of `bench compare`.

use std::path::PathBuf;

use clap::Args;
use wenshui_eval::case::Half;

use crate::cli::kb_args::KbArgs;

/// Arguments of `bench compare`.
#[derive(Debug, Args)]
pub struct BenchCompareArgs {
    /// The knowledge that all are filled with
    #[command(flatten)]
    pub kb: KbArgs,
    /// Questions with the right entries: JSONL, CSV, TSV or XLSX; without it quality is not measured
    #[arg(long, value_name = "FILE")]
    pub suite: Option<PathBuf>,
    /// Ask one half of the suite: tune or measure
    #[arg(long, value_name = "HALF")]
    pub half: Option<Half>,
    /// How many seconds each load lasts; 0: no load
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// Connections
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=150))]
    pub connections: u16,
    /// Requests a second of the open loop; whoever cannot take them is not asked so
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    pub rate: u64,
    /// Seed of the questions of the load and of the intervals
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Who is measured beside Wenshui, echo and SQLite
    #[command(flatten)]
    pub peers: PeerArgs,
    /// Write the figures as JSON; without a file they go to standard output in the place of the table
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-")]
    pub json: Option<PathBuf>,
}

/// Peers: servers that run already by their URL, or programs that are started for the measurement. What a
/// server has under the name wenshui-compare (PostgreSQL: `wenshui_compare`) is replaced and removed.
#[derive(Debug, Args)]
pub struct PeerArgs {
    /// A running Meilisearch: http://HOST:PORT
    #[arg(long, value_name = "URL", conflicts_with = "meilisearch_program")]
    pub meilisearch: Option<String>,
    /// The program of Meilisearch
    #[arg(long, value_name = "PATH")]
    pub meilisearch_program: Option<PathBuf>,
    /// A running OpenSearch or Elasticsearch without a password: http://HOST:PORT
    #[arg(long, value_name = "URL")]
    pub opensearch: Option<String>,
    /// A running Qdrant: http://HOST:PORT; its vectors are made by the bundled encoder
    #[arg(long, value_name = "URL", conflicts_with = "qdrant_program")]
    pub qdrant: Option<String>,
    /// The program of Qdrant
    #[arg(long, value_name = "PATH")]
    pub qdrant_program: Option<PathBuf>,
    /// A database of a running PostgreSQL with `pg_trgm`: postgres://…
    #[arg(long, value_name = "URL", hide_env_values = true, conflicts_with = "postgres_programs")]
    pub postgres: Option<String>,
    /// The folder of PostgreSQL's programs, /usr/lib/postgresql/VERSION/bin on Debian
    #[arg(long, value_name = "DIR")]
    pub postgres_programs: Option<PathBuf>,
    /// Lucene in one file: a jar that holds its core and its common analysers
    #[arg(long, value_name = "JAR")]
    pub lucene: Option<PathBuf>,
    /// The Java (a JDK of 17 or later) that runs Lucene
    #[arg(long, value_name = "PATH", default_value = "java")]
    pub java: PathBuf,
    /// Leave SQLite out
    #[arg(long)]
    pub without_sqlite: bool,
}
