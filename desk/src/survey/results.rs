//! What a survey came to: how often what was answered (S-06). It says nothing of who answered.

use crate::survey::form::{Answer, Answers, Form, Kind, Question};

/// What a survey came to so far; responses are added one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// How many have answered.
    pub responses: u64,
    /// What each question came to, in the order of the questions.
    pub questions: Vec<Counted>,
}

/// What one question came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// How many have answered it.
    pub answered: u64,
    /// How often each option was chosen, or each score given from 1 on; empty where words are asked.
    pub chosen: Vec<u64>,
}

impl Results {
    /// The results of nobody's answers.
    pub fn new(form: &Form) -> Self {
        let places = |question: &Question| match &question.kind {
            Kind::Single(options) | Kind::Multiple(options) => options.len(),
            Kind::Score(max) => usize::from(*max),
            Kind::Text => 0,
        };
        let none = |question| Counted { answered: 0, chosen: vec![0; places(question)] };
        Self { responses: 0, questions: form.questions.iter().map(none).collect() }
    }

    /// Adds what somebody answered.
    pub fn add(&mut self, form: &Form, answers: &Answers) {
        self.responses += 1;
        for (question, counted) in form.questions.iter().zip(&mut self.questions) {
            if let Some(answer) = answers.get(&question.id) {
                counted.add(answer);
            }
        }
    }
}

impl Counted {
    fn add(&mut self, answer: &Answer) {
        let places: Vec<usize> = match answer {
            Answer::Single(chosen) => vec![*chosen],
            Answer::Multiple(chosen) => chosen.iter().copied().collect(),
            Answer::Score(score) => vec![usize::from(*score).saturating_sub(1)],
            Answer::Text(text) => {
                self.answered += u64::from(!text.trim().is_empty());
                return;
            }
        };
        // Nothing chosen where nothing had to be is no answer.
        self.answered += u64::from(!places.is_empty());
        for place in places {
            if let Some(count) = self.chosen.get_mut(place) {
                *count += 1;
            }
        }
    }

    /// The mean of what was scored, in tenths, rounded half up; none where nobody has answered.
    pub fn mean_tenths(&self) -> Option<u64> {
        let scored = (1..).zip(&self.chosen).map(|(score, count): (u64, _)| score * count);
        let sum: u64 = scored.sum();
        (self.answered > 0).then(|| (sum * 20 + self.answered) / (self.answered * 2))
    }
}
