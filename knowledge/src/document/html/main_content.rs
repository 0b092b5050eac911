//! Where on a page its text stands.

use crate::document::html::tree::{Data, Tree};
use crate::document::part::tidy;
use crate::document::words::{is, list};

/// The least words that a text has, in characters.
const TEXT_MIN: usize = 60;
/// The longest line beside the text that may state a fact, in characters.
const FACT_CHARS_MAX: usize = 80;
/// The most such lines.
const FACTS_MAX: usize = 200;

/// The element that holds the text: one that sites mark as such, the one with the most words where there
/// are several; else the one whose own paragraphs hold the most words.
pub(crate) fn main_content(tree: &Tree) -> usize {
    let weights = weights(tree);
    let named = (0..tree.len()).filter(|at| is_named(tree, *at) && weights[*at].all >= TEXT_MIN);
    if let Some(named) = named.max_by_key(|at| (weights[*at].all, std::cmp::Reverse(*at))) {
        return named;
    }
    let dense = (0..tree.len()).max_by_key(|at| (weights[*at].own, std::cmp::Reverse(*at)));
    dense.unwrap_or(0)
}

/// Whether an element is one that sites put their texts into.
fn is_named(tree: &Tree, at: usize) -> bool {
    let same =
        |kind: &'static str, name: &str| list(kind).any(|own| own.eq_ignore_ascii_case(name));
    tree.attribute(at, "id").is_some_and(|id| same("main_id", id))
        || classes(tree, at).any(|class| same("main_class", class))
}

fn classes(tree: &Tree, at: usize) -> impl Iterator<Item = &str> {
    tree.attribute(at, "class").unwrap_or_default().split_whitespace()
}

/// Whether an element never belongs to a text: by its tag, by its name, or because it is hidden.
pub(crate) fn is_dropped(tree: &Tree, at: usize) -> bool {
    let name = tree.name(at);
    if name.is_empty() || name == "body" || name == "html" {
        return false;
    }
    let style = tree.attribute(at, "style").unwrap_or_default().replace(' ', "");
    let hidden = tree.attribute(at, "hidden").is_some() || style.contains("display:none");
    let struck = style.contains("line-through");
    let id = tree.attribute(at, "id").into_iter();
    let named = id.chain(classes(tree, at)).any(|own| {
        let own = own.to_ascii_lowercase();
        list("drop_word").any(|word| own.contains(word))
    });
    hidden || struck || named && !is_named(tree, at) || list("drop_tag").any(|tag| tag == name)
}

/// How many characters an element holds.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    /// In all.
    all: usize,
    /// In itself and in its paragraphs, where they read like sentences.
    own: usize,
}

/// Children come after their parents mostly, but not always; so the tree is walked, not the list.
fn weights(tree: &Tree) -> Vec<Weight> {
    let mut weights = vec![Weight::default(); tree.len()];
    let mut order = Vec::new();
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        if !is_dropped(tree, at) {
            order.push(at);
            open.extend(&tree.node(at).children);
        }
    }
    for at in order.into_iter().rev() {
        if let Data::Text(text) = &tree.node(at).data {
            let chars = text.chars().filter(|c| !c.is_whitespace()).count();
            let sentences = text.chars().filter(|c| is(*c, "clause")).count();
            weights[at] = Weight { all: chars, own: if sentences > 0 { chars } else { 0 } };
        }
        let Some(parent) = tree.parent(at) else {
            continue;
        };
        let Weight { all, own } = weights[at];
        weights[parent].all += all;
        // Paragraphs hand their words on to what holds them all; boxes keep theirs.
        let name = tree.name(at);
        let hands_on =
            !matches!(name, "div" | "section" | "article" | "main" | "body" | "html" | "td");
        weights[parent].own += if hands_on { own } else { own / 2 };
    }
    weights
}

/// Short lines outside the text that have a label and a value, such as the number and the days, or that
/// stand by themselves, such as a mark of force.
pub(crate) fn beside(tree: &Tree, main: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        if at == main || matches!(tree.name(at), "script" | "style" | "head") {
            continue;
        }
        let node = tree.node(at);
        let rows = matches!(tree.name(at), "p" | "li" | "tr" | "dd" | "dt" | "span" | "td" | "div");
        if rows && !tree.is_within(main, at) {
            let line = tidy(&tree.text(at));
            if (2..=FACT_CHARS_MAX).contains(&line.chars().count()) {
                lines.push(line);
                continue;
            }
        }
        open.extend(node.children.iter().rev());
    }
    lines.truncate(FACTS_MAX);
    lines
}
