//! The module files of every crate, and what a path in the code means among them.

use std::collections::BTreeSet;
use std::slice;

use crate::tidy::source::Source;
use crate::tidy::source::mention::Mention;

/// Which module files exist, as (crate's folder, module path).
#[derive(Debug)]
pub struct Modules<'a> {
    files: BTreeSet<(&'a str, &'a [String])>,
}

/// What a path inside a crate means.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The module file that holds it, empty for the crate's root.
    pub module: Vec<String>,
    /// What is named in that file; empty when it is the module itself.
    pub item: Vec<String>,
}

impl<'a> Modules<'a> {
    /// The modules of the given sources.
    pub fn of(sources: &'a [Source]) -> Self {
        let file = |source: &'a Source| Some((source.room.as_str(), source.module.as_deref()?));
        Self { files: sources.iter().filter_map(file).collect() }
    }

    /// What a mention in a source means; `None` when it leads out of the crate or when the source
    /// is no module of it.
    pub fn resolve(&self, source: &Source, mention: &Mention) -> Option<Target> {
        let mut path = self.absolute(source, mention)?;
        // Children of an inline module have no file; the file around it holds them.
        let depth = (0..=path.len())
            .rev()
            .find(|depth| self.files.contains(&(source.room.as_str(), &path[..*depth])))?;
        let item = path.split_off(depth);
        Some(Target { module: path, item })
    }

    /// The path from the crate's root.
    fn absolute(&self, source: &Source, mention: &Mention) -> Option<Vec<String>> {
        let module = source.module.as_ref()?;
        let segments = &mention.segments;
        let head = segments.first()?;
        let ups = segments.iter().take_while(|s| *s == "self" || *s == "super").count();
        if head == "crate" {
            return Some(segments[1..].to_vec());
        }
        let mut here = module.clone();
        if ups > 0 {
            here.extend(source.inline_modules(mention.line).map(str::to_owned));
            let supers = segments[..ups].iter().filter(|segment| *segment == "super").count();
            here.truncate(here.len().checked_sub(supers)?);
        } else {
            let child = [module.as_slice(), slice::from_ref(head)].concat();
            if !self.files.contains(&(source.room.as_str(), child.as_slice())) {
                return None;
            }
        }
        here.extend_from_slice(&segments[ups..]);
        Some(here)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Modules;
    use crate::tidy::source::inline;

    fn check(text: &str, expected: &Expect) {
        let sources = inline([
            ("x/src/lib.rs", ""),
            ("x/src/a.rs", ""),
            ("x/src/a/b.rs", text),
            ("x/src/a/b/c.rs", ""),
        ]);
        let modules = Modules::of(&sources);
        let source = &sources[2];
        let mut shown = Vec::new();
        for mention in &source.mentions {
            let path = mention.segments.join("::");
            let target = modules.resolve(source, mention).map_or("outside".to_owned(), |target| {
                format!("[{}] {}", target.module.join("::"), target.item.join("::"))
            });
            shown.push(format!("{path} = {target}\n"));
        }
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn every_way_to_name_a_module() {
        check(
            "use crate::a::X; use crate::Y; use super::b; use self::c::Z; use super::super::a::b::W;\nfn f() { c::g(); std::mem::take(v); Vec::new() }",
            &expect![[r"
                crate::a::X = [a] X
                crate::Y = [] Y
                super::b = [a::b] 
                self::c::Z = [a::b::c] Z
                super::super::a::b::W = [a::b] W
                c::g = [a::b::c] g
                std::mem::take = outside
                Vec::new = outside
            "]],
        );
    }

    #[test]
    fn inline_modules_belong_to_their_file() {
        check(
            "mod tests {\n use super::X;\n mod inner {\n use super::super::Y;\n use super::super::super::Z;\n }\n}",
            &expect![[r"
                super::X = [a::b] X
                super::super::Y = [a::b] Y
                super::super::super::Z = [a] Z
            "]],
        );
    }
}
