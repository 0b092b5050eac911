//! `wenshui bench`: how fast is it.

pub mod child;
pub mod cores;
pub mod desk;
pub mod echo;
pub mod edits;
pub mod generate;
pub mod http;
pub mod machine;
pub mod overload;
pub mod questions;
pub mod retrieval;
pub mod sound;
pub mod speech;
pub mod suggest;

use crate::cli::bench::BenchCommand;
use crate::commands::outcome::Outcome;

/// Runs a command that measures speed.
///
/// # Errors
/// When the knowledge cannot be used or a server does not behave.
pub fn run(command: &BenchCommand) -> anyhow::Result<Outcome> {
    match command {
        BenchCommand::Generate(args) => generate::run(args),
        BenchCommand::Retrieval(args) => retrieval::run(args),
        BenchCommand::Suggest(args) => suggest::run(args),
        BenchCommand::Http(args) => http::run(args),
        BenchCommand::Overload(args) => overload::run(args),
        BenchCommand::Edits(args) => edits::run(args),
        BenchCommand::Desk(args) => desk::run(args),
        BenchCommand::Speech(args) => speech::run(args),
        BenchCommand::Sound(args) => sound::run(args),
        BenchCommand::Echo { listen } => echo::run(*listen),
    }
}
