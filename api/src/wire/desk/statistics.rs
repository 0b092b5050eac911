//! Figures of the desk as they travel.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_desk::statistics::{Figures, Spread};

/// Which figures are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatisticsQuery {
    /// The first day; six days before the last where it is missing.
    #[param(format = Date)]
    pub from: Option<String>,
    /// The last day, inclusive; today where it is missing. At most 31 days in all.
    #[param(format = Date)]
    pub until: Option<String>,
    /// `center`, `agent` or `hour`.
    #[param(default = "center")]
    pub by: Option<String>,
    /// `json` or `csv`.
    #[param(default = "json")]
    pub format: Option<String>,
}

/// What a time of the desk looks like. Sessions count on the day of their coming.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statistics {
    /// The first day.
    #[schema(format = Date)]
    pub from: String,
    /// The last day, inclusive.
    #[schema(format = Date)]
    pub until: String,
    /// What the figures are told apart by.
    pub by: &'static str,
    /// The center that it is about; null: all.
    pub center: Option<String>,
    /// The figures, by key.
    pub items: Vec<FiguresBody>,
}

/// The figures of one center, agent or hour.
#[derive(Debug, Serialize, ToSchema)]
pub struct FiguresBody {
    /// The id of the center or the agent, or the first moment of the hour. An empty agent are those whom
    /// nobody served.
    pub key: String,
    /// How many came.
    pub came: usize,
    /// How many were connected with an agent.
    pub called: usize,
    /// How many left the queue.
    pub abandoned: usize,
    /// How many waited in vain to the end.
    pub lapsed: usize,
    /// How many said how it was.
    pub rated: usize,
    /// How many said that it was solved.
    pub solved: usize,
    /// From coming to being connected.
    pub waiting: Option<SpreadBody>,
    /// From being connected to the end.
    pub handling: Option<SpreadBody>,
    /// From being connected to the agent's first words.
    pub first_reply: Option<SpreadBody>,
    /// The time of seats that was taken, divided by the time of seats that agents offered.
    pub occupancy: Option<f64>,
}

/// How long something lasted, in seconds.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpreadBody {
    /// The mean.
    pub mean_s: f64,
    /// Nine in ten lasted no longer.
    pub p90_s: f64,
}

impl From<Figures> for FiguresBody {
    fn from(of: Figures) -> Self {
        Self {
            key: of.key,
            came: of.came,
            called: of.called,
            abandoned: of.abandoned,
            lapsed: of.lapsed,
            rated: of.rated,
            solved: of.solved,
            waiting: of.waiting.map(Into::into),
            handling: of.handling.map(Into::into),
            first_reply: of.first_reply.map(Into::into),
            occupancy: of.occupancy,
        }
    }
}

impl From<Spread> for SpreadBody {
    fn from(Spread { mean_s, p90_s }: Spread) -> Self {
        Self { mean_s, p90_s }
    }
}

impl FiguresBody {
    /// The figures as the cells of a row.
    pub fn cells(&self) -> Vec<String> {
        let counts = [self.came, self.called, self.abandoned, self.lapsed, self.rated, self.solved];
        let spreads = [&self.waiting, &self.handling, &self.first_reply];
        let lasted = |spread: &Option<SpreadBody>| match spread {
            Some(spread) => [format!("{:.1}", spread.mean_s), format!("{:.1}", spread.p90_s)],
            None => [String::new(), String::new()],
        };
        let occupancy = self.occupancy.map(|share| format!("{share:.3}"));
        let mut cells = vec![self.key.clone()];
        cells.extend(counts.map(|count| count.to_string()));
        cells.extend(spreads.into_iter().flat_map(lasted));
        cells.push(occupancy.unwrap_or_default());
        cells
    }
}
