//! Where in a document something stands: in words as laws are cited, and as a part of an id.

use crate::document::mark::{Level, Mark};
use crate::document::numeral;
use crate::document::words::{named, one};

/// A step on the way to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// An article or a number, by its mark.
    Marked(Mark),
    /// A paragraph of an article, counted from 1.
    Clause(u32),
    /// A heading without a number.
    Heading(String),
}

/// A place: an attachment, and the steps in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The attachment; 0 where it has no number.
    pub(crate) attachment: Option<u32>,
    /// The steps.
    pub(crate) steps: Vec<Step>,
}

impl Place {
    /// The place one step further.
    pub(crate) fn with(&self, step: Step) -> Self {
        let mut place = self.clone();
        place.steps.push(step);
        place
    }

    /// The place in words, or that of a run of siblings up to `last`.
    pub(crate) fn words(&self, last: Option<&Self>) -> String {
        let mut words = match self.attachment {
            Some(0) => one_of("attachment_only"),
            Some(number) => filled("attachment", &number.to_string()),
            None => String::new(),
        };
        let article = self.is_in_article();
        for step in &self.steps {
            words.push_str(&step_words(step, article));
        }
        if let Some(step) = last.and_then(|last| last.steps.last()) {
            words.push_str(&one_of("to"));
            words.push_str(&step_words(step, article));
        }
        words.trim_start().to_owned()
    }

    fn is_in_article(&self) -> bool {
        let article =
            |step: &Step| matches!(step, Step::Marked(mark) if mark.level == Level::Article);
        self.steps.iter().any(article)
    }

    /// The place as a part of an id: lower-case letters, digits and hyphens.
    pub(crate) fn id(&self) -> String {
        let mut parts = Vec::new();
        if let Some(number) = self.attachment {
            parts.push(format!("f{number}"));
        }
        parts.extend(self.steps.iter().map(|step| match step {
            Step::Marked(mark) => {
                let letter = match mark.level {
                    Level::Article => "",
                    Level::Head => "s",
                    Level::Sub => "x",
                    Level::Number => "m",
                    Level::Paren => "n",
                    Level::Circle => "o",
                    _ => "z",
                };
                let also = mark.also.map(|also| format!("-{also}")).unwrap_or_default();
                format!("{letter}{}{also}", mark.number)
            }
            Step::Clause(number) => format!("k{number}"),
            Step::Heading(text) => {
                format!("h{}", &blake3::hash(text.as_bytes()).to_hex()[..8])
            }
        }));
        parts.join("-")
    }
}

fn step_words(step: &Step, article: bool) -> String {
    match step {
        Step::Clause(number) => filled("clause", &numeral::write(*number)),
        Step::Heading(text) => format!(" {text}"),
        Step::Marked(mark) => match mark.level {
            Level::Article => article_words(&numeral::write(mark.number), mark.also),
            Level::Sub if article => filled("item", &mark.text),
            Level::Number if article => filled("point", &mark.number.to_string()),
            Level::Head | Level::Number => mark.text.trim_end_matches(['、', '.', '．']).to_owned(),
            _ => mark.text.clone(),
        },
    }
}

/// An article by its number, as it is written, with the number behind it of one that was put in later.
pub(crate) fn article_words(number: &str, also: Option<u32>) -> String {
    let also = also.map(|also| format!("{}{}", one("also"), numeral::write(also)));
    filled("article", number) + &also.unwrap_or_default()
}

fn one_of(name: &str) -> String {
    named("place", name).to_owned()
}

fn filled(name: &str, number: &str) -> String {
    named("place", name).replace("{0}", number)
}
