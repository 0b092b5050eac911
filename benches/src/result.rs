//! The one form in which measurements of speed are kept: what was measured, and what it belongs to.
//!
//! Every `wenshui bench` writes it, `bench report` and `bench gate` read it. It is versioned, its JSON
//! Schema is made of these types, and what a command knows besides stands in `details`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::latency::Quantiles;
use crate::load::Loaded;
use crate::result::signature::Signature;

pub mod knowledge;
pub mod machine;
pub mod signature;
pub mod target;

/// What says that a file is a result.
pub const FORM: &str = "wenshui-bench";
/// The version of the form; what a program does not know it does not read.
pub const FORM_VERSION: u32 = 1;

/// A result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BenchResult {
    /// What says that this is a result of `wenshui bench`.
    #[schemars(extend("const" = FORM))]
    pub form: String,
    /// The version of the form.
    #[schemars(extend("const" = FORM_VERSION))]
    pub form_version: u32,
    /// What the numbers belong to.
    pub signature: Signature,
    /// How long things took.
    pub latencies: Vec<Series>,
    /// Numbers that stand alone.
    pub figures: Vec<Figure>,
    /// What the command tells besides, in a form of its own.
    pub details: Value,
}

/// Latencies of one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// What took so long: `answer`, the name of a stage, `echo`.
    pub name: String,
    /// What kind of thing that is.
    pub kind: Kind,
    /// How many entries the knowledge had, where that is what is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// Whether caches were warm, where that is what is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// The load, where it was put on over HTTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<Load>,
    /// How long it took.
    pub latency: Quantiles,
}

/// What kind of thing took so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A whole answer in the process.
    Whole,
    /// A stage of it.
    Stage,
    /// Requests over HTTP.
    Load,
    /// Requests to echo, the reference.
    Echo,
    /// Anything else that is waited for.
    Other,
}

/// What stood in caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The first answers of a version that was just opened from a file that no cache held.
    Cold,
    /// Those after many others.
    Warm,
}

/// How load was put on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Connections.
    pub connections: usize,
    /// Requests a second that were due; none in a closed loop, where each connection asks as soon as it
    /// can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<u64>,
    /// Requests a second that were answered.
    pub per_second: f64,
}

/// A number that stands alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its name; `benches/data/targets.toml` names targets by it.
    pub name: String,
    /// What it is counted in: `us`, `s`, `MiB`, `share`, `times`, `instructions`.
    pub unit: String,
    /// How many entries the knowledge had, where that is what is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// The number.
    pub value: f64,
}

impl Series {
    /// Latencies in this process.
    pub fn new(name: &str, kind: Kind, latency: Quantiles) -> Self {
        Self { name: name.to_owned(), kind, entries: None, state: None, load: None, latency }
    }

    /// Latencies of a load.
    pub fn of_load(name: &str, kind: Kind, loaded: &Loaded) -> Self {
        let Loaded { connections, rate, per_second, latency } = *loaded;
        let load = Some(Load { connections, rate, per_second });
        Self { load, ..Self::new(name, kind, latency) }
    }

    /// The same of knowledge with so many entries.
    #[must_use]
    pub fn at(self, entries: u64) -> Self {
        Self { entries: Some(entries), ..self }
    }

    /// What it is called in tables: with its load, its size and its caches.
    pub fn title(&self) -> String {
        let load = self.load.map(|load| match load.rate {
            Some(rate) => format!(" at {rate}/s"),
            None => format!(" × {}", load.connections),
        });
        let entries = self.entries.map(|entries| format!(" · {entries} entries"));
        let state = self.state.map(|state| match state {
            State::Cold => " · cold",
            State::Warm => " · warm",
        });
        [Some(self.name.clone()), load, entries, state.map(str::to_owned)]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl Figure {
    /// A number with its unit.
    pub fn new(name: &str, unit: &str, value: f64) -> Self {
        Self { name: name.to_owned(), unit: unit.to_owned(), entries: None, value }
    }

    /// The same of knowledge with so many entries.
    #[must_use]
    pub fn at(self, entries: u64) -> Self {
        Self { entries: Some(entries), ..self }
    }
}

impl BenchResult {
    /// A result in the form of today. Numbers that are none are left out: JSON has no word for them.
    pub fn new(signature: Signature, measured: (Vec<Series>, Vec<Figure>), details: Value) -> Self {
        let (latencies, mut figures) = measured;
        figures.retain(|figure| figure.value.is_finite());
        let (form, form_version) = (FORM.to_owned(), FORM_VERSION);
        Self { form, form_version, signature, latencies, figures, details }
    }

    /// Reads a result out of the text of a file; `name` is what errors call the file.
    ///
    /// # Errors
    /// When it is no JSON, no result, of another version, or a field is not what it must be.
    pub fn read(text: &str, name: &str) -> Result<Self, Error> {
        let name = name.to_owned();
        let value: Value = serde_json::from_str(text)
            .map_err(|error| Error::NotJson { name: name.clone(), reason: error.to_string() })?;
        let form = value.get("form").and_then(Value::as_str).unwrap_or_default();
        if form != FORM {
            return Err(Error::Foreign { name, found: form.to_owned() });
        }
        let version = value.get("form_version").cloned().unwrap_or_default();
        if version != FORM_VERSION {
            return Err(Error::OtherVersion {
                name,
                found: version.to_string(),
                known: FORM_VERSION,
            });
        }
        serde_path_to_error::deserialize(value).map_err(|error| Error::Damaged {
            name,
            field: error.path().to_string(),
            reason: error.inner().to_string(),
        })
    }

    /// A figure by its name.
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.name == name)
    }
}

/// The JSON Schema of a result, as text.
///
/// # Panics
/// Never: a schema is plain data.
pub fn schema() -> String {
    let schema = schemars::schema_for!(BenchResult);
    let text = serde_json::to_string_pretty(&schema);
    text.expect("a schema is plain data") + "\n"
}
