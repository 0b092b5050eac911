//! What `QnABot` on AWS exports: items as JSON, one list or one a line, and the workbook that it imports.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::Draft;
use crate::base::columns::Columns;
use crate::exchange::item::Item;
use crate::exchange::made_id::fitted;
use crate::exchange::qna_bot::bot_item::BotItem;
use crate::exchange::table::Table;
use crate::exchange::take::{self, Origin};
use crate::text::fold::Folded;

mod bot_item;
mod document;
mod sheet;

/// What a button says to open an item by its id.
const BY_ID: &str = "QID::";

/// Reads JSON: an object with the list `qna`, a list, or an item a line.
pub(super) fn json(name: &str, text: &str, draft: &mut Draft) {
    let items = document::read(text);
    draft.problems.extend(items.problems.into_iter().map(|problem| problem.in_file(name)));
    entries(&items.items, Origin::file(name), draft);
}

/// Reads workbooks and text with its columns.
pub(super) fn tables(tables: &[Table], draft: &mut Draft) {
    for table in tables {
        let Some((header, rows)) = table.rows.split_first() else { continue };
        let (columns, items) = sheet::read(header, rows);
        let columns: Arc<Columns> = Arc::new(columns);
        let origin = Origin { columns: Some(&columns), ..Origin::file(&table.name) };
        entries(&items, origin, draft);
    }
}

/// Whether a header is that of its workbook.
pub(super) fn fits<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| name.trim() == "qid")
}

fn entries(items: &[BotItem], origin: Origin<'_>, draft: &mut Draft) {
    let names = Names::new(items);
    for bot in items {
        let mut item = Item::new(bot.line, origin, &mut draft.problems);
        bot.fill(&names, &mut item);
        let node = item.into_node();
        take::entry(&node, origin, draft);
    }
}

/// Ids by what buttons say: the name of an item, or one of its wordings.
struct Names(HashMap<String, String>);

impl Names {
    fn new(items: &[BotItem]) -> Self {
        let mut names = HashMap::new();
        for item in items {
            let id = fitted(&item.qid);
            for wording in &item.questions {
                names.entry(Folded::new(wording).key()).or_insert_with(|| id.clone());
            }
            names.insert(format!("{BY_ID}{}", item.qid.to_lowercase()), id);
        }
        Self(names)
    }

    fn said(&self, value: &str) -> Option<&String> {
        let by_id = value.get(..BY_ID.len()).filter(|start| start.eq_ignore_ascii_case(BY_ID));
        match by_id {
            Some(_) => self.named(&value[BY_ID.len()..]),
            None => self.0.get(&Folded::new(value).key()),
        }
    }

    fn named(&self, qid: &str) -> Option<&String> {
        self.0.get(&format!("{BY_ID}{}", qid.trim().to_lowercase()))
    }
}

impl BotItem {
    fn fill(&self, names: &Names, item: &mut Item<'_>) {
        let id = fitted(&self.qid);
        if id != self.qid {
            item.warn("qid", "renamed_id", &[&self.qid, &id]);
        }
        item.text("id", Some(&id));
        let wordings = self.questions.iter().map(|wording| (self.line, wording.clone()));
        item.wordings(&wordings.collect::<Vec<_>>());
        item.text("answer", self.markdown.as_deref().or(self.answer.as_deref()));
        if let Some((plain, markdown)) = self.answer.as_ref().zip(self.markdown.as_ref())
            && plain != markdown
        {
            item.lost("a", plain);
        }
        item.text("topic", self.topic.as_deref());
        let tags = self.tags.as_deref().unwrap_or_default().split_whitespace();
        item.texts("tags", tags.map(str::to_owned));
        self.picture(item);
        self.follow(names, item);
        for (name, value) in &self.rest {
            item.lost(name, value);
        }
    }

    /// The picture of a card becomes a block; a title without one has no place.
    fn picture(&self, item: &mut Item<'_>) {
        let title = self.card.as_deref().unwrap_or(&self.qid);
        match self.image.as_deref() {
            Some(url) if url.starts_with("http") && !url.contains(char::is_whitespace) => {
                item.blocks(&[[("type", "image"), ("title", title), ("url", url)]]);
            }
            Some(url) => item.lost("imageUrl", url),
            None => {
                if let Some(title) = &self.card {
                    item.lost("r.title", title);
                }
            }
        }
    }

    /// Buttons that ask for another item and the next step of a guide become follow-ups.
    fn follow(&self, names: &Names, item: &mut Item<'_>) {
        let mut followups: Vec<String> = Vec::new();
        let mut add = |found: Option<&String>, (field, value): (&str, &str)| match found {
            Some(id) if !followups.contains(id) => followups.push(id.clone()),
            Some(_) => {}
            None => item.lost(field, value),
        };
        for (text, value) in &self.buttons {
            add(names.said(value), ("r.buttons", text));
        }
        if let Some(next) = &self.next {
            add(names.named(next), ("next", next));
        }
        item.texts("followups", followups);
    }
}
