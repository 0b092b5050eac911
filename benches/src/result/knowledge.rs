//! What knowledge a result is about.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wenshui_engine::version::Version;

/// The knowledge that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnowledgeMark {
    /// Where it lay, `bundled` for that of the program; several, where sizes are compared.
    pub source: String,
    /// Its version: a hash over entries, lexicons, settings and weights.
    pub version: String,
    /// How many entries.
    pub entries: u64,
    /// How many wordings.
    pub wordings: u64,
    /// The weights by what they do, each by its own hash.
    pub models: BTreeMap<String, String>,
    /// The settings by section and key.
    pub settings: serde_json::Value,
}

impl KnowledgeMark {
    /// What a version is made of.
    pub fn of(version: &Version, source: String) -> Self {
        let mut models = BTreeMap::from([
            ("encoder".to_owned(), version.encoder.id().to_owned()),
            ("outside".to_owned(), version.outside.id().to_owned()),
        ]);
        let cross = version.cross.as_ref();
        models.extend(cross.map(|cross| ("cross_encoder".to_owned(), cross.id().to_owned())));
        Self {
            source,
            version: version.id.clone(),
            entries: version.base.entries.len() as u64,
            wordings: u64::from(version.documents.wordings),
            models,
            settings: serde_json::to_value(&version.settings).unwrap_or_default(),
        }
    }

    /// The knowledge in a line for people.
    pub fn words(&self) -> String {
        let Self { source, version, entries, wordings, models, .. } = self;
        let encoder = models.get("encoder").map_or("-", String::as_str);
        format!(
            "kb {source} {version} · {entries} entries, {wordings} wordings · encoder {encoder}\n"
        )
    }
}
