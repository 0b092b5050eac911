//! How offences add up over turns: a value in, a value out.

use jiff::Timestamp;

use crate::guard::action::Action;
use crate::guard::rules::Strikes;

/// What is remembered of one person's offences. The default is a clean slate; a reviewer who
/// releases somebody puts it back.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GuardState {
    /// The strikes at the moment below; they halve with time.
    pub strikes: f32,
    /// When they were counted last.
    pub counted_at: Option<Timestamp>,
    /// Until when nothing is answered.
    pub silent_until: Option<Timestamp>,
    /// How many silences there were; each is twice as long as the one before.
    pub silences: u8,
}

/// Below this a slate is clean, and the silences are forgotten.
const STRIKES_MIN: f32 = 0.05;

impl GuardState {
    /// Until when nothing is answered, if that lies ahead.
    pub fn silence(&self, now: Timestamp) -> Option<Timestamp> {
        self.silent_until.filter(|until| *until > now)
    }

    /// The state at a moment: strikes have halved, a silence may be over.
    #[must_use]
    pub fn at(self, strikes: &Strikes, now: Timestamp) -> Self {
        let passed_s = self.counted_at.map_or(0, |at| now.as_second() - at.as_second()).max(0);
        let halvings = passed_s as f32 / strikes.half_life_s.max(1) as f32;
        let left = self.strikes * 0.5_f32.powf(halvings);
        if left < STRIKES_MIN && self.silence(now).is_none() {
            return Self::default();
        }
        Self {
            strikes: left,
            counted_at: Some(now),
            silent_until: self.silence(now),
            silences: self.silences,
        }
    }

    /// What a first action becomes after all that was before, and the state after it.
    #[must_use]
    pub fn escalate(self, first: Action, strikes: &Strikes, now: Timestamp) -> (Action, Self) {
        let mut next = self.at(strikes, now);
        let weight = match first {
            Action::Pass | Action::Soften => return (first, next),
            Action::Warn if next.strikes + strikes.warn < strikes.block_from => strikes.warn,
            Action::Warn | Action::Block | Action::Silence => strikes.block,
        };
        next.strikes += weight;
        next.counted_at = Some(now);
        if next.strikes >= strikes.silence_from || first == Action::Silence {
            let doubled = strikes.silence_s.saturating_mul(1 << u32::from(next.silences.min(20)));
            let length_s = i64::from(doubled.min(strikes.silence_max_s));
            next.silent_until = Timestamp::from_second(now.as_second() + length_s).ok();
            next.silences = next.silences.saturating_add(1);
            return (Action::Silence, next);
        }
        let action = if next.strikes >= strikes.block_from { Action::Block } else { first };
        (action, next)
    }
}
