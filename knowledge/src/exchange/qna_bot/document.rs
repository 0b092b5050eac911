//! Items as JSON.

use crate::exchange::qna_bot::bot_item::BotItem;
use crate::node::{Node, Value, json};
use crate::problem::Problem;

/// Items that are no questions: names for slots, quizzes and passages.
const QUESTION: &str = "qna";
/// What the service makes of an item itself.
const MADE: [&str; 8] =
    ["_id", "type", "quniqueterms", "questions", "a_vector", "passage_vector", "datetime", "qid"];

/// The items of a document, with what is wrong with it.
#[derive(Default)]
pub(super) struct Document {
    /// The items.
    pub(super) items: Vec<BotItem>,
    /// What is wrong.
    pub(super) problems: Vec<Problem>,
}

/// Reads a whole document, or lines.
pub(super) fn read(text: &str) -> Document {
    let mut document = Document::default();
    match json::parse(text, 1) {
        Ok(root) => document.list(root, text),
        Err(whole) => document.lines(text, whole),
    }
    document
}

impl Document {
    fn list(&mut self, root: Node, text: &str) {
        let (items, depth) = match root.value {
            Value::List(items) => (items, 1),
            Value::Map(fields) => {
                let Some((_, list)) = fields.iter().find(|(name, _)| name == "qna") else {
                    // A single item is a list of lines with one line.
                    return self.item(Node { line: 1, value: Value::Map(fields) });
                };
                match &list.value {
                    Value::List(items) => (items.clone(), 2),
                    _ => return self.problems.push(Problem::error(1, "qna", "not_a_list", &[])),
                }
            }
            _ => return self.problems.push(Problem::error(1, "", "not_a_list", &[])),
        };
        for (item, line) in items.into_iter().zip(lines_of_objects(text, depth)) {
            self.item(Node { line, value: item.value });
        }
    }

    fn lines(&mut self, text: &str, whole: Problem) {
        let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        let parsed: Vec<_> = lines.map(|(line, at)| json::parse(line, at)).collect();
        if parsed.iter().all(Result::is_err) {
            return self.problems.push(whole);
        }
        for node in parsed {
            match node {
                Ok(node) => self.item(node),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn item(&mut self, node: Node) {
        let Value::Map(fields) = &node.value else {
            return self.problems.push(Problem::error(node.line, "", "not_a_map", &[]));
        };
        let kind = text(fields, "type").unwrap_or_else(|| QUESTION.to_owned());
        if kind != QUESTION {
            let details =
                [kind.as_str(), text(fields, "qid").as_deref().unwrap_or("")].map(str::to_owned);
            let details = details.each_ref().map(String::as_str);
            self.problems.push(Problem::warning(node.line, "type", "lost", &details));
            return;
        }
        match text(fields, "qid") {
            Some(qid) => self.items.push(item(fields, node.line, qid)),
            None => self.problems.push(Problem::error(node.line, "", "missing_field", &["qid"])),
        }
    }
}

type Fields = [(String, Node)];

fn item(fields: &Fields, line: usize, qid: String) -> BotItem {
    let alternative = map(fields, "alt");
    let card = map(fields, "r");
    let buttons = list(card, "buttons").iter().filter_map(|button| {
        let Value::Map(button) = &button.value else { return None };
        Some((text(button, "text").unwrap_or_default(), text(button, "value")?))
    });
    let rest = |fields: &Fields, before: &str, known: &[&str]| -> Vec<(String, String)> {
        let left = fields.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        let said = left.filter_map(|(name, node)| Some((format!("{before}{name}"), said(node)?)));
        said.collect()
    };
    let own = ["q", "a", "alt", "t", "tags", "r", "next"];
    let mut left = rest(fields, "", &[&own[..], &MADE[..]].concat());
    left.extend(rest(alternative, "alt.", &["markdown"]));
    left.extend(rest(card, "r.", &["title", "imageUrl", "buttons"]));
    BotItem {
        line,
        qid,
        questions: questions(fields),
        answer: text(fields, "a"),
        markdown: text(alternative, "markdown"),
        topic: text(fields, "t"),
        tags: text(fields, "tags"),
        card: text(card, "title"),
        image: text(card, "imageUrl"),
        buttons: buttons.collect(),
        next: text(fields, "next"),
        rest: left,
    }
}

/// The wordings: `q` in exports of the designer, `questions` with `q` in those of the index.
fn questions(fields: &Fields) -> Vec<String> {
    let plain = list(fields, "q").iter().filter_map(|node| match &node.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    });
    let indexed = list(fields, "questions").iter().filter_map(|node| match &node.value {
        Value::Map(fields) => text(fields, "q"),
        _ => None,
    });
    let plain: Vec<String> = plain.collect();
    if plain.is_empty() { indexed.collect() } else { plain }
}

fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a Value> {
    fields.iter().find(|(own, _)| own == name).map(|(_, node)| &node.value)
}

fn text(fields: &Fields, name: &str) -> Option<String> {
    match field(fields, name)? {
        Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.clone()),
        _ => None,
    }
}

fn map<'a>(fields: &'a Fields, name: &str) -> &'a Fields {
    match field(fields, name) {
        Some(Value::Map(fields)) => fields,
        _ => &[],
    }
}

fn list<'a>(fields: &'a Fields, name: &str) -> &'a [Node] {
    match field(fields, name) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

/// What a field says, where it says anything: the designer writes all fields, most of them empty.
fn said(node: &Node) -> Option<String> {
    match &node.value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(_) => Some("true".to_owned()),
        Value::Number(text) | Value::Text(text) => {
            Some(text.clone()).filter(|text| !text.trim().is_empty())
        }
        Value::List(items) => joined(items.iter().filter_map(said)),
        Value::Map(fields) => joined(fields.iter().filter_map(|(_, node)| said(node))),
    }
}

fn joined(said: impl Iterator<Item = String>) -> Option<String> {
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// The lines on which objects begin that lie in so many lists and objects.
fn lines_of_objects(text: &str, depth: usize) -> Vec<usize> {
    let (mut lines, mut line, mut deep) = (Vec::new(), 1, 0_usize);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'\n' => line += 1,
            b'{' | b'[' if !quoted => {
                if deep == depth && byte == b'{' {
                    lines.push(line);
                }
                deep += 1;
            }
            b'}' | b']' if !quoted => deep = deep.saturating_sub(1),
            _ => {}
        }
    }
    lines
}
