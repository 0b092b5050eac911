//! YAML into nodes; the one home of saphyr.

use saphyr::{MarkedYaml, ScalarStyle, YamlData, YamlLoader};
use saphyr_parser::Parser;

use crate::node::{Node, Value};
use crate::problem::Problem;

/// Reads a YAML file of one document. Scalars stay texts as they were written.
///
/// # Errors
/// One problem that says what is wrong and at which line.
pub fn parse(text: &str) -> Result<Node, Problem> {
    let mut loader = YamlLoader::<MarkedYaml>::default();
    loader.early_parse(false);
    let mut parser = Parser::new_from_str(text);
    let syntax = parser.load(&mut loader, true).err();
    if let Some(error) = syntax.as_ref().or(loader.error()) {
        let line = error.marker().line();
        return Err(Problem::error(line, "", "bad_yaml", &[error.info()]));
    }
    let documents = loader.into_documents();
    match documents.as_slice() {
        [document] => node(document),
        _ => Err(Problem::error(1, "", "not_a_map", &[])),
    }
}

fn node(yaml: &MarkedYaml) -> Result<Node, Problem> {
    let line = yaml.span.start.line();
    let value = match &yaml.data {
        YamlData::Representation(raw, ScalarStyle::Plain, _) if is_null(raw) => Value::Null,
        YamlData::Representation(raw, _, _) => Value::Text(raw.clone().into_owned()),
        YamlData::Sequence(items) => Value::List(items.iter().map(node).collect::<Result<_, _>>()?),
        YamlData::Mapping(fields) => {
            let mut map: Vec<(String, Node)> = Vec::with_capacity(fields.len());
            for (key, value) in fields {
                let YamlData::Representation(name, _, _) = &key.data else {
                    return Err(Problem::error(key.span.start.line(), "", "not_text", &[]));
                };
                map.push((name.clone().into_owned(), node(value)?));
            }
            Value::Map(map)
        }
        _ => return Err(Problem::error(line, "", "not_text", &[])),
    };
    Ok(Node { line, value })
}

fn is_null(raw: &str) -> bool {
    matches!(raw, "" | "~" | "null")
}
