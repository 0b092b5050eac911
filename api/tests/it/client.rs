//! A client generated from the OpenAPI description holds a whole conversation.
//!
//! The client is made anew in every run, so it is never older than the description. What is written
//! by hand is `web/tests/conversation.ts`, which says what is asked and prints what comes back.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{LazyLock, Mutex};

use expect_test::expect_file;
use serde_json::json;

use crate::support::databases::on_both_with;
use crate::support::served::Served;
use crate::support::tokens::{believe, claims, sign};

/// The room with the generator and with the client that it makes.
static WEB: LazyLock<PathBuf> = LazyLock::new(|| {
    let web = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../web"));
    let node = web.join("node_modules/.bin/node");
    assert!(node.exists(), "{} is missing; `bash xtask/setup.sh test` installs it", node.display());
    run(&web, "openapi-ts", &[]);
    // A description whose types do not hold together makes no client.
    run(&web, "tsc", &["-p", "tsconfig.client.json"]);
    web
});

/// Runs a program of the room and gives what it prints.
fn run(web: &PathBuf, program: &str, arguments: &[&str]) -> String {
    let programs = web.join("node_modules/.bin");
    // Scripts begin with `env node`, and the room's own Node.js is meant.
    let mut path = OsString::from(&programs);
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut command = Command::new(programs.join(program));
    let output = command.args(arguments).current_dir(web).env("PATH", path).output();
    let output = output.expect("a program of web/node_modules");
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    assert!(output.status.success(), "{program}: {}", said.concat());
    said.into_iter().next().expect("what it prints")
}

/// Holds the conversation with a server, as somebody whom the tests' host sends.
fn converse(served: &Served) -> String {
    let token = sign(&claims("one", &json!({"role": "办税人"})));
    let address = format!("http://{}", served.address);
    run(&WEB, "node", &["tests/conversation.ts", &address, &token])
}

#[test]
fn a_generated_client_holds_the_same_conversation_on_both_databases() {
    let held = Mutex::new(Vec::new());
    on_both_with(believe, |served| held.lock().unwrap().push(converse(served)));
    let held = held.into_inner().unwrap();
    expect_file!["../snapshots/conversation.txt"].assert_eq(&held[0]);
    assert_eq!(held[0], held[1], "SQLite, then PostgreSQL");
}
