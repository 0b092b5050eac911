//! Many mutations in one build, each behind a switch of the environment.
//!
//! Building takes a minute, a test takes seconds. So the body of a function is written once for each of
//! its mutations and once as it is, and the program asks at its start which of them is planted: what
//! the field calls mutant schemata (Untch, Offutt and Harrold, 1993). What does not lie in the body
//! of a function, such as a table, is still planted alone.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::tidy::source::outline::Outline;

/// The variable that says the number of the planted mutation.
pub const VARIABLE: &str = "WENSHUI_MUTATION";

/// One mutation as it is to be written.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// Its number, by which it is planted.
    pub number: usize,
    /// The bytes of the file that it replaces.
    pub place: Range<usize>,
    /// What stands there instead.
    pub replace: &'a str,
}

/// A file with its switches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switched {
    /// The text to build.
    pub text: String,
    /// The numbers of the mutations that are in it.
    pub numbers: Vec<usize>,
}

/// Writes the changes of a Rust file behind switches, as far as they lie in bodies of functions.
pub fn switched(text: &str, changes: &[Change<'_>]) -> Switched {
    let bodies = bodies(text);
    let mut by_body: BTreeMap<usize, (&Range<usize>, Vec<&Change<'_>>)> = BTreeMap::new();
    for change in changes {
        if let Some(body) = innermost(&bodies, &change.place) {
            by_body.entry(body.start).or_insert((body, Vec::new())).1.push(change);
        }
    }
    let (mut written, mut done, mut numbers) = (String::new(), 0, Vec::new());
    for (start, (body, changes)) in by_body {
        // A function inside of one that is switched already: its mutations are planted alone.
        if start < done {
            continue;
        }
        written.push_str(&text[done..start]);
        written.push_str(&choice(text, body, &changes));
        numbers.extend(changes.iter().map(|change| change.number));
        done = body.end;
    }
    written.push_str(&text[done..]);
    Switched { text: written, numbers }
}

/// The body once for each change, and once as it is.
fn choice(text: &str, body: &Range<usize>, changes: &[&Change<'_>]) -> String {
    let mut written = format!(
        "\nstatic PLANTED: ::std::sync::LazyLock<::std::option::Option<usize>> = \
         ::std::sync::LazyLock::new(|| ::std::env::var(\"{VARIABLE}\").ok()?.parse().ok());\n"
    );
    for Change { number, place, replace } in changes {
        let (before, after) = (&text[body.start..place.start], &text[place.end..body.end]);
        written.push_str(&format!("if *PLANTED == Some({number}) {{{before}{replace}{after}\n}} "));
        written.push_str("else ");
    }
    written + &format!("{{{}\n}}", &text[body.clone()])
}

fn innermost<'a>(bodies: &'a [Range<usize>], place: &Range<usize>) -> Option<&'a Range<usize>> {
    let around = bodies.iter().filter(|body| body.start <= place.start && place.end <= body.end);
    around.min_by_key(|body| body.len())
}

/// The bodies of the functions that may be written twice; none where the text is no Rust.
fn bodies(text: &str) -> Vec<Range<usize>> {
    let functions = Outline::parse(text).map_or_else(|_| Vec::new(), |outline| outline.functions);
    let plain = functions.into_iter().filter(|function| function.is_plain);
    plain.map(|function| function.body).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Change, switched};

    fn check(text: &str, finds: &[&str], expected: &Expect) {
        let change = |(number, find): (usize, &&str)| {
            let at = text.find(find).unwrap();
            Change { number, place: at..at + find.len(), replace: "7" }
        };
        let changes: Vec<Change<'_>> = finds.iter().enumerate().map(change).collect();
        let switched = switched(text, &changes);
        let lines = switched.text.lines().filter(|line| !line.starts_with("static PLANTED"));
        let text = lines.collect::<Vec<_>>().join("\n");
        expected.assert_eq(&format!("{text}\n{:?}\n", switched.numbers));
    }

    #[test]
    fn a_body_stands_there_once_for_each_mutation() {
        check(
            "/// 税\nfn a() -> u8 { 1 + 2 }\nfn b() -> u8 { 3 }\n",
            &["1 ", "2"],
            &expect![[r#"
                /// 税
                fn a() -> u8 {
                if *PLANTED == Some(0) { 7+ 2 
                } else if *PLANTED == Some(1) { 1 + 7 
                } else { 1 + 2 
                }}
                fn b() -> u8 { 3 }
                [0, 1]
            "#]],
        );
    }

    #[test]
    fn what_lies_in_no_body_or_may_not_be_there_twice_is_left_alone() {
        check(
            "const A: u8 = 1;\nfn a(b: [u8; 2]) {}",
            &["1", "2"],
            &expect![[r#"
            const A: u8 = 1;
            fn a(b: [u8; 2]) {}
            []
        "#]],
        );
        check(
            "const fn a() -> u8 { 1 }",
            &["1"],
            &expect![[r#"
            const fn a() -> u8 { 1 }
            []
        "#]],
        );
        check(
            "fn a() -> impl Iterator<Item = u8> { once(1) }",
            &["1"],
            &expect![[r#"
            fn a() -> impl Iterator<Item = u8> { once(1) }
            []
        "#]],
        );
        check(
            "fn a() { 1; fn b() { 2 } }",
            &["1", "2"],
            &expect![[r#"
            fn a() {
            if *PLANTED == Some(0) { 7; fn b() { 2 } 
            } else { 1; fn b() { 2 } 
            }}
            [0]
        "#]],
        );
        check(
            "no Rust 1",
            &["1"],
            &expect![[r#"
            no Rust 1
            []
        "#]],
        );
    }

    #[test]
    fn the_innermost_body_is_switched() {
        check(
            "impl A { fn a(&self) { fn b() { 2 } 1 } }",
            &["2"],
            &expect![[r#"
            impl A { fn a(&self) { fn b() {
            if *PLANTED == Some(0) { 7 
            } else { 2 
            }} 1 } }
            [0]
        "#]],
        );
    }
}
