//! The program, started as people start it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A directory to work in and to start the program in.
pub(crate) struct Desk {
    directory: TempDir,
}

/// How the program ended, with the directory's name taken out of its words.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().expect("a temporary directory"),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file and gives its name for the command line.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a new file");
        path
    }

    pub(crate) fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file that the program wrote")
    }

    /// The program with arguments, not yet started; nothing of the environment reaches it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wenshui"));
        command.current_dir(self.directory.path()).args(arguments).stdin(Stdio::null());
        for name in ["DATA", "LISTEN", "CONFIG", "KB", "LOG"] {
            command.env_remove(format!("WENSHUI_{name}"));
        }
        command.env("RUST_BACKTRACE", "0");
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().expect("the program starts");
        Ran::new(&output, self.directory.path())
    }
}

impl Ran {
    fn new(output: &Output, directory: &Path) -> Self {
        let words = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).expect("words in UTF-8");
            text.replace(&format!("{}/", directory.display()), "")
        };
        Self {
            code: output.status.code().expect("it ends by itself"),
            stdout: words(&output.stdout),
            stderr: words(&output.stderr),
        }
    }

    /// Exit code and everything that was said, for an expectation.
    pub(crate) fn told(&self) -> String {
        format!("exit {}\n{}{}", self.code, self.stdout, self.stderr)
    }

    /// Standard output of a run that was done.
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}", self.told());
        self.stdout
    }
}
