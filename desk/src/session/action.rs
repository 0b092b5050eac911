//! What can be done to a session.

use crate::line::Line;
use crate::line::transcript::Transcript;
use crate::machine::Named;
use crate::session::stage::{Seat, Target, Verdict};

/// What can be done to a session, without particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// The taxpayer leaves the queue.
    Cancel,
    /// The tax office has nobody for who waits.
    Decline,
    /// The wait is long: a note or a reservation is offered.
    Offer,
    /// The queue gives it to an agent.
    Connect,
    /// The taxpayer says something.
    Write,
    /// The agent says something.
    Reply,
    /// A supervisor, or one of two agents to the other, says something that the taxpayer does not see.
    Whisper,
    /// A recording was heard that somebody sent before.
    Transcribe,
    /// What runs in the session, such as a call, shows that somebody is there.
    Stir,
    /// The agent asks somebody else to go on.
    Transfer,
    /// The other one takes it.
    AcceptTransfer,
    /// The other one does not.
    RefuseTransfer,
    /// The other one did not answer.
    ReturnTransfer,
    /// The connection of the agent is lost.
    Drop,
    /// The agent is back.
    Return,
    /// The agent did not come back: the taxpayer waits for another one.
    Requeue,
    /// The taxpayer ends it.
    End,
    /// The taxpayer closes the window.
    CloseWindow,
    /// The agent ends it.
    Finish,
    /// A supervisor ends it.
    Stop,
    /// A supervisor goes on in the agent's place.
    TakeOver,
    /// It took too long: nobody was free, or nobody said anything.
    Lapse,
    /// The taxpayer tells how it was.
    Rate,
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Connecting, with the id of the agent.
    Connect(String),
    /// The taxpayer's line.
    Write(Line),
    /// The agent's line.
    Reply(Line),
    /// A line that the taxpayer does not see.
    Whisper(Line),
    /// What was understood of a recording.
    Transcribe(Transcript),
    /// Transferring, with whom to ask.
    Transfer(Target),
    /// Accepting a transfer, with who does.
    AcceptTransfer(Seat),
    /// Taking over, with the supervisor.
    TakeOver(Seat),
    /// Rating, with the verdict.
    Rate(Verdict),
    /// Everything else.
    Plain(Action),
}

impl Command {
    /// The action of it.
    pub fn action(&self) -> Action {
        match self {
            Self::Connect(_) => Action::Connect,
            Self::Write(_) => Action::Write,
            Self::Reply(_) => Action::Reply,
            Self::Whisper(_) => Action::Whisper,
            Self::Transcribe(_) => Action::Transcribe,
            Self::Transfer(_) => Action::Transfer,
            Self::AcceptTransfer(_) => Action::AcceptTransfer,
            Self::TakeOver(_) => Action::TakeOver,
            Self::Rate(_) => Action::Rate,
            Self::Plain(action) => *action,
        }
    }
}

impl Named for Action {
    const ALL: &'static [Self] = &[
        Self::Cancel,
        Self::Decline,
        Self::Offer,
        Self::Connect,
        Self::Write,
        Self::Reply,
        Self::Whisper,
        Self::Transcribe,
        Self::Stir,
        Self::Transfer,
        Self::AcceptTransfer,
        Self::RefuseTransfer,
        Self::ReturnTransfer,
        Self::Drop,
        Self::Return,
        Self::Requeue,
        Self::End,
        Self::CloseWindow,
        Self::Finish,
        Self::Stop,
        Self::TakeOver,
        Self::Lapse,
        Self::Rate,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Decline => "decline",
            Self::Offer => "offer",
            Self::Connect => "connect",
            Self::Write => "write",
            Self::Reply => "reply",
            Self::Whisper => "whisper",
            Self::Transcribe => "transcribe",
            Self::Stir => "stir",
            Self::Transfer => "transfer",
            Self::AcceptTransfer => "accept_transfer",
            Self::RefuseTransfer => "refuse_transfer",
            Self::ReturnTransfer => "return_transfer",
            Self::Drop => "drop",
            Self::Return => "return",
            Self::Requeue => "requeue",
            Self::End => "end",
            Self::CloseWindow => "close_window",
            Self::Finish => "finish",
            Self::Stop => "stop",
            Self::TakeOver => "take_over",
            Self::Lapse => "lapse",
            Self::Rate => "rate",
        }
    }
}
