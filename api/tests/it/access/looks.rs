//! Who may look at the desk as a whole.

use crate::access::{askers, send, table};
use crate::support::served::Served;
use crate::support::tokens::believe;

/// What goes on at the desk, or has gone on.
pub(crate) const LOOKS: [(&str, &str); 4] = [
    ("get /v1/agents", "see_colleagues"),
    ("get /v1/desk/wall", "watch_desk"),
    ("get /v1/desk/statistics", "read_statistics"),
    ("get /v1/desk/audit", "read_audit"),
];

#[test]
fn r6_the_desk_is_looked_at_by_those_whom_the_table_names() {
    let served = Served::small(believe);
    for (route, action) in LOOKS {
        let rule = &table().actions[action];
        for asker in &askers() {
            let within = |roles: &[String]| roles.iter().any(|role| role == asker.role);
            let refused = if asker.token.is_some() { 403 } else { 401 };
            let wanted = if within(&rule.any) || within(&rule.center) { 200 } else { refused };
            assert_eq!(send(&served, asker, (route, "")), wanted, "{} {route}", asker.role);
        }
    }
}
