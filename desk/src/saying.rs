//! What a thing with states says by itself, as lines among those of people; the words are data.

/// Something that a session says by itself, so that whoever has no token and no notices hears it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    /// The agent greets (L-10).
    Greeting,
    /// It is over, by the tax office (L-11).
    EndedByAgent,
    /// It is over, by the taxpayer.
    EndedByTaxpayer,
    /// How was it (N-08)?
    RatingAsked,
    /// The wait is long (K-03).
    LongWait,
    /// Nobody was free for too long.
    WaitLapsed,
    /// The agent was lost, and the taxpayer waits for another one.
    Requeued,
    /// The agent asks somebody else to go on.
    Transferring,
    /// Somebody else goes on.
    PassedOn,
    /// Nobody else goes on, and the agent does.
    TransferReturned,
}

impl Saying {
    /// Its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::EndedByAgent => "ended_by_agent",
            Self::EndedByTaxpayer => "ended_by_taxpayer",
            Self::RatingAsked => "rating_asked",
            Self::LongWait => "long_wait",
            Self::WaitLapsed => "wait_lapsed",
            Self::Requeued => "requeued",
            Self::Transferring => "transferring",
            Self::PassedOn => "passed_on",
            Self::TransferReturned => "transfer_returned",
        }
    }
}
