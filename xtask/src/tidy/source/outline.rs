//! What only the syntax tree knows of a source: its functions, its test parts, its modules.
//!
//! This is the home of the parser.

use std::ops::{Range, RangeInclusive};

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, ImplItemFn, ItemFn, ItemImpl, ItemMod, ItemUse, Meta, Signature,
    TypeImplTrait,
};

/// The outline of one file.
#[derive(Debug, Default)]
pub struct Outline {
    /// Every function with a body, in the order of their last lines.
    pub functions: Vec<Function>,
    /// The lines of items under `#[cfg(test)]`.
    pub tests: Vec<RangeInclusive<usize>>,
    /// Modules with their body in this file, an outer one before its inner ones.
    pub inline_modules: Vec<InlineModule>,
    /// Names of the modules declared under `#[cfg(test)]` with their body in another file.
    pub test_children: Vec<String>,
}

/// A function with a body.
#[derive(Debug)]
pub struct Function {
    /// Its bare name.
    pub name: String,
    /// From the line of `fn` to that of the closing brace.
    pub lines: RangeInclusive<usize>,
    /// The bytes between its braces.
    pub body: Range<usize>,
    /// Whether it is neither constant nor gives a type that only its body names.
    pub is_plain: bool,
}

/// A module whose body stands in the same file.
#[derive(Debug)]
pub struct InlineModule {
    /// Its bare name.
    pub name: String,
    /// Its lines with attributes and braces.
    pub lines: RangeInclusive<usize>,
}

impl Outline {
    /// Outlines a text.
    ///
    /// # Errors
    /// Line and words where the text is not Rust.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let file =
            syn::parse_file(text).map_err(|e| (e.span().start().line.max(1), e.to_string()))?;
        let mut outline = Self::default();
        outline.visit_file(&file);
        Ok(outline)
    }

    /// A number for the module body around a line: the same for lines of the same body.
    pub fn scope(&self, line: usize) -> usize {
        self.inline_modules.iter().rposition(|m| m.lines.contains(&line)).map_or(0, |at| at + 1)
    }

    fn function(&mut self, signature: &Signature, body: &Block) {
        let first = signature.fn_token.span.start().line;
        let last = body.brace_token.span.close().end().line;
        let mut opaque = Opaque(false);
        opaque.visit_return_type(&signature.output);
        self.functions.push(Function {
            name: signature.ident.to_string(),
            lines: first..=last,
            body: bytes_inside(body),
            is_plain: signature.constness.is_none() && !opaque.0,
        });
    }

    fn test_part(&mut self, attributes: &[Attribute], item: &impl Spanned) {
        if attributes.iter().any(is_cfg_test) {
            self.tests.push(lines(item));
        }
    }
}

impl<'ast> Visit<'ast> for Outline {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.test_part(&item.attrs, item);
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.test_part(&item.attrs, item);
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.sig, body);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        self.test_part(&item.attrs, item);
        visit::visit_item_impl(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.test_part(&item.attrs, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.test_part(&item.attrs, item);
        let name = item.ident.to_string();
        if item.content.is_some() {
            self.inline_modules.push(InlineModule { name, lines: lines(item) });
        } else if item.attrs.iter().any(is_cfg_test) {
            self.test_children.push(name);
        }
        visit::visit_item_mod(self, item);
    }
}

/// Whether an `impl Trait` was seen.
struct Opaque(bool);

impl<'ast> Visit<'ast> for Opaque {
    fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
        self.0 = true;
    }
}

fn bytes_inside(body: &Block) -> Range<usize> {
    let braces = &body.brace_token.span;
    braces.open().byte_range().end..braces.close().byte_range().start
}

fn lines(item: &impl Spanned) -> RangeInclusive<usize> {
    let span = item.span();
    span.start().line..=span.end().line
}

/// `cfg(test)` and `cfg(all(test, …))`; what is built without tests too is no test.
fn is_cfg_test(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let condition = list.tokens.to_string();
    let mut words = condition.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let is_test = match words.next() {
        Some("test") => true,
        Some("all") => !condition.contains("not") && words.any(|word| word == "test"),
        _ => false,
    };
    list.path.is_ident("cfg") && is_test
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::Outline;

    fn check(text: &str, expected: &Expect) {
        let outline = Outline::parse(text).expect("the text is Rust");
        let functions = outline.functions.iter().map(|f| format!("fn {} {:?}\n", f.name, f.lines));
        let tests = outline.tests.iter().map(|lines| format!("test {lines:?}\n"));
        let inline =
            outline.inline_modules.iter().map(|m| format!("mod {} {:?}\n", m.name, m.lines));
        let children = outline.test_children.iter().map(|name| format!("test mod {name};\n"));
        let shown: String = functions.chain(tests).chain(inline).chain(children).collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn functions_count_from_fn_to_brace() {
        check(
            "/// What.\n#[inline]\npub fn a() {\n    fn b() {}\n}\ntrait T {\n fn c() {\n }\n fn d();\n}\nimpl T {\n fn e() {}\n}\n",
            &expect![[r"
                fn a 3..=5
                fn b 4..=4
                fn c 7..=8
                fn e 12..=12
            "]],
        );
    }

    #[test]
    fn test_parts_are_found_and_their_opposite_is_not() {
        check(
            "#[cfg(test)]\nmod tests {\n    mod inner {}\n}\n#[cfg(test)]\nmod far;\n#[cfg(not(test))]\nfn real() {}\n#[cfg(all(test, unix))]\nuse a::b;\n#[cfg(any(test, unix))]\nfn both() {}\n",
            &expect![[r"
                fn real 8..=8
                fn both 12..=12
                test 1..=4
                test 5..=6
                test 9..=10
                mod tests 1..=4
                mod inner 3..=3
                test mod far;
            "]],
        );
    }
}
