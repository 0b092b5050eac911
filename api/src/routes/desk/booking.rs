//! What the routes of reservations and of invitations do alike.

use std::collections::BTreeMap;

use axum::Json;
use jiff::Timestamp;
use wenshui_desk::filter::List;
use wenshui_desk::number::{BegunBy, ReservationNumber};

use crate::caller::Caller;
use crate::clock;
use crate::desk::act::{Order, act, file as file_matter, find, part_in};
use crate::desk::number::numbered;
use crate::desk::step::New;
use crate::error::ApiError;
use crate::routes::desk::listing;
use crate::state::AppState;
use crate::wire::desk::booking::{Booking, BookingAction, BookingBody, BookingList};

/// Files a new one under the next number of its day.
pub async fn file<B: Booking>(
    state: &AppState,
    new: New<'_, B>,
    begun_by: BegunBy,
) -> Result<Json<BookingBody>, ApiError> {
    let (now, part) = (new.now, new.by.0);
    let day = clock::day_of(now.as_millisecond());
    let number = move |serial| ReservationNumber::of(day, begun_by, serial);
    let held = file_matter(state, new, numbered((B::KIND, day), number)).await?;
    Ok(Json(BookingBody::of(&held, Some(part), (state, now))))
}

/// A page of those that somebody may see.
pub async fn list<B: Booking>(
    (state, caller): (&AppState, &Caller),
    query: BTreeMap<String, String>,
    now: Timestamp,
) -> Result<Json<BookingList>, ApiError> {
    let page = listing::list::<B>(state, caller, (List::Reservations, query)).await?;
    let body = |(held, part): &_| BookingBody::of(held, *part, (state, now));
    let items = page.items.iter().map(body).collect();
    Ok(Json(BookingList { total: page.total, page: page.page, items }))
}

/// One of them.
pub async fn show<B: Booking>(
    (state, caller): (&AppState, &Caller),
    id: &str,
    now: Timestamp,
) -> Result<Json<BookingBody>, ApiError> {
    let (held, part) = find::<B>(state, (&caller.0, id)).await?;
    Ok(Json(BookingBody::of(&held, part, (state, now))))
}

/// Does something with one of them.
pub async fn act_on<B: Booking>(
    (state, caller): (&AppState, &Caller),
    (id, action): (&str, BookingAction),
    now: Timestamp,
) -> Result<Json<BookingBody>, ApiError> {
    let order =
        Order { id, principal: &caller.0, command: B::command(action)?, client_id: None, now };
    let held = act::<B>(state, order).await?;
    let part = part_in(&caller.0, &held);
    Ok(Json(BookingBody::of(&held, part, (state, now))))
}
