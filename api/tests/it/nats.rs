//! Nodes with directories of their own, on one PostgreSQL, with NATS beside it and without.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use wenshui_api::config::Config;
use wenshui_api::config::nats::NatsConfig;
use wenshui_api::config::secret::Secret;
use wenshui_api::nats::Nats;

use crate::support::http::Request;
use crate::support::nats::NatsServer;
use crate::support::postgres;
use crate::support::program::{Ran, Serving, Workplace};
use crate::support::served::{Served, runtime, wait_for};
use crate::support::tokens::{SECRET, bearer};

const ENTRY: &str = "{\"id\":\"a\",\"question\":\"甲怎么办\",\"answer\":\"一。\"}\n";

fn configured(url: &str) -> NatsConfig {
    let urls = Secret::new(url.to_owned());
    NatsConfig { urls, credentials: None, authority: None, replicas: 1 }
}

/// A connection of the test's own, as any node has one.
fn listener(nats: &NatsServer) -> Nats {
    wait_for(async {
        let nats = Nats::open(&configured(&nats.url())).await.unwrap();
        nats.settle(Duration::from_secs(20)).await;
        assert!(nats.is_there());
        nats
    })
}

/// Publishes lines in a directory, as a command on one of the nodes does.
fn publish(workplace: &Workplace, database: &str, lines: &str) {
    workplace.file("in.jsonl", lines);
    workplace.file("gates.toml", "gate = []\n");
    let run = |arguments: &[&str]| -> Ran {
        workplace.run(&[arguments, &["--database", database]].concat())
    };
    run(&["kb", "import", "in.jsonl", "--replace", "--by", "zhang"]).done();
    run(&["kb", "publish", "--reviewed-by", "li", "--gates", "gates.toml"]).done();
}

fn answer(serving: &Serving) -> Value {
    let reply = serving.ask(&json!({"question": "甲怎么办"})).json();
    reply["answer"]["blocks"][0]["markdown"].clone()
}

fn number(serving: &Serving) -> Value {
    serving.get("/v1/versions").json()["items"][0]["number"].clone()
}

fn metric(serving: &Serving, line: &str) -> bool {
    serving.get("/metrics").text().lines().any(|known| known == line)
}

/// Where a version came from, by what a node logged.
fn fetched(log: &str) -> Vec<(i64, String)> {
    let told = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let fetched = told.filter(|line| line["message"] == "a version was fetched");
    fetched
        .map(|line| {
            (line["kb.number"].as_i64().unwrap(), line["from"].as_str().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn a_node_takes_versions_from_nats_and_believes_none_that_is_not_what_was_published() {
    let (nats, database) = (NatsServer::start(), postgres::database());
    let (url, of) = (nats.url(), ["--database", &database]);
    let [one, two] = [Workplace::new(), Workplace::new()];
    publish(&one, &database, ENTRY);
    // A node that has the version puts it where others find it.
    let first = Serving::start_with(&one, &of, &[("WENSHUI_NATS", &url)]);
    let rows = || one.run(&["kb", "versions", "--database", &database]).done();
    assert!(rows().starts_with("*1\t"), "{}", rows());
    let manifest = std::fs::read_dir(one.path("data/versions")).unwrap().next().unwrap().unwrap();
    let digest = blake3::hash(&std::fs::read(manifest.path().join("manifest.json")).unwrap());
    let (outside, name) = (listener(&nats), format!("1-{}", digest.to_hex()));
    first.wait_until("the version is in NATS", || wait_for(outside.has(&name)).unwrap_or(false));
    let second = Serving::start_with(&two, &of, &[("WENSHUI_NATS", &url)]);
    assert_eq!((number(&second), answer(&second)), (json!(1), json!("一。")));
    // What is published later comes to both, wherever it was published.
    publish(&two, &database, &ENTRY.replace('一', "二"));
    for node in [&first, &second] {
        node.wait_until("the second version", || answer(node) == json!("二。"));
        node.wait_until("all is well", || {
            metric(node, "wenshui_version_behind 0") && metric(node, "wenshui_nats_missing 0")
        });
    }
    let log = second.end_with_log();
    assert_eq!(fetched(&log), [(1, "NATS".to_owned())]);

    // Whoever may write to NATS makes nobody answer something else.
    wait_for(outside.put(&name, b"{\"knowledge.jsonl\":\"\"}")).unwrap();
    let three = Workplace::new();
    one.run(&["kb", "rollback", "1", "--database", &database]).done();
    let third = Serving::start_with(&three, &of, &[("WENSHUI_NATS", &url)]);
    assert_eq!((number(&third), answer(&third)), (json!(1), json!("一。")));
    let log = third.end_with_log();
    assert!(log.contains("a version that was fetched is not usable"), "{log}");
    assert_eq!(fetched(&log), [(1, "the database".to_owned())]);
    drop(first);
}

#[test]
fn without_nats_nodes_are_ready_say_so_and_take_versions_from_the_database() {
    let (mut nats, database) = (NatsServer::start(), postgres::database());
    let url = nats.url();
    let [one, two] = [Workplace::new(), Workplace::new()];
    publish(&one, &database, ENTRY);
    nats.kill();
    let serve = |at| Serving::start_with(at, &["--database", &database], &[("WENSHUI_NATS", &url)]);
    let (first, second) = (serve(&one), serve(&two));
    for node in [&first, &second] {
        node.wait_until("it says what is missing", || metric(node, "wenshui_nats_missing 1"));
        assert_eq!((node.get("/readyz").status, answer(node)), (200, json!("一。")));
    }
    publish(&one, &database, &ENTRY.replace('一', "二"));
    second.wait_until("the second version", || answer(&second) == json!("二。"));
    nats.start_again();
    for node in [&first, &second] {
        node.wait_until("NATS is back", || metric(node, "wenshui_nats_missing 0"));
    }
    let from = "the database".to_owned();
    assert_eq!(fetched(&second.end_with_log()), [(1, from.clone()), (2, from)]);
}

#[test]
fn a_version_that_nobody_has_leaves_what_is_in_service_and_is_told() {
    let database = postgres::database();
    let [one, two] = [Workplace::new(), Workplace::new()];
    publish(&one, &database, ENTRY);
    let second = Serving::start(&two, &["--database", &database]);
    publish(&one, &database, &ENTRY.replace('一', "二"));
    second.wait_until("the second version", || answer(&second) == json!("二。"));
    publish(&one, &database, &ENTRY.replace('一', "三"));
    second.wait_until("the third version", || answer(&second) == json!("三。"));
    drop(second);
    // An operator lost the rows and a directory of a version that is put into service.
    postgres::run(&database, "DELETE FROM kb_files WHERE number = 1");
    let third = Serving::start(&two, &["--database", &database]);
    let lost = std::fs::read_dir(two.path("data/versions")).unwrap();
    let lost = lost.map(|found| found.unwrap().path());
    let mut lost =
        lost.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("1-"));
    std::fs::remove_dir_all(lost.next().unwrap()).unwrap();
    one.run(&["kb", "rollback", "1", "--database", &database]).done();
    third.wait_until("it says so", || metric(&third, "wenshui_version_behind 1"));
    let told = third.get("/v1/versions").json();
    assert_eq!((answer(&third), third.get("/readyz").status), (json!("三。"), 200));
    let problem = told["reload_problems"][0].as_str().unwrap();
    assert!(problem.contains("version 1 is damaged: `manifest.json` is missing"), "{told}");
    // Somebody puts another into service, and the node goes on by itself.
    one.run(&["kb", "rollback", "2", "--database", &database]).done();
    third.wait_until("another version", || answer(&third) == json!("二。"));
    third.wait_until("it is not behind", || metric(&third, "wenshui_version_behind 0"));
    assert_eq!(third.get("/v1/versions").json()["reload_problems"], json!([]));
}

#[test]
fn words_between_nodes_go_by_nats_where_it_is_there() {
    let (nats, database) = (NatsServer::start(), postgres::database());
    let change = |config: &mut Config| {
        config.tokens.secret = Some(Secret::new(SECRET.to_owned()));
        config.database = Secret::new(database.clone());
        config.nats = Some(configured(&nats.url()));
    };
    let node = Served::small(change);
    let outside = listener(&nats);
    let mut heard = wait_for(outside.hear("wenshui.*.words")).unwrap();
    // A subscription counts from when the server knows it, which what is asked afterwards waits for.
    wait_for(outside.has("nothing")).unwrap();
    let inside = node.state.versions.shelf.nats.clone().unwrap();
    wait_for(inside.settle(Duration::from_secs(20)));
    let token = bearer("li", &json!({"authority": "14401060000"}));
    let body = json!({"question": "征收率是多少", "conversation_id": "talk", "client_id": "c"});
    let body = body.to_string();
    let asked = Request::post("/v1/answers", body.as_bytes()).with("authorization", &token);
    assert_eq!(node.send(&asked).status, 200);
    let told = runtime()
        .block_on(async { tokio::time::timeout(Duration::from_secs(20), heard.next()).await });
    let told = String::from_utf8(told.unwrap().unwrap().to_vec()).unwrap();
    assert!(told.contains("{\"Wake\":\"talk\"}"), "{told}");
}

#[test]
fn processes_that_start_at_once_on_an_empty_directory_all_find_their_tables() {
    let workplace = Workplace::new();
    let started = (0..6).map(|number| {
        let name = format!("program-{number}");
        let mut command = workplace.command(&["user", "key", "add", &name, "--role", "auditor"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    });
    let started: Vec<_> = started.collect();
    for one in started {
        let ended = one.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    assert!(workplace.path("data/wenshui.db").exists());
}
