//! Every problem of the published knowledge, as `wenshui kb check` finds them.

use serde::{Deserialize, Serialize};
use wenshui_eval::progress::Progress;
use wenshui_knowledge::check::{ANY, BUNDLED, Strictness, check};
use wenshui_knowledge::problem::{Problem, Severity};

use crate::clock;
use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::output::Output;
use crate::state::AppState;
use crate::versions::shelf::BUNDLED as BUNDLED_NUMBER;
use crate::wire::job::{JobProblem, Problems};

/// It is asked with nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {}

/// There is one step, as everything is checked against everything.
const STEPS: usize = 1;

impl Work for Check {
    const KIND: &'static str = "check";

    fn run(self, state: &AppState, mut progress: Progress) -> Result<Vec<Output>, Failure> {
        progress.step(0, STEPS)?;
        let version = state.engine.version();
        let is_bundled =
            state.config.kb.is_none() && state.versions.number() == Some(BUNDLED_NUMBER);
        let strictness = if is_bundled { BUNDLED } else { ANY };
        let strictness = Strictness { today: Some(clock::today()), ..strictness };
        let mut problems = check(&version.base, strictness);
        // What must be mended stands first.
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        progress.step(STEPS, STEPS)?;
        let is_error = |problem: &&Problem| problem.severity == Severity::Error;
        let errors = problems.iter().filter(is_error).count();
        let found = Problems {
            entries: version.base.entries.len(),
            wordings: version.base.wordings(),
            errors,
            warnings: problems.len() - errors,
            problems: problems.iter().map(JobProblem::from).collect(),
        };
        Ok(vec![Output::json("problems.json", &found)?])
    }
}
