//! Reports for staff: what was asked by way of which source, and what became of it.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::caller::Caller;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::QueryOf;
use crate::identity::access::{Action, Reach, reach};
use crate::state::AppState;
use crate::store::count::CountKind;
use crate::store::funnel::Counted;
use crate::trouble::denied;
use crate::wire::request::{TurnSource, date_of};

/// How many days a report holds when nobody says, and how many it may hold.
const DAYS: i32 = 30;
const DAYS_MAX: i32 = 366;

/// Which days are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FunnelQuery {
    /// The first day, in Shanghai; 29 days before the last one where it is missing.
    #[param(format = Date)]
    pub from: Option<String>,
    /// The last day, inclusive; today where it is missing.
    #[param(format = Date)]
    pub to: Option<String>,
}

/// What was shown, what was taken up, and what became of it, by source.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelReport {
    /// The first day.
    #[schema(format = Date)]
    pub from: String,
    /// The last day, inclusive.
    #[schema(format = Date)]
    pub to: String,
    /// The center whose people it is about; null: everybody.
    pub center: Option<String>,
    /// Every source once.
    pub items: Vec<FunnelRow>,
}

/// One source. Everything counts on the day of its turn.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelRow {
    /// The source.
    pub source: &'static str,
    /// Questions that were shown to be taken up this way; null where nothing is shown, or where the
    /// report is of one center and it is not known to whom it was shown.
    pub impressions: Option<i64>,
    /// Turns.
    pub clicks: i64,
    /// Turns that an entry answered.
    pub answered: i64,
    /// Turns that were asked back.
    pub asked_back: i64,
    /// Turns that got guesses.
    pub suggested: i64,
    /// Small talk.
    pub replied: i64,
    /// Turns that nothing answered, or that the guard stopped.
    pub refused: i64,
    /// Turns that asked for a person.
    pub handed_over: i64,
    /// Judgements 有用 that stand.
    pub useful: i64,
    /// Judgements 无用 that stand.
    pub useless: i64,
    /// Turns after which the person said that this was not it, or asked for a person.
    pub unsolved: i64,
}

/// Reports the funnel of sources. Only for staff.
#[utoipa::path(
    get,
    path = "/v1/reports/funnel",
    tag = "staff",
    security((), ("bearer" = [])),
    params(FunnelQuery),
    responses(
        (status = 200, description = "The report", body = FunnelReport),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn funnel(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<FunnelQuery>,
) -> Result<Json<FunnelReport>, ApiError> {
    let reach = reach(&caller.0, Action::ReadFunnel);
    let center = match reach.map_err(|why| denied(why, ApiError::new("forbidden")))? {
        Reach::Any => None,
        Reach::Center(center) => Some(center),
    };
    let (from, to) = period(&query, clock::today())?;
    let (from, to) = (from.to_string(), to.to_string());
    // What this node has seen is in; other nodes are at most a minute behind.
    state.store_shown();
    state.store.writer.settle().await?;
    let counted = state.store.db.funnel((&from, &to), center.as_deref()).await?;
    let row = |source: TurnSource| row(source, &counted, center.is_some());
    let items = TurnSource::ALL.into_iter().map(row).collect();
    Ok(Json(FunnelReport { from, to, center, items }))
}

/// The days that are meant.
fn period(query: &FunnelQuery, today: Date) -> Result<(Date, Date), ApiError> {
    let given =
        |field, text: &Option<String>| text.as_deref().map(|text| date_of(field, text)).transpose();
    let to = given("to", &query.to)?.unwrap_or(today);
    let usual = || to.saturating_sub(jiff::Span::new().days(DAYS - 1));
    let from = given("from", &query.from)?.unwrap_or_else(usual);
    let days = (to - from).get_days();
    if (0..DAYS_MAX).contains(&days) {
        return Ok((from, to));
    }
    let told = [from.to_string(), to.to_string(), DAYS_MAX.to_string()];
    Err(ApiError::about("from", "bad_period", &told.each_ref().map(String::as_str)))
}

fn row(source: TurnSource, counted: &[Counted], of_center: bool) -> FunnelRow {
    let name = source.name();
    let total = |kind: CountKind| {
        let of = counted.iter().filter(|counted| counted.kind == kind && counted.source == name);
        of.map(|counted| counted.total).sum()
    };
    let is_known = match source {
        TurnSource::Typed | TurnSource::Voice => false,
        // These come with an answer, so it is known whose it is.
        TurnSource::GuessNomatch | TurnSource::Option | TurnSource::Followup => true,
        _ => !of_center,
    };
    FunnelRow {
        source: name,
        impressions: is_known.then(|| total(CountKind::Impression)),
        clicks: total(CountKind::Click),
        answered: total(CountKind::Answered),
        asked_back: total(CountKind::AskedBack),
        suggested: total(CountKind::Suggested),
        replied: total(CountKind::Replied),
        refused: total(CountKind::Refused),
        handed_over: total(CountKind::HandedOver),
        useful: total(CountKind::Useful),
        useless: total(CountKind::Useless),
        unsolved: total(CountKind::Unsolved),
    }
}
