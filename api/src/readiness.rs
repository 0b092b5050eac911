//! Whether this node takes questions: it is not stopping, and what it cannot do without is there.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::ApiError;

/// When to come again, in seconds.
const RETRY_AFTER_S: u64 = 5;

/// What is known of it.
#[derive(Debug, Default)]
pub struct Readiness {
    stopping: AtomicBool,
    database_missing: AtomicBool,
}

impl Readiness {
    /// Why no questions are taken, if so.
    ///
    /// # Errors
    /// `overloaded` of a node that stops, `database_missing` while its database is away.
    pub fn check(&self) -> Result<(), ApiError> {
        if self.is_stopping() {
            return Err(ApiError::retry("overloaded", RETRY_AFTER_S));
        }
        if self.database_missing.load(Ordering::Relaxed) {
            return Err(ApiError::retry("database_missing", RETRY_AFTER_S));
        }
        Ok(())
    }

    /// Whether the node stops: nothing new is begun.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// From now on the node says that it is not ready, so that balancers look elsewhere.
    pub fn retire(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Notes whether the database is there; gives whether that is news.
    pub fn note_database(&self, is_there: bool) -> bool {
        self.database_missing.swap(!is_there, Ordering::Relaxed) == is_there
    }
}

#[cfg(test)]
mod tests {
    use super::Readiness;

    #[test]
    fn a_node_is_ready_while_its_database_is_there_and_it_does_not_stop() {
        let readiness = Readiness::default();
        let code = || readiness.check().err().map(|error| error.code);
        assert_eq!(code(), None);
        assert!(!readiness.note_database(true) && readiness.note_database(false));
        assert_eq!(code(), Some("database_missing"));
        assert!(!readiness.note_database(false) && readiness.note_database(true));
        assert_eq!(code(), None);
        readiness.retire();
        assert_eq!(code(), Some("overloaded"));
    }
}
