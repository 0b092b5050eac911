//! What the service says of itself before anybody asks: greeting, disclaimer, hours.

use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The words of the reception.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reception {
    /// The persona's name.
    pub name: String,
    /// The greeting, with the name filled in.
    pub greeting: String,
    /// What the operator adds under the greeting; empty where there is nothing.
    #[serde(default)]
    pub ps: String,
    /// What always stands under the input.
    pub disclaimer: String,
    /// When who is there.
    pub hours: Hours,
}

/// When who is there, in words.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// When the machine answers.
    pub answers: String,
    /// When people do.
    pub people: String,
}

impl Reception {
    /// Reads the bundled words, or those of a file.
    ///
    /// # Errors
    /// When the file cannot be read or is none.
    pub fn read(path: Option<&Path>) -> anyhow::Result<Self> {
        let bundled = || Ok(include_str!("../data/service.toml").to_owned());
        let name = path.map_or("data/service.toml".into(), |path| path.display().to_string());
        let text = path.map_or_else(bundled, std::fs::read_to_string);
        let text = text.with_context(|| format!("cannot read `{name}`"))?;
        let read: Self =
            toml::from_str(&text).with_context(|| format!("`{name}` is not usable"))?;
        Ok(Self { greeting: read.greeting.replace("{name}", &read.name), ..read })
    }
}
