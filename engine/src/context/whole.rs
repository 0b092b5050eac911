//! Making a question whole: what was said now takes the place of what it replaces.

use jiff::civil::Date;
use wenshui_knowledge::taxpayer::TaxpayerType;
use wenshui_knowledge::text::fold::Folded;

use crate::circumstances::Circumstances;
use crate::facet::{ACTION, AMOUNT, PERIOD, REGION, TAX, TAXPAYER_TYPE};
use crate::facet_phrases::{FacetPhrases, Meaning, Part};
use crate::open_question::OpenQuestion;

/// A turn and what came before it.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// The words, folded and without spaces.
    pub key: &'a str,
    /// The day whose rules are asked for.
    pub as_of: Date,
    /// What was asked before.
    pub before: &'a OpenQuestion,
    /// The tax of the entry that was given for it.
    pub tax: Option<&'a str>,
}

/// What is left of a turn without the words that say that it goes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Rest<'a> {
    /// All of it.
    pub text: &'a str,
    /// The day that it names.
    pub day: Option<Date>,
    /// The phrases with a known meaning, from left to right.
    pub parts: Vec<Named<'a>>,
    /// Everything else, without particles.
    pub unknown: String,
}

/// Words with a known meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// The words.
    pub words: &'a str,
    /// What they mean.
    pub meaning: &'a Meaning,
}

impl Rest<'_> {
    fn has(&self, facet: &str) -> bool {
        self.parts.iter().any(|part| part.meaning.facet == facet)
    }

    /// Whether it is a question by itself: what is to be done, of which tax.
    pub fn is_whole(&self) -> bool {
        self.has(TAX) && self.has(ACTION)
    }

    /// Whether it says anything that is known.
    pub fn says(&self) -> bool {
        self.day.is_some() || !self.parts.is_empty()
    }

    /// Whether it says something, and nothing but a day and values of these facets.
    pub fn only(&self, facets: &[&str]) -> bool {
        let among = |part: &Named| facets.contains(&part.meaning.facet.as_str());
        self.says() && self.unknown.is_empty() && self.parts.iter().all(among)
    }

    /// For whom, where and when it asks.
    pub fn circumstances(&self) -> Circumstances {
        let value = |facet| {
            let part = self.parts.iter().find(|part| part.meaning.facet == facet)?;
            Some(part.meaning.value.clone())
        };
        let taxpayer_type: Option<String> = value(TAXPAYER_TYPE);
        Circumstances {
            as_of: self.day,
            region: value(REGION),
            taxpayer_type: taxpayer_type.filter(|name| TaxpayerType::parse(name).is_some()),
        }
    }
}

/// The question before, with a rest in the place of what it replaces.
pub fn made_whole(phrases: &FacetPhrases, turn: &Turn, rest: &Rest) -> OpenQuestion {
    let before = turn.before;
    let text = Folded::new(&before.question).key();
    let parts = phrases.parts(&text);
    // Where something else is to be done only the matter stays.
    let question =
        if rest.has(ACTION) { matter(&text, &parts, rest) } else { replaced(&text, &parts, rest) };
    let names_tax = rest.has(TAX) || parts.iter().any(|part| part.meaning.facet == TAX);
    let tax = turn.tax.filter(|_| !names_tax && rest.has(ACTION)).unwrap_or_default();
    let stays = |facet: &str| !(rest.has(facet) || (rest.has(ACTION) && of_action(facet)));
    let chosen = before.chosen.iter().filter(|(facet, _)| stays(facet)).cloned().collect();
    OpenQuestion {
        question: format!("{tax}{question}"),
        chosen,
        said: rest.circumstances().or(&before.said),
        me: before.me.clone(),
        ..OpenQuestion::default()
    }
}

/// Facets that belong to what is to be done rather than to the matter.
fn of_action(facet: &str) -> bool {
    [ACTION, PERIOD, AMOUNT].contains(&facet)
}

/// What the question is about, and what is to be done with it now.
fn matter(text: &str, parts: &[Part], rest: &Rest) -> String {
    let stays = |part: &&Part| {
        let facet = part.meaning.facet.as_str();
        facet != REGION && !of_action(facet) && !rest.has(facet)
    };
    let kept: String = parts.iter().filter(stays).map(|part| &text[part.span.clone()]).collect();
    let kept = if kept.is_empty() && parts.is_empty() { text } else { &kept };
    format!("{kept}{}", rest.text)
}

/// The question with values in the place of others of their facet, and with those before it that
/// have no place. Places are no words of a question: they are its circumstances.
fn replaced(text: &str, parts: &[Part], rest: &Rest) -> String {
    let mut new: Vec<&Named> = rest.parts.iter().collect();
    let mut whole = String::new();
    let mut from = 0;
    for part in parts {
        let facet = &part.meaning.facet;
        let Some(at) = new.iter().position(|own| own.meaning.facet == *facet) else {
            continue;
        };
        whole.push_str(&text[from..part.span.start]);
        from = part.span.end;
        let own = new.remove(at);
        whole.push_str(if facet == REGION { "" } else { own.words });
    }
    whole.push_str(&text[from..]);
    let more = new.iter().filter(|own| own.meaning.facet != REGION);
    format!("{}{}{whole}", rest.unknown, more.map(|own| own.words).collect::<String>())
}
