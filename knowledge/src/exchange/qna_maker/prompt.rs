//! Prompts of a pair: what is offered behind its answer, and where it leads.

use crate::node::{Node, Value, json};

/// A prompt.
pub(super) struct Prompt {
    /// The words of its button.
    pub(super) words: String,
    /// The `QnaId` that it leads to.
    pub(super) target: Option<String>,
    order: f64,
}

/// The prompts in the order in which they are shown.
///
/// # Errors
/// The text, when it is no list of prompts.
pub(super) fn read(text: Option<&str>) -> Result<Vec<Prompt>, &str> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let Ok(Value::List(list)) = json::parse(text, 1).map(|node| node.value) else {
        return Err(text);
    };
    let mut prompts = list.iter().map(prompt).collect::<Option<Vec<_>>>().ok_or(text)?;
    prompts.sort_by(|a, b| a.order.total_cmp(&b.order));
    Ok(prompts)
}

fn prompt(node: &Node) -> Option<Prompt> {
    let Value::Map(fields) = &node.value else { return None };
    // Exports of several years write the names with and without capitals.
    let text = |name: &str| {
        let (_, node) = fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
        match &node.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            _ => None,
        }
    };
    let order = text("displayOrder").and_then(|order| order.parse().ok()).unwrap_or(0.0);
    Some(Prompt { words: text("displayText").unwrap_or_default(), target: text("qnaId"), order })
}
