//! No circle of modules: arrows go down, inside a crate too.
//!
//! Nodes are module files, an edge is any path from one to another outside tests. A crate's root
//! only declares and re-exports, and `imports` keeps everybody from importing it.

use std::collections::{BTreeMap, VecDeque};

use crate::tidy::finding::{Finding, Rule};
use crate::tidy::modules::Modules;
use crate::tidy::source::Source;

const RULE: Rule = Rule("circles");

/// From a module to those that it names, with the first line that does.
type Graph = BTreeMap<String, BTreeMap<String, usize>>;

/// At least one circle of every knot of modules, with its whole path.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let graph = graph(sources);
    let mut findings = Vec::new();
    for source in sources {
        let Some(start) = name(source, source.module.as_deref()) else {
            continue;
        };
        let Some(circle) = shortest_circle(&graph, &start) else {
            continue;
        };
        // Each circle is told once, by the first of its modules.
        if circle.iter().min() == Some(&start) && graph.contains_key(&start) {
            let line = graph[&start][&circle[1]];
            let words = format!("circle of modules: {}", circle.join(" → "));
            findings.push(RULE.finding(&source.path, line, words));
        }
    }
    findings
}

fn graph(sources: &[Source]) -> Graph {
    let modules = Modules::of(sources);
    let mut graph = Graph::new();
    for source in sources {
        let Some(from) = name(source, source.module.as_deref()) else {
            continue;
        };
        for mention in source.mentions.iter().filter(|m| !source.in_test(m.line)) {
            let target = modules.resolve(source, mention);
            let to = target.and_then(|target| name(source, Some(&target.module)));
            if let Some(to) = to.filter(|to| *to != from) {
                graph.entry(from.clone()).or_default().entry(to).or_insert(mention.line);
            }
        }
    }
    graph
}

/// A module's name with its crate; the root is no node.
fn name(source: &Source, module: Option<&[String]>) -> Option<String> {
    let module = module.filter(|module| !module.is_empty())?;
    Some(format!("{}::{}", source.room, module.join("::")))
}

/// Breadth first from `start` back to it; the path begins and ends with `start`.
fn shortest_circle(graph: &Graph, start: &str) -> Option<Vec<String>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(here) = queue.pop_front() {
        for next in graph.get(here).into_iter().flat_map(BTreeMap::keys) {
            if next == start {
                return Some(path_back(&came_from, here, start));
            }
            if !came_from.contains_key(next.as_str()) {
                came_from.insert(next, here);
                queue.push_back(next);
            }
        }
    }
    None
}

fn path_back(came_from: &BTreeMap<&str, &str>, last: &str, start: &str) -> Vec<String> {
    let steps = std::iter::successors(Some(last), |step| came_from.get(step).copied());
    let mut path = vec![start.to_owned()];
    path.extend(steps.map(str::to_owned));
    path.reverse();
    path.push(start.to_owned());
    path.dedup();
    path
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::findings;
    use crate::tidy::finding::listing;
    use crate::tidy::source::inline;

    fn check<const N: usize>(files: [(&str, &str); N], expected: &Expect) {
        expected.assert_eq(&listing(&findings(&inline(files))));
    }

    #[test]
    fn a_long_circle_is_told_once_from_its_first_module() {
        check(
            [
                ("x/src/a.rs", "//! A.\nuse crate::c::C;\n"),
                ("x/src/b.rs", "use super::a::A;\n"),
                ("x/src/c.rs", "fn f() { g!(crate::b::B) }\n"),
                ("x/src/d.rs", "use crate::a::A;\n"),
            ],
            &expect![[r"
                x/src/a.rs:2: circle of modules: x::a → x::c → x::b → x::a [circles]
            "]],
        );
    }

    #[test]
    fn parent_and_child_that_know_each_other() {
        check(
            [("x/src/a.rs", "mod b;\nuse b::B;\n"), ("x/src/a/b.rs", "fn f(a: super::A) {}\n")],
            &expect![[r"
                x/src/a.rs:2: circle of modules: x::a → x::a::b → x::a [circles]
            "]],
        );
    }

    #[test]
    fn declaring_testing_and_other_crates_are_no_edges() {
        check(
            [
                ("x/src/lib.rs", "mod a;\npub use a::A;\n"),
                ("x/src/a.rs", "mod b;\n#[cfg(test)]\nmod tests {\n use super::b::B;\n}\n"),
                ("x/src/a/b.rs", "use super::A;\nuse y::b::B;\n"),
                ("y/src/b.rs", "use x::a::A;\n"),
            ],
            &expect![""],
        );
    }

    #[test]
    fn two_circles_of_one_knot() {
        check(
            [
                ("x/src/a.rs", "use crate::b::B;\n"),
                ("x/src/b.rs", "use crate::a::A;\nuse crate::c::C;\n"),
                ("x/src/c.rs", "use crate::d::D;\n"),
                ("x/src/d.rs", "use crate::c::C;\n"),
            ],
            &expect![[r"
                x/src/a.rs:1: circle of modules: x::a → x::b → x::a [circles]
                x/src/c.rs:1: circle of modules: x::c → x::d → x::c [circles]
            "]],
        );
    }
}
