//! What a turn means after what was said before: 那一般纳税人呢, 去年的呢, 不对，我问的是契税.

pub mod day;
pub mod whole;
pub mod words;

use jiff::civil::Date;
use wenshui_knowledge::text::fold::Folded;

use crate::circumstances::Circumstances;
use crate::context::whole::{Named, Rest, Turn, made_whole};
use crate::context::words::ContextWords;
use crate::error::Error;
use crate::facet::{ACTION, PERIOD, REGION, TAXPAYER_TYPE};
use crate::facet_phrases::FacetPhrases;
use crate::open_question::{Offer, OpenQuestion};

/// The longest rest that is a part of a question and no question, in characters.
const REST_CHARS_MAX: usize = 14;
/// So much without a known meaning makes a rest a question of its own, in characters.
const UNKNOWN_CHARS_MAX: usize = 4;

/// The words by which people go on, and the phrases that take each other's place.
pub struct Context {
    /// Phrases by facet.
    pub phrases: FacetPhrases,
    /// How people go on.
    pub words: ContextWords,
}

/// What a turn means.
#[derive(Debug, Clone, PartialEq)]
pub enum Meant {
    /// What it says.
    Alone,
    /// The answer that was given, once more; the entry's id.
    Again(String),
    /// Something else is to be talked about: what is left to be asked, if anything.
    Else(String),
    /// Something about the person, and nothing is asked.
    Noted(Circumstances),
    /// A part of the question before.
    Part(Box<Whole>),
}

/// A question that was made whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// The question, with what is known of it.
    pub asked: OpenQuestion,
    /// Whether the words are asked by themselves first, because most of them are unknown here; made
    /// whole they count only where they lead elsewhere than before.
    pub alone_first: bool,
}

impl Context {
    /// With the words that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled(phrases: FacetPhrases) -> Result<Self, Error> {
        Ok(Self { phrases, words: ContextWords::bundled()? })
    }

    /// What a turn means. Words that are a wording of the base mean what they say; that is for the
    /// caller to know.
    pub fn read(&self, turn: &Turn) -> Meant {
        let words = &self.words;
        let key = words.without_fillers(turn.key);
        if let Some(rest) = words.after_change(key) {
            return Meant::Else(rest.to_owned());
        }
        if let Some(meant) = words.after_me(key).and_then(|rest| self.of_me(rest, turn)) {
            return meant;
        }
        let before = turn.before;
        if before.question.is_empty() {
            return Meant::Alone;
        }
        let question = Folded::new(&before.question).key();
        if let Some((wrong, right)) = self.rather(key, turn).filter(|(x, _)| question.contains(x)) {
            let question = question.replace(wrong, right);
            let (said, me) = (before.said.clone(), before.me.clone());
            let asked = OpenQuestion { said, me, ..OpenQuestion::new(&question) };
            return Meant::Part(Box::new(Whole { asked, alone_first: false }));
        }
        let (rest, is_corrected) = words.after_correction(key);
        let (rest, is_marked) = words.bare(rest);
        if let Some(Offer::Entry(id, _)) = before.offers.first()
            && before.is_answered()
            && words.again.iter().any(|own| own == rest)
        {
            return Meant::Again(id.clone());
        }
        self.part(turn, rest, (is_corrected, is_marked))
    }

    /// What was not meant and what was, where both are of one kind: 不是 may as well deny something.
    fn rather<'a>(&self, key: &'a str, turn: &Turn) -> Option<(&'a str, &'a str)> {
        let (wrong, right) = self.words.rather(key)?;
        let (not, but) = (self.rest(wrong, turn.as_of), self.rest(right, turn.as_of));
        let mut facets = not.parts.iter().map(|part| part.meaning.facet.as_str());
        facets.all(|facet| but.only(&[facet])).then_some((wrong, right))
    }

    /// What a rest means that may be a part of the question before.
    fn part(&self, turn: &Turn, text: &str, (is_corrected, is_marked): (bool, bool)) -> Meant {
        let rest = self.rest(text, turn.as_of);
        let marked = is_corrected || is_marked;
        if text.chars().count() > REST_CHARS_MAX || (rest.is_whole() && !is_corrected) {
            return if is_corrected { Meant::Else(text.to_owned()) } else { Meant::Alone };
        }
        if text.is_empty() || !(marked || rest.only(&GOING_ON)) {
            return Meant::Alone;
        }
        let alone_first = !rest.says() || rest.unknown.chars().count() > UNKNOWN_CHARS_MAX;
        let asked = made_whole(&self.phrases, turn, &rest);
        Meant::Part(Box::new(Whole { asked, alone_first }))
    }

    /// What somebody says of themselves; none where they say more than that.
    fn of_me(&self, text: &str, turn: &Turn) -> Option<Meant> {
        let rest = self.rest(self.words.bare(text).0, turn.as_of);
        if rest.day.is_some() || !rest.only(&[TAXPAYER_TYPE, REGION]) {
            return None;
        }
        let me = rest.circumstances().or(&turn.before.me);
        if turn.before.question.is_empty() {
            return Some(Meant::Noted(me));
        }
        let asked = OpenQuestion { me, ..made_whole(&self.phrases, turn, &rest) };
        Some(Meant::Part(Box::new(Whole { asked, alone_first: false })))
    }

    /// Takes a rest apart.
    fn rest<'a>(&'a self, text: &'a str, as_of: Date) -> Rest<'a> {
        let day = self.words.when.find(text, as_of);
        let (before, after) = match &day {
            Some(day) => (&text[..day.span.start], &text[day.span.end..]),
            None => (text, ""),
        };
        let mut rest =
            Rest { text, day: day.map(|day| day.day), parts: Vec::new(), unknown: String::new() };
        for piece in [before, after] {
            let mut from = 0;
            for part in self.phrases.parts(piece) {
                rest.unknown.push_str(&piece[from..part.span.start]);
                from = part.span.end;
                rest.parts.push(Named { words: &piece[part.span], meaning: part.meaning });
            }
            rest.unknown.push_str(&piece[from..]);
        }
        rest.unknown = self.words.without_particles(&rest.unknown);
        rest
    }
}

/// What goes on with the question before even without a word that says so.
const GOING_ON: [&str; 4] = [ACTION, PERIOD, TAXPAYER_TYPE, REGION];
