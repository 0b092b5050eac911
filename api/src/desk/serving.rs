//! Which center serves somebody: the one that they chose, the one that the host names, else that of their
//! authority, of their region, or of what lies above it (J-07, S-03).

use wenshui_desk::authority::Authority;
use wenshui_desk::center::{Belonging, Center};
use wenshui_desk::machine::Machine as _;

use crate::caller::Caller;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::matter::list::Wanted;
use crate::store::owner::Owner;

/// The center that serves somebody; none where none is in charge (J-08).
///
/// # Errors
/// When the database fails.
pub async fn serving<'a>(
    state: &'a AppState,
    (caller, owner): (&Caller, &Owner),
) -> Result<Option<&'a Center>, ApiError> {
    let centers = &state.desk.centers;
    let chosen = chosen(state, owner).await?;
    if let Some(center) = chosen.or_else(|| centers.get(&owner.center)) {
        return Ok(Some(center));
    }
    let region = caller.taxpayer().and_then(|taxpayer| taxpayer.region);
    let region = region.map(|region| region.to_string());
    let authority = Some(owner.authority.as_str()).filter(|authority| !authority.is_empty());
    Ok(centers.serving(Belonging { authority, region: region.as_deref() }))
}

/// The center that somebody has chosen, where they have (S-03); it serves before what the token says.
///
/// # Errors
/// When the database fails.
pub async fn chosen<'a>(
    state: &'a AppState,
    owner: &Owner,
) -> Result<Option<&'a Center>, ApiError> {
    if owner.is_anonymous() {
        return Ok(None);
    }
    let chosen = authority(state, &owner.subject).await?.and_then(|held| held.state.center);
    Ok(chosen.as_deref().and_then(|id| state.desk.centers.get(id)))
}

/// The center that serves somebody, of what cannot be filed without one.
///
/// # Errors
/// `no_center`.
pub async fn served_by<'a>(
    state: &'a AppState,
    who: (&Caller, &Owner),
) -> Result<&'a Center, ApiError> {
    let center = serving(state, who).await?;
    center.ok_or_else(|| {
        let words = state.desk.sayings.unserved();
        ApiError::in_state("no_center", "no_center").with(&[words])
    })
}

/// What somebody has chosen at 我的机关, where they have.
///
/// # Errors
/// When the database fails.
pub async fn authority(
    state: &AppState,
    subject: &str,
) -> Result<Option<Held<Authority>>, ApiError> {
    let (kind, subject) = (Authority::KIND, subject.to_owned());
    let wanted = Wanted { kind, subject, page: (0, 1), ..Wanted::default() };
    let listed = state.store.db.matters(&wanted).await?;
    listed.items.into_iter().next().map(Held::of).transpose()
}
