//! `GET /v1/calendar`: what has to be filed soon, and until when (办税日历).

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wenshui_engine::version::Version;
use wenshui_knowledge::calendar::{self, Deadline, TaxYear};
use wenshui_knowledge::entry::Basis;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::address::WithinLimit;
use crate::caller::Caller;
use crate::circumstances::Circumstances;
use crate::clock;
use crate::error::{ApiError, ProblemBody};
use crate::extract::QueryOf;
use crate::state::AppState;
use crate::wire::answer::EntryLink;
use crate::wire::request::{date_of, taxpayer_type};

/// How many days are shown when nobody says, and how many may be.
const DAYS: i64 = 45;
const DAYS_MAX: i64 = 366;

/// Which days, and for whom.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// The first day; today in Shanghai where it is missing.
    #[param(format = Date)]
    pub from: Option<String>,
    /// The last day, at most 366 days later; 45 days after the first where it is missing.
    #[param(format = Date)]
    pub to: Option<String>,
    /// Whom it shall concern; what the token says where it is missing, else everybody.
    pub taxpayer_type: Option<String>,
}

/// What falls due in these days.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarBody<'a> {
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// The first day that is known of: what fell due earlier is not in here. Null where no year is known.
    #[schema(value_type = Option<String>, format = Date)]
    pub known_from: Option<Date>,
    /// The last day that is known of: what falls due later is not in here. Null where no year is known.
    #[schema(value_type = Option<String>, format = Date)]
    pub known_until: Option<Date>,
    /// What falls due, the first last day first.
    pub items: Vec<DeadlineBody<'a>>,
}

/// Something that has to be filed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlineBody<'a> {
    /// Stable name of the obligation.
    pub id: &'a str,
    /// What it is.
    pub name: &'a str,
    /// The tax.
    pub tax: &'a str,
    /// Whom it concerns; empty means everybody.
    pub taxpayer_types: Vec<&'static str>,
    /// The first day on which it can be filed.
    #[schema(value_type = String, format = Date)]
    pub opens: Date,
    /// The last day as the law says.
    #[schema(value_type = String, format = Date)]
    pub due: Date,
    /// The last day, moved by holidays.
    #[schema(value_type = String, format = Date)]
    pub last_day: Date,
    /// The entry that tells more, where the base in service has it.
    pub entry: Option<EntryLink<'a>>,
    /// What grounds it, and the moved day.
    pub basis: Vec<&'a Basis>,
}

impl<'a> DeadlineBody<'a> {
    fn of(version: &'a Version, year: &'a TaxYear, deadline: Deadline<'a>) -> Self {
        let Deadline { obligation, opens, due, last_day } = deadline;
        let moved = (due != last_day).then_some(&year.basis);
        Self {
            id: &obligation.id,
            name: &obligation.name,
            tax: &obligation.tax,
            taxpayer_types: obligation.taxpayer_types.iter().map(|kind| kind.name()).collect(),
            opens,
            due,
            last_day,
            entry: version.entry(&obligation.entry).map(|at| EntryLink::of(version, at)),
            basis: obligation.basis.iter().chain(moved).collect(),
        }
    }
}

/// Lists what has to be filed in these days, by the State Taxation Administration's dates of the year.
#[utoipa::path(
    get,
    path = "/v1/calendar",
    tag = "offered",
    security((), ("bearer" = [])),
    params(CalendarQuery),
    responses(
        (status = 200, description = "What falls due", body = CalendarBody),
        (status = 400, description = "A parameter is unknown", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value is wrong", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 429, description = "Too many requests", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn calendar(
    State(state): State<AppState>,
    _: WithinLimit,
    caller: Caller,
    QueryOf(query): QueryOf<CalendarQuery>,
) -> Result<Response, ApiError> {
    let given =
        |field, text: &Option<String>| text.as_deref().map(|text| date_of(field, text)).transpose();
    let from = given("from", &query.from)?.unwrap_or_else(clock::today);
    let to = given("to", &query.to)?.unwrap_or_else(|| from.saturating_add(DAYS.days()));
    if !(from..=from.saturating_add(DAYS_MAX.days())).contains(&to) {
        let told = [from.to_string(), to.to_string(), DAYS_MAX.to_string()];
        return Err(ApiError::about("to", "bad_period", &told.each_ref().map(String::as_str)));
    }
    let asked = query.taxpayer_type.as_deref().map(taxpayer_type).transpose()?;
    let who = asked.or_else(|| Circumstances::of_token(&caller).taxpayer_type);
    let version = state.engine.version();
    let years = calendar::bundled();
    let items = years.iter().flat_map(|year| within((year, &version), who, (from, to))).collect();
    let known_from = years.first().and_then(|year| Date::new(year.year, 1, 1).ok());
    let known_until = years.last().and_then(|year| Date::new(year.year, 12, 31).ok());
    let body = Json(CalendarBody { from, to, known_from, known_until, items });
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// What of a year has its last day between two days.
fn within<'a>(
    (year, version): (&'a TaxYear, &'a Version),
    who: Option<TaxpayerType>,
    (from, to): (Date, Date),
) -> impl Iterator<Item = DeadlineBody<'a>> {
    let deadlines = year.deadlines(who).into_iter();
    let meant = deadlines.filter(move |deadline| (from..=to).contains(&deadline.last_day));
    meant.map(move |deadline| DeadlineBody::of(version, year, deadline))
}
