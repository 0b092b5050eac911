//! How far a long command is, on a terminal only.

use std::io::IsTerminal as _;
use std::ops::ControlFlow;

use crate::commands::terminal::{take_back, tell};

/// How often it is written anew: after so many of what is counted.
const EVERY: usize = 500;

/// A line that is written over itself.
pub struct Bar {
    what: &'static str,
    is_terminal: bool,
    shown: bool,
}

impl Bar {
    /// A bar that counts `what`.
    pub fn new(what: &'static str) -> Self {
        Self { what, is_terminal: std::io::stderr().is_terminal(), shown: false }
    }

    /// Shows how much is done.
    pub fn show(&mut self, done: usize, all: usize) -> ControlFlow<()> {
        if self.is_terminal && done.is_multiple_of(EVERY) {
            self.clear();
            tell(&format!("{done} of {all} {}", self.what));
            self.shown = true;
        }
        ControlFlow::Continue(())
    }

    /// Takes it away.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            take_back();
        }
    }
}
