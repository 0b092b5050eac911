//! Metadata of a pair, as the exports of several years write it.

use crate::node::{Node, Value, json};

/// `key:value` of each: from `key:value|key:value`, from a JSON object, or from a list of names and values.
pub(super) fn read(text: &str) -> Vec<String> {
    let parsed = text.starts_with(['[', '{']).then(|| json::parse(text, 1).ok()).flatten();
    match parsed.map(|node| node.value) {
        Some(Value::Map(fields)) => {
            fields.iter().filter_map(|(key, node)| joined(key, node)).collect()
        }
        Some(Value::List(items)) => items.iter().filter_map(named).collect(),
        _ => text
            .split('|')
            .map(str::trim)
            .filter(|own| !own.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

fn named(node: &Node) -> Option<String> {
    let Value::Map(fields) = &node.value else { return None };
    let field = |name: &str| fields.iter().find(|(own, _)| own == name).map(|(_, node)| node);
    let Value::Text(name) = &field("name")?.value else { return None };
    joined(name, field("value")?)
}

fn joined(key: &str, node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(value) | Value::Number(value) => Some(format!("{key}:{value}")),
        Value::Bool(value) => Some(format!("{key}:{value}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn metadata_is_read_in_all_its_forms() {
        assert_eq!(read("a:b | c:d"), ["a:b", "c:d"]);
        assert_eq!(read(r#"{"a": "b", "c": 1}"#), ["a:b", "c:1"]);
        assert_eq!(read(r#"[{"name": "a", "value": "b"}]"#), ["a:b"]);
        assert!(read("[]").is_empty() && read("").is_empty());
    }
}
