//! `wenshui user`: accounts of staff.

use expect_test::expect;
use wenshui_api::store::Store;

use crate::support::postgres;
use crate::support::program::Workplace;
use crate::support::served::wait_for;

const PASSWORD: &str = "correct horse battery\n";

/// The listed accounts without the moment in which each was made.
fn listed(workplace: &Workplace, place: &[&str]) -> String {
    let listed = workplace.run(&[&["user", "list"], place].concat()).done();
    let line = |line: &str| format!("{}\n", line.rsplit_once('\t').expect("a moment").0);
    listed.lines().map(line).collect()
}

fn accounts_come_and_go(place: &[&str]) {
    let workplace = Workplace::new();
    let run = |arguments: &[&str], input: &str| {
        workplace.run_with(&[&["user"], arguments, place].concat(), input).told()
    };
    let two = ["add", "wang", "--role", "agent", "--role", "supervisor", "--center", "济南"];
    assert_eq!(run(&two, PASSWORD), "exit 0\n");
    assert_eq!(run(&["add", "li", "--role", "auditor"], PASSWORD), "exit 0\n");
    expect!["li\tauditor\t\nwang\tagent,supervisor\t济南\n"].assert_eq(&listed(&workplace, place));
    expect![[r"
        exit 2
        wenshui: there is an account `li` already
    "]]
    .assert_eq(&run(&["add", "li", "--role", "agent"], PASSWORD));
    assert_eq!(run(&["password", "li"], "another horse battery\n"), "exit 0\n");
    expect![[r"
        exit 2
        wenshui: the password has 5 characters, not 12 to 200
    "]]
    .assert_eq(&run(&["password", "li"], "short\n"));
    assert_eq!(run(&["remove", "li"], ""), "exit 0\n");
    for arguments in [&["remove", "li"][..], &["password", "li"]] {
        let told = run(arguments, PASSWORD);
        assert_eq!(told, "exit 2\nwenshui: there is no account `li`\n");
    }
    assert_eq!(listed(&workplace, place), "wang\tagent,supervisor\t济南\n");
}

#[test]
fn accounts_come_and_go_in_sqlite() {
    accounts_come_and_go(&["--data", "some/data"]);
}

#[test]
fn accounts_come_and_go_in_postgres() {
    accounts_come_and_go(&["--database", &postgres::database()]);
}

#[test]
fn a_password_is_stored_as_a_hash() {
    let workplace = Workplace::new();
    workplace.run_with(&["user", "add", "wang", "--role", "agent", "--data", "."], PASSWORD);
    let url = format!("sqlite:{}", workplace.path("wenshui.db").display());
    let user = wait_for(async {
        let store = Store::open(&url).await.unwrap();
        store.db.user_by_name("wang").await.unwrap().unwrap()
    });
    assert!(user.password_hash.starts_with("$argon2id$"), "{user:?}");
    assert!(!user.password_hash.contains("horse"));
}

#[test]
fn roles_that_do_not_exist_are_refused() {
    let workplace = Workplace::new();
    let ran = workplace.run_with(&["user", "add", "wang", "--role", "king"], PASSWORD);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("agent, supervisor, maintainer"), "{}", ran.stderr);
    let ran = workplace.run_with(&["user", "add", "wang"], PASSWORD);
    assert_eq!(ran.code, 2);
    assert!(!workplace.path("data").exists());
}

#[test]
fn a_database_that_is_none_is_named() {
    let workplace = Workplace::new();
    expect![[r"
        exit 2
        wenshui: the database is not usable: the database refused: `mysql` is neither sqlite nor postgres
    "]]
    .assert_eq(&workplace.run(&["user", "list", "--database", "mysql://x"]).told());
}
