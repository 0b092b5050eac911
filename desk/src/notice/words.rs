//! What the desk itself tells: the words of every [`Told`] are data (H-02).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::effect::Told;
use crate::mask::Shown;
use crate::notice::audience::Audience;
use crate::notice::category::Categories;
use crate::notice::form::{Class, Form};

/// The words of everything that the desk tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    system: String,
    told: BTreeMap<String, Template>,
}

/// The words of one thing that is told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    category: String,
    matter_type: Option<String>,
    /// The address that 办理 opens, where something is to be done.
    handle: Option<String>,
    title: String,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    system: String,
    told: BTreeMap<String, Template>,
}

/// What is told to whom.
#[derive(Debug, Clone, Copy)]
pub struct Telling<'a> {
    /// What is told.
    pub told: Told,
    /// Its key: sent twice, it is one notice.
    pub key: &'a str,
    /// Who is told.
    pub audience: &'a Audience,
    /// What stands for `{0}`, `{1}` and so on; an address takes plain values only.
    pub args: &'a [Shown<'a>],
}

/// What is wrong with the words.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is no TOML of this form.
    #[error("the words cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// Something that is told has no words.
    #[error("`{0}` has no words")]
    Missing(&'static str),
    /// There are words for nothing that is told.
    #[error("nothing is told by `{0}`")]
    Unknown(String),
    /// The category of some words is none.
    #[error("`{0}` is in no category")]
    Category(String),
}

const BUNDLED: &str = include_str!("../../data/notices.toml");

impl Words {
    /// The words that ship.
    ///
    /// # Panics
    /// Never: what ships is tested.
    pub fn bundled() -> Self {
        Self::read(BUNDLED, &Categories::bundled()).expect("the bundled words are tested")
    }

    /// Reads words as TOML.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(text: &str, categories: &Categories) -> Result<Self, Error> {
        let File { system, told } = toml::from_str(text)?;
        if let Some(missing) = Told::ALL.iter().find(|known| !told.contains_key(known.name())) {
            return Err(Error::Missing(missing.name()));
        }
        for (name, template) in &told {
            if !Told::ALL.iter().any(|known| known.name() == name) {
                return Err(Error::Unknown(name.clone()));
            }
            if categories.get(&template.category).is_none() {
                return Err(Error::Category(name.clone()));
            }
        }
        Ok(Self { system, told })
    }

    /// The form of a notice that tells this. A placeholder without a value stays empty, so that no
    /// notice is lost for a word.
    pub fn form(&self, telling: Telling) -> Form {
        // `read` saw that everything that is told has words.
        let template = &self.told[telling.told.name()];
        let args: Vec<String> = telling.args.iter().map(|arg| arg.masked()).collect();
        let filled = |text: &str| fill(text, &args);
        let class = template.handle.as_deref().map_or(Class::Notice, |to| Class::Todo(filled(to)));
        Form {
            key: telling.key.to_owned(),
            class,
            category: template.category.clone(),
            title: filled(&template.title),
            body: filled(&template.body),
            attachments: Vec::new(),
            links: Vec::new(),
            matter_type: template.matter_type.clone(),
            system: self.system.clone(),
            audience: telling.audience.clone(),
            valid_until: None,
        }
    }
}

/// The text with its placeholders filled, once: braces inside a value are no placeholders.
fn fill(text: &str, args: &[String]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((place, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        let arg = place.parse().ok().and_then(|place: usize| args.get(place));
        filled.push_str(arg.map_or("", String::as_str));
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::{Error, Words, fill};
    use crate::notice::category::Categories;

    #[test]
    fn placeholders_are_filled_once() {
        let args = ["{1}".to_owned(), "甲".to_owned()];
        assert_eq!(fill("{0}与{1}", &args), "{1}与甲");
        assert_eq!(fill("无{7}值{", &args), "无值{");
    }

    #[test]
    fn words_are_whole_or_refused_by_name() {
        let whole = super::BUNDLED;
        let read = |text: &str| Words::read(text, &Categories::bundled());
        let less = whole.replace("[told.missed]", "[told.miss]");
        assert_eq!(read(&less), Err(Error::Missing("missed")));
        let more =
            format!("{whole}\n[told.x]\ncategory = \"policy\"\ntitle = \"x\"\nbody = \"x\"\n");
        assert_eq!(read(&more), Err(Error::Unknown("x".to_owned())));
        let astray = whole.replacen("category = \"reminder\"", "category = \"none\"", 1);
        assert!(matches!(read(&astray), Err(Error::Category(_))));
    }
}
