//! Cells into values and values into cells: one text a line, `key: value` a line, days as people and
//! spreadsheets write them.

use jiff::civil::Date;

use crate::exchange::guarded::bare;
use crate::exchange::kind::Kind;
use crate::node::{Node, Value, json};
use crate::problem::Problem;

/// What stands between key and value, narrow or wide.
const COLONS: [char; 2] = [':', '\u{ff1a}'];
/// What a list begins with that is written as JSON, because its texts have lines or spaces of their own.
const JSON_LIST: &str = "[\"";

/// The value of a cell; `None` where it holds nothing but spaces that count for nothing.
///
/// # Errors
/// When it is not written as its kind is; the problem has no field yet.
pub(super) fn value(cell: &str, kind: Kind, line: usize) -> Result<Option<Node>, Problem> {
    let text = bare(cell);
    let of = |value| Ok(Some(Node { line, value }));
    match kind {
        Kind::Text => of(Value::Text(text.to_owned())),
        _ if text.trim().is_empty() => Ok(None),
        Kind::Name => of(Value::Text(text.trim().to_owned())),
        Kind::Day => of(Value::Text(day(text.trim()))),
        Kind::Number => of(Value::Number(text.trim().to_owned())),
        Kind::Json => json::parse(text, line).map(Some),
        Kind::Texts if text.trim_start().starts_with(JSON_LIST) => {
            json::parse(text, line).map(Some)
        }
        Kind::Texts => {
            let lines = text.lines().map(str::trim).filter(|text| !text.is_empty());
            of(Value::List(
                lines.map(|text| Node { line, value: Value::Text(text.to_owned()) }).collect(),
            ))
        }
        Kind::Pairs if text.trim_start().starts_with('{') => json::parse(text, line).map(Some),
        Kind::Pairs => pairs(text, line).map(|pairs| Some(Node { line, value: Value::Map(pairs) })),
    }
}

fn pairs(text: &str, line: usize) -> Result<Vec<(String, Node)>, Problem> {
    let mut pairs: Vec<(String, Node)> = Vec::new();
    for text in text.lines().map(str::trim).filter(|text| !text.is_empty()) {
        let Some((key, value)) = text.split_once(COLONS) else {
            return Err(Problem::error(line, "", "bad_pair_line", &[text]));
        };
        let key = key.trim();
        if pairs.iter().any(|(known, _)| known == key) {
            return Err(Problem::error(line, "", "double_field", &[key]));
        }
        let value = Node { line, value: Value::Text(value.trim().to_owned()) };
        pairs.push((key.to_owned(), value));
    }
    Ok(pairs)
}

/// A day as the contract writes it, of 2026/1/31, 2026-1-31, 2026.1.31 or with the characters for year,
/// month and day, with or without midnight; anything else as it is, for whoever reads dates to refuse.
fn day(text: &str) -> String {
    let (date, clock) = text.split_once(' ').unwrap_or((text, ""));
    if !clock.chars().all(|c| matches!(c, '0' | ':')) {
        return text.to_owned();
    }
    let mut numbers = date.split(|c: char| !c.is_ascii_digit());
    let (year, month, day, rest) = (numbers.next(), numbers.next(), numbers.next(), numbers.next());
    let mut known = || {
        let ended = rest.is_none_or(str::is_empty) && numbers.next().is_none();
        let year = year.filter(|year| year.len() == 4 && ended)?;
        let (month, day) = (month?.parse().ok()?, day?.parse().ok()?);
        Date::new(year.parse().ok()?, month, day).ok()
    };
    known().map_or_else(|| text.to_owned(), |date| date.to_string())
}

/// Texts as one cell: one a line, as JSON where a text would not come back that way.
pub(super) fn texts(texts: &[String]) -> String {
    let simple =
        |text: &String| !text.is_empty() && text.trim() == text && !text.contains(['\n', '\r']);
    let taken = texts.first().is_some_and(|first| first.starts_with(JSON_LIST));
    if texts.iter().all(simple) && !taken {
        return texts.join("\n");
    }
    serde_json::to_string(texts).expect("texts are plain data")
}

/// Pairs as one cell: `key: value` a line, as JSON where a pair would not come back that way.
pub(super) fn keyed(pairs: &[(String, String)]) -> String {
    let trimmed = |text: &str| text.trim() == text && !text.contains(['\n', '\r']);
    let simple = |(key, value): &(String, String)| {
        let named = !key.is_empty() && !key.contains(COLONS) && !key.starts_with('{');
        named && trimmed(key) && trimmed(value)
    };
    if pairs.iter().all(simple) {
        let lines = pairs.iter().map(|(key, value)| format!("{key}: {value}"));
        return lines.collect::<Vec<_>>().join("\n");
    }
    // A map would sort its keys.
    let json = |text: &String| serde_json::to_string(text).expect("a text is plain data");
    let fields = pairs.iter().map(|(key, value)| format!("{}:{}", json(key), json(value)));
    format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::{day, keyed, texts};

    #[test]
    fn days_are_read_as_people_and_spreadsheets_write_them() {
        for written in ["2026-01-31", "2026/1/31", "2026.1.31", "2026年1月31日", "2026/1/31 0:00"]
        {
            assert_eq!(day(written), "2026-01-31");
        }
        for other in ["2026-02-30", "31/1/2026", "2026/1", "2026/1/31 8:30", "2026-1-31-2", "soon"]
        {
            assert_eq!(day(other), other);
        }
    }

    #[test]
    fn lists_are_lines_unless_a_text_has_lines_or_spaces_of_its_own() {
        let list = |items: &[&str]| {
            texts(&items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(list(&["a", "b c"]), "a\nb c");
        assert_eq!(list(&["a\nb"]), r#"["a\nb"]"#);
        assert_eq!(list(&["[\"a"]), r#"["[\"a"]"#);
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(keyed(&[pair("tax", "a: b"), pair("who", "")]), "tax: a: b\nwho: ");
        assert_eq!(keyed(&[pair("a:b", "c")]), r#"{"a:b":"c"}"#);
    }
}
