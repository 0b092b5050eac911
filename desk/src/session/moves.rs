//! What each move of a session leads to, and what follows from it.

use jiff::Timestamp;

use crate::effect::{Effect, To, Told};
use crate::line::{Line, Speaker};
use crate::machine::{Machine as _, Moment, Moved};
use crate::refusal::Refusal;
use crate::session::Session;
use crate::session::action::{Action, Command};
use crate::session::rules::RatingAfter;
use crate::session::stage::{CancelledBy, EndedBy, Rating, Seat, Stage, Target};

type Step = Result<Moved<Session>, Refusal>;

impl Session {
    /// The move of a command that may be given.
    pub(super) fn moved(&self, command: Command, at: &Moment) -> Step {
        match command {
            Command::Connect(agent) => {
                let next = self.at(serving(agent, at.now));
                Ok(Moved::new(next, [Effect::TakeSeat, Effect::Greet]))
            }
            Command::Write(line) => self.said((Speaker::Taxpayer, &line), at),
            Command::Reply(line) => self.said((Speaker::Agent, &line), at),
            Command::Whisper(line) => self.whispered(&line, at),
            // It is told late and changes nothing of where the talk stands.
            Command::Transcribe(_) => Ok(Moved::new(self.clone(), [])),
            Command::Transfer(to) => self.transfer(to, at),
            Command::AcceptTransfer(seat) => self.accept(seat, at),
            Command::TakeOver(seat) => self.take_over(seat, at),
            Command::Rate(verdict) => {
                let mut next = self.clone();
                if let Stage::Ended { rating, .. } = &mut next.stage {
                    *rating = Rating::Given(verdict);
                }
                Ok(Moved::new(next, []))
            }
            Command::Plain(action) => self.plain(action, at),
        }
    }

    fn plain(&self, action: Action, at: &Moment) -> Step {
        match action {
            Action::Cancel => Ok(Moved::new(self.at(Stage::Cancelled(CancelledBy::Taxpayer)), [])),
            Action::Decline => Ok(self.given_up(CancelledBy::Office)),
            Action::Offer => Ok(self.offer()),
            Action::Stir => Ok(Moved::new(self.stirred(at.now), [])),
            Action::RefuseTransfer | Action::ReturnTransfer => self.back(at),
            Action::Drop => self.dropped(at),
            Action::Return => self.returned(at),
            Action::Requeue => {
                let next = self.at(Stage::Waiting { since: at.now, offered: false });
                let told = Effect::Notice(To::Owner, Told::Requeued);
                Ok(Moved::new(next, [Effect::FreeSeat, Effect::EndCalls, told]))
            }
            Action::End => self.ended(EndedBy::Taxpayer, at),
            Action::CloseWindow => {
                let transferring = matches!(self.stage, Stage::Transferring { .. });
                let how = [EndedBy::WindowClosed, EndedBy::TransferCancelled];
                self.ended(how[usize::from(transferring)], at)
            }
            Action::Finish => self.ended(EndedBy::Agent, at),
            Action::Stop => self.ended(EndedBy::Supervisor, at),
            Action::Lapse => self.lapse(at),
            Action::Connect | Action::TakeOver | Action::AcceptTransfer => Err(required("agent")),
            Action::Write | Action::Reply | Action::Whisper => Err(required("line")),
            Action::Transcribe => Err(required("transcript")),
            Action::Transfer => Err(required("to")),
            Action::Rate => Err(required("verdict")),
        }
    }

    fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }

    /// The long wait is told once in a wait.
    fn offer(&self) -> Moved<Self> {
        let mut next = self.clone();
        if let Stage::Waiting { offered, .. } = &mut next.stage {
            *offered = true;
        }
        Moved::new(next, [Effect::Notice(To::Owner, Told::LongWait)])
    }

    fn said(&self, (speaker, line): (Speaker, &Line), at: &Moment) -> Step {
        let faults = line.faults(speaker, &at.profile.line);
        if !faults.is_empty() {
            return Err(Refusal::Form(faults));
        }
        Ok(Moved { state: self.stirred(at.now), effects: owed_by(line) })
    }

    /// A line that the taxpayer does not see, so that the talk is as silent as before.
    fn whispered(&self, line: &Line, at: &Moment) -> Step {
        let faults = line.faults(self.whispering(), &at.profile.line);
        if !faults.is_empty() {
            return Err(Refusal::Form(faults));
        }
        Ok(Moved { state: self.clone(), effects: owed_by(line) })
    }

    fn stirred(&self, now: Timestamp) -> Self {
        let mut next = self.clone();
        if let Stage::Active { quiet_since, .. } = &mut next.stage {
            *quiet_since = now;
        }
        next
    }

    fn transfer(&self, to: Target, at: &Moment) -> Step {
        let Stage::Active { agent, .. } = &self.stage else {
            return Err(self.not_now(Action::Transfer));
        };
        if to == Target::Agent(agent.clone()) {
            return Err(Refusal::field("to_agent", "itself"));
        }
        let (from, since) = (agent.clone(), at.now);
        let next = self.at(Stage::Transferring { from, lost_at: None, to, since });
        Ok(Moved::new(next, [Effect::Notice(To::Receiver, Told::TransferAsked)]))
    }

    fn accept(&self, seat: Seat, at: &Moment) -> Step {
        let Stage::Transferring { to, .. } = &self.stage else {
            return Err(self.not_now(Action::AcceptTransfer));
        };
        if !to.is(&seat) || self.handler() == Some(&seat.agent) {
            return Err(Refusal::field("agent", "not_asked"));
        }
        Ok(self.passed_on(seat, at))
    }

    fn take_over(&self, seat: Seat, at: &Moment) -> Step {
        if self.handler() == Some(&seat.agent) {
            return Err(Refusal::field("agent", "itself"));
        }
        let mut moved = self.passed_on(Seat { center: self.center.clone(), ..seat }, at);
        moved.effects.push(Effect::Notice(To::Handler, Told::TakenOver));
        Ok(moved)
    }

    /// Somebody else goes on; what ran with the one before has ended.
    fn passed_on(&self, seat: Seat, at: &Moment) -> Moved<Self> {
        let Seat { agent, center } = seat;
        let next = Self { center, ..self.at(serving(agent, at.now)) };
        Moved::new(next, [Effect::EndCalls, Effect::FreeSeat, Effect::TakeSeat])
    }

    /// A transfer came to nothing: the first agent goes on, or is missing, where the connection was
    /// lost meanwhile.
    fn back(&self, at: &Moment) -> Step {
        let Stage::Transferring { from, lost_at, .. } = &self.stage else {
            return Err(self.not_now(Action::ReturnTransfer));
        };
        let agent = from.clone();
        let stage = match *lost_at {
            Some(since) => Stage::Dropped { agent, since },
            None => serving(agent, at.now),
        };
        Ok(Moved::new(self.at(stage), [Effect::Notice(To::Handler, Told::TransferReturned)]))
    }

    fn dropped(&self, at: &Moment) -> Step {
        let mut next = self.clone();
        match &mut next.stage {
            Stage::Transferring { lost_at, .. } => *lost_at = Some(at.now),
            Stage::Active { agent, .. } => {
                let (agent, since) = (agent.clone(), at.now);
                next.stage = Stage::Dropped { agent, since };
            }
            Stage::Waiting { .. }
            | Stage::Cancelled(_)
            | Stage::Dropped { .. }
            | Stage::Ended { .. } => return Err(self.not_now(Action::Drop)),
        }
        Ok(Moved::new(next, []))
    }

    fn returned(&self, at: &Moment) -> Step {
        let mut next = self.clone();
        match &mut next.stage {
            Stage::Transferring { lost_at, .. } => *lost_at = None,
            Stage::Dropped { agent, .. } => next.stage = serving(agent.clone(), at.now),
            Stage::Waiting { .. }
            | Stage::Cancelled(_)
            | Stage::Active { .. }
            | Stage::Ended { .. } => return Err(self.not_now(Action::Return)),
        }
        Ok(Moved::new(next, []))
    }

    fn lapse(&self, at: &Moment) -> Step {
        if let Stage::Waiting { .. } = self.stage {
            return Ok(self.given_up(CancelledBy::Lapse));
        }
        self.ended(EndedBy::Lapse, at)
    }

    /// Nobody was found; the taxpayer hears of it.
    fn given_up(&self, by: CancelledBy) -> Moved<Self> {
        let next = self.at(Stage::Cancelled(by));
        Moved::new(next, [Effect::Notice(To::Owner, Told::WaitLapsed)])
    }

    /// It is over; what ran inside ends with it (N-03).
    fn ended(&self, by: EndedBy, at: &Moment) -> Step {
        let Some(agent) = self.handler().map(str::to_owned) else {
            return Err(self.not_now(Action::End));
        };
        let rating = self.rating(by, at);
        let stage = Stage::Ended { agent, by, at: at.now, rating };
        let follows = [Effect::EndCalls, Effect::FreeSeat, Effect::EndOrigin];
        let mut moved = Moved::new(self.at(stage), follows);
        if rating == Rating::Asked {
            moved.effects.push(Effect::AskRating);
        }
        Ok(moved)
    }

    /// Whether it is asked how it was. Nobody asks a taxpayer who was left alone (N-05); after the
    /// taxpayer's own end it is asked where the profile says so (N-10, X-12).
    fn rating(&self, by: EndedBy, at: &Moment) -> Rating {
        let alone = match &self.stage {
            Stage::Dropped { .. } | Stage::Transferring { lost_at: Some(_), .. } => true,
            Stage::Waiting { .. }
            | Stage::Cancelled(_)
            | Stage::Active { .. }
            | Stage::Transferring { lost_at: None, .. }
            | Stage::Ended { .. } => false,
        };
        match (at.profile.session.rating_after, by.is_taxpayer()) {
            (_, true) if alone => Rating::Unasked,
            (RatingAfter::AgentEnd, true) => Rating::Unasked,
            (RatingAfter::AgentEnd, false) | (RatingAfter::EitherEnd, _) => Rating::Asked,
        }
    }
}

fn serving(agent: String, now: Timestamp) -> Stage {
    Stage::Active { agent, since: now, quiet_since: now }
}

/// What follows from a line.
fn owed_by(line: &Line) -> Vec<Effect> {
    let unheard = line.is_unheard().then_some(Effect::Transcribe);
    unheard.into_iter().collect()
}

fn required(field: &'static str) -> Refusal {
    Refusal::field(field, "required")
}
