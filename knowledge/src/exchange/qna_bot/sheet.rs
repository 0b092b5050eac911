//! Items as rows: `question1`, `question2` … and `displaytext1` with `buttonvalue1` … stand side by side.

use std::collections::BTreeMap;

use crate::base::columns::Columns;
use crate::exchange::headers::Headers;
use crate::exchange::qna_bot::bot_item::BotItem;
use crate::exchange::table::Row;

/// The columns of a header, and an item a row.
pub(super) fn read(header: &Row, rows: &[Row]) -> (Columns, Vec<BotItem>) {
    let named: Vec<(usize, Meant)> =
        header.cells.iter().map(|cell| (cell.column, Meant::of(&cell.text))).collect();
    let fields = named.iter().map(|(column, meant)| (meant.field(), *column));
    let items = rows.iter().map(|row| item(&named, row));
    (Columns::new(fields.collect()), items.collect())
}

/// What a column means.
enum Meant {
    Known(&'static str),
    Question,
    Shown(usize),
    Said(usize),
    Other(String),
}

impl Meant {
    fn of(header: &str) -> Self {
        let header = header.trim();
        if let Some(field) = Headers::bundled().field("qnabot", header) {
            return Self::Known(field);
        }
        let lower = header.to_lowercase();
        let number = |name: &str| lower.strip_prefix(name).and_then(|number| number.parse().ok());
        if number("question").is_some_and(|_: usize| true) {
            Self::Question
        } else if let Some(number) = number("displaytext") {
            Self::Shown(number)
        } else if let Some(number) = number("buttonvalue") {
            Self::Said(number)
        } else {
            Self::Other(header.to_owned())
        }
    }

    /// The field of an entry, or the name of what problems are told of.
    fn field(&self) -> String {
        let field = match self {
            Self::Known("qid") => "id",
            Self::Known("markdown") => "answer",
            Self::Known("image") => "blocks",
            Self::Known(field) => field,
            Self::Question => "question",
            Self::Shown(_) | Self::Said(_) => "r.buttons",
            Self::Other(name) => name,
        };
        field.to_owned()
    }
}

fn item(named: &[(usize, Meant)], row: &Row) -> BotItem {
    let mut item = BotItem { line: row.number, ..BotItem::default() };
    let mut buttons: BTreeMap<usize, (String, String)> = BTreeMap::new();
    for (column, meant) in named {
        let Some(text) = row.text(*column).map(str::to_owned) else { continue };
        match meant {
            Meant::Known("qid") => text.trim().clone_into(&mut item.qid),
            Meant::Known("question") | Meant::Question => {
                // A wording is one line, as the service has it.
                item.questions.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Meant::Known("answer") => item.answer = Some(text),
            Meant::Known("markdown") => item.markdown = Some(text),
            Meant::Known("topic") => item.topic = Some(text),
            Meant::Known("tags") => item.tags = Some(text),
            Meant::Known("next") => item.next = Some(text),
            Meant::Known("card") => item.card = Some(text),
            Meant::Known("image") => item.image = Some(text.trim().to_owned()),
            Meant::Known(_) => {}
            Meant::Shown(number) => buttons.entry(*number).or_default().0 = text,
            Meant::Said(number) => buttons.entry(*number).or_default().1 = text,
            Meant::Other(name) => item.rest.push((name.clone(), text)),
        }
    }
    item.buttons = buttons.into_values().collect();
    item
}
