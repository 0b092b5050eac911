//! Nodes into entries; every fault is reported, nothing is guessed.

use crate::entry::{Basis, Block, Entry, Linked, Step, SumInput};
use crate::node::{Fields, Node, NodeReader};
use crate::problem::Problem;
use crate::region::Region;
use crate::taxpayer::TaxpayerType;

/// The longest wording, in characters; as long as the longest question that is answered, but for
/// bases whose "questions" are whole answers (retrieval tests).
const WORDING_CHARS_MAX: usize = 10_000;
/// The longest answer, in characters.
const ANSWER_CHARS_MAX: usize = 25_000;
const ID_CHARS_MAX: usize = 100;

/// Reads an entry; `topic` is what the file says of all its entries.
pub fn entry(node: &Node, topic: Option<&str>, reader: &mut NodeReader) -> Option<Entry> {
    let mut fields = reader.fields(node);
    let id = fields.required(reader, "id");
    let question = fields.required(reader, "question");
    let mut entry = Entry {
        similar: fields.texts(reader, "similar"),
        answer: fields.text(reader, "answer").map(|answer| answer.trim_end().to_owned()),
        blocks: list(&mut fields, reader, "blocks", block),
        basis: list(&mut fields, reader, "basis", basis),
        topic: fields.text(reader, "topic").or_else(|| topic.map(str::to_owned)),
        tags: fields.texts(reader, "tags"),
        tax: fields.text(reader, "tax"),
        taxpayer_types: fields.texts(reader, "taxpayer_types"),
        regions: fields.texts(reader, "regions"),
        valid_from: fields.date(reader, "valid_from"),
        valid_to: fields.date(reader, "valid_to"),
        followups: fields.texts(reader, "followups"),
        clarify: fields.text_map(reader, "clarify"),
        reviewed_on: fields.date(reader, "reviewed_on"),
        reviewed_by: fields.text(reader, "reviewed_by"),
        note: fields.text(reader, "note"),
        ..Entry::default()
    };
    let known = id.zip(question);
    if let Some((id, question)) = &known {
        (entry.id, entry.question) = (id.clone(), question.clone());
        check_values(&entry, &fields, reader);
    }
    // A field of another name may be the one that is missing.
    fields.finish(reader);
    known.map(|_| entry)
}

fn check_values(entry: &Entry, fields: &Fields, reader: &mut NodeReader) {
    let mut report = |field: &str, code, details: &[&str]| {
        let line = fields.line(field.split('[').next().unwrap_or(field));
        reader.report(Problem::error(line, field, code, details));
    };
    let id_char = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if entry.id.len() > ID_CHARS_MAX || !entry.id.chars().all(id_char) {
        report("id", "bad_id", &[&entry.id]);
    }
    for (at, wording) in entry.wordings().enumerate() {
        let field = if at == 0 { "question".to_owned() } else { format!("similar[{}]", at - 1) };
        if let Some((code, details)) = text_problem(wording, WORDING_CHARS_MAX) {
            report(&field, code, &details.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
    if let Some(answer) = &entry.answer
        && let Some((code, details)) = text_problem(answer, ANSWER_CHARS_MAX)
    {
        report("answer", code, &details.iter().map(String::as_str).collect::<Vec<_>>());
    }
    for code in entry.regions.iter().filter(|code| Region::parse(code).is_none()) {
        report("regions", "unknown_region", &[code]);
    }
    for name in entry.taxpayer_types.iter().filter(|name| TaxpayerType::parse(name).is_none()) {
        let known = TaxpayerType::names().collect::<Vec<_>>().join(", ");
        report("taxpayer_types", "unknown_taxpayer_type", &[name, &known]);
    }
    if let (Some(from), Some(to)) = (entry.valid_from, entry.valid_to)
        && to < from
    {
        report("valid_to", "dates_reversed", &[&from.to_string(), &to.to_string()]);
    }
}

/// What is wrong with a text, if anything. Line breaks and tabs are no control characters here:
/// people type them.
fn text_problem(text: &str, max: usize) -> Option<(&'static str, Vec<String>)> {
    let chars = text.chars().count();
    if text.trim().is_empty() {
        return Some(("empty_field", Vec::new()));
    }
    if chars > max {
        return Some(("too_long", vec![chars.to_string(), max.to_string()]));
    }
    let allowed = |c: char| matches!(c, '\n' | '\r' | '\t');
    text.chars().any(|c| c.is_control() && !allowed(c)).then(|| ("control_character", Vec::new()))
}

/// A field that holds a list of things; what could not be read was reported and is left out.
pub(crate) fn list<T>(
    fields: &mut Fields,
    reader: &mut NodeReader,
    name: &'static str,
    read: impl Fn(&Node, &mut NodeReader) -> Option<T>,
) -> Vec<T> {
    let Some(node) = fields.node(name) else {
        return Vec::new();
    };
    let items = reader.under(name, |reader| reader.list(node));
    let numbered = items.iter().enumerate();
    numbered
        .filter_map(|(at, item)| {
            reader.under(&format!("{name}[{at}]"), |reader| read(item, reader))
        })
        .collect()
}

/// A document that grounds something.
pub(crate) fn basis(node: &Node, reader: &mut NodeReader) -> Option<Basis> {
    let mut fields = reader.fields(node);
    let title = fields.required(reader, "title");
    let mut basis = Basis {
        number: fields.text(reader, "number"),
        article: fields.text(reader, "article"),
        issued_on: fields.date(reader, "issued_on"),
        effective_from: fields.date(reader, "effective_from"),
        effective_to: fields.date(reader, "effective_to"),
        url: url(&mut fields, reader, "url"),
        ..Basis::default()
    };
    if let Some((from, to)) = basis.effective_from.zip(basis.effective_to)
        && to < from
    {
        let details = [from.to_string(), to.to_string()];
        let details = details.each_ref().map(String::as_str);
        let line = fields.line("effective_to");
        reader.report(Problem::error(line, "effective_to", "dates_reversed", &details));
    }
    fields.finish(reader);
    basis.title = title?;
    Some(basis)
}

fn block(node: &Node, reader: &mut NodeReader) -> Option<Block> {
    let mut fields = reader.fields(node);
    let kind = fields.required(reader, "type")?;
    let block = match kind.as_str() {
        "text" => fields.required(reader, "markdown").map(|markdown| Block::Text { markdown }),
        "link" => linked(&mut fields, reader).map(Block::Link),
        "image" => linked(&mut fields, reader).map(Block::Image),
        "video" => linked(&mut fields, reader).map(Block::Video),
        "file" => linked(&mut fields, reader).map(Block::File),
        "guide" => Some(Block::Guide { steps: list(&mut fields, reader, "steps", step) }),
        "sum" => sum(&mut fields, reader),
        _ => {
            let line = fields.line("type");
            reader.report(Problem::error(line, "type", "unknown_block", &[&kind]));
            return None;
        }
    };
    fields.finish(reader);
    block
}

fn linked(fields: &mut Fields, reader: &mut NodeReader) -> Option<Linked> {
    let title = fields.required(reader, "title");
    fields.required(reader, "url")?;
    let url = url(fields, reader, "url");
    let media_type = fields.text(reader, "media_type");
    let bytes = fields.count(reader, "bytes");
    Some(Linked { title: title?, url: url?, media_type, bytes })
}

fn step(node: &Node, reader: &mut NodeReader) -> Option<Step> {
    let mut fields = reader.fields(node);
    let title = fields.required(reader, "title");
    let markdown = fields.text(reader, "markdown");
    let link = url(&mut fields, reader, "link");
    fields.finish(reader);
    Some(Step { title: title?, markdown, link })
}

fn sum(fields: &mut Fields, reader: &mut NodeReader) -> Option<Block> {
    let inputs = list(fields, reader, "inputs", |node, reader| {
        let mut fields = reader.fields(node);
        let name = fields.required(reader, "name");
        let value = fields.required(reader, "value");
        fields.finish(reader);
        Some(SumInput { name: name?, value: value? })
    });
    let steps = fields.texts(reader, "steps");
    let result = fields.required(reader, "result")?;
    Some(Block::Sum { inputs, steps, result })
}

/// An address that a page may open; anything else (a script, a local file) is refused.
fn url(fields: &mut Fields, reader: &mut NodeReader, name: &'static str) -> Option<String> {
    let url = fields.text(reader, name)?;
    let safe = ["https://", "http://", "/"].iter().any(|start| url.starts_with(start));
    if !safe || url.starts_with("//") || url.contains(char::is_whitespace) {
        let line = fields.line(name);
        reader.report(Problem::error(line, name, "bad_url", &[&url]));
        return None;
    }
    Some(url)
}
