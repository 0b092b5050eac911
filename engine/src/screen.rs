//! What is heard in a text before it is answered: guard, emotion and intent in one reading.

pub mod files;

use std::borrow::Cow;

use jiff::Timestamp;
use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::text::patterns::Patterns;
use wenshui_models::ngram_classifier::NgramClassifier;

use crate::emotion::feeling::Emotion;
use crate::emotion::{EmotionState, Emotions};
use crate::guard::Guard;
use crate::guard::flood::Turn;
use crate::guard::sensitive::Treatment;
use crate::guard::state::GuardState;
use crate::guard::verdict::{Moment, Verdict};
use crate::intent::file::IntentKind;
use crate::intent::{Intent, Intents};
use crate::phrase::PhraseBook;
use crate::screen::files::ScreenFiles;
use crate::utterance::Utterance;

/// Guard, emotions and intents over one book of phrases.
#[derive(Debug)]
pub struct Screen {
    patterns: Patterns,
    guard: Guard,
    emotions: Emotions,
    intents: Intents,
    phrases: usize,
    signature: String,
    /// The hash of each list, by its name.
    lists: Vec<(String, String)>,
}

/// What is remembered of a person from turn to turn; the caller keeps it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TalkState {
    /// Offences.
    pub guard: GuardState,
    /// Feelings.
    pub emotion: EmotionState,
}

/// A text with what was before it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The text as it was written.
    pub text: &'a str,
    /// The same text folded.
    pub folded: &'a Folded,
    /// Now.
    pub now: Timestamp,
    /// The turns of the same person before this one, in any order; `flood.turns_s` and
    /// `flood.repeats_s` say how far back they are looked at.
    pub recent: &'a [Turn],
}

/// What was heard in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Screened<'a> {
    /// What the guard decided.
    pub verdict: Verdict,
    /// What the person feels.
    pub emotion: Emotion,
    /// What the person wants beside an answer.
    pub intent: Option<Intent<'a>>,
    /// What to say whatever the answer: the guard's words, else words that calm.
    pub say: Option<&'a str>,
    /// What to remember.
    pub state: TalkState,
    /// The hash by which a repetition of the text is known.
    pub hash: u64,
}

/// An answer after its sensitive words were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing<'a> {
    /// To be shown, with words masked or replaced where there were any.
    Show(Cow<'a, str>),
    /// Not to be shown.
    Block,
}

impl Screen {
    /// The screen with the files that ship with the engine.
    ///
    /// # Errors
    /// Never in a released build: a test reads them.
    pub fn bundled() -> Result<Self, Vec<Problem>> {
        Self::read(&[])
    }

    /// Reads the screen; files that are not given are the bundled ones.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(replaced: &[DataFile]) -> Result<Self, Vec<Problem>> {
        let files = ScreenFiles::with(replaced)?;
        let mut book = PhraseBook::default();
        let abuse = model(NgramClassifier::bundled_abuse())?;
        let feelings = model(NgramClassifier::bundled_emotion())?;
        let lists = files.hashes();
        let signature = files.signature(&[abuse.id(), feelings.id()]);
        let guard = Guard::read(files.guard(), &mut book)?.with_model(Box::new(abuse));
        let emotions = Emotions::read(&files.emotion_settings, &files.emotion, &mut book)?;
        let emotions = emotions.with_model(Box::new(feelings));
        let intents = Intents::read(&files.intents, &mut book)?;
        let patterns = book
            .compile()
            .map_err(|error| vec![Problem::error(1, "", "bad_phrases", &[&error.to_string()])])?;
        let phrases = book.len();
        let screen = Self { patterns, guard, emotions, intents, phrases, signature, lists };
        let own = screen.guard.texts().chain(screen.emotions.texts()).chain(screen.intents.texts());
        match screen.hidden(own) {
            problems if problems.is_empty() => Ok(screen),
            problems => Err(problems),
        }
    }

    /// What the lists would hide of words that the service says by itself. Lists that do are at
    /// fault: nobody should be told half a sentence.
    pub fn hidden<'a>(&self, own: impl Iterator<Item = &'a str>) -> Vec<Problem> {
        let hides = |text: &&str| self.check_output(text) != Outgoing::Show(Cow::Borrowed(text));
        let problem = |text: &str| Problem::error(1, "word", "hides_own_words", &[text]);
        own.filter(hides).map(|text| problem(text).in_file("sensitive.tsv")).collect()
    }

    /// A hash over all lists and weights; other lists have another.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The hash of each list, by its name.
    pub fn lists(&self) -> &[(String, String)] {
        &self.lists
    }

    /// The guard.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// How many phrases are looked for.
    pub fn phrases(&self) -> usize {
        self.phrases
    }

    /// Reads a text once for guard, emotion and intent.
    pub fn read_text(&self, text: &str, folded: &Folded) -> Utterance {
        Utterance::read(text, folded, &self.patterns)
    }

    /// What is heard in a text.
    pub fn hear(&self, said: Said, state: TalkState) -> Screened<'_> {
        let utterance = self.read_text(said.text, said.folded);
        let hash = turn_hash(said.folded);
        let moment = Moment { now: said.now, recent: said.recent, hash };
        let (verdict, guard) = self.guard.judge(&utterance, &moment, state.guard);
        let intent = self.intents.of(&utterance);
        // A set phrase as a whole says nothing of feelings beside its marks; a complaint does.
        let is_phrase = |intent: &Intent| intent.whole && intent.kind != IntentKind::Complaint;
        let phrase = intent.as_ref().is_some_and(is_phrase);
        let (emotion, felt) = self.emotions.feel((&utterance, phrase), state.emotion);
        let say = self.guard.words(&verdict).or_else(|| self.emotions.calming(emotion, &utterance));
        Screened { verdict, emotion, intent, say, state: TalkState { guard, emotion: felt }, hash }
    }

    /// Looks at an answer before it is shown.
    pub fn check_output<'a>(&self, text: &'a str) -> Outgoing<'a> {
        let utterance = self.read_text(text, &Folded::new(text));
        let found = self.guard.check_output(&utterance);
        if found.is_empty() {
            return Outgoing::Show(Cow::Borrowed(text));
        }
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        for word in found {
            shown.extend(&utterance.written[at..word.span.start]);
            match word.treatment {
                // One word that must not be said is enough, wherever it stands.
                Treatment::Block => return Outgoing::Block,
                Treatment::Replace => shown.push_str(word.instead.unwrap_or_default()),
                Treatment::Mask => shown.extend(word.span.clone().map(|_| STAR)),
            }
            at = word.span.end;
        }
        shown.extend(&utterance.written[at..]);
        Outgoing::Show(Cow::Owned(shown))
    }
}

/// A bundled model, or what is wrong with it.
fn model<M>(read: Result<M, wenshui_models::error::Error>) -> Result<M, Vec<Problem>> {
    read.map_err(|error| vec![Problem::error(1, "", "bad_model", &[&error.to_string()])])
}

/// Stands for a hidden character.
const STAR: char = '*';

/// A text with the places of a verdict hidden, for showing and storing.
pub fn masked(text: &str, verdict: &Verdict) -> String {
    let hidden = |at: usize| verdict.spans.iter().any(|span| span.contains(&at));
    let chars = text.chars().enumerate();
    chars.map(|(at, c)| if hidden(at) { STAR } else { c }).collect()
}

/// The hash of a turn by which repetitions are known: of the text folded and without spaces, so
/// that another mark at its end makes no other text (FNV-1a, 64 bits).
pub fn turn_hash(folded: &Folded) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = folded.text().bytes().filter(|byte| *byte != b' ');
    bytes.fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}
