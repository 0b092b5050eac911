//! Quick entries: the links that a taxpayer may put beside the chat.

use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Quick entries, in the order in which they are offered.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortcuts {
    /// The entries.
    pub shortcuts: Vec<Shortcut>,
}

/// A quick entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shortcut {
    /// Its stable name.
    pub key: String,
    /// The words on it.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// What it opens.
    pub kind: ShortcutKind,
    /// Whether those see it who have chosen nothing.
    #[serde(default, skip_serializing)]
    pub shown: bool,
}

/// What a quick entry opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShortcutKind {
    /// Another system.
    System,
    /// A page.
    Page,
    /// A function.
    Function,
}

impl Shortcuts {
    /// Reads the bundled entries, or those of a file.
    ///
    /// # Errors
    /// When the file cannot be read, is no list, or has two entries with one key.
    pub fn read(path: Option<&Path>) -> anyhow::Result<Self> {
        let bundled = || Ok(include_str!("../data/shortcuts.toml").to_owned());
        let name = path.map_or("data/shortcuts.toml".into(), |path| path.display().to_string());
        let text = path.map_or_else(bundled, std::fs::read_to_string);
        let text = text.with_context(|| format!("cannot read `{name}`"))?;
        let read: Self =
            toml::from_str(&text).with_context(|| format!("`{name}` is not usable"))?;
        for (at, entry) in read.shortcuts.iter().enumerate() {
            let double = read.shortcuts[..at].iter().any(|earlier| earlier.key == entry.key);
            anyhow::ensure!(
                !double && !entry.key.is_empty(),
                "`{name}`: key `{}` is there twice or empty",
                entry.key
            );
        }
        Ok(read)
    }

    /// The keys of those who have chosen nothing.
    pub fn unchosen(&self) -> Vec<String> {
        let shown = self.shortcuts.iter().filter(|entry| entry.shown);
        shown.map(|entry| entry.key.clone()).collect()
    }

    /// Whether there is an entry with this key.
    pub fn has(&self, key: &str) -> bool {
        self.shortcuts.iter().any(|entry| entry.key == key)
    }
}
