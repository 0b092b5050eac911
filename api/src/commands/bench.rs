//! `wenshui bench`: how fast is it.

pub mod child;
pub mod echo;
pub mod generate;
pub mod http;
pub mod questions;
pub mod retrieval;

use serde::Serialize;

use crate::cli::BenchCommand;
use crate::commands::Outcome;

/// Runs a command that measures speed.
///
/// # Errors
/// When the knowledge cannot be used or a server does not behave.
pub fn run(command: &BenchCommand) -> anyhow::Result<Outcome> {
    match command {
        BenchCommand::Generate(args) => generate::run(args),
        BenchCommand::Retrieval(args) => retrieval::run(args),
        BenchCommand::Http(args) => http::run(args),
        BenchCommand::Echo { listen } => echo::run(*listen),
    }
}

/// What a figure belongs to.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// The processor, as it names itself.
    processor: String,
    /// How many of them.
    cores: usize,
}

impl Machine {
    fn this() -> Self {
        let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let named = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
        let processor = named.map(|name| name.trim_start_matches(['\t', ' ', ':']).to_owned());
        Self {
            processor: processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}
