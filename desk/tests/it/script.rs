//! Machines driven by lines such as `27 10:00 handler reply Done.`

use jiff::Timestamp;
use wenshui_desk::machine::{Machine, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;

/// A time of November 2026 in Shanghai, such as `27 10:00`.
pub(crate) fn time(text: &str) -> Timestamp {
    let (day, clock) = text.split_once(' ').unwrap();
    format!("2026-11-{day}T{clock}:00+08:00").parse().unwrap()
}

/// Follows a line, and tells the state and what follows, or why not.
pub(crate) fn told<M: Machine>(
    state: &mut M,
    line: &str,
    command: impl Fn(&str, String) -> M::Command,
) -> String {
    let profile = Profile::bundled();
    let [day, clock, part, action] = line.splitn(5, ' ').collect::<Vec<_>>()[..4] else {
        panic!("{line}")
    };
    let rest = line.splitn(5, ' ').nth(4).unwrap_or_default().to_owned();
    let part = match part {
        "owner" => Part::Owner,
        "handler" => Part::Handler,
        "colleague" => Part::Colleague,
        "supervisor" => Part::Supervisor,
        _ => Part::Clock,
    };
    let at = Moment { now: time(&format!("{day} {clock}")), profile: &profile };
    match state.step((part, command(action, rest)), &at) {
        Ok(moved) => {
            *state = moved.state;
            format!("{} {:?}", state.state(), moved.effects)
        }
        Err(refusal) => refusal.to_string(),
    }
}
