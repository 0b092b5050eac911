//! How somebody feels: calm, worried, dissatisfied or agitated, with a level, carried over turns.

pub mod feeling;
pub mod lexicon;
pub mod settings;

use wenshui_knowledge::lexicon::DataFile;
use wenshui_knowledge::problem::Problem;

use crate::emotion::feeling::{Emotion, EmotionModel, EmotionScores, Feeling};
use crate::emotion::lexicon::EmotionLexicon;
use crate::emotion::settings::{EmotionSettings, ModelUse};
use crate::phrase::PhraseBook;
use crate::utterance::Utterance;

/// What is remembered of a person's feelings from turn to turn; the default remembers nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EmotionState {
    /// What was felt after the last turn.
    pub felt: EmotionScores,
}

/// Turns what is heard into an emotion.
pub struct Emotions {
    settings: EmotionSettings,
    lexicon: EmotionLexicon,
    model: Option<Box<dyn EmotionModel>>,
}

impl Emotions {
    /// Reads the settings and the lexicon (`emotion.toml`, `emotion.tsv`) and puts its phrases
    /// into the book.
    ///
    /// # Errors
    /// Every problem with file, line and field.
    pub fn read(
        settings: &DataFile,
        lexicon: &DataFile,
        book: &mut PhraseBook,
    ) -> Result<Self, Vec<Problem>> {
        let settings = EmotionSettings::read(settings)?;
        let lexicon = EmotionLexicon::read(lexicon, &settings, book)?;
        Ok(Self { settings, lexicon, model: None })
    }

    /// The same with a model that says which feeling it is.
    #[must_use]
    pub fn with_model(self, model: Box<dyn EmotionModel>) -> Self {
        Self { model: Some(model), ..self }
    }

    /// Everything that may be said to calm.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.settings.calming.iter().map(|calming| calming.words.as_str())
    }

    /// What is felt with this utterance after what was felt before. Of a set phrase, such as a greeting,
    /// only the lexicon is asked.
    pub fn feel(
        &self,
        (utterance, is_phrase): (&Utterance, bool),
        before: EmotionState,
    ) -> (Emotion, EmotionState) {
        let by_words = self.lexicon.scores(utterance);
        let heard = if is_phrase { by_words } else { self.weighed(utterance, by_words) };
        let settings = &self.settings;
        // Calming words lower what is carried, but no feeling falls below none.
        let sum = |heard: f32, before: f32| {
            (heard + before.min(settings.carry_max) * settings.carry).max(0.0)
        };
        let felt = EmotionScores {
            worried: sum(heard.worried, before.felt.worried),
            dissatisfied: sum(heard.dissatisfied, before.felt.dissatisfied),
            agitated: sum(heard.agitated, before.felt.agitated),
        };
        (self.emotion(felt), EmotionState { felt })
    }

    /// What is heard in an utterance by itself. Where there is a model, the likeliest feeling shows at
    /// least and no other one does.
    fn weighed(&self, utterance: &Utterance, by_words: EmotionScores) -> EmotionScores {
        let Some(model) = &self.model else {
            return by_words;
        };
        let ModelUse { words, agitated, doubt } = self.settings.model;
        let weighed =
            Feeling::ALL.into_iter().zip(model.logits(utterance)).map(|(feeling, logit)| {
                let bias = if feeling == Feeling::Agitated { agitated } else { 0.0 };
                (feeling, logit + by_words.of(feeling) * words + bias)
            });
        let likeliest = weighed.max_by(|(_, one), (_, two)| one.total_cmp(two));
        let likeliest = likeliest.map(|(feeling, _)| feeling).unwrap_or_default();
        by_words.map(|feeling, score| {
            let first = self.settings.levels.first(feeling);
            if feeling == likeliest { score.max(first) } else { score.min(first * doubt) }
        })
    }

    /// Agitation goes before the others; of these the one with the higher level, then the one
    /// that is further above its first threshold.
    fn emotion(&self, felt: EmotionScores) -> Emotion {
        let levels = &self.settings.levels;
        let agitated = level(felt.agitated, &levels.agitated);
        if agitated > 0 {
            return Emotion { feeling: Feeling::Agitated, level: agitated };
        }
        let worried = level(felt.worried, &levels.worried);
        let dissatisfied = level(felt.dissatisfied, &levels.dissatisfied);
        let excess = |score: f32, levels: &[f32; 3]| score / levels[0];
        let worry_leads =
            excess(felt.worried, &levels.worried) > excess(felt.dissatisfied, &levels.dissatisfied);
        match (worried, dissatisfied) {
            (0, 0) => Emotion::default(),
            (level, other) if level > other || (level == other && worry_leads) => {
                Emotion { feeling: Feeling::Worried, level }
            }
            (_, level) => Emotion { feeling: Feeling::Dissatisfied, level },
        }
    }

    /// What is said to somebody who feels so, if anything: the words for the highest level that
    /// is reached. Where only the model says so, and no word or mark, nothing is said: whoever is calm and
    /// told that they are angry becomes so.
    pub fn calming(&self, emotion: Emotion, utterance: &Utterance) -> Option<&str> {
        if emotion.level <= 1 && self.lexicon.scores(utterance).of(emotion.feeling) <= 0.0 {
            return None;
        }
        let calming = self.settings.calming.iter();
        let fitting = calming.filter(|calming| {
            calming.emotion == emotion.feeling.name() && calming.level_min <= emotion.level
        });
        fitting.max_by_key(|calming| calming.level_min).map(|calming| calming.words.as_str())
    }
}

impl std::fmt::Debug for Emotions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Emotions").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// The level of a score.
fn level(score: f32, least: &[f32; 3]) -> u8 {
    least.iter().take_while(|least| score >= **least).count() as u8
}
