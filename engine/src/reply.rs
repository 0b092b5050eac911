//! What comes out: a decision and what it rests on.

use crate::confidence::Confidence;
use crate::emotion::feeling::Emotion;
use crate::feature::Features;
use crate::guard::action::Action;
use crate::guard::verdict::Verdict;
use crate::intent::file::IntentKind;
use crate::open_question::OpenQuestion;
use crate::rank::Candidate;
use crate::screen::{Screened, TalkState};
use crate::trace::Trace;

/// What is done with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// One entry answers.
    Answer,
    /// The question is asked back.
    Clarify,
    /// Questions near it are offered.
    Suggest,
    /// Small talk is answered in kind.
    Reply,
    /// Nothing fits well enough, or the guard stopped it.
    Refuse,
    /// A person is asked for.
    Handover,
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 6] =
        [Self::Answer, Self::Clarify, Self::Suggest, Self::Reply, Self::Refuse, Self::Handover];

    /// The decision of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.name() == name)
    }

    /// Its name on the wire and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Clarify => "clarify",
            Self::Suggest => "suggest",
            Self::Reply => "reply",
            Self::Refuse => "refuse",
            Self::Handover => "handover",
        }
    }
}

/// A candidate as it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The entry's number in the version.
    pub entry: u32,
    /// The wording that fits best.
    pub wording: u32,
    /// How likely it is right, 0 to 1.
    pub confidence: f32,
    /// The ranker's score.
    pub score: f32,
    /// Its share of the choice among all candidates, 0 to 1.
    pub share: f32,
    /// The features behind the score.
    pub features: Features,
}

/// What is asked back.
#[derive(Debug, Clone, PartialEq)]
pub struct Clarification {
    /// What the options differ in: `question` or a facet of the entries.
    pub facet: String,
    /// The options, each with the words to choose it by.
    pub options: Vec<(Choice, String)>,
    /// Which round this is, counted from 1.
    pub round: u32,
}

/// What an option stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// An entry.
    Entry(u32),
    /// A value of the facet.
    Value(String),
    /// Nothing of what is offered.
    None,
}

/// What was heard in a question besides what it asks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// What the guard decided.
    pub verdict: Verdict,
    /// What the person feels.
    pub emotion: Emotion,
    /// What the person wants beside an answer.
    pub intent: Option<IntentKind>,
    /// What to remember of the person.
    pub state: TalkState,
    /// The hash by which a repetition is known; none where nothing was said, as with an option.
    pub hash: Option<u64>,
    /// Whether the person says that the answer before was not what they needed.
    pub unsolved: bool,
}

impl Heard {
    /// What a screen heard.
    pub fn of(screened: Screened) -> Self {
        let Screened { verdict, emotion, intent, state, hash, .. } = screened;
        let intent = intent.map(|intent| intent.kind);
        Self { verdict, emotion, intent, state, hash: Some(hash), unsolved: false }
    }
}

/// A decision with its grounds, by numbers into one version.
#[derive(Debug, Clone)]
pub struct Reply {
    /// What is done.
    pub decision: Decision,
    /// How likely the first candidate is right; 1 for small talk, 0 without candidates.
    pub confidence: f32,
    /// How likely the base knows the matter at all; 1 for small talk, 0 without candidates.
    pub known: f32,
    /// Words shown whatever the decision, in Markdown.
    pub say: Vec<String>,
    /// The entry that answers.
    pub answer: Option<u32>,
    /// What was considered, best first.
    pub candidates: Vec<Ranked>,
    /// What is asked back.
    pub clarification: Option<Clarification>,
    /// Entries offered instead of an answer.
    pub guesses: Vec<u32>,
    /// Entries near the one that answers.
    pub related: Vec<u32>,
    /// Whether the ways to a person are offered.
    pub exits: bool,
    /// The question as it was understood, where the words were a part of it.
    pub understood: Option<String>,
    /// What is to be remembered of the question, where it is one.
    pub asked: Option<OpenQuestion>,
    /// What was heard besides what it asks.
    pub heard: Heard,
    /// What of the answer had to be hidden or held back.
    pub withheld: Option<Withheld>,
    /// What it was decided by, where the question asks for it and a search was made.
    pub weighed: Option<Box<Weighed>>,
    /// What it took.
    pub trace: Trace,
}

/// An answer that had sensitive words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The entry.
    pub entry: u32,
    /// The stable id of the rule.
    pub rule: String,
    /// `Block` where it was not given, `Soften` where words in it were hidden.
    pub action: Action,
    /// The hash of the text, as those of questions.
    pub hash: u64,
}

/// What was found for a question, before anything is decided: what a decision is made of, so that it can
/// be made again by other thresholds without a search. How is in `search`, which goes the same way.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The candidates with their confidence, best first.
    pub ranked: Vec<Ranked>,
    /// How many of the first have the question as their own wording.
    pub exact: usize,
    /// All candidates, best first.
    pub candidates: Vec<Candidate>,
    /// Those that would answer in some province, where the place is not known.
    pub elsewhere: Vec<Candidate>,
    /// Those that would answer on another day.
    pub lapsed: Vec<Candidate>,
    /// How likely things are.
    pub confidence: Confidence,
    /// What is known of the question, from its words and the rounds before.
    pub asked: OpenQuestion,
}
