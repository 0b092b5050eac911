//! The binary itself, run on small repositories that really lie on a disk.

mod mutate;

use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};

const TABLES: [(&str, &str); 6] = [
    ("xtask/data/arrows.toml", "shop = []\n"),
    ("xtask/data/exceptions.toml", "expect = 0\n"),
    ("xtask/data/homes.toml", "home = []\npure = []\n"),
    ("xtask/data/mutations.toml", ""),
    ("xtask/data/places.toml", "absolute = [\"attic\"]\nbeside = []\n"),
    ("xtask/data/rows.toml", ""),
];

/// The binary, saying the same on every machine.
fn xtask(chore: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wenshui-xtask"));
    command.arg(chore).env("RUST_BACKTRACE", "0").env("RUST_LIB_BACKTRACE", "0");
    command
}

/// Runs tidy inside `shop/` of a repository of the given files: its exit code, then what it says.
fn check(files: &[(&str, &str)], expected: &Expect) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let manifests = [("Cargo.toml", "[workspace]\n"), ("shop/Cargo.toml", "")];
    for (path, text) in manifests.iter().chain(&TABLES).chain(files) {
        write(&root.path().join(path), text);
    }
    let output = xtask("tidy").current_dir(root.path().join("shop")).output();
    let output = output.expect("the binary runs");
    let code = output.status.code().expect("it ends by itself");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    expected.assert_eq(&format!("exit {code}\n{}", said.concat()));
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
    std::fs::write(path, text).expect("a new file");
}

#[test]
fn a_tidy_house_is_left_in_peace() {
    check(
        &[
            ("CHANGELOG.md", "## [Unreleased]\n"),
            ("shop/src/lib.rs", "//! Shop.\n\nfn sell() {\n    buy();\n}\n\nfn buy() {}\n"),
        ],
        &expect![[r"
            exit 0
            1 files, median 7 lines; 2 functions, median 3 lines, 100.0 % at most 40; 14.3 % comments; 0 exceptions, 0 findings
        "]],
    );
}

#[test]
fn findings_come_by_path_and_line() {
    check(
        &[
            (".gitignore", "/target\n"),
            ("target/out.rs", "not looked at"),
            (".github/notes.md", "kept in /attic/\n"),
            ("shop/src/lib.rs", "//! Shop.\nmod till;\n"),
            ("shop/src/till.rs", "use crate::Coin;\n\nfn open() {\n    key().unwrap();\n}\n"),
        ],
        &expect![[r"
            exit 1
            .github/notes.md:1: `/attic/` is a place that readers do not have [machine-paths]
            CHANGELOG.md:1: the heading `## [Unreleased]` is missing [changelog]
            shop/src/till.rs:1: `Coin` comes from the crate's root; name the module that has it [imports]
            shop/src/till.rs:1: the first line says with `//!` what the file is for [file-form]
            shop/src/till.rs:4: `unwrap` outside tests: return an error, or `expect` with the invariant that holds [forbidden-calls]
            2 files, median 5 lines; 1 functions, median 3 lines, 100.0 % at most 40; 14.3 % comments; 0 exceptions, 5 findings
        "]],
    );
}

#[test]
fn a_broken_table_stops_everything() {
    check(
        &[("xtask/data/arrows.toml", "shop = 1\n")],
        &expect![[r"
            exit 1
            Error: `xtask/data/arrows.toml` is not the table that is needed: TOML parse error at line 1, column 8
              |
            1 | shop = 1
              |        ^
            invalid type: integer `1`, expected a sequence

        "]],
    );
}

#[test]
fn an_unknown_chore_is_refused() {
    let output = xtask("dust").output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        Error: usage: cargo xtask tidy | rows | mutate [--row B-01]… [--list] | fuzz [READER]… [--seconds N]
    "#]]
        .assert_eq(&String::from_utf8(output.stderr).expect("text"));
}
