//! In what relation somebody stands to a matter.

use wenshui_desk::part::{Part, Sides};

use crate::identity::access::{Action, allowed};
use crate::identity::principal::{Principal, Staff};
use crate::identity::role::StaffRole;
use crate::store::matter::Matter;
use crate::store::owner::Owner;

/// The relation; `None` for those who may do nothing with it. A matter may be one that somebody has to
/// take first, or one that several places have in hand.
pub fn part_of(
    principal: &Principal,
    (matter, is_taken): (&Matter, bool),
    sides: Option<Sides<'_>>,
) -> Option<Part> {
    let owner = owner_to(principal, &matter.owner, sides);
    allowed(principal, Action::MoveMatter, &owner).ok()?;
    match (principal, sides) {
        (Principal::Anonymous | Principal::Taxpayer(_), _) => Some(Part::Owner),
        (Principal::Staff(staff), Some(sides)) => Some(at_side(staff, &matter.handler, sides)),
        (Principal::Staff(staff), None) => {
            // What is assigned to nobody yet is every agent's of its center, unless it is taken first.
            let handler = Some(matter.handler.as_str()).filter(|handler| !handler.is_empty());
            let is_free = handler.is_none() && !is_taken;
            let is_mine = handler == Some(staff.owner.subject.as_str());
            Some(of_staff(staff, is_mine || is_free))
        }
    }
}

/// Whose a matter is to somebody: of the centers that have it in hand together, the one of whoever asks.
pub fn owner_to(principal: &Principal, owner: &Owner, sides: Option<Sides<'_>>) -> Owner {
    let mut owner = owner.clone();
    if let (Some(sides), Some(me)) = (sides, principal.owner())
        && sides.include(&me.center)
    {
        owner.center.clone_from(&me.center);
    }
    owner
}

fn of_staff(staff: &Staff, has_it: bool) -> Part {
    if has_it && staff.roles.contains(&StaffRole::Agent) {
        return Part::Handler;
    }
    let supervisor = staff.roles.contains(&StaffRole::Supervisor);
    if supervisor { Part::Supervisor } else { Part::Colleague }
}

/// Who decides for the province is a supervisor there, while it has to decide.
fn at_side(staff: &Staff, handler: &str, sides: Sides<'_>) -> Part {
    let Owner { subject, center, .. } = &staff.owner;
    let agent = staff.roles.contains(&StaffRole::Agent);
    if sides.deciding == Some(center) && staff.roles.contains(&StaffRole::Supervisor) {
        return Part::Supervisor;
    }
    if agent && sides.origin == center {
        return Part::Origin;
    }
    let has_it = handler.is_empty() || handler == subject;
    if agent && sides.handling == center && has_it { Part::Handler } else { Part::Colleague }
}
