//! The commands, one file each; here they are told apart and their ends become exit codes.

pub mod ablate;
pub mod ask;
pub mod backup;
pub mod bar;
pub mod bench;
pub mod clarify;
pub mod classify;
pub mod cluster;
pub mod compare;
pub mod database;
pub mod eval;
pub mod health;
pub mod impact;
pub mod kb;
pub mod key;
pub mod models;
pub mod outcome;
pub mod replay;
pub mod revision;
pub mod say;
pub mod serve;
pub mod terminal;
pub mod token;
pub mod transcribe;
pub mod tune;
pub mod user;
pub mod versions;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::MakeWriterExt;

use crate::cli::{Cli, Command};
use crate::commands::outcome::Outcome;
use crate::commands::terminal::tell;
use crate::ids_in_log::WithIds;

/// Runs a command. Unusable input ends with exit code 2 and words that name it.
pub fn main(cli: &Cli) -> ExitCode {
    start_log(matches!(cli.command, Command::Serve(_)));
    let ended = match &cli.command {
        Command::Serve(args) => serve::run(args),
        Command::Ask(args) => ask::run(args),
        Command::Say(args) => say::run(args),
        Command::Transcribe(args) => transcribe::run(args),
        Command::Kb(command) => kb::run(command),
        Command::Eval(command) => eval::run(command),
        Command::Models(command) => models::run(command),
        Command::User(command) => user::run(command),
        Command::Token(args) => token::run(args),
        Command::Bench(command) => bench::run(command),
        Command::Backup(args) => backup::run(args),
        Command::Restore(args) => backup::restore::run(args),
    };
    match ended {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("wenshui: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Whoever read our output has read enough: `wenshui kb export | head`.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Logs go to standard error: JSON from the server, words elsewhere. `WENSHUI_LOG` sets the level.
fn start_log(serving: bool) {
    let level = if serving { "info" } else { "warn" };
    // What symphonia thinks of a file is told by the error that comes of it.
    let usual = || EnvFilter::new(format!("{level},symphonia_core=off,symphonia=off"));
    let filter = EnvFilter::try_from_env("WENSHUI_LOG").unwrap_or_else(|_| usual());
    let log = tracing_subscriber::fmt().with_env_filter(filter);
    let writer = std::io::stderr.with_max_level(tracing::Level::TRACE);
    if serving {
        log.json().flatten_event(true).map_event_format(WithIds).with_writer(writer).init();
    } else {
        let is_terminal = std::io::stderr().is_terminal();
        log.with_writer(writer).with_ansi(is_terminal).without_time().init();
    }
}
