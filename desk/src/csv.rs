//! Rows as CSV, as a spreadsheet opens them without doing anything.

/// A table as CSV of RFC 4180: every cell is quoted and every row ends with CR LF.
pub fn text<'a>(rows: impl IntoIterator<Item = &'a [String]>) -> String {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|value| cell(value)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell. What a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises
/// against CSV injection; characters of full width count too, since some programs fold them.
fn cell(value: &str) -> String {
    let formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    // Programs skip blanks in front, and a tab or a line end begins a new cell in some.
    let first = value.trim_start().chars().next();
    let odd_start = value.starts_with(['\t', '\r', '\n']);
    let guard = if odd_start || first.is_some_and(formula) { "'" } else { "" };
    format!("\"{guard}{}\"", value.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn s_06_no_cell_is_a_formula() {
        let row = ["=1+1", " +1", "-1", "@x", "＝1", "\tx", "a\"b", "甲,乙\n丙", "1-2"];
        let row: Vec<String> = row.iter().map(|cell| (*cell).to_owned()).collect();
        assert_eq!(
            text([&row[..]]),
            "\"'=1+1\",\"' +1\",\"'-1\",\"'@x\",\"'＝1\",\"'\tx\",\"a\"\"b\",\"甲,乙\n丙\",\"1-2\"\r\n"
        );
    }
}
