//! JSON into nodes: every object of one line of a JSONL file.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::node::{Node, Value};
use crate::problem::Problem;

/// Reads one line of JSONL; `line` is its number.
///
/// # Errors
/// One problem that says what is wrong and at which column.
pub fn parse(text: &str, line: usize) -> Result<Node, Problem> {
    let parsed: Result<Plain, _> = serde_json::from_str(text);
    match parsed {
        Ok(Plain(value)) => Ok(with_line(value, line)),
        // Its line is always the first, of the one that it was given.
        Err(error) => {
            let (said, column) = (error.to_string(), error.column().to_string());
            let said = said.split(" at line ").next().unwrap_or_default();
            Err(Problem::error(line, "", "bad_json", &[said, &column]))
        }
    }
}

fn with_line(value: Value, line: usize) -> Node {
    let value = match value {
        Value::List(items) => {
            Value::List(items.into_iter().map(|item| with_line(item.value, line)).collect())
        }
        Value::Map(fields) => Value::Map(
            fields.into_iter().map(|(name, node)| (name, with_line(node.value, line))).collect(),
        ),
        scalar => scalar,
    };
    Node { line, value }
}

/// A JSON value on its way into a node; unlike `serde_json::Value` it sees doubled fields.
struct Plain(Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor).map(Plain)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Plain(value)) = seq.next_element()? {
            items.push(Node { line: 0, value });
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields: Vec<(String, Node)> = Vec::new();
        while let Some((name, Plain(value))) = map.next_entry::<String, Plain>()? {
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(serde::de::Error::custom(format_args!("doubled field `{name}`")));
            }
            fields.push((name, Node { line: 0, value }));
        }
        Ok(Value::Map(fields))
    }
}
