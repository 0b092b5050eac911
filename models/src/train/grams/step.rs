//! What training tells while it runs.

use std::fmt;

/// A step of training that is done; its `Display` is a line for people.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The given vectors are read.
    Vectors {
        /// How many characters were taken.
        chars: usize,
        /// The numbers of a given vector.
        width: usize,
    },
    /// A corpus is counted.
    Corpus {
        /// The file.
        file: String,
        /// Its lines.
        lines: usize,
        /// The characters that counted.
        chars: u64,
    },
    /// The components are chosen.
    Components {
        /// How many.
        dims: usize,
        /// The part of the variance of the weighted vectors that they keep, from 0 to 1.
        variance: f64,
    },
    /// The questions are read, and the grams chosen.
    Questions {
        /// How many questions.
        questions: usize,
        /// About how many matters.
        matters: usize,
        /// How many grams have a vector.
        grams: usize,
    },
    /// All questions were seen once more.
    Round {
        /// In which descent.
        descent: usize,
        /// Of how many.
        descents: usize,
        /// How often now.
        round: usize,
        /// Of how many times.
        rounds: usize,
        /// The mean loss.
        loss: f32,
    },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vectors { chars, width } => {
                write!(f, "read {chars} characters of {width} numbers")
            }
            Self::Corpus { file, lines, chars } => {
                write!(f, "counted {chars} characters in {lines} lines of `{file}`")
            }
            Self::Components { dims, variance } => {
                write!(f, "kept {dims} components, {:.1} % of the variance", variance * 100.0)
            }
            Self::Questions { questions, matters, grams } => {
                write!(f, "read {questions} questions on {matters} matters, {grams} grams")
            }
            Self::Round { descent, descents, round, rounds, loss } => {
                write!(f, "descent {descent} of {descents}, ")?;
                write!(f, "round {round} of {rounds}: loss {loss:.3}")
            }
        }
    }
}
