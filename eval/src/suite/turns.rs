//! Dialogues from rows: the rows of one id, numbered from 1 in the column `turn`, are one case.

use wenshui_knowledge::node::{Node, Value};
use wenshui_knowledge::problem::Problem;

/// What a turn has of its own; everything else belongs to its dialogue.
const OF_TURN: [&str; 5] = ["question", "option", "expect", "forbid", "decision"];

type Fields = Vec<(String, Node)>;

/// Rows with a turn's number put together; the others as they are.
pub(super) fn joined(rows: Vec<Node>) -> (Vec<Node>, Vec<Problem>) {
    let (mut nodes, mut problems): (Vec<Node>, Vec<Problem>) = (Vec::new(), Vec::new());
    let mut open: Option<(String, usize)> = None;
    for mut row in rows {
        let Some(number) = taken(&mut row, "turn") else {
            open = None;
            nodes.push(row);
            continue;
        };
        let (id, number) = (id(&row), number.parse().ok());
        let next = open
            .as_ref()
            .filter(|(dialogue, last)| Some(dialogue) == id.as_ref() && number == Some(last + 1));
        match (next.is_some(), number) {
            (true, _) => append(&mut nodes, row),
            (false, Some(1)) => nodes.push(begun(row)),
            _ => {
                problems.push(Problem::error(row.line, "turn", "bad_turn", &[]));
                continue;
            }
        }
        open = id.zip(number);
    }
    (nodes, problems)
}

fn id(row: &Node) -> Option<String> {
    match &row.value {
        Value::Map(fields) => fields.iter().find_map(|(name, node)| match &node.value {
            Value::Text(text) if name == "id" => Some(text.clone()),
            _ => None,
        }),
        _ => None,
    }
}

/// Takes a text out of a row.
fn taken(row: &mut Node, name: &str) -> Option<String> {
    let Value::Map(fields) = &mut row.value else { return None };
    let at = fields.iter().position(|(field, _)| field == name)?;
    match fields.remove(at).1.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// A dialogue with its first turn.
fn begun(row: Node) -> Node {
    let line = row.line;
    let (turn, mut dialogue): (Fields, Fields) = match row.value {
        Value::Map(fields) => {
            fields.into_iter().partition(|(name, _)| OF_TURN.contains(&name.as_str()))
        }
        _ => Default::default(),
    };
    let turns = vec![Node { line, value: Value::Map(turn) }];
    dialogue.push(("turns".to_owned(), Node { line, value: Value::List(turns) }));
    Node { line, value: Value::Map(dialogue) }
}

/// Adds a turn to the last dialogue; what belongs to a dialogue is refused in it by its reader.
fn append(nodes: &mut [Node], mut row: Node) {
    if let Value::Map(fields) = &mut row.value {
        fields.retain(|(name, _)| name != "id");
    }
    if let Some(Node { value: Value::Map(dialogue), .. }) = nodes.last_mut()
        && let Some((_, Node { value: Value::List(turns), .. })) = dialogue.last_mut()
    {
        turns.push(row);
    }
}
