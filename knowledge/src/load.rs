//! The door to disk: knowledge files and lexicon files into memory.

use std::path::{Path, PathBuf};

use crate::base::{Base, Draft, Place};
use crate::entry::read;
use crate::error::Error;
use crate::lexicon::DataFile;
use crate::node::{Node, NodeReader, Value, json, yaml};
use crate::problem::Problem;

/// Reads knowledge from a `.jsonl` file, a `.yaml` topic file, or a directory of such files.
///
/// # Errors
/// When the path cannot be read or holds no knowledge; problems inside the files are in the draft.
pub fn knowledge(path: &Path) -> Result<Draft, Error> {
    let mut files = Vec::new();
    if path.is_dir() {
        collect(path, &mut files)?;
        files.retain(|file| is_knowledge(file));
    } else if is_knowledge(path) {
        files.push(path.to_owned());
    }
    if files.is_empty() {
        if !path.exists() {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(Error::Read { path: path.display().to_string(), source });
        }
        return Err(Error::NotKnowledge { path: path.display().to_string() });
    }
    files.sort();
    let mut draft = Draft::default();
    for file in files {
        let name = file.display().to_string();
        let bytes =
            std::fs::read(&file).map_err(|source| Error::Read { path: name.clone(), source })?;
        match String::from_utf8(bytes) {
            Ok(text) => read_file(&name, &text, &mut draft),
            Err(_) => draft.problems.push(Problem::error(1, "", "not_utf8", &[]).in_file(&name)),
        }
    }
    Ok(draft)
}

/// Reads lexicon files below a directory, with names relative to it.
///
/// # Errors
/// When a file cannot be read or is not UTF-8.
pub fn data_files(root: &Path) -> Result<Vec<DataFile>, Error> {
    let mut paths = Vec::new();
    collect(root, &mut paths)?;
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        let text = std::fs::read_to_string(&path)
            .map_err(|source| Error::Read { path: path.display().to_string(), source })?;
        Ok(DataFile { name, text })
    };
    paths.into_iter().map(read).collect()
}

/// Reads one knowledge file that is already in memory and adds it to a draft.
pub fn read_file(name: &str, text: &str, draft: &mut Draft) {
    // Editors on Windows put a byte order mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let before = draft.base.entries.len();
    let mut problems = if is_json_lines(name) {
        read_jsonl(name, text, &mut draft.base)
    } else {
        read_topic(name, text, &mut draft.base)
    };
    if draft.base.entries.len() == before && problems.is_empty() {
        problems.push(Problem::error(1, "", "no_entries", &[]));
    }
    draft.problems.extend(problems.into_iter().map(|problem| problem.in_file(name)));
}

fn read_jsonl(name: &str, text: &str, base: &mut Base) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (row, line) in text.lines().zip(1..) {
        if row.trim().is_empty() {
            problems.push(Problem::error(line, "", "empty_line", &[]));
            continue;
        }
        match json::parse(row, line) {
            Ok(node) => problems.extend(push_entry(name, &node, None, base)),
            Err(problem) => problems.push(problem),
        }
    }
    problems
}

fn read_topic(name: &str, text: &str, base: &mut Base) -> Vec<Problem> {
    let root = match yaml::parse(text) {
        Ok(root) => root,
        Err(problem) => return vec![problem],
    };
    let mut reader = NodeReader::default();
    let mut fields = reader.fields(&root);
    let topic = fields.required(&mut reader, "topic");
    let entries = fields.node("entries");
    fields.finish(&mut reader);
    let mut problems = reader.into_problems();
    match entries.map(|node| (&node.value, node.line)) {
        Some((Value::List(entries), _)) => {
            for node in entries {
                problems.extend(push_entry(name, node, topic.as_deref(), base));
            }
        }
        Some((_, line)) => problems.push(Problem::error(line, "entries", "not_a_list", &[])),
        None => problems.push(Problem::error(root.line, "", "missing_field", &["entries"])),
    }
    problems
}

/// Reads one entry; what is wrong with it is returned.
fn push_entry(file: &str, node: &Node, topic: Option<&str>, base: &mut Base) -> Vec<Problem> {
    let mut reader = NodeReader::default();
    if let Some(entry) = read::entry(node, topic, &mut reader) {
        base.push(entry, Place { file: file.to_owned(), line: node.line });
    }
    reader.into_problems()
}

/// Every file below a directory, hidden ones left out.
fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let refused = |source| Error::Read { path: directory.display().to_string(), source };
    for found in std::fs::read_dir(directory).map_err(refused)? {
        let path = found.map_err(refused)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            collect(&path, files)?;
        } else if !hidden {
            files.push(path);
        }
    }
    Ok(())
}

fn is_knowledge(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("jsonl" | "yaml" | "yml"))
}

fn is_json_lines(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "jsonl")
}
