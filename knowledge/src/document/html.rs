//! Pages of the web into parts: what stands in the middle of the page, without what stands around it.

mod flow;
mod main_content;
mod sink;
mod tree;

use crate::document::html::flow::flow;
use crate::document::html::main_content::{beside, main_content};
use crate::document::html::sink::parse;
use crate::document::html::tree::Tree;
use crate::document::part::{Content, tidy};
use crate::document::words::one;
use crate::problem::Problem;

/// Reads a page.
///
/// # Errors
/// When it holds too much or elements stand too deep.
pub(crate) fn read(text: &str) -> Result<Content, Problem> {
    let tree = parse(text)?;
    let main = main_content(&tree);
    let mut content = flow(&tree, main)?;
    content.beside = beside(&tree, main);
    content.title = titled(&tree, main);
    Ok(content)
}

/// The title by what the page says of itself, else by its first heading of the highest level.
fn titled(tree: &Tree, main: usize) -> Option<String> {
    let meta = tree.all("meta").find(|node| {
        tree.attribute(*node, "name")
            .is_some_and(|name| name.eq_ignore_ascii_case(one("meta_title")))
    });
    let meta = meta.and_then(|node| tree.attribute(node, "content")).map(tidy);
    let heading = tree.all("h1").map(|node| tidy(&tree.text(node)));
    let heading = heading.filter(|text| text.chars().count() > 4).last();
    // A page of a site has its title in its middle; that of the window also names the site.
    let inside = tree.all("h1").any(|node| tree.is_within(node, main));
    let own = meta.filter(|text| !text.is_empty());
    if inside { heading.or(own) } else { own.or(heading) }
}
