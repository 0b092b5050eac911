//! `wenshui serve`: starting, what is unusable, the log, and the signal to stop.

use std::os::unix::fs::PermissionsExt as _;

use expect_test::{Expect, expect};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Value, json};

use crate::support::program::{Serving, Workplace};
use crate::support::served;

/// Starts a server that cannot start.
fn check_refused(workplace: &Workplace, arguments: &[&str], expected: &Expect) {
    let ran = workplace.run(&[&["serve", "--listen", "127.0.0.1:0"], arguments].concat());
    expected.assert_eq(&ran.told());
}

#[test]
fn a_configuration_that_is_not_usable_is_named_with_its_line() {
    let workplace = Workplace::new();
    workplace.file("unknown.toml", "data = \"d\"\nrequest_per_minute = 3\n");
    check_refused(
        &workplace,
        &["--config", "unknown.toml"],
        &expect![[r#"
            exit 2
            wenshui: `unknown.toml` is not usable: line 2: unknown field `request_per_minute`, expected one of `listen`, `data`, `kb`, `settings`, `encoder`, `cross_encoder`, `screen`, `concepts`, `requests_per_minute`, `in_flight_max`, `connections_max`, `drain_seconds`, `trusted_callers`, `database`, `nats`, `nats_credentials`, `nats_ca`, `nats_replicas`, `anonymous_requests_per_minute`, `streams_max`, `stream_minutes`, `shortcuts`, `interest`, `interest_period_minutes`, `allowed_origins`, `hosts`, `token_secret`, `token_keys`, `token_jwks_url`, `token_jwks_ca`, `token_jwks_minutes`, `token_issuer`, `token_audience`, `token_own_key`, `staff_token_hours`, `keep_conversations_days`, `keep_interceptions_days`, `keep_counts_days`, `keep_matters_days`, `keep_jobs_days`, `job_workers`, `job_queue_max`, `service`, `signals`, `calendars`, `centers`, `rights`, `desk_profile`, `attachments`, `attachments_profile`, `share_days`, `public_url`, `keep_notices_days`, `notify_webhook_url`, `notify_sms_url`, `notify_secret`, `notify_mail_url`, `notify_mail_from`, `notify_mail_centers`, `otlp`, `otlp_share`, `otlp_service`, `backend_url`, `stun_urls`, `turn_urls`, `dialler_url`, `transcription`, `speech_voice`
        "#]],
    );
    workplace.file("zero.toml", "in_flight_max = 0\n");
    check_refused(
        &workplace,
        &["--config", "zero.toml"],
        &expect![[r#"
            exit 2
            wenshui: `zero.toml` is not usable: line 1: invalid value: integer `0`, expected a nonzero usize
        "#]],
    );
    workplace.file("type.toml", "trusted_callers = [\"everybody\"]\n");
    check_refused(
        &workplace,
        &["--config", "type.toml"],
        &expect![[r#"
            exit 2
            wenshui: `type.toml` is not usable: line 1: `everybody` is neither an address nor a range such as 10.0.0.0/8
        "#]],
    );
    // What stands in the line may be a secret.
    workplace.file("secret.toml", "listen = \"127.0.0.1:0\"\ntoken_secret = geheim\n");
    check_refused(
        &workplace,
        &["--config", "secret.toml"],
        &expect![[r#"
        exit 2
        wenshui: `secret.toml` is not usable: line 2: string values must be quoted, expected literal string
    "#]],
    );
    check_refused(
        &workplace,
        &["--config", "missing.toml"],
        &expect![[r#"
        exit 2
        wenshui: cannot read `missing.toml`: No such file or directory (os error 2)
    "#]],
    );
}

#[test]
fn secrets_come_from_files_too_and_what_is_wrong_with_one_is_told() {
    let workplace = Workplace::new();
    let file = workplace.file("secret", "the secret of the host, of 32 bytes\n");
    let by_file = ("WENSHUI_TOKEN_SECRET_FILE", file.to_str().unwrap());
    let token = |variables: &[(&str, &str)]| {
        let mut command = workplace.command(&["token", "li"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        let words = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code(), words(&output.stdout), words(&output.stderr))
    };
    let (code, of_file, told) = token(&[by_file]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("every user of this machine may open"), "{told}");
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(&file, mode).unwrap();
    assert_eq!(token(&[by_file]).2, "");
    let text = "the secret of the host, of 32 bytes";
    let key = DecodingKey::from_secret(text.as_bytes());
    let signed = decode::<Value>(of_file.trim(), &key, &Validation::new(Algorithm::HS256)).unwrap();
    assert_eq!(signed.claims["sub"], "li");
    let plain = ("WENSHUI_TOKEN_SECRET", text);
    let refused = |variables: &[(&str, &str)], words: &str| {
        let (code, _, told) = token(variables);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains(words), "{told}");
        assert!(!told.contains("the secret of"), "{told}");
    };
    refused(&[by_file, plain], "WENSHUI_TOKEN_SECRET and WENSHUI_TOKEN_SECRET_FILE are both set");
    refused(&[("WENSHUI_TOKEN_SECRET_FILE", "missing")], "cannot read `missing`");
    workplace.file("empty", "\n");
    refused(&[("WENSHUI_TOKEN_SECRET_FILE", "empty")], "`empty` is empty");
    // The server takes them the same way, and so does every other secret.
    workplace.file("short", "short\n");
    workplace.file("desk.toml", "backend_url = \"http://127.0.0.1:9\"\n");
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--config", "desk.toml"];
    let output = workplace.command(&arguments).env("WENSHUI_BACKEND_SECRET_FILE", "short").output();
    let told = String::from_utf8(output.unwrap().stderr).unwrap();
    assert!(told.contains("WENSHUI_BACKEND_SECRET has fewer than 32 bytes"), "{told}");
}

/// Writing SQLite's log back takes a while, during which answers go first.
#[cfg(target_os = "linux")]
#[test]
fn threads_of_sqlite_are_lower_in_rank_than_those_that_answer() {
    let workplace = Workplace::new();
    let serving = Serving::start(&workplace, &["--kb", served::SMALL]);
    serving.ask(&json!({"question": "征收率是多少"}));
    let tasks = std::fs::read_dir(format!("/proc/{}/task", serving.process())).unwrap();
    let ranks = tasks.filter_map(|task| {
        // Some end while they are looked at.
        let stat = std::fs::read_to_string(task.unwrap().path().join("stat")).ok()?;
        let (name, fields) = stat.rsplit_once(')').unwrap();
        let rank = fields.split_whitespace().nth(16).unwrap();
        Some((name.contains("(sqlx-sqlite"), rank.parse::<i32>().unwrap()))
    });
    let (sqlite, others): (Vec<_>, Vec<_>) = ranks.partition(|(is_sqlite, _)| *is_sqlite);
    let answers = others.iter().map(|(_, rank)| *rank).min().unwrap();
    assert_eq!(sqlite, [(true, (answers + 5).min(19)); 4], "{others:?}");
}

#[test]
fn commands_read_the_configuration_of_the_server() {
    let workplace = Workplace::new();
    workplace.file("wenshui.toml", "data = \"own\"\ndatabase = \"sqlite:own/asked.db\"\n");
    std::fs::create_dir(workplace.path("own")).unwrap();
    let key = ["user", "key", "add", "program", "--role", "auditor", "--config", "wenshui.toml"];
    workplace.run(&key).done();
    assert!(workplace.path("own/asked.db").exists() && !workplace.path("data").exists());
    workplace.run(&[&key[..], &["--database", "sqlite:own/other.db"]].concat()).done();
    assert!(workplace.path("own/other.db").exists());
    workplace.file("wrong.toml", "dato = \"own\"\n");
    let ran = workplace.run(&["kb", "versions", "--config", "wrong.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`wrong.toml` is not usable: line 1"), "{}", ran.stderr);
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = Workplace::new().run(&["serve", "--kb", served::SMALL, "--listen", &address]);
    assert_eq!(ran.code, 2, "{}", ran.told());
    assert!(
        ran.stderr.contains(&format!("wenshui: cannot listen on {address}: ")),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stdout, "");
}

#[test]
fn the_configuration_comes_from_flags_environment_and_file() {
    let workplace = Workplace::new();
    served::copy_of_small(workplace.directory());
    workplace.file("wenshui.toml", "kb = \"knowledge.jsonl\"\nrequests_per_minute = 1\n");
    let serving = Serving::start(&workplace, &["--config", "wenshui.toml"]);
    let question = json!({"question": "征收率是多少", "conversation_id": "one"});
    assert_eq!(serving.ask(&question).json()["answer"]["id"], "rate-new");
    assert_eq!(serving.ask(&question).status, 429);
    assert_eq!(serving.end(), 0);
    // The index was built into the data directory and is opened again.
    let indexes = std::fs::read_dir(workplace.path("data/indexes")).unwrap();
    assert_eq!(indexes.count(), 1);
}

#[test]
fn a_signal_ends_the_server_and_the_log_can_be_read_by_machines() {
    let workplace = Workplace::new();
    let serving = Serving::start(&workplace, &["--kb", served::SMALL]);
    let question = "征收率是多少？我的身份证号是110101199001011237";
    assert_eq!(serving.ask(&json!({"question": question})).status, 200);
    assert_eq!(serving.ask(&json!({"question": ""})).status, 422);
    let log = serving.end_with_log();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let messages: Vec<&str> =
        lines.iter().map(|line| line["message"].as_str().expect("a sentence")).collect();
    assert_eq!(messages[0], "the knowledge is in service");
    assert!(messages[1].starts_with("serving; open http://127.0.0.1:"), "{messages:?}");
    assert_eq!(messages[2], "shutting down; running requests may finish");
    assert!(lines[1]["address"].as_str().unwrap().parse::<std::net::SocketAddr>().is_ok());
    assert!(!log.contains("征收率") && !log.contains("110101"), "{log}");
}

#[test]
fn a_damaged_index_is_built_anew() {
    let workplace = Workplace::new();
    served::copy_of_small(workplace.directory());
    let ask = |serving: &Serving| {
        let mut answer = serving.ask(&json!({"question": "怎么办理优惠"})).json();
        for name in ["answer_id", "conversation_id", "conversation_token"] {
            answer.as_object_mut().unwrap().remove(name);
        }
        answer
    };
    let start = || Serving::start(&workplace, &["--kb", "knowledge.jsonl"]);
    let built = start();
    let expected = ask(&built);
    assert!(built.end_with_log().contains("\"index\":\"built\""));
    let opened = start();
    assert_eq!(ask(&opened), expected);
    assert!(opened.end_with_log().contains("\"index\":\"loaded\""));
    let index =
        std::fs::read_dir(workplace.path("data/indexes")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&index).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&index, bytes).unwrap();
    let rebuilt = start();
    assert_eq!(ask(&rebuilt), expected);
    let log = rebuilt.end_with_log();
    assert!(log.contains("the index was not usable and was built anew"), "{log}");
}
