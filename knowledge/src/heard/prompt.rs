//! What the recogniser is told beforehand, so that it knows the words of taxes.

use crate::lexicon::heard::{HeardKind, HeardWords};
use crate::text::segment::SegmentTerm;

/// The beginning of the prompt, its terms in their order, and its marks.
#[derive(Debug, Clone)]
pub struct Prompt {
    lead: String,
    terms: Vec<String>,
    between: String,
    end: String,
}

impl Prompt {
    /// The terms that the data puts first, then the others by their weight.
    pub fn new(words: &HeardWords, terms: &[SegmentTerm]) -> Self {
        let mut by_weight: Vec<&SegmentTerm> = terms.iter().collect();
        by_weight.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
        let mut ordered: Vec<String> = words.forms(HeardKind::First).map(str::to_owned).collect();
        for term in by_weight {
            if !ordered.contains(&term.term) {
                ordered.push(term.term.clone());
            }
        }
        Self {
            lead: words.form(HeardKind::Lead).to_owned(),
            terms: ordered,
            between: words.form(HeardKind::Between).to_owned(),
            end: words.form(HeardKind::End).to_owned(),
        }
    }

    /// The prompt with as many terms as fit into `chars_max` characters; empty where not one does.
    pub fn text(&self, chars_max: usize) -> String {
        let count = |text: &str| text.chars().count();
        let mut text = self.lead.clone();
        let mut used = count(&text) + count(&self.end);
        let mut any = false;
        for term in &self.terms {
            let between = if any { self.between.as_str() } else { "" };
            let more = count(between) + count(term);
            if used + more > chars_max {
                continue;
            }
            text.push_str(between);
            text.push_str(term);
            used += more;
            any = true;
        }
        text.push_str(&self.end);
        if any { text } else { String::new() }
    }
}
