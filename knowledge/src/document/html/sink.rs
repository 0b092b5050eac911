//! A page read as browsers read it (HTML, 13.2); the one home of `html5ever`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, ExpandedName, QualName};

use crate::document::html::tree::{Data, Node, Tree};
use crate::document::limit::{DEPTH_MAX, PARTS_MAX, too_much};
use crate::problem::Problem;

/// How much is read between two looks at how much there is, in bytes: what is written once may be opened
/// again in every paragraph, so that nodes can grow with the square of the bytes.
const STEP_BYTES: usize = 256;
/// The most bytes of a page.
const PAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Reads a page.
///
/// # Errors
/// When it holds too much or elements stand too deep.
pub(crate) fn parse(text: &str) -> Result<Tree, Problem> {
    if text.len() > PAGE_BYTES_MAX {
        return Err(too_much("bytes", PAGE_BYTES_MAX));
    }
    let mut parser = parse_document(Sink::default(), ParseOpts::default());
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(STEP_BYTES);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (step, after) = rest.split_at(end);
        parser.process(StrTendril::from(step));
        rest = after;
        let sink = &parser.tokenizer.sink.sink;
        if sink.nodes.borrow().len() > PARTS_MAX {
            return Err(too_much("parts", PARTS_MAX));
        }
        if sink.deepest.get() > DEPTH_MAX {
            return Err(too_much("levels", DEPTH_MAX));
        }
    }
    Ok(parser.finish())
}

/// A node for the parser, which asks again and again for names.
#[derive(Debug, Clone)]
struct Handle {
    at: usize,
    name: Rc<QualName>,
}

/// What the parser builds into.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    deepest: Cell<usize>,
    none: Rc<QualName>,
}

impl Default for Sink {
    fn default() -> Self {
        let page = Node { parent: None, depth: 0, children: Vec::new(), data: Data::Other };
        let none = QualName::new(None, html5ever::ns!(), html5ever::local_name!(""));
        let none = Rc::new(none);
        Self { nodes: RefCell::new(vec![page]), deepest: Cell::new(0), none }
    }
}

impl Sink {
    fn add(&self, data: Data) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { parent: None, depth: 0, children: Vec::new(), data });
        nodes.len() - 1
    }

    fn handle(&self, at: usize) -> Handle {
        Handle { at, name: Rc::clone(&self.none) }
    }

    /// Puts a node or words into a parent at a place among its children.
    fn insert(&self, parent: usize, place: usize, child: NodeOrText<Handle>) {
        let child = match child {
            NodeOrText::AppendNode(handle) => {
                self.detach(handle.at);
                handle.at
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let place = place.min(nodes[parent].children.len());
                let before = place.checked_sub(1).map(|at| nodes[parent].children[at]);
                if let Some(before) = before
                    && let Data::Text(own) = &mut nodes[before].data
                {
                    own.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Data::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent].depth + 1;
        self.deepest.set(self.deepest.get().max(depth));
        (nodes[child].parent, nodes[child].depth) = (Some(parent), depth);
        let place = place.min(nodes[parent].children.len());
        nodes[parent].children.insert(place, child);
    }

    fn detach(&self, at: usize) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[at].parent.take()
            && let Some(place) = nodes[parent].children.iter().rposition(|child| *child == at)
        {
            nodes[parent].children.remove(place);
        }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Tree {
        Tree { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.handle(0)
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        let attributes = attrs
            .into_iter()
            .map(|own| (own.name.local.to_string().to_ascii_lowercase(), own.value.to_string()));
        let at = self.add(Data::Element(name.local.to_string(), attributes.collect()));
        Handle { at, name: Rc::new(name) }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.handle(self.add(Data::Other))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.handle(self.add(Data::Other))
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.at, usize::MAX, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        before: &Handle,
        child: NodeOrText<Handle>,
    ) {
        if self.nodes.borrow()[element.at].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// The contents of a template are never shown; they stand apart from the tree.
    fn get_template_contents(&self, _: &Handle) -> Handle {
        self.handle(self.add(Data::Other))
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.at == y.at
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        if let NodeOrText::AppendNode(handle) = &child {
            self.detach(handle.at);
        }
        let place = {
            let nodes = self.nodes.borrow();
            nodes[sibling.at].parent.and_then(|parent| {
                let place = nodes[parent].children.iter().rposition(|at| *at == sibling.at)?;
                Some((parent, place))
            })
        };
        if let Some((parent, place)) = place {
            self.insert(parent, place, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        if let Data::Element(_, own) = &mut self.nodes.borrow_mut()[target.at].data {
            for new in attrs {
                let name = new.name.local.to_string();
                if own.iter().all(|(known, _)| *known != name) {
                    own.push((name, new.value.to_string()));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(target.at);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[node.at].children);
        for child in &children {
            nodes[*child].parent = Some(new_parent.at);
        }
        nodes[new_parent.at].children.extend(children);
    }
}
