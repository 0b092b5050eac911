//! In what relation somebody stands to a matter.

use wenshui_desk::part::Part;

use crate::identity::principal::Principal;
use crate::identity::role::StaffRole;
use crate::store::matter::Matter;

/// The relation; `None` for those who should not even hear that it is there.
pub fn part_of(principal: &Principal, matter: &Matter) -> Option<Part> {
    let me = principal.owner()?;
    if me.subject == matter.owner.subject {
        return Some(Part::Owner);
    }
    let Principal::Staff(staff) = principal else {
        return None;
    };
    let has = |role| staff.roles.contains(&role);
    if me.center != matter.owner.center || me.center.is_empty() {
        return None;
    }
    if has(StaffRole::Agent) && matter.handler == me.subject {
        return Some(Part::Handler);
    }
    if has(StaffRole::Supervisor) {
        return Some(Part::Supervisor);
    }
    // What is assigned to nobody yet is every agent's of its center.
    let free = matter.handler.is_empty();
    has(StaffRole::Agent).then_some(if free { Part::Handler } else { Part::Colleague })
}
