//! The bundled knowledge keeps its own rules.

use wenshui_knowledge::{bundled, check};

#[test]
fn the_bundled_base_has_no_problem() {
    let draft = bundled::knowledge();
    let mut problems = draft.problems;
    problems.extend(check::check(&draft.base, check::BUNDLED));
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(words.is_empty(), "{} problems:\n{}", words.len(), words.join("\n"));
    assert!(draft.base.entries.len() >= 200, "{} entries", draft.base.entries.len());
}

#[test]
fn every_bundled_answer_has_grounds_and_a_review() {
    for entry in bundled::knowledge().base.entries {
        assert!(entry.answers(), "{} has no answer", entry.id);
        assert!(!entry.basis.is_empty(), "{} names no source", entry.id);
        assert!(entry.reviewed_on.is_some(), "{} was never reviewed", entry.id);
        assert!(entry.topic.is_some(), "{} has no topic", entry.id);
    }
}
