//! In what relation somebody stands to a matter.

use wenshui_desk::part::Part;

use crate::identity::access::{Action, allowed};
use crate::identity::principal::{Principal, Staff};
use crate::identity::role::StaffRole;
use crate::store::matter::Matter;

/// The relation; `None` for those who may do nothing with it.
pub fn part_of(principal: &Principal, matter: &Matter) -> Option<Part> {
    allowed(principal, Action::MoveMatter, &matter.owner).ok()?;
    match principal {
        Principal::Anonymous | Principal::Taxpayer(_) => Some(Part::Owner),
        Principal::Staff(staff) => Some(of_staff(staff, &matter.handler)),
    }
}

/// What is assigned to nobody yet is every agent's of its center.
fn of_staff(staff: &Staff, handler: &str) -> Part {
    let agent = staff.roles.contains(&StaffRole::Agent);
    if agent && (handler == staff.owner.subject || handler.is_empty()) {
        return Part::Handler;
    }
    let supervisor = staff.roles.contains(&StaffRole::Supervisor);
    if supervisor { Part::Supervisor } else { Part::Colleague }
}
