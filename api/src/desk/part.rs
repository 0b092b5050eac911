//! In what relation somebody stands to a matter.

use wenshui_desk::machine::Machine as _;
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

/// The relation; `None` for those who may do nothing with it. A matter may be one that somebody has to
/// take first, or one that several places have in hand.
pub fn part_of(
    principal: &Principal,
    (matter, is_taken): (&Matter, bool),
    sides: Option<Sides<'_>>,
) -> Option<Part> {
    let rights = rights(&matter.kind);
    let owner = owner_to(principal, &matter.owner, sides);
    allowed(principal, rights.act, &owner).ok()?;
    match (principal, sides) {
        (Principal::Anonymous | Principal::Taxpayer(_), _) => Some(Part::Owner),
        (Principal::Staff(staff), Some(sides)) => Some(at_side(staff, &matter.handler, sides)),
        (Principal::Staff(staff), None) => {
            let handler = Some(matter.handler.as_str()).filter(|handler| !handler.is_empty());
            if handler == Some(staff.owner.subject.as_str()) {
                // Who leads has taken it over.
                return Some(Part::Handler);
            }
            // What is assigned to nobody yet is everybody's who serves there, unless it is taken first.
            Some(of_staff(staff, handler.is_none() && !is_taken, rights))
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
