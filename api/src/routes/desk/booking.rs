//! What the routes of reservations and of invitations do alike.

use axum::Json;
use jiff::Timestamp;
use wenshui_desk::booking::Form;
use wenshui_desk::center::Center;
use wenshui_desk::fault::Fault;
use wenshui_desk::machine::{Moment, Moved};
use wenshui_desk::number::{BegunBy, ReservationNumber};

use crate::clock;
use crate::desk::number::numbered;
use crate::desk::refused::faultless;
use crate::desk::step::New;
use crate::error::ApiError;
use crate::routes::desk::served;
use crate::state::AppState;
use crate::wire::desk::booking::{Booking, BookingBody};

/// A new one of a form that was filled in rightly: people meet only while the center works.
///
/// # Errors
/// `form` with everything that is wrong.
pub fn submitted<B: Booking>(
    (state, center): (&AppState, Option<&Center>),
    form: Form,
    now: Timestamp,
) -> Result<Moved<B>, ApiError> {
    let at = Moment { now, profile: &state.desk.profile };
    let office = state.desk.office();
    let closed: Vec<Fault> =
        center.and_then(|center| office.slot_fault(center, form.slot)).into_iter().collect();
    faultless(B::submit(form, &at), closed)
}

/// Files a new one under the next number of its day.
///
/// # Errors
/// When it cannot be filed.
pub async fn file<B: Booking>(
    state: &AppState,
    new: New<'_, B>,
    begun_by: BegunBy,
) -> Result<Json<BookingBody>, ApiError> {
    let day = clock::day_of(new.now.as_millisecond());
    let number = move |serial| ReservationNumber::of(day, begun_by, serial);
    served::file(state, new, numbered((B::KIND, day), number)).await
}
