//! The documents show the table that holds.

use super::table;

#[test]
fn the_documents_show_the_table_that_holds() {
    let text = include_str!("../../../../docs/identity.md");
    for (action, rule) in table().actions {
        let cell = |roles: &[String]| match roles.len() {
            0 => "–".to_owned(),
            9 => "everybody".to_owned(),
            8 if !roles.contains(&"anonymous".to_owned()) => "everybody with a token".to_owned(),
            _ => roles.join(", "),
        };
        let cells = [&rule.own, &rule.center, &rule.any].map(|roles| cell(roles));
        let row = format!("| `{action}` | {} |", cells.join(" | "));
        assert!(text.contains(&row), "docs/identity.md lacks {row}");
    }
}
