//! The program `wenshui`.

use std::process::ExitCode;

use clap::Parser;
use wenshui_api::cli::Cli;
use wenshui_api::commands;

/// Answers allocate little and often; this allocator serves that from memory of the thread's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    commands::main(&Cli::parse())
}
