//! Lists of matters: the conditions of the address, and whose they are.

use std::collections::BTreeMap;

use wenshui_desk::filter::{List, Wanted as Conditions};
use wenshui_desk::part::Part;

use crate::caller::Caller;
use crate::desk::act::part_in;
use crate::desk::filing::{Filed, terms};
use crate::desk::refused::faulty;
use crate::desk::step::Held;
use crate::error::ApiError;
use crate::extract::in_range;
use crate::identity::access::{Action, Reach, reach};
use crate::identity::principal::Principal;
use crate::state::AppState;
use crate::store::matter::list::Wanted;

/// How many a page has (S-04).
const PAGE: i64 = 10;
/// The last page that may be asked for.
const PAGE_MAX: i64 = 100_000;

/// A page of matters, each with the relation of whoever asks.
pub struct Page<M> {
    /// How many there are on all pages.
    pub total: i64,
    /// The page, counted from 1.
    pub page: i64,
    /// Those of the page.
    pub items: Vec<(Held<M>, Option<Part>)>,
}

/// The matters that somebody may see: a taxpayer their own, staff those of their center.
///
/// # Errors
/// Who may see none, and what is wrong with the conditions.
pub async fn list<M: Filed>(
    state: &AppState,
    caller: &Caller,
    (list, mut query): (List, BTreeMap<String, String>),
) -> Result<Page<M>, ApiError> {
    let page = query.remove("page").map(|page| page.parse().unwrap_or(0));
    let page = in_range("page", (page, 1), 1..=PAGE_MAX)?;
    let (subject, center, part) = match &caller.0 {
        Principal::Taxpayer(taxpayer) => (taxpayer.owner.subject.clone(), None, Part::Owner),
        Principal::Anonymous | Principal::Staff(_) => {
            let reach = reach(&caller.0, Action::ReadMatter);
            let reach =
                reach.map_err(|why| crate::trouble::denied(why, ApiError::new("forbidden")))?;
            let center = match reach {
                Reach::Any => None,
                Reach::Center(center) => Some(center),
            };
            (String::new(), center, Part::Colleague)
        }
    };
    let asked: Vec<(&str, &str)> =
        query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let terms = Conditions::read(list, part, &asked).and_then(terms);
    let terms = terms.map_err(|faults| faulty(&faults))?;
    let wanted =
        Wanted { kind: M::KIND, subject, center, not_in: &[], terms, page: (page - 1, PAGE) };
    let listed = state.store.db.matters(&wanted).await?;
    let with_part = |matter| {
        let held = Held::of(matter)?;
        let part = part_in(&caller.0, &held);
        Ok((held, part))
    };
    let items: Result<Vec<_>, ApiError> = listed.items.into_iter().map(with_part).collect();
    Ok(Page { total: listed.total, page, items: items? })
}
