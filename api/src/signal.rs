//! Handover and its signals: how a person comes to be asked for, and when the way there is pointed
//! out. Values in, values out; thresholds and words are data.

use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wenshui_engine::emotion::feeling::Feeling;
use wenshui_engine::open_question::OpenQuestion;
use wenshui_engine::reply::{Decision, Reply};

/// How a person comes to be asked for (J-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By the button (直接转人工).
    Direct,
    /// In words (智能识别转人工).
    Intent,
    /// Because the system pointed it out (系统提示转人工).
    Signal,
}

impl Mode {
    /// Its name on the wire and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Intent => "intent",
            Self::Signal => "signal",
        }
    }
}

/// What points to a person (J-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// There was no answer.
    NoAnswer,
    /// The answer did not help.
    Unsolved,
    /// It was asked back in vain.
    Rounds,
    /// The person is agitated.
    Emotion,
    /// Something was sent that the machine cannot read.
    Attachment,
}

impl Signal {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::NoAnswer, Self::Unsolved, Self::Rounds, Self::Emotion, Self::Attachment];

    /// Its name on the wire and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::Unsolved => "unsolved",
            Self::Rounds => "rounds",
            Self::Emotion => "emotion",
            Self::Attachment => "attachment",
        }
    }
}

/// When a signal points, and with which words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    on: bool,
    at: u32,
    reason: String,
}

/// What is said of requests that no signal pointed to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Modes {
    direct: String,
    intent: String,
}

/// The rules of all signals.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signals {
    no_answer: Rule,
    unsolved: Rule,
    rounds: Rule,
    emotion: Rule,
    attachment: Rule,
    modes: Modes,
}

/// How often in a row something went wrong in a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Streak {
    /// Questions without an answer.
    pub unanswered: u8,
    /// Answers that did not help.
    pub unsolved: u8,
}

/// What a turn says to the signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// What was decided.
    pub decision: Decision,
    /// Whether the guard left it a question at all.
    pub let_through: bool,
    /// Whether the person said that the answer before did not help.
    pub unsolved: bool,
    /// How many rounds of asking back were in vain.
    pub rounds: u32,
    /// Whether no further round comes.
    pub over: bool,
    /// The level of agitation, 0 to 3.
    pub agitation: u8,
}

impl Heard {
    /// What a reply says; `before` is the question that was open.
    pub fn of(reply: &Reply, before: Option<&OpenQuestion>) -> Self {
        let asked = reply.asked.as_ref();
        let round = asked.map_or(0, |asked| asked.round);
        let refused = |open: Option<&OpenQuestion>| open.map_or(0, |open| open.refused.len());
        let answered = before.is_some_and(OpenQuestion::is_answered);
        let emotion = reply.heard.emotion;
        Self {
            decision: reply.decision,
            let_through: reply.heard.verdict.action.answers(),
            unsolved: answered && refused(asked) > refused(before),
            rounds: round - u32::from(round > 0 && reply.clarification.is_some()),
            over: reply.exits && round > 0 && reply.clarification.is_none(),
            agitation: if emotion.feeling == Feeling::Agitated { emotion.level } else { 0 },
        }
    }
}

impl Signals {
    /// Reads the bundled rules, or those of a file.
    ///
    /// # Errors
    /// When the file cannot be read or is none.
    pub fn read(path: Option<&Path>) -> anyhow::Result<Self> {
        let bundled = || Ok(include_str!("../data/signals.toml").to_owned());
        let name = path.map_or("data/signals.toml".into(), |path| path.display().to_string());
        let text = path.map_or_else(bundled, std::fs::read_to_string);
        let text = text.with_context(|| format!("cannot read `{name}`"))?;
        toml::from_str(&text).with_context(|| format!("`{name}` is not usable"))
    }

    /// What points to a person after a turn, if anything does, and what to remember. Where several
    /// do, the one that says most of what the person needs is named.
    pub fn follow(&self, before: Streak, turn: Heard) -> (Streak, Option<Signal>) {
        if !turn.let_through || matches!(turn.decision, Decision::Reply | Decision::Handover) {
            return (before, self.of_emotion(turn));
        }
        let refused = turn.decision == Decision::Refuse;
        let after = Streak {
            unanswered: counted(refused, before.unanswered),
            unsolved: counted(turn.unsolved, before.unsolved),
        };
        let rounds = turn.decision != Decision::Answer
            && (turn.over || (turn.rounds > 0 && self.rounds.points(turn.rounds)));
        let signal = if self.rounds.on && rounds {
            Some(Signal::Rounds)
        } else if self.unsolved.points(u32::from(after.unsolved)) {
            Some(Signal::Unsolved)
        } else if self.no_answer.points(u32::from(after.unanswered)) {
            Some(Signal::NoAnswer)
        } else {
            self.of_emotion(turn)
        };
        (after, signal)
    }

    /// What points to a person after an answer was judged to be of no use.
    pub fn useless(&self, before: Streak) -> (Streak, Option<Signal>) {
        let after = Streak { unsolved: counted(true, before.unsolved), ..before };
        let points = self.unsolved.points(u32::from(after.unsolved));
        (after, points.then_some(Signal::Unsolved))
    }

    /// Whether an attachment after others, with no question in between, points to a person.
    pub fn attachments(&self, in_a_row: u32) -> bool {
        self.attachment.points(in_a_row)
    }

    /// The words for a signal.
    pub fn reason(&self, signal: Signal) -> &str {
        &match signal {
            Signal::NoAnswer => &self.no_answer,
            Signal::Unsolved => &self.unsolved,
            Signal::Rounds => &self.rounds,
            Signal::Emotion => &self.emotion,
            Signal::Attachment => &self.attachment,
        }
        .reason
    }

    /// The words for a request, by how it came about.
    pub fn words(&self, mode: Mode, signal: Option<Signal>) -> &str {
        match (mode, signal) {
            (_, Some(signal)) => self.reason(signal),
            (Mode::Intent, None) => &self.modes.intent,
            (Mode::Direct | Mode::Signal, None) => &self.modes.direct,
        }
    }

    /// The words for a request as it is stored.
    pub fn told(&self, mode: &str, signal: Option<&str>) -> &str {
        let signal = Signal::ALL.into_iter().find(|own| Some(own.name()) == signal);
        let intent = mode == Mode::Intent.name();
        self.words(if intent { Mode::Intent } else { Mode::Direct }, signal)
    }

    fn of_emotion(&self, turn: Heard) -> Option<Signal> {
        let points = turn.let_through
            && turn.decision != Decision::Handover
            && self.emotion.points(u32::from(turn.agitation));
        points.then_some(Signal::Emotion)
    }
}

impl Rule {
    /// Nothing of something never points, whatever the threshold.
    fn points(&self, much: u32) -> bool {
        self.on && much > 0 && much >= self.at
    }
}

fn counted(again: bool, before: u8) -> u8 {
    if again { before.saturating_add(1) } else { 0 }
}

#[cfg(test)]
mod tests {
    use wenshui_engine::reply::Decision;

    use super::{Heard, Signal, Signals, Streak};

    const CALM: Heard = Heard {
        decision: Decision::Answer,
        let_through: true,
        unsolved: false,
        rounds: 0,
        over: false,
        agitation: 0,
    };
    const REFUSED: Heard = Heard { decision: Decision::Refuse, ..CALM };

    fn rules(change: impl FnOnce(&mut Signals)) -> Signals {
        let mut rules = Signals::read(None).unwrap();
        change(&mut rules);
        rules
    }

    /// What points after each of these turns.
    fn walk(rules: &Signals, turns: &[Heard]) -> Vec<Option<Signal>> {
        let mut streak = Streak::default();
        let follow = |turn: &Heard| {
            let (after, signal) = rules.follow(streak, *turn);
            streak = after;
            signal
        };
        turns.iter().map(follow).collect()
    }

    #[test]
    fn j_04_every_signal_points_by_itself() {
        let rules = rules(|_| ());
        let cases = [
            (CALM, None),
            (REFUSED, Some(Signal::NoAnswer)),
            (Heard { unsolved: true, ..CALM }, Some(Signal::Unsolved)),
            (
                Heard { decision: Decision::Suggest, over: true, rounds: 3, ..CALM },
                Some(Signal::Rounds),
            ),
            (Heard { agitation: 2, ..CALM }, Some(Signal::Emotion)),
            (Heard { agitation: 1, ..CALM }, None),
            (Heard { decision: Decision::Clarify, rounds: 2, ..CALM }, None),
            (Heard { decision: Decision::Clarify, rounds: 3, ..CALM }, Some(Signal::Rounds)),
            (Heard { let_through: false, agitation: 3, ..REFUSED }, None),
            (Heard { decision: Decision::Handover, agitation: 3, ..CALM }, None),
        ];
        for (turn, expected) in cases {
            assert_eq!(walk(&rules, &[turn]), [expected], "{turn:?}");
        }
        assert_eq!((rules.attachments(1), rules.attachments(2)), (false, true));
    }

    #[test]
    fn j_04_thresholds_count_what_comes_one_after_another() {
        let rules = rules(|rules| rules.no_answer.at = 2);
        let small_talk = Heard { decision: Decision::Reply, ..CALM };
        let points = Some(Signal::NoAnswer);
        assert_eq!(walk(&rules, &[REFUSED, REFUSED, REFUSED]), [None, points, points]);
        assert_eq!(walk(&rules, &[REFUSED, CALM, REFUSED]), [None, None, None]);
        assert_eq!(walk(&rules, &[REFUSED, small_talk, REFUSED]), [None, None, points]);
        let (streak, signal) = rules.useless(Streak::default());
        assert_eq!((streak.unsolved, signal), (1, Some(Signal::Unsolved)));
    }

    #[test]
    fn j_04_a_signal_that_is_off_never_points() {
        let rules = rules(|rules| {
            for rule in [
                &mut rules.no_answer,
                &mut rules.unsolved,
                &mut rules.rounds,
                &mut rules.emotion,
                &mut rules.attachment,
            ] {
                rule.on = false;
            }
        });
        let all = Heard { unsolved: true, rounds: 9, over: true, agitation: 3, ..REFUSED };
        assert_eq!(walk(&rules, &[all]), [None]);
        assert_eq!(rules.useless(Streak::default()).1, None);
        assert!(!rules.attachments(9));
    }

    #[test]
    fn every_signal_has_words_and_a_name_of_its_own() {
        let rules = rules(|_| ());
        for signal in Signal::ALL {
            assert!(rules.reason(signal).contains("您"), "{signal:?}");
            assert_eq!(serde_json::json!(signal), signal.name());
        }
    }
}
