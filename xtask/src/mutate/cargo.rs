//! Cargo, as it builds and runs the tests of the copy.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::error::Error;
use crate::mutate::switch;

/// How long tests may take before they count as hanging, in seconds. A client of the tests waits for
/// a minute at most.
const PATIENCE_S: u32 = 300;
/// What `timeout` says of a program that it had to end.
const TIMED_OUT: i32 = 124;

/// Where is built, and where to.
#[derive(Debug)]
pub struct Cargo {
    /// The folder with the workspace.
    pub tree: PathBuf,
    /// Where what is built goes.
    pub target: PathBuf,
}

/// How building and running went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ran {
    /// It was not built; what the compiler said.
    NotBuilt(String),
    /// The tests did not come to an end.
    Hung,
    /// The tests ended; what they said.
    Ended(String),
}

impl Cargo {
    /// Builds the integration tests of a package and runs those of exactly these names, with the
    /// mutation of this number where one is wanted. The two are told apart: what the compiler finds
    /// is nothing that a test found.
    ///
    /// # Errors
    /// When cargo cannot be started.
    pub fn test(
        &self,
        package: &str,
        names: &[&str],
        planted: Option<usize>,
    ) -> Result<Ran, Error> {
        let built = self.output(Command::new("cargo").args(arguments(package)).arg("--no-run"))?;
        if built.code != Some(0) {
            return Ok(Ran::NotBuilt(built.said));
        }
        // Not `cargo` is stopped but its group, so that no server of a test is left behind.
        let mut command = Command::new("timeout");
        command.envs(planted.map(|number| (switch::VARIABLE, number.to_string())));
        command.arg(PATIENCE_S.to_string()).arg("cargo").args(arguments(package));
        let ran = self.output(command.args(["--", "--exact"]).args(names))?;
        let hung = ran.code == Some(TIMED_OUT);
        Ok(if hung { Ran::Hung } else { Ran::Ended(ran.said) })
    }

    fn output(&self, command: &mut Command) -> Result<Output, Error> {
        command.current_dir(&self.tree).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", &self.target).env("RUST_BACKTRACE", "0");
        // Lines of code are of no use here, and linking without them takes half the time.
        command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TERM_COLOR", "never");
        // With it a test would write down what it sees instead of comparing.
        command.env_remove("UPDATE_EXPECT");
        let output = command.output().map_err(|source| Error::Cargo { source })?;
        let said = [output.stdout, output.stderr]
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok(Output { code: output.status.code(), said: said.concat() })
    }
}

struct Output {
    code: Option<i32>,
    said: String,
}

fn arguments(package: &str) -> [&str; 7] {
    ["test", "--quiet", "--locked", "--package", package, "--test", "it"]
}
