//! What the outside dialler tells.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use crate::clock;
use crate::desk::dial::{Report, reported};
use crate::error::{ApiError, ProblemBody};
use crate::extract::{JsonBytes, parse};
use crate::signature::{self, SignatureFault};
use crate::state::AppState;
use crate::wire::desk::call::DiallerReport;

/// Takes a report of the dialler on a call, signed in `Wenshui-Signature` with the secret that both have.
/// Told twice it changes nothing.
#[utoipa::path(
    post,
    path = "/v1/dialler/reports",
    operation_id = "report_on_call",
    tag = "desk",
    params(("wenshui-signature" = String, Header, description = "`t=SECONDS,v1=HEX` over the body")),
    request_body = DiallerReport,
    responses(
        (status = 204, description = "It is noted"),
        (status = 401, description = "The signature does not hold", body = ProblemBody,
         content_type = "application/problem+json"),
        (status = 404, description = "No telephone was called by this id", body = ProblemBody,
         content_type = "application/problem+json"),
    )
)]
pub async fn report(
    State(state): State<AppState>,
    headers: HeaderMap,
    JsonBytes(body): JsonBytes,
) -> Result<StatusCode, ApiError> {
    let now = clock::now();
    let signed = headers.get(signature::HEADER).and_then(|value| value.to_str().ok());
    let signed = (now.as_second(), signed.unwrap_or_default());
    let unsigned =
        |fault: SignatureFault| ApiError::new("bad_signature").with(&[&fault.to_string()]);
    // Where nobody shares a secret, no signature holds.
    let dialler = state.dialler.as_ref().ok_or_else(|| unsigned(SignatureFault::Wrong))?;
    dialler.check(signed, &body).map_err(unsigned)?;
    let told: DiallerReport = parse(&body)?;
    let report = Report::named(&told.event).ok_or_else(|| {
        ApiError::about("event", "bad_value", &["event", &told.event, "started, connected, ended"])
    })?;
    reported(&state, (&told.call_id, report), now).await?;
    Ok(StatusCode::NO_CONTENT)
}
