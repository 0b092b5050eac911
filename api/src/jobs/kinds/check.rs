//! Every problem of the published knowledge, as `wenshui kb check` finds them.

use serde::{Deserialize, Serialize};
use wenshui_eval::progress::Progress;
use wenshui_knowledge::check::{ANY, BUNDLED, Strictness, check};
use wenshui_knowledge::problem::{Problem, Severity};
use wenshui_knowledge::{bundled, load};

use crate::jobs::failure::Failure;
use crate::jobs::kind::Work;
use crate::jobs::output::Output;
use crate::state::AppState;
use crate::wire::job::{JobProblem, Problems};
use crate::{clock, published};

/// It is asked with nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {}

/// The steps: reading, checking.
const STEPS: usize = 2;

impl Work for Check {
    const KIND: &'static str = "check";

    fn run(self, state: &AppState, mut progress: Progress) -> Result<Vec<Output>, Failure> {
        progress.step(0, STEPS)?;
        let config = &state.config;
        let source = published::source(config.kb.as_deref(), &config.data);
        let (mut draft, strictness) = match &source.knowledge {
            Some(path) => (load::knowledge(path).map_err(anyhow::Error::from)?, ANY),
            None => (bundled::knowledge(), BUNDLED),
        };
        progress.step(1, STEPS)?;
        let strictness = Strictness { today: Some(clock::today()), ..strictness };
        draft.problems.extend(check(&draft.base, strictness));
        // What must be mended stands first.
        draft.problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        progress.step(STEPS, STEPS)?;
        let is_error = |problem: &&Problem| problem.severity == Severity::Error;
        let errors = draft.problems.iter().filter(is_error).count();
        let found = Problems {
            entries: draft.base.entries.len(),
            wordings: draft.base.wordings(),
            errors,
            warnings: draft.problems.len() - errors,
            problems: draft.problems.iter().map(JobProblem::from).collect(),
        };
        Ok(vec![Output::json("problems.json", &found)?])
    }
}
