//! What became of a mutation, read from what the tests said.

use std::collections::BTreeSet;
use std::fmt;

use crate::mutate::cargo::Ran;

/// What became of a mutation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Its test failed by an assertion, as it should.
    Red,
    /// Its test passed all the same.
    Survived,
    /// It is no program, so no test could notice; with the compiler's first error.
    NotBuilt(String),
    /// There is no test of that name.
    NoTest,
    /// The test did not come to an end.
    Hung,
    /// The tests broke down without a word about what failed.
    Broke,
}

/// How a test says that it failed: the standard library's panic, and the expectation of
/// `expect-test`, which says its own words and unwinds in silence.
const FAILURES: [&str; 2] = ["panicked at", "expect test failed"];

/// Reads the verdict of a run of one test.
pub fn of(ran: &Ran) -> Verdict {
    match ran {
        Ran::NotBuilt(said) => {
            let first = said.lines().find(|line| line.starts_with("error"));
            Verdict::NotBuilt(first.unwrap_or("error").to_owned())
        }
        Ran::Hung => Verdict::Hung,
        Ran::Ended(said) => match counted(said) {
            Some((0, 0)) => Verdict::NoTest,
            Some((_, 0)) => Verdict::Survived,
            // A test fails by a panic, or by what it did not expect; without the words of either
            // something else went wrong.
            Some(_) if FAILURES.iter().any(|words| said.contains(words)) => Verdict::Red,
            _ => Verdict::Broke,
        },
    }
}

/// Whether a run of `wanted` tests was green.
///
/// # Errors
/// What the run said, or what is missing.
pub fn check_green(ran: &Ran, wanted: usize) -> Result<(), String> {
    match ran {
        Ran::NotBuilt(said) => Err(said.clone()),
        Ran::Hung => Err("the tests do not come to an end".to_owned()),
        Ran::Ended(said) => match counted(said) {
            Some((passed, 0)) if passed == wanted => Ok(()),
            Some((passed, 0)) => Err(format!("{passed} tests of {wanted} names are there")),
            _ => Err(said.clone()),
        },
    }
}

/// The files that the compiler's errors point at; its warnings blame nobody.
pub fn blamed(said: &str) -> BTreeSet<&str> {
    let (mut files, mut is_error) = (BTreeSet::new(), false);
    for line in said.lines() {
        if let Some(place) = line.trim_start().strip_prefix("--> ") {
            files.extend(place.split(':').next().filter(|_| is_error));
        } else if line.starts_with("error") || line.starts_with("warning") {
            is_error = line.starts_with("error");
        }
    }
    files
}

/// How many tests passed and failed, by the line that ends a run.
fn counted(said: &str) -> Option<(usize, usize)> {
    let line = said.lines().find_map(|line| line.strip_prefix("test result: "))?;
    let before = |what: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let at = words.iter().position(|word| word.trim_end_matches(';') == what)?;
        words.get(at.checked_sub(1)?)?.parse().ok()
    };
    Some((before("passed")?, before("failed")?))
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Red => f.write_str("red, as it should be"),
            Self::Survived => f.write_str("SURVIVED: the test is green"),
            Self::NotBuilt(error) => write!(f, "NOT BUILT: {error}"),
            Self::NoTest => f.write_str("NO TEST of that name"),
            Self::Hung => f.write_str("HUNG: the test does not come to an end"),
            Self::Broke => f.write_str("BROKE: the tests ended without saying what failed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{Verdict, blamed, check_green, of};
    use crate::mutate::cargo::Ran;

    fn check(ran: &Ran, expected: &Expect) {
        let green = check_green(ran, 1)
            .map_or_else(|said| format!("not green: {said}"), |()| "green".into());
        expected.assert_eq(&format!("{}\n{green}\n", of(ran)));
    }

    fn ended(said: &str) -> Ran {
        Ran::Ended(said.to_owned())
    }

    #[test]
    fn a_test_that_fails_has_noticed() {
        check(
            &ended(
                "running 1 test\nthread 'a' panicked at x.rs:1:2:\nno\ntest result: FAILED. 0 passed; 1 failed; 0 ignored\n",
            ),
            &expect![[r"
                red, as it should be
                not green: running 1 test
                thread 'a' panicked at x.rs:1:2:
                no
                test result: FAILED. 0 passed; 1 failed; 0 ignored

            "]],
        );
    }

    #[test]
    fn what_was_not_expected_is_noticed_too() {
        let failed =
            "error: expect test failed\ntest result: FAILED. 0 passed; 1 failed; 0 ignored\n";
        assert_eq!(of(&ended(failed)), Verdict::Red);
        let broken = "no port is free\ntest result: FAILED. 0 passed; 1 failed; 0 ignored\n";
        assert_eq!(of(&ended(broken)), Verdict::Broke);
    }

    #[test]
    fn a_test_that_passes_has_not() {
        check(
            &ended("running 1 test\n.\ntest result: ok. 1 passed; 0 failed; 0 ignored\n"),
            &expect![[r"
                SURVIVED: the test is green
                green
            "]],
        );
    }

    #[test]
    fn errors_blame_files_and_warnings_do_not() {
        let said = "warning: unused\n   --> a/b.rs:1:2\nerror[E0308]: no\n --> a/c.rs:3:4\n";
        assert_eq!(blamed(said).into_iter().collect::<Vec<_>>(), ["a/c.rs"]);
    }

    #[test]
    fn what_no_test_can_notice_is_told_apart() {
        check(
            &Ran::NotBuilt("warning: a\nerror[E0308]: mismatched types\n".to_owned()),
            &expect![[r"
                NOT BUILT: error[E0308]: mismatched types
                not green: warning: a
                error[E0308]: mismatched types

            "]],
        );
        check(
            &ended("test result: ok. 0 passed; 0 failed; 0 ignored\n"),
            &expect![[r"
                NO TEST of that name
                not green: 0 tests of 1 names are there
            "]],
        );
        check(
            &Ran::Hung,
            &expect![[r"
                HUNG: the test does not come to an end
                not green: the tests do not come to an end
            "]],
        );
        check(
            &ended("signal: 6, SIGABRT\n"),
            &expect![[r"
                BROKE: the tests ended without saying what failed
                not green: signal: 6, SIGABRT

            "]],
        );
    }
}
