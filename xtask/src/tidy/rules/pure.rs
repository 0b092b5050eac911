//! The middle is pure: no disk, network, clock or chance but behind the named doors.

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::source::Source;
use crate::tidy::tables::{Pure, lies_in};

const RULE: Rule = Rule("pure");

/// What pure rooms name and may not, tests left out; and rooms of the table that do not exist.
pub fn findings(sources: &[Source], rooms: &[Pure]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for room in rooms {
        findings.extend(sources.iter().flat_map(|source| of_source(source, room)));
        findings.extend(room.within.iter().filter_map(|place| guards_nothing(sources, place)));
    }
    findings
}

fn of_source(source: &Source, room: &Pure) -> Vec<Finding> {
    if !lies_in(&source.path, &room.within) || lies_in(&source.path, &room.doors) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for mention in source.mentions.iter().filter(|mention| !source.in_test(mention.line)) {
        if let Some(path) = room.forbidden.iter().find(|path| mention.begins_with(path)) {
            let words = format!("`{path}` in a pure room; pass in what it would give");
            findings.push(RULE.finding(&source.path, mention.line, words));
        }
    }
    findings
}

/// A room that was renamed would otherwise lose its guard without a word.
fn guards_nothing(sources: &[Source], place: &str) -> Option<Finding> {
    let entry = [place.to_owned()];
    let is_empty = sources.iter().all(|source| !lies_in(&source.path, &entry));
    let words = format!("the pure room `{place}` has no Rust file");
    is_empty.then(|| RULE.finding("xtask/data/homes.toml", 1, words))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;
    use crate::tidy::tables::Pure;

    fn check(files: [(&str, &str); 2], expected: &Expect) {
        let list = |entries: &[&str]| entries.iter().map(|&entry| entry.to_owned()).collect();
        let room = Pure {
            within: list(&["engine/src/"]),
            doors: list(&["engine/src/open.rs"]),
            forbidden: list(&["std::fs", "std::time::Instant", "rand"]),
        };
        expected.assert_eq(&listing(&findings(&inline(files), &[room])));
    }

    const IMPURE: &str = "use std::{fs, time};\nfn f(d: std::time::Duration) {\n    fs::read(p);\n    time::Instant::now();\n    rand::random()\n}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";

    #[test]
    fn disk_clock_and_chance_are_found_however_they_are_named() {
        check(
            [("engine/src/rank.rs", IMPURE), ("api/src/main.rs", IMPURE)],
            &expect![[r"
                engine/src/rank.rs:1: `std::fs` in a pure room; pass in what it would give [pure]
                engine/src/rank.rs:3: `std::fs` in a pure room; pass in what it would give [pure]
                engine/src/rank.rs:4: `std::time::Instant` in a pure room; pass in what it would give [pure]
                engine/src/rank.rs:5: `rand` in a pure room; pass in what it would give [pure]
            "]],
        );
    }

    #[test]
    fn doors_may() {
        check([("engine/src/open.rs", IMPURE), ("engine/tests/it/main.rs", IMPURE)], &expect![""]);
    }

    #[test]
    fn a_room_that_is_gone_is_a_finding() {
        check(
            [("motor/src/rank.rs", ""), ("api/src/main.rs", "")],
            &expect![[r"
                xtask/data/homes.toml:1: the pure room `engine/src/` has no Rust file [pure]
            "]],
        );
    }
}
