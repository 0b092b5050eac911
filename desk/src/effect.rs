//! What follows from a move besides the next state. Whoever carries a command out does the effects
//! in the same transaction.

use serde::{Deserialize, Serialize};

/// Something to be done. The handler is the one before the move, except where another is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// A notice is sent.
    Notice(To, Told),
    /// The same is told by a short text to the mobile number of the form (O-18).
    Sms(To, Told),
    /// A notice that was written reaches its audience.
    Push,
    /// The session that belongs to it begins.
    BeginSession,
    /// The session that belongs to it ends.
    EndSession,
    /// The reservation or invitation that the session grew out of ends (tables 2.1 and 2.2).
    EndOrigin,
    /// What runs inside the session, a call or a shared screen, ends.
    EndCalls,
    /// The taxpayer is asked how it was.
    AskRating,
    /// A work order is made of it.
    OpenWorkOrder,
    /// The note that the work order was made of is replied to with its result, in the name of the
    /// note's handler.
    ReplyNote,
    /// The work order that was made of it ends, for it was taken back.
    EndWorkOrder,
    /// The note that the work order was made of goes back to its handler.
    ReturnNote,
    /// A seat of the handler is free again.
    FreeSeat,
    /// The handler after the move has a seat less.
    TakeSeat,
    /// The handler after the move greets the taxpayer (L-10).
    Greet,
    /// An outside dialler calls the number.
    Dial,
    /// The recording of a line is written down, where somebody can hear it (D-06).
    Transcribe,
}

/// Who gets a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// The taxpayer whose it is.
    Owner,
    /// The agent it is assigned to.
    Handler,
    /// The agent of the place that took the case in.
    Origin,
    /// Every agent of its center.
    Center,
    /// Whom a transfer of it asks to go on: an agent, or every agent of a center.
    Receiver,
    /// Whom it is meant for by its own audience.
    Audience,
}

/// What a notice tells; its words are data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A reservation stands (P-18).
    Booked,
    /// A reservation is near (P-18).
    Reminder,
    /// Nobody came (P-18).
    Missed,
    /// A reservation was cancelled.
    Cancelled,
    /// Somebody is invited (P-07).
    Invited,
    /// An invitation was accepted or refused.
    InvitationAnswered,
    /// An invitation was not answered in time.
    InvitationLapsed,
    /// A mediation was handed in, accepted, rejected or ended.
    Mediation,
    /// A mediation was withdrawn.
    MediationWithdrawn,
    /// A note was left (O-12).
    NoteLeft,
    /// A note has a reply (O-18).
    NoteReplied,
    /// A work order waits for somebody.
    WorkOrderOpened,
    /// A work order was terminated.
    WorkOrderTerminated,
    /// A work order has a result.
    WorkOrderDone,
    /// Somebody wants a work order to go on.
    WorkOrderUrged,
    /// A service confirmation slip waits for an answer.
    SlipSent,
    /// What has to be supplemented, told once.
    Supplement,
    /// A finding of a case over regions waits for being told.
    CaseFound,
    /// The result of a case over regions.
    CaseDone,
    /// The limit of a case over regions has passed.
    CaseLate,
    /// A case over regions was withdrawn.
    CaseWithdrawn,
    /// A case over regions ended because nobody answered in time.
    CaseLapsed,
    /// A survey is open.
    SurveyOpen,
    /// Something was assigned to somebody.
    Assigned,
    /// The wait is long: a note or a reservation is offered (K-03).
    LongWait,
    /// Nobody was free for too long.
    WaitLapsed,
    /// A transfer asks somebody to go on.
    TransferAsked,
    /// A transfer was refused or not answered.
    TransferReturned,
    /// A supervisor goes on in the handler's place.
    TakenOver,
    /// The agent was lost and the taxpayer waits for another one.
    Requeued,
    /// The taxpayer asks for a call, or for help at the own screen.
    CallAsked,
    /// The agent invites to a call.
    CallInvited,
    /// The session of a matter waits, for its taxpayer talks with somebody else.
    PersonBusy,
}

impl Told {
    /// Everything that is told.
    pub const ALL: &'static [Self] = &[
        Self::Booked,
        Self::Reminder,
        Self::Missed,
        Self::Cancelled,
        Self::Invited,
        Self::InvitationAnswered,
        Self::InvitationLapsed,
        Self::Mediation,
        Self::MediationWithdrawn,
        Self::NoteLeft,
        Self::NoteReplied,
        Self::WorkOrderOpened,
        Self::WorkOrderTerminated,
        Self::WorkOrderDone,
        Self::WorkOrderUrged,
        Self::SlipSent,
        Self::Supplement,
        Self::CaseFound,
        Self::CaseDone,
        Self::CaseLate,
        Self::CaseWithdrawn,
        Self::CaseLapsed,
        Self::SurveyOpen,
        Self::LongWait,
        Self::WaitLapsed,
        Self::TransferAsked,
        Self::TransferReturned,
        Self::TakenOver,
        Self::Requeued,
        Self::CallAsked,
        Self::CallInvited,
        Self::PersonBusy,
        Self::Assigned,
    ];

    /// Its name in the data of words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Reminder => "reminder",
            Self::Missed => "missed",
            Self::Cancelled => "cancelled",
            Self::Invited => "invited",
            Self::InvitationAnswered => "invitation_answered",
            Self::InvitationLapsed => "invitation_lapsed",
            Self::Mediation => "mediation",
            Self::MediationWithdrawn => "mediation_withdrawn",
            Self::NoteLeft => "note_left",
            Self::NoteReplied => "note_replied",
            Self::WorkOrderOpened => "work_order_opened",
            Self::WorkOrderTerminated => "work_order_terminated",
            Self::WorkOrderDone => "work_order_done",
            Self::WorkOrderUrged => "work_order_urged",
            Self::SlipSent => "slip_sent",
            Self::Supplement => "supplement",
            Self::CaseFound => "case_found",
            Self::CaseDone => "case_done",
            Self::CaseLate => "case_late",
            Self::CaseWithdrawn => "case_withdrawn",
            Self::CaseLapsed => "case_lapsed",
            Self::SurveyOpen => "survey_open",
            Self::LongWait => "long_wait",
            Self::WaitLapsed => "wait_lapsed",
            Self::TransferAsked => "transfer_asked",
            Self::TransferReturned => "transfer_returned",
            Self::TakenOver => "taken_over",
            Self::Requeued => "requeued",
            Self::CallAsked => "call_asked",
            Self::CallInvited => "call_invited",
            Self::PersonBusy => "person_busy",
            Self::Assigned => "assigned",
        }
    }
}
