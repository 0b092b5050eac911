//! In what relation somebody stands to a matter.

use wenshui_desk::machine::Machine as _;
use wenshui_desk::part::Part;
use wenshui_desk::survey::Survey;

use crate::identity::access::{Action, allowed};
use crate::identity::principal::{Principal, Staff};
use crate::identity::role::StaffRole;
use crate::store::matter::Matter;

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

/// The relation; `None` for those who may do nothing with it.
pub fn part_of(principal: &Principal, matter: &Matter) -> Option<Part> {
    let rights = rights(&matter.kind);
    allowed(principal, rights.act, &matter.owner).ok()?;
    match principal {
        Principal::Anonymous | Principal::Taxpayer(_) => Some(Part::Owner),
        Principal::Staff(staff) => Some(of_staff(staff, &matter.handler, rights)),
    }
}

/// What is assigned to nobody yet is everybody's who serves there.
fn of_staff(staff: &Staff, handler: &str, rights: Rights) -> Part {
    let serves = staff.roles.contains(&rights.serves);
    if serves && (handler == staff.owner.subject || handler.is_empty()) {
        return Part::Handler;
    }
    let leads = staff.roles.contains(&rights.leads);
    if leads { Part::Supervisor } else { Part::Colleague }
}
