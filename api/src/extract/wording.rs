//! What parsers say in English, told in Chinese; the sentences are data.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::filled;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Where it is, with line and column.
    place: String,
    /// What stands between the last two of several.
    or: String,
    sentence: Vec<Sentence>,
    kind: Vec<Sentence>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    said: String,
    told: String,
}

/// Tells what a parser says; what the table does not know stays as it is.
pub fn told(said: &str) -> String {
    let table = table();
    let (sentence, place) = match said.rsplit_once(" at line ") {
        Some((sentence, place)) => (sentence, place.split_once(" column ")),
        None => (said, None),
    };
    let heard = |one: &Sentence| Some((one.told.clone(), matched(&one.said, sentence)?));
    let Some((told, parts)) = table.sentence.iter().find_map(heard) else {
        return said.to_owned();
    };
    let parts: Vec<String> = parts.into_iter().map(kind).collect();
    let place =
        place.map(|(line, column)| filled(&table.place, &[line.to_owned(), column.to_owned()]));
    filled(&told, &parts) + &place.unwrap_or_default()
}

/// What stands in the places of a pattern, where a text fits it.
fn matched<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = Vec::new();
    let (mut pieces, mut rest) = (pattern.split(['{', '}']), text);
    rest = rest.strip_prefix(pieces.next()?)?;
    // Between two braces stands the number of a place, behind them what follows it.
    while let (Some(_), Some(piece)) = (pieces.next(), pieces.next()) {
        let end = if piece.is_empty() { rest.len() } else { rest.find(piece)? };
        parts.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(parts)
}

/// A kind of value in Chinese, with the value behind it; names stay as they are.
fn kind(said: &str) -> String {
    let of = |one: &&Sentence| {
        let rest = said.strip_prefix(&one.said);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    match table().kind.iter().find(of) {
        // The name of a type is nothing for whoever asks, what was sent is.
        Some(kind) if said.contains(['`', '"']) => {
            format!("{} {}", kind.told, said[kind.said.len()..].trim())
        }
        Some(kind) => kind.told.clone(),
        None => said.replace('`', "").replace(" or ", &table().or),
    }
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        toml::from_str(include_str!("../../data/parsing.toml")).expect("the sentences are TOML")
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde::Deserialize;

    use super::told;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        count: i64,
        names: Option<Vec<String>>,
        way: Option<Way>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Way {
        Phone,
        Online,
    }

    fn check(body: &str, expected: &Expect) {
        let read = serde_json::from_str::<Body>(body);
        let read = read.map(|Body { count, names, way }| (count, names.is_some(), way.is_some()));
        expected.assert_eq(&told(&read.unwrap_err().to_string()));
    }

    #[test]
    fn what_the_parser_says_is_told_in_chinese() {
        check("{}", &expect!["缺少字段“count”。（第 1 行第 2 列）"]);
        check(
            r#"{"colour": 1}"#,
            &expect!["没有字段“colour”；可用：count, names, way。（第 1 行第 9 列）"],
        );
        check(
            r#"{"count": 1, "count": 2}"#,
            &expect!["字段“count”出现了两次。（第 1 行第 20 列）"],
        );
        check(
            r#"{"count": "一"}"#,
            &expect![[r#"应为整数，收到的是字符串 "一"。（第 1 行第 15 列）"#]],
        );
        check(
            r#"{"count": true}"#,
            &expect!["应为整数，收到的是布尔值 `true`。（第 1 行第 14 列）"],
        );
        check(
            r#"{"count": 1, "names": {}}"#,
            &expect!["应为数组，收到的是对象。（第 1 行第 22 列）"],
        );
        check(
            r#"{"count": 1, "names": [null]}"#,
            &expect!["应为字符串，收到的是空值。（第 1 行第 27 列）"],
        );
        check(
            r#"{"count": 1, "way": "mail"}"#,
            &expect!["没有“mail”这个选项；可用：phone 或 online。（第 1 行第 26 列）"],
        );
        check(r#"{"count": 1"#, &expect!["内容不完整。（第 1 行第 11 列）"]);
        check(r#"{"count": 1} x"#, &expect!["结束之后还有多余的内容。（第 1 行第 14 列）"]);
        check(r#"{"count" 1}"#, &expect!["此处应为 :。（第 1 行第 10 列）"]);
        check(r#"{"count": 1 "way": "phone"}"#, &expect!["此处应为 , 或 }。（第 1 行第 13 列）"]);
        check(
            r#"{"count": 1, "names": ["a" "b"]}"#,
            &expect!["此处应为 , 或 ]。（第 1 行第 28 列）"],
        );
        check(r#"{count: 1}"#, &expect!["字段名应为带引号的字符串。（第 1 行第 2 列）"]);
        check(r#"{"count": 1,}"#, &expect!["多了一个逗号。（第 1 行第 13 列）"]);
    }

    #[test]
    fn what_nobody_foresaw_stays_as_it_is() {
        for said in ["the moon is full", "the moon is full at line 1 column 2"] {
            assert_eq!(told(said), said);
        }
    }
}
