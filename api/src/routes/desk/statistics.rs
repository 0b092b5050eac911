//! Figures of the desk: waiting, handling, first reply, solved, abandoned, occupancy.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use wenshui_desk::statistics::{By, figures};
use wenshui_desk::zone;

use crate::caller::Caller;
use crate::clock;
use crate::desk::figures::{ROWS_MAX, read};
use crate::error::{ApiError, ProblemBody};
use crate::extract::QueryOf;
use crate::identity::access::Action;
use crate::routes::desk::export::{Format, format, table};
use crate::routes::desk::wall::center_of;
use crate::state::AppState;
use crate::wire::desk::statistics::{FiguresBody, Statistics, StatisticsQuery};
use crate::wire::request::date_of;

/// How many days a report has when nobody says, and at most.
const DAYS: i32 = 7;
const DAYS_MAX: i32 = 31;

/// Gives figures of sessions and agents by center, agent or hour. Only for staff; a supervisor's are
/// those of their center.
#[utoipa::path(
    get,
    path = "/v1/desk/statistics",
    operation_id = "desk_statistics",
    tag = "desk",
    security((), ("bearer" = [])),
    params(StatisticsQuery),
    responses(
        (status = 200, description = "The figures",
         content((Statistics = "application/json"), (String = "text/csv"))),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong, or it is too much at once",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn statistics(
    State(state): State<AppState>,
    caller: Caller,
    QueryOf(query): QueryOf<StatisticsQuery>,
) -> Result<Response, ApiError> {
    let center = center_of(&caller, Action::ReadStatistics)?;
    let (by, name) = by(query.by.as_deref())?;
    let format = format(query.format.as_deref())?;
    let (from, until) = period((&query.from, &query.until), clock::today())?;
    // What is still to come is offered by nobody yet.
    let span = (zone::begins(from), zone::ends(until).min(clock::now().max(zone::begins(from))));
    let whole = (span.0.as_millisecond(), span.1.as_millisecond());
    let within = (whole, center.as_deref().unwrap_or_default());
    let Some((talks, shifts)) = read(&state, within).await? else {
        let most = ROWS_MAX.to_string();
        return Err(ApiError::about("from", "too_much", &[&most]));
    };
    let work = || figures((&talks, &shifts), by, span);
    let items: Vec<FiguresBody> =
        tokio::task::block_in_place(work).into_iter().map(Into::into).collect();
    Ok(match format {
        Format::Csv => table("statistics", items.iter().map(FiguresBody::cells).collect()),
        Format::Json => {
            let (from, until) = (from.to_string(), until.to_string());
            Json(Statistics { from, until, by: name, center, items }).into_response()
        }
    })
}

fn by(name: Option<&str>) -> Result<(By, &'static str), ApiError> {
    match name {
        None | Some("center") => Ok((By::Center, "center")),
        Some("agent") => Ok((By::Agent, "agent")),
        Some("hour") => Ok((By::Hour, "hour")),
        Some(other) => {
            Err(ApiError::about("by", "bad_value", &["by", other, "center, agent, hour"]))
        }
    }
}

/// The days that are meant.
///
/// # Errors
/// `bad_date`, `bad_period`.
pub fn period(
    (from, until): (&Option<String>, &Option<String>),
    today: Date,
) -> Result<(Date, Date), ApiError> {
    let given =
        |field, text: &Option<String>| text.as_deref().map(|text| date_of(field, text)).transpose();
    let until = given("until", until)?.unwrap_or(today);
    let usual = || until.saturating_sub(jiff::Span::new().days(DAYS - 1));
    let from = given("from", from)?.unwrap_or_else(usual);
    if (0..DAYS_MAX).contains(&(until - from).get_days()) {
        return Ok((from, until));
    }
    let told = [from.to_string(), until.to_string(), DAYS_MAX.to_string()];
    Err(ApiError::about("from", "bad_period", &told.each_ref().map(String::as_str)))
}

/// The first moment of a day and the first behind another.
pub fn span((from, until): (Date, Date)) -> (Timestamp, Timestamp) {
    (zone::begins(from), zone::ends(until))
}
