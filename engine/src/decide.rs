//! From ranked candidates to a decision: two thresholds and a margin.

use wenshui_knowledge::text::fold::Folded;

use crate::confidence::Confidence;
use crate::facet::{QUESTION, TAXPAYER_TYPE};
use crate::question::Question;
use crate::rank::supersedes;
use crate::reply::{Choice, Clarification, Decision, Ranked};
use crate::settings::Thresholds;
use crate::version::Version;

/// The confidence of a wording that is the question itself.
pub const CONFIDENCE_EXACT: f32 = 0.99;
/// How many candidates are asked back at most.
const OPTIONS_MAX: usize = 3;
/// The longest text that is looked at as a keyword, in characters.
const KEYWORD_CHARS_MAX: usize = 4;
/// How many entries are offered at most.
pub const GUESSES_MAX: usize = 5;

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The decision.
    pub decision: Decision,
    /// What is asked back, where it is `Clarify`.
    pub clarification: Option<Clarification>,
    /// Whether it was asked back as often as may be, in vain.
    pub last: bool,
    /// Whether the rule that is asked for does not hold on the day.
    pub lapsed: bool,
}

impl Decided {
    /// A decision with nothing asked back.
    pub fn plain(decision: Decision) -> Self {
        Self { decision, clarification: None, last: false, lapsed: false }
    }

    /// Whether nothing else need be looked for.
    pub fn settles(&self) -> bool {
        matches!(self.decision, Decision::Answer | Decision::Clarify)
    }

    /// Whether it brings somebody nearer to an answer than another decision would.
    pub fn tells_more_than(&self, other: &Self) -> bool {
        let told = |decided: &Self| match decided.decision {
            Decision::Answer => 3,
            Decision::Clarify => 2,
            Decision::Suggest => 1,
            Decision::Reply | Decision::Refuse | Decision::Handover => 0,
        };
        told(self) > told(other)
    }
}

/// Decides by thresholds. The second part of the candidates is how many of the first of them have the
/// question as their own wording.
pub fn decide(
    (version, thresholds): (&Version, &Thresholds),
    question: &Question,
    (candidates, exact): (&[Ranked], usize),
    confidence: &Confidence,
) -> Decided {
    let Thresholds { answer_min, sure_min, suggest_min, margin_min, .. } = *thresholds;
    let answer_min = answer_min.max(question.confidence_min.unwrap_or(0.0));
    let Some(first) = candidates.first() else {
        return Decided::plain(Decision::Refuse);
    };
    let near = match exact {
        0 => {
            let near = |next: &&Ranked| first.score - next.score < margin_min;
            1 + candidates[1..].iter().take_while(near).count()
        }
        exact => exact,
    };
    // A wording that two entries share in different regions is settled by the narrower region.
    let stands = |rival: &&Ranked| !supersedes(version, question, (first.wording, rival.wording));
    let rivals = candidates.iter().take(near).filter(stands).take(OPTIONS_MAX);
    let rivals: Vec<Ranked> = rivals.copied().collect();
    let together = match exact {
        // What a narrower entry supersedes speaks for it, and not against.
        0 => confidence.right(first.score, candidates[..near].iter().map(|one| one.share).sum()),
        _ => first.confidence,
    };
    // What looks unknown is not answered by what only looks right.
    if together < sure_min && confidence.known(first.score) < suggest_min {
        let is_met = is_keyword_of(question.text, version, first.entry);
        return Decided::plain(if is_met { Decision::Suggest } else { Decision::Refuse });
    }
    if together < answer_min {
        return Decided::plain(Decision::Suggest);
    }
    if rivals.len() <= 1 {
        return Decided::plain(Decision::Answer);
    }
    ask_back(version, question, &rivals)
}

/// Whether a text is no more than a keyword, and stands as it is in an entry's standard question: so short
/// a text tells too little of what it is about to be refused then.
fn is_keyword_of(text: &str, version: &Version, entry: u32) -> bool {
    let keyword = Folded::new(text).key();
    let chars = keyword.chars().count();
    let question = || Folded::new(&version.base.entries[entry as usize].question).key();
    (2..=KEYWORD_CHARS_MAX).contains(&chars) && question().contains(&keyword)
}

/// By the taxpayer's type where that tells the rivals apart, else by their questions.
fn ask_back(version: &Version, question: &Question, rivals: &[Ranked]) -> Decided {
    let facet = |ranked: &Ranked| {
        let clarify = &version.base.entries[ranked.entry as usize].clarify;
        let found = clarify.iter().find(|(facet, _)| facet == TAXPAYER_TYPE);
        found.map(|(_, value)| (Choice::Entry(ranked.entry), value.clone()))
    };
    let by_type: Option<Vec<(Choice, String)>> = rivals.iter().map(facet).collect();
    if let Some(options) = by_type
        && question.taxpayer_type.is_none()
        && options
            .iter()
            .enumerate()
            .all(|(at, (_, value))| options[..at].iter().all(|(_, earlier)| earlier != value))
    {
        return asking(version, TAXPAYER_TYPE, (options, 1));
    }
    let options = rivals.iter().map(|ranked| by_question(version, ranked.entry)).collect();
    asking(version, QUESTION, (options, 1))
}

/// An entry as an option, by its question.
pub fn by_question(version: &Version, entry: u32) -> (Choice, String) {
    (Choice::Entry(entry), version.shown(entry).question.clone())
}

/// A question back with these options, and that it is none of them.
pub fn asking(
    version: &Version,
    facet: &str,
    (mut options, round): (Vec<(Choice, String)>, u32),
) -> Decided {
    options.push((Choice::None, version.words.none_of_these.clone()));
    let clarification = Some(Clarification { facet: facet.to_owned(), options, round });
    Decided { clarification, ..Decided::plain(Decision::Clarify) }
}
