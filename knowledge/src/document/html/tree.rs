//! A page as a tree.

/// What a node is.
#[derive(Debug)]
pub(crate) enum Data {
    /// An element by its name, with its attributes.
    Element(String, Vec<(String, String)>),
    /// Words.
    Text(String),
    /// The page, a comment or an instruction.
    Other,
}

/// A node with its place.
#[derive(Debug)]
pub(crate) struct Node {
    /// The node that holds it.
    pub(crate) parent: Option<usize>,
    /// How deep it stands.
    pub(crate) depth: usize,
    /// Its children in their order.
    pub(crate) children: Vec<usize>,
    /// What it is.
    pub(crate) data: Data,
}

/// A page. Node 0 is the page itself.
#[derive(Debug)]
pub(crate) struct Tree {
    /// Its nodes in the order in which they were met.
    pub(crate) nodes: Vec<Node>,
}

impl Tree {
    /// A node.
    pub(crate) fn node(&self, at: usize) -> &Node {
        &self.nodes[at]
    }

    /// The name of an element; empty for what is none.
    pub(crate) fn name(&self, at: usize) -> &str {
        match &self.nodes[at].data {
            Data::Element(name, _) => name,
            _ => "",
        }
    }

    /// An attribute of an element.
    pub(crate) fn attribute(&self, at: usize, name: &str) -> Option<&str> {
        match &self.nodes[at].data {
            Data::Element(_, attributes) => {
                attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
            }
            _ => None,
        }
    }

    /// Every element of a name, in the order of the page.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(move |at| self.name(*at) == name)
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node that holds a node.
    pub(crate) fn parent(&self, at: usize) -> Option<usize> {
        self.nodes[at].parent
    }

    /// Whether a node stands within another or is it.
    pub(crate) fn is_within(&self, at: usize, outer: usize) -> bool {
        let mut next = Some(at);
        // Trees have no circles, but a limit costs nothing.
        for _ in 0..=self.nodes.len() {
            match next {
                Some(at) if at == outer => return true,
                Some(at) => next = self.nodes[at].parent,
                None => return false,
            }
        }
        false
    }

    /// All words below a node.
    pub(crate) fn text(&self, at: usize) -> String {
        let (mut text, mut open) = (String::new(), vec![at]);
        while let Some(at) = open.pop() {
            match &self.nodes[at].data {
                Data::Text(own) => text.push_str(own),
                _ => open.extend(self.nodes[at].children.iter().rev()),
            }
        }
        text
    }
}
