//! The table of errors: every code that the sources use is in it, and every row is used.

use std::collections::BTreeSet;
use std::path::Path;

use wenshui_desk::machine::Named;
use wenshui_desk::{case, invitation, mediation, note, reservation, work_order};

use crate::support::contract::errors;

/// The codes that are passed to the constructors of errors in a source text.
fn codes(text: &str) -> Vec<String> {
    let constructors = [
        ("ApiError::new(", 0),
        ("ApiError::about(", 1),
        ("ApiError::in_state(", 0),
        ("ApiError::retry(", 0),
    ];
    let mut codes = Vec::new();
    for (constructor, place) in constructors {
        for (at, _) in text.match_indices(constructor) {
            let arguments = &text[at + constructor.len()..];
            let code = arguments.split([',', ')']).nth(place).unwrap_or_default().trim();
            let literal = code.strip_prefix('"').and_then(|code| code.strip_suffix('"'));
            let literal =
                literal.unwrap_or_else(|| panic!("`{constructor}` without a literal code: {code}"));
            codes.push(literal.to_owned());
        }
    }
    codes
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(std::fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn the_codes_in_use_are_the_codes_in_the_table() {
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let mut used: BTreeSet<String> = texts.iter().flat_map(|text| codes(text)).collect();
    // The one constructor that names its code itself.
    assert!(texts.iter().any(|text| text.contains(r#"Self::new("internal")"#)));
    used.insert("internal".to_owned());
    let rows: BTreeSet<String> = errors().keys().cloned().collect();
    assert_eq!(used, rows);
}

#[test]
fn every_row_can_be_sent() {
    for (code, row) in errors() {
        assert!((400..600).contains(&row.status), "{code}: {}", row.status);
        assert!(!row.title.is_empty() && !row.detail.is_empty(), "{code}");
        let served = &wenshui_api::error::table()[code];
        assert_eq!(served.status, row.status, "{code}");
    }
}

/// What a fault is told with: the rule, or the rule of one field.
#[test]
fn every_rule_that_a_fault_names_has_words() {
    let (here, mut texts) = (Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new());
    sources(&here.join("src"), &mut texts);
    sources(&here.join("../desk/src"), &mut texts);
    let words = wenshui_api::error::rules();
    let mut seen = 0;
    for text in &texts {
        for call in ["Fault::new(", "Refusal::field("] {
            for (at, _) in text.match_indices(call) {
                let arguments = &text[at + call.len()..];
                let rule = arguments.split(',').nth(1).unwrap_or_default();
                let rule = rule.split('"').nth(1).filter(|_| rule.trim_start().starts_with('"'));
                // A rule that is handed on was named elsewhere.
                let Some(rule) = rule else { continue };
                seen += 1;
                let told = |name: &String| name == rule || name.ends_with(&format!(".{rule}"));
                assert!(words.keys().any(told), "`{rule}` has no words");
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

/// The actions that a table of `docs/desk.md` has, by the kind in its first column.
fn documented(table: &str) -> BTreeSet<(String, String)> {
    let (mut kinds, mut found) = (String::new(), BTreeSet::new());
    for row in table.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if !cells[1].is_empty() {
            cells[1].clone_into(&mut kinds);
        }
        for kind in kinds.split(", ") {
            let named = cells[2].split('`').skip(1).step_by(2);
            found.extend(named.map(|name| (kind.to_owned(), name.to_owned())));
        }
    }
    found
}

fn names<A: Named>(kind: &str) -> Vec<(String, String)> {
    A::ALL.iter().map(|action| (kind.to_owned(), action.name().to_owned())).collect()
}

/// `docs/desk.md` has a table of all that people can do.
#[test]
fn every_action_of_matters_is_in_the_docs() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/desk.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let section = page.split("## Actions").nth(1).expect("the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let all: BTreeSet<(String, String)> = [
        names::<reservation::Action>("reservation"),
        names::<invitation::Action>("invitation"),
        names::<note::Action>("note"),
        names::<work_order::command::Action>("work order"),
        names::<mediation::command::Action>("mediation"),
        names::<case::command::Action>("case"),
    ]
    .concat()
    .into_iter()
    .filter(|(_, name)| !["remind", "miss", "lapse", "late"].contains(&name.as_str()))
    .collect();
    assert_eq!(documented(section), all);
}
