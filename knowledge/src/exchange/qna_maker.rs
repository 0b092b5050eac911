//! What `QnA Maker` and Azure's custom question answering export: a question a row, the rows of one answer
//! with one `QnaId`, prompts and metadata as JSON or `key:value|key:value`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::Draft;
use crate::base::columns::Columns;
use crate::exchange::item::Item;
use crate::exchange::made_id::{MadeIds, fitted};
use crate::exchange::table::{Row, Table};
use crate::exchange::take::{self, Origin};

mod metadata;
mod prompt;

use crate::exchange::qna_maker::prompt::Prompt;

/// What stands before a `QnaId` in our ids.
const ID_PREFIX: &str = "qna-";
/// The source of what was written by hand.
const EDITORIAL: &str = "editorial";

/// The id that the pair of a `QnaId` gets, here and in what a batch test expects.
pub fn id(number: &str) -> String {
    format!("{ID_PREFIX}{}", fitted(number))
}

/// Its columns by their names in lower case.
struct Header(HashMap<String, usize>);

impl Header {
    fn new(row: &Row) -> Self {
        let named = |text: &str| text.trim().to_lowercase();
        Self(row.cells.iter().map(|cell| (named(&cell.text), cell.column)).collect())
    }

    fn text<'r>(&self, row: &'r Row, name: &str) -> Option<&'r str> {
        let text = row.text(*self.0.get(name)?)?.trim();
        (!text.is_empty()).then_some(text)
    }
}

/// Whether the names of a header are those of an export.
pub(super) fn fits<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let names: Vec<String> = names.map(|name| name.trim().to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    has("question") && has("answer") && (has("qnaid") || (has("source") && has("metadata")))
}

/// Reads the tables; rows of one `QnaId`, or without one of the same answer, are one entry.
pub(super) fn read(tables: &[Table], draft: &mut Draft) {
    let mut ids = MadeIds::default();
    for table in tables {
        let Some((first, rows)) = table.rows.split_first() else { continue };
        let header = Header::new(first);
        let column = |field: &str, name: &str| Some((field.to_owned(), *header.0.get(name)?));
        let columns = [
            column("question", "question"),
            column("similar", "question"),
            column("id", "qnaid").or_else(|| column("id", "question")),
            column("answer", "answer"),
            column("followups", "prompts"),
            column("tags", "metadata"),
        ];
        let own = header.0.iter().map(|(name, column)| (name.clone(), *column));
        let columns = Arc::new(Columns::new(columns.into_iter().flatten().chain(own).collect()));
        let origin = Origin { columns: Some(&columns), ..Origin::file(&table.name) };
        let pairs = pairs(rows, &header, &mut ids);
        let named: HashMap<String, String> = pairs.iter().map(Pair::named).collect();
        for pair in &pairs {
            let mut item = Item::new(pair.rows[0].number, origin, &mut draft.problems);
            pair.fill(&header, &named, &mut item);
            let node = item.into_node();
            take::entry(&node, origin, draft);
        }
    }
}

/// A question and answer pair with all its rows.
struct Pair<'a> {
    id: String,
    question: String,
    rows: Vec<&'a Row>,
}

fn pairs<'a>(rows: &'a [Row], header: &Header, ids: &mut MadeIds) -> Vec<Pair<'a>> {
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let text = |name| header.text(row, name).unwrap_or_default();
        let question = text("question").to_owned();
        let number = header.text(row, "qnaid");
        let key = match number {
            Some(number) => number.to_owned(),
            None => [text("answer"), text("source"), text("metadata")].join("\u{1f}"),
        };
        match places.get(&key) {
            Some(at) => pairs[*at].rows.push(row),
            None => {
                places.insert(key, pairs.len());
                let id = number.map(id);
                let id = id.unwrap_or_else(|| ids.of(&question));
                pairs.push(Pair { id, question, rows: vec![row] });
            }
        }
    }
    pairs
}

impl Pair<'_> {
    fn named(&self) -> (String, String) {
        (self.id.clone(), self.question.clone())
    }

    fn fill(&self, header: &Header, named: &HashMap<String, String>, item: &mut Item<'_>) {
        let first = |name| self.rows.iter().find_map(|row| header.text(row, name));
        item.text("id", Some(&self.id));
        let wordings = self
            .rows
            .iter()
            .filter_map(|row| Some((row.number, header.text(row, "question")?.to_owned())));
        item.wordings(&wordings.collect::<Vec<_>>());
        let answer = first("answer").map(broken);
        item.text("answer", answer.as_deref());
        for other in self.rows.iter().filter_map(|row| header.text(row, "answer")).skip(1) {
            if Some(broken(other)) != answer {
                item.lost("answer", other);
            }
        }
        tag(&first, item);
        match prompt::read(first("prompts")) {
            Ok(prompts) => follow(&prompts, named, item),
            Err(written) => item.lost("prompts", written),
        }
        if let Some(suggested) = first("suggestedquestions").filter(|text| *text != "[]") {
            item.lost("suggestedquestions", suggested);
        }
    }
}

/// Metadata, where it comes from and that it was only for prompts become tags.
fn tag<'r>(first: &dyn Fn(&'static str) -> Option<&'r str>, item: &mut Item<'_>) {
    let mut tags = metadata::read(first("metadata").unwrap_or_default());
    let source = first("source").filter(|source| source.to_lowercase() != EDITORIAL);
    tags.extend(source.map(|source| format!("source:{source}")));
    if first("iscontextonly").is_some_and(|only| only.eq_ignore_ascii_case("true")) {
        tags.push("context-only".to_owned());
        item.warn("iscontextonly", "context_only", &[]);
    }
    item.texts("tags", tags);
}

/// Prompts become follow-ups in their order; their own words, where they are not the question, go into
/// the note, as what is shown here is the question.
fn follow(prompts: &[Prompt], named: &HashMap<String, String>, item: &mut Item<'_>) {
    let (mut followups, mut notes) = (Vec::new(), Vec::new());
    for prompt in prompts {
        let id = prompt.target.as_deref().map(id);
        match id.and_then(|id| named.get_key_value(&id)) {
            Some((id, question)) => {
                if prompt.words != *question && !prompt.words.is_empty() {
                    notes.push(format!("{id}: {}", prompt.words));
                }
                if !followups.contains(id) {
                    followups.push(id.clone());
                }
            }
            None => item.warn("prompts", "unknown_prompt", &[&prompt.words]),
        }
    }
    item.texts("followups", followups);
    item.text("note", Some(&notes.join("\n")));
}

/// Exports write a line break as a backslash and an n.
fn broken(text: &str) -> String {
    text.replace("\\r\\n", "\n").replace("\\n", "\n")
}
