//! The machine of a job: its states, what can happen to it, and where that leads.

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// It has come to its end, and there is what came of it.
    Done,
    /// It has come to no end.
    Failed,
    /// It was called off.
    Cancelled,
}

/// What can happen to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Move {
    /// A worker takes it up.
    Begin,
    /// Its work has come to its end.
    Finish,
    /// Its work cannot be done, or whoever did it is gone.
    Fail,
    /// It is called off.
    Cancel,
}

/// A move that a state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a job that is {} cannot {}", .stage.name(), .step.name())]
pub struct NotAllowed {
    /// The state.
    pub stage: Stage,
    /// The move.
    pub step: Move,
}

impl Stage {
    /// Every state, in the order of a job's life.
    pub const ALL: [Self; 5] =
        [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    /// Its name in tables and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Where a move leads.
    ///
    /// # Errors
    /// [`NotAllowed`] with both names.
    pub fn after(self, step: Move) -> Result<Self, NotAllowed> {
        match (self, step) {
            (Self::Queued, Move::Begin) => Ok(Self::Running),
            (Self::Running, Move::Finish) => Ok(Self::Done),
            (Self::Running, Move::Fail) => Ok(Self::Failed),
            (Self::Queued | Self::Running, Move::Cancel) => Ok(Self::Cancelled),
            (Self::Queued, Move::Finish | Move::Fail)
            | (Self::Running, Move::Begin)
            | (Self::Done | Self::Failed | Self::Cancelled, _) => {
                Err(NotAllowed { stage: self, step })
            }
        }
    }

    /// Whether nothing can happen to it any more.
    pub fn is_over(self) -> bool {
        Move::ALL.into_iter().all(|step| self.after(step).is_err())
    }
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 4] = [Self::Begin, Self::Finish, Self::Fail, Self::Cancel];

    /// Its name in refusals.
    pub fn name(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Finish => "finish",
            Self::Fail => "fail",
            Self::Cancel => "be cancelled",
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::{Move, Stage};

    #[test]
    fn every_state_and_every_move() {
        let mut told = String::new();
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.name()), Some(stage));
            for step in Move::ALL {
                let line = match stage.after(step) {
                    Ok(next) => format!("{} -> {}\n", stage.name(), next.name()),
                    Err(refused) => format!("{refused}\n"),
                };
                told.push_str(&line);
            }
        }
        expect![[r"
            queued -> running
            a job that is queued cannot finish
            a job that is queued cannot fail
            queued -> cancelled
            a job that is running cannot begin
            running -> done
            running -> failed
            running -> cancelled
            a job that is done cannot begin
            a job that is done cannot finish
            a job that is done cannot fail
            a job that is done cannot be cancelled
            a job that is failed cannot begin
            a job that is failed cannot finish
            a job that is failed cannot fail
            a job that is failed cannot be cancelled
            a job that is cancelled cannot begin
            a job that is cancelled cannot finish
            a job that is cancelled cannot fail
            a job that is cancelled cannot be cancelled
        "]]
        .assert_eq(&told);
        let over = Stage::ALL.into_iter().filter(|stage| stage.is_over());
        assert_eq!(over.collect::<Vec<_>>(), [Stage::Done, Stage::Failed, Stage::Cancelled]);
    }
}
