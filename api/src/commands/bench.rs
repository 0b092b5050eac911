//! `wenshui bench`: how fast is it.

pub mod capacity;
pub mod child;
pub mod compare;
pub mod cores;
pub mod counts;
pub mod desk;
pub mod echo;
pub mod edits;
pub mod forget;
pub mod gate;
pub mod generate;
pub mod give_out;
pub mod http;
pub mod loading;
pub mod overload;
pub mod part;
pub mod questions;
pub mod report;
pub mod retrieval;
pub mod sizes;
pub mod soak;
pub mod sound;
pub mod speech;
pub mod suggest;
pub mod trial;

use wenshui_benches::result::schema;

use crate::cli::bench::BenchCommand;
use crate::commands::outcome::Outcome;
use crate::commands::terminal::print;

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
        BenchCommand::Soak(args) => soak::run(args),
        BenchCommand::Compare(args) => compare::run(args),
        BenchCommand::Edits(args) => edits::run(args),
        BenchCommand::Desk(args) => desk::run(args),
        BenchCommand::Capacity(args) => capacity::run(args),
        BenchCommand::Speech(args) => speech::run(args),
        BenchCommand::Sound(args) => sound::run(args),
        BenchCommand::Sizes(args) => sizes::run(args),
        BenchCommand::Gate(args) => gate::run(args),
        BenchCommand::Counts(args) => counts::run(args),
        BenchCommand::Report(args) => report::run(args),
        BenchCommand::Trial(args) => trial::run(args),
        BenchCommand::Part(args) => part::run(args),
        BenchCommand::Schema => {
            print(&schema())?;
            Ok(Outcome::Done)
        }
        BenchCommand::Echo { listen } => echo::run(*listen),
    }
}
