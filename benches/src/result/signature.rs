//! What a result belongs to: a number without it says nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::result::knowledge::KnowledgeMark;
use crate::result::machine::Machine;

/// What the numbers of a result belong to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The command behind `wenshui bench`.
    pub command: String,
    /// The whole command line, the program without its folder first.
    pub command_line: Vec<String>,
    /// When it began.
    #[schemars(extend("format" = "date-time"))]
    pub began: String,
    /// How long it took, in seconds.
    pub took_s: f64,
    /// The program.
    pub program: Program,
    /// The machine.
    pub machine: Machine,
    /// The knowledge; none where none was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knowledge: Option<KnowledgeMark>,
    /// The seed of questions, typing or noise; none where nothing was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How many cases were measured: questions, requests, lines, sounds.
    pub cases: u64,
    /// Echo's median of the same run over one connection, in microseconds; none where no time is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echo_p50_us: Option<f64>,
}

/// The program that was measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// Its version.
    pub version: String,
    /// The commit it was built of, `unknown` where whoever built it did not say.
    pub commit: String,
    /// `release`, or `debug` where it was built for tests.
    pub build: String,
    /// What it was built for, such as `x86_64-linux`.
    pub target: String,
    /// The first 16 digits of the BLAKE3 of its file.
    pub digest: String,
}

impl Signature {
    /// The signature in two lines for people.
    pub fn words(&self) -> String {
        let Machine { processor, cores, kernel, .. } = &self.machine;
        let Program { version, commit, build, digest, .. } = &self.program;
        let echo = self.echo_p50_us.map(|us| format!(" · echo p50 {us:.0} µs"));
        let seed = self.seed.map(|seed| format!(" · seed {seed}"));
        let mut words = format!(
            "{cores} × {processor} · Linux {kernel}{}\nwenshui {version} ({build}, commit {commit}, {digest}) \
             · {} cases{}\n",
            echo.unwrap_or_default(),
            self.cases,
            seed.unwrap_or_default(),
        );
        if let Some(knowledge) = &self.knowledge {
            words.push_str(&knowledge.words());
        }
        words
    }
}
