//! What the small model learns to hear: parts of tax questions, and which questions are kept back.

use crate::error::Error;

const PARTS: &str = include_str!("phrases.tsv");
const KEPT_BACK: &str = include_str!("recombinations.tsv");
const VOICES: &str = include_str!("voices.tsv");

/// A piece of a question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// As it is written.
    pub text: String,
    /// As it is said: syllables with tones, parted by spaces.
    pub pinyin: String,
}

impl Part {
    /// Two pieces one after the other.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let text = format!("{}{}", self.text, next.text);
        Self { text, pinyin: format!("{} {}", self.pinyin, next.pinyin) }
    }
}

/// The pieces, and the questions of them that no training hears.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    /// How a question begins.
    pub openers: Vec<Part>,
    /// What it is about.
    pub topics: Vec<Part>,
    /// What is asked of it.
    pub asks: Vec<Part>,
    /// What is said that is none of the questions.
    pub stray: Vec<Part>,
    /// Syllables that nonsense is made of.
    pub syllables: Vec<String>,
    /// Places of topic and ask in the lists above.
    pub kept_back: Vec<(usize, usize)>,
    /// Voices to train with.
    pub voices: Vec<String>,
    /// Voices that no training hears.
    pub voices_kept_back: Vec<String>,
}

impl Phrases {
    /// The phrases that ship with the program.
    ///
    /// # Errors
    /// When the lists do not fit together.
    pub fn bundled() -> Result<Self, Error> {
        let mut phrases = Self::default();
        for (line, row) in rows(PARTS) {
            let columns: Vec<&str> = row.split('\t').collect();
            let [kind, text, pinyin] = columns[..] else {
                return Err(broken("phrases.tsv", line));
            };
            let part = Part { text: text.to_owned(), pinyin: pinyin.to_owned() };
            match kind {
                "opener" => phrases.openers.push(part),
                "topic" => phrases.topics.push(part),
                "ask" => phrases.asks.push(part),
                "stray" => phrases.stray.push(part),
                "syllables" => phrases.syllables.extend(pinyin.split(' ').map(str::to_owned)),
                _ => return Err(broken("phrases.tsv", line)),
            }
        }
        for (line, row) in rows(KEPT_BACK) {
            let (topic, ask) = row.split_once('\t').unwrap_or_default();
            let place = |parts: &[Part], text: &str| parts.iter().position(|p| p.text == text);
            let (Some(topic), Some(ask)) =
                (place(&phrases.topics, topic), place(&phrases.asks, ask))
            else {
                return Err(broken("recombinations.tsv", line));
            };
            phrases.kept_back.push((topic, ask));
        }
        for (line, row) in rows(VOICES) {
            let name = |name: &str| if name == "-" { String::new() } else { name.to_owned() };
            match row.split_once('\t') {
                Some(("train", voice)) => phrases.voices.push(name(voice)),
                Some(("test", voice)) => phrases.voices_kept_back.push(name(voice)),
                _ => return Err(broken("voices.tsv", line)),
            }
        }
        Ok(phrases)
    }

    /// The characters of openers, topics and asks that no other sounds like.
    pub fn characters(&self) -> Vec<Part> {
        let mut all: Vec<Part> = Vec::new();
        for part in self.openers.iter().chain(&self.topics).chain(&self.asks) {
            for (c, pinyin) in part.text.chars().zip(part.pinyin.split(' ')) {
                all.push(Part { text: c.to_string(), pinyin: pinyin.to_owned() });
            }
        }
        all.sort_by(|a, b| (&a.pinyin, &a.text).cmp(&(&b.pinyin, &b.text)));
        all.dedup();
        let alone =
            |part: &Part| all.iter().filter(|other| other.pinyin == part.pinyin).count() == 1;
        all.iter().filter(|part| alone(part)).cloned().collect()
    }

    /// The question of a topic and an ask, by their places.
    pub fn question(&self, (topic, ask): (usize, usize)) -> Part {
        self.topics[topic].then(&self.asks[ask])
    }

    /// All questions that may be trained on, by the places of topic and ask.
    pub fn questions(&self) -> Vec<(usize, usize)> {
        let pairs = (0..self.topics.len())
            .flat_map(|topic| (0..self.asks.len()).map(move |ask| (topic, ask)));
        pairs.filter(|pair| !self.kept_back.contains(pair)).collect()
    }
}

fn rows(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn broken(file: &str, line: usize) -> Error {
    let reason = "the row does not fit".to_owned();
    Error::Corpus { file: file.to_owned(), line, field: None, reason }
}
