//! What differs between two versions, one thing each.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::manifest::{EntryMark, Manifest};

/// One thing that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Which one: the id of an entry, the category of a saying, the name of a file, key or model.
    pub name: String,
    /// Of a saying the saying itself; of a wording its place among the similar ones, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// What it was; none where there was none. Texts are hashes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is; none where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The words of a wording, where the knowledge is at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What kind of thing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole entry came or went.
    Entry,
    /// The standard question of an entry.
    Question,
    /// A similar wording of an entry.
    Wording,
    /// The answer of an entry.
    Answer,
    /// Where, when or for whom an entry holds.
    Scope,
    /// Something else of an entry, such as its tax or what it is asked back by.
    Entrywise,
    /// A saying of the concept lexicon.
    Concept,
    /// Another lexicon file.
    Lexicon,
    /// A list of guard, emotions or intents.
    Screen,
    /// A number of the settings: weight, threshold or size.
    Setting,
    /// A model.
    Model,
    /// The engine's own words.
    Words,
    /// The day whose rules were asked for.
    Day,
    /// Something that no manifest holds: the program itself, or a report without a manifest.
    Unknown,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Question => "question",
            Self::Wording => "wording",
            Self::Answer => "answer",
            Self::Scope => "scope",
            Self::Entrywise => "entrywise",
            Self::Concept => "concept",
            Self::Lexicon => "lexicon",
            Self::Screen => "screen",
            Self::Setting => "setting",
            Self::Model => "model",
            Self::Words => "words",
            Self::Day => "day",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it is about one entry, which its name tells.
    pub fn is_of_entry(self) -> bool {
        use Kind::{Answer, Entry, Entrywise, Question, Scope, Wording};
        matches!(self, Entry | Question | Wording | Answer | Scope | Entrywise)
    }
}

impl Difference {
    fn new(kind: Kind, name: &str, (before, after): (Option<&String>, Option<&String>)) -> Self {
        let (before, after) = (before.cloned(), after.cloned());
        Self { kind, name: name.to_owned(), part: None, before, after, text: None }
    }

    /// The difference in a line.
    pub fn line(&self) -> String {
        let mut line = format!("{} {}", self.kind.name(), self.name);
        if let Some(part) = &self.part {
            line.push_str(&format!(" {part}"));
        }
        if let Some(text) = &self.text {
            line.push_str(&format!(" \u{201c}{text}\u{201d}"));
        }
        let change = match (&self.before, &self.after) {
            (Some(before), Some(after)) if self.tells() => format!(": {before} \u{2192} {after}"),
            (Some(_), Some(_)) => " changed".to_owned(),
            (None, Some(after)) if self.tells() => format!(" = {after} added"),
            (Some(before), None) if self.tells() => format!(" = {before} removed"),
            (None, _) => " added".to_owned(),
            (_, None) => " removed".to_owned(),
        };
        line + &change
    }

    /// Whether what it was and is can be read, and is no hash.
    fn tells(&self) -> bool {
        matches!(self.kind, Kind::Concept | Kind::Setting | Kind::Model | Kind::Day)
    }
}

/// Everything that differs, in the order of kinds and names.
pub fn differences(before: &Manifest, after: &Manifest) -> Vec<Difference> {
    let mut found = Vec::new();
    for id in keys(&before.entries, &after.entries) {
        of_entry(id, (before.entries.get(id), after.entries.get(id)), &mut found);
    }
    let none = BTreeMap::new();
    for category in keys(&before.concepts, &after.concepts) {
        let of = |side: &'_ BTreeMap<_, _>| side.get(category).unwrap_or(&none).clone();
        let (one, two) = (of(&before.concepts), of(&after.concepts));
        for said in keys(&one, &two).into_iter().filter(|said| one.get(*said) != two.get(*said)) {
            let sides = (one.get(said), two.get(said));
            let part = Some(said.clone());
            found.push(Difference { part, ..Difference::new(Kind::Concept, category, sides) });
        }
    }
    let tables = [
        (Kind::Lexicon, &before.lexicons, &after.lexicons),
        (Kind::Screen, &before.screen, &after.screen),
        (Kind::Setting, &before.settings, &after.settings),
        (Kind::Model, &before.models, &after.models),
        (Kind::Words, &before.words, &after.words),
    ];
    for (kind, one, two) in tables {
        let changed = keys(one, two).into_iter().filter(|name| one.get(*name) != two.get(*name));
        found.extend(
            changed.map(|name| Difference::new(kind, name, (one.get(name), two.get(name)))),
        );
    }
    if found.is_empty() && before.version != after.version {
        let versions = (Some(&before.version), Some(&after.version));
        found.push(Difference::new(Kind::Unknown, "program", versions));
    }
    found
}

fn keys<'a, V>(one: &'a BTreeMap<String, V>, two: &'a BTreeMap<String, V>) -> BTreeSet<&'a String> {
    one.keys().chain(two.keys()).collect()
}

fn of_entry(
    id: &str,
    sides: (Option<&EntryMark>, Option<&EntryMark>),
    found: &mut Vec<Difference>,
) {
    let (Some(before), Some(after)) = sides else {
        let whole = |side: Option<&EntryMark>| side.map(|mark| mark.wordings.clone());
        let (before, after) = (whole(sides.0), whole(sides.1));
        let question =
            |side: &Option<String>| side.as_ref().and_then(|all| all.get(..16).map(str::to_owned));
        let (before, after) = (question(&before), question(&after));
        found.push(Difference::new(Kind::Entry, id, (before.as_ref(), after.as_ref())));
        return;
    };
    let (one, two): (Vec<&str>, Vec<&str>) = (before.each().collect(), after.each().collect());
    if let (Some(before), Some(after)) = (one.first(), two.first())
        && before != after
    {
        let sides = ((*before).to_owned(), (*after).to_owned());
        found.push(Difference::new(Kind::Question, id, (Some(&sides.0), Some(&sides.1))));
    }
    wordings(id, (one.get(1..), two.get(1..)), found);
    let parts = [
        (Kind::Answer, &before.answer, &after.answer),
        (Kind::Scope, &before.scope, &after.scope),
        (Kind::Entrywise, &before.rest, &after.rest),
    ];
    for (kind, before, after) in parts.into_iter().filter(|(_, before, after)| before != after) {
        found.push(Difference::new(kind, id, (Some(before), Some(after))));
    }
}

/// The wordings that stand on one side only, each with its place there.
fn wordings(id: &str, sides: (Option<&[&str]>, Option<&[&str]>), found: &mut Vec<Difference>) {
    let (one, two) = (sides.0.unwrap_or_default(), sides.1.unwrap_or_default());
    let (in_one, in_two): (BTreeSet<&&str>, BTreeSet<&&str>) =
        (one.iter().collect(), two.iter().collect());
    let mut push = |at: usize, (before, after): (Option<String>, Option<String>)| {
        let part = Some((at + 1).to_string());
        let bare = Difference::new(Kind::Wording, id, (before.as_ref(), after.as_ref()));
        found.push(Difference { part, ..bare });
    };
    for (at, wording) in one.iter().enumerate().filter(|(_, wording)| !in_two.contains(wording)) {
        push(at, (Some((*wording).to_owned()), None));
    }
    for (at, wording) in two.iter().enumerate().filter(|(_, wording)| !in_one.contains(wording)) {
        push(at, (None, Some((*wording).to_owned())));
    }
}
