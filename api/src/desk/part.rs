//! In what relation somebody stands to a matter.

use wenshui_desk::machine::Machine;
use wenshui_desk::part::{Part, Sides};
use wenshui_desk::survey::Survey;

use crate::identity::access::{Action, allowed};
use crate::identity::principal::{Principal, Staff};
use crate::identity::role::StaffRole;
use crate::store::matter::Matter;
use crate::store::owner::Owner;

/// Who serves with matters of a kind and who leads, and by which actions they are seen and moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// Seeing them.
    pub read: Action,
    /// Doing something with them.
    pub act: Action,
    serves: StaffRole,
    leads: StaffRole,
}

/// The rights on matters of a kind.
pub fn rights(kind: &str) -> Rights {
    match kind {
        Survey::KIND => Rights {
            read: Action::ReadSurveys,
            act: Action::RunSurveys,
            serves: StaffRole::Operator,
            leads: StaffRole::Operator,
        },
        _ => Rights {
            read: Action::ReadMatter,
            act: Action::MoveMatter,
            serves: StaffRole::Agent,
            leads: StaffRole::Supervisor,
        },
    }
}

/// The places that have a matter in hand besides the center that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside<'a> {
    sides: Option<Sides<'a>>,
    guest: Option<&'a str>,
}

impl<'a> Beside<'a> {
    /// Those of a thing.
    pub fn of<M: Machine>(thing: &'a M) -> Self {
        Self { sides: thing.sides(), guest: thing.guest() }
    }

    fn include(self, center: &str) -> bool {
        self.guest == Some(center) || self.sides.is_some_and(|sides| sides.include(center))
    }
}

/// The relation; `None` for those who may do nothing with it. A matter may be one that somebody has to
/// take first, or one that several places have in hand.
pub fn part_of(
    principal: &Principal,
    (matter, is_taken): (&Matter, bool),
    beside: Beside<'_>,
) -> Option<Part> {
    let rights = rights(&matter.kind);
    let owner = owner_to(principal, &matter.owner, beside);
    allowed(principal, rights.act, &owner).ok()?;
    let Principal::Staff(staff) = principal else {
        return Some(Part::Owner);
    };
    if let Some(sides) = beside.sides {
        return Some(at_side(staff, &matter.handler, sides));
    }
    let handler = Some(matter.handler.as_str()).filter(|handler| !handler.is_empty());
    if handler == Some(staff.owner.subject.as_str()) {
        // Who leads has taken it over.
        return Some(Part::Handler);
    }
    if beside.guest == Some(&staff.owner.center) {
        let serves = staff.roles.contains(&rights.serves);
        return Some(if serves { Part::Origin } else { Part::Colleague });
    }
    // What is assigned to nobody yet is everybody's who serves there, unless it is taken first.
    Some(of_staff(staff, handler.is_none() && !is_taken, rights))
}

/// Whose a matter is to somebody: of the centers that have it in hand together, the one of whoever asks.
pub fn owner_to(principal: &Principal, owner: &Owner, beside: Beside<'_>) -> Owner {
    let mut owner = owner.clone();
    if let Some(me) = principal.owner().filter(|me| beside.include(&me.center)) {
        owner.center.clone_from(&me.center);
    }
    owner
}

fn of_staff(staff: &Staff, is_free: bool, rights: Rights) -> Part {
    if is_free && staff.roles.contains(&rights.serves) {
        return Part::Handler;
    }
    let leads = staff.roles.contains(&rights.leads);
    if leads { Part::Supervisor } else { Part::Colleague }
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
