//! How far long work is, told to whoever waits, who may call it off.

use std::ops::ControlFlow;

use crate::error::Error;

/// Somebody who waits for long work.
pub struct Progress<'a>(&'a mut Told<'a>);

/// Hears how much is done and how much there is in all; breaks to call the work off.
type Told<'a> = dyn FnMut(usize, usize) -> ControlFlow<()> + Send + 'a;

impl<'a> Progress<'a> {
    /// Tells `told` how much is done and how much there is in all, until it breaks.
    pub fn new(told: &'a mut Told<'a>) -> Self {
        Self(told)
    }

    /// Tells that so much is done.
    ///
    /// # Errors
    /// [`Error::Cancelled`] when whoever waits has called the work off.
    pub fn step(&mut self, done: usize, all: usize) -> Result<(), Error> {
        match (self.0)(done, all) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled),
        }
    }
}

/// For [`Progress::new`] where nobody waits.
pub fn unheard(_done: usize, _all: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
