//! What a change of sayings would do to what people asked here and to suites, before anybody wishes for it.

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use wenshui_eval::gate::Gate;
use wenshui_eval::impact::{Trial, changed, impact};
use wenshui_eval::progress::Progress;
use wenshui_eval::suite::Suite;
use wenshui_knowledge::bundled;
use wenshui_knowledge::lexicon::own::ConceptChange;

use crate::clock;
use crate::error::ApiError;
use crate::in_vain;
use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::kinds::evaluate::{lines, suite};
use crate::jobs::kinds::measure::day;
use crate::jobs::kinds::period::period;
use crate::jobs::kinds::stand::Stand;
use crate::jobs::output::Output;
use crate::state::AppState;

/// How many questions and cases the table shows.
const SHOWN: usize = 100;

/// A saying, and how the law says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// What people say.
    pub said: String,
    /// How the law says it.
    pub law: String,
}

/// What is changed, and what is held against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// Sayings that are added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<Saying>,
    /// Sayings that are taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<Saying>,
    /// Phrases that are left out of questions and wordings from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub down: Vec<String>,
    /// Names of stored suites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suites: Vec<String>,
    /// What the metrics of the suites must reach, such as `hit@1>=0.8`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<String>,
    /// The first day whose questions are looked at; thirty days before the last where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The day whose rules are asked for; today where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

impl Work for Impact {
    const KIND: &'static str = "impact";

    fn check(&self, state: &AppState) -> Result<(), ApiError> {
        if self.change() == ConceptChange::default() {
            return Err(ApiError::about("params.add", "nothing_to_try", &[]));
        }
        for name in &self.suites {
            lines(state, name)
                .map_err(|error| ApiError { field: Some("params.suites".into()), ..error })?;
        }
        self.gates()?;
        day(self.as_of.as_deref())?;
        period((self.from.as_deref(), self.to.as_deref()))?;
        Ok(())
    }

    fn run(self, state: &AppState, progress: Progress) -> Result<Vec<Output>, Failure> {
        let period = period((self.from.as_deref(), self.to.as_deref()))?;
        let Stand { parts, source, .. } = Stand::read(state)?;
        let own = source.own_concepts()?;
        let after = changed(&parts, (&own, &bundled::lexicons()), &self.change())?;
        let logged = Handle::current().block_on(in_vain::read(state, period))?.asked();
        let (suite, gates) = (self.suite(state)?, self.gates()?);
        let trial = Trial {
            logged: &logged,
            suite: &suite,
            gates: &gates,
            today: day(self.as_of.as_deref())?,
            clock: clock::nanoseconds,
        };
        let found = impact((parts, after), &trial, progress)?;
        Ok(vec![
            Output::json("impact.json", &found)?,
            Output::text("impact.txt", found.table(SHOWN)),
        ])
    }
}

impl Impact {
    fn change(&self) -> ConceptChange {
        let pairs = |sayings: &[Saying]| {
            sayings.iter().map(|own| (own.said.clone(), own.law.clone())).collect()
        };
        let (add, remove) = (pairs(&self.add), pairs(&self.remove));
        ConceptChange { add, remove, down: self.down.clone() }
    }

    fn gates(&self) -> Result<Vec<Gate>, ApiError> {
        let read = |text: &String| {
            let bad = |_| ApiError::about("params.gates", "bad_gate", &[text]);
            text.parse().map_err(bad)
        };
        self.gates.iter().map(read).collect()
    }

    /// All suites as one; of several the ids begin with the name of theirs.
    fn suite(&self, state: &AppState) -> Result<Suite, Failure> {
        let mut all = Suite::default();
        for name in &self.suites {
            let own = suite(state, (name, Option::default()))?;
            all.hash.push_str(&own.hash);
            all.cases.extend(own.cases.into_iter().map(|mut case| {
                if self.suites.len() > 1 {
                    case.id = format!("{name}:{}", case.id);
                }
                case
            }));
        }
        Ok(all)
    }
}
