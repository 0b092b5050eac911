//! Mutations planted in a small workspace that is really built and tested.

use std::path::Path;

use expect_test::{Expect, expect};

use crate::{write, xtask};

const SHOP: [(&str, &str); 6] = [
    (".gitignore", "/target\n"),
    ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"shop\"]\n"),
    ("Cargo.lock", "version = 4\n\n[[package]]\nname = \"shop\"\nversion = \"0.0.0\"\n"),
    ("shop/Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n"),
    ("shop/src/lib.rs", "pub fn sell(coins: u32) -> bool {\n    coins >= 300\n}\n"),
    (
        "shop/tests/it/main.rs",
        "#[test]\nfn b_01_cheap() {\n    assert!(!shop::sell(299));\n}\n#[test]\nfn b_02_dear() {\n    assert!(shop::sell(301));\n}\n",
    ),
];

/// A mutation of the shop's only rule.
fn mutation((row, test): (&str, &str), (find, replace): (&str, &str)) -> String {
    format!(
        "[[mutation]]\nrow = \"{row}\"\nrule = \"the price\"\nfile = \"shop/src/lib.rs\"\nfind = '{find}'\nreplace = '{replace}'\npackage = \"shop\"\ntest = \"{test}\"\n"
    )
}

/// Plants mutations: the exit code and what is said, without how long it took.
fn check(mutations: &str, words: &[&str], expected: &Expect) {
    let root = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in SHOP.iter().chain(&[("xtask/data/mutations.toml", mutations)]) {
        write(&root.path().join(path), text);
    }
    let output = xtask("mutate").args(words).current_dir(root.path()).output();
    let output = output.expect("the binary runs");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    let lines = said.iter().flat_map(|text| text.lines());
    let said: String = lines.map(|line| format!("{}\n", without_seconds(line))).collect();
    let code = output.status.code().expect("it ends by itself");
    expected.assert_eq(&format!("exit {code}\n{said}"));
    let original = std::fs::read_to_string(root.path().join("shop/src/lib.rs"));
    assert_eq!(original.expect("the original"), SHOP[4].1, "it is left alone");
    check_restored(root.path());
}

/// The copy is as it was.
fn check_restored(root: &Path) {
    let copy = std::fs::read_to_string(root.join("target/mutants/tree/shop/src/lib.rs"));
    assert_eq!(copy.expect("the copy"), SHOP[4].1);
}

fn without_seconds(line: &str) -> String {
    let words = line.split(' ').map(|word| if word.parse::<u32>().is_ok() { "n" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_test_notices_is_told_from_what_it_does_not() {
    let (cheap, dear) = (("B-01", "b_01_cheap"), ("B-02", "b_02_dear"));
    let mutations = [
        mutation(cheap, ("coins >= 300", "coins >= 299")),
        mutation(dear, ("coins >= 300", "coins >= 299")),
        mutation(dear, ("coins >= 300", "coins >= \"300\"")),
    ];
    check(
        &mutations.concat(),
        &[],
        &expect![[r#"
            exit 1
            shop: n tests are green, n s
            B-01 without “the price” in shop/src/lib.rs: red, as it should be after n s
            B-02 without “the price” in shop/src/lib.rs: SURVIVED: the test is green after n s
            B-02 without “the price” in shop/src/lib.rs: NOT BUILT: error[E0308]: mismatched types after n s
            n mutations, n not found out
        "#]],
    );
    check(
        &mutations.concat(),
        &["--row", "B-01"],
        &expect![[r#"
            exit 0
            shop: n tests are green, n s
            B-01 without “the price” in shop/src/lib.rs: red, as it should be after n s
            n mutations, n not found out
        "#]],
    );
}

#[test]
fn a_mutation_that_does_not_fit_and_a_test_that_is_not_there_stop_everything() {
    check(
        &mutation(("B-01", "b_01_cheap"), ("coins > 300", "true")),
        &[],
        &expect![[r#"
            exit 1
            Error: the mutation of B-01 does not fit `shop/src/lib.rs`: the text to find is not there
        "#]],
    );
    check(
        &mutation(("B-01", "b_01_gone"), ("coins >= 300", "true")),
        &[],
        &expect![[r#"
            exit 1
            Error: the tests of shop are not green as they are:
            n tests of n names are there
        "#]],
    );
}

#[test]
fn a_list_names_them_and_builds_nothing() {
    check(
        &mutation(("B-01", "b_01_cheap"), ("coins >= 300", "true")),
        &["--list"],
        &expect![[r#"
            exit 0
            B-01 without “the price” in shop/src/lib.rs (shop b_01_cheap)
        "#]],
    );
}
