//! What connections may do: be slow, speak something else, be too many, lose their database.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener as Listener, TcpStream as Stream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wenshui_api::config::secret::Secret;
use wenshui_api::server;

use crate::support::contract::problem;
use crate::support::http::Request;
use crate::support::postgres;
use crate::support::program::{Serving, Workplace};
use crate::support::served::{self, SMALL, Served};

const READY: &[u8] = b"GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n";

#[test]
fn whoever_does_not_end_a_head_or_lies_idle_is_hung_up_on() {
    let prepared = served::prepared(|_| ());
    let mut paused = tokio::runtime::Builder::new_current_thread();
    let paused = paused.enable_all().start_paused(true).build().unwrap();
    paused.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = server::serve(listener, prepared.state.clone(), std::future::pending());
        let serving = tokio::spawn(serving);
        for said in [
            &b"GET /healthz HTTP/1.1\r\nhost:"[..],
            b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n",
        ] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.writable().await.unwrap();
            assert_eq!(stream.try_write(said).unwrap(), said.len());
            let mut told = Vec::new();
            let ended =
                tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut told));
            ended.await.expect("the server hangs up").unwrap();
        }
        serving.abort();
    });
}

#[test]
fn a_download_that_nobody_reads_gives_its_place_back() {
    let prepared = served::prepared(|config| config.connections_max = 1);
    let mut paused = tokio::runtime::Builder::new_current_thread();
    let paused = paused.enable_all().start_paused(true).build().unwrap();
    paused.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = server::serve(listener, prepared.state.clone(), std::future::pending());
        let serving = tokio::spawn(serving);
        // Far more than the system keeps on its way between the two.
        let asked = b"GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(200);
        let mut first = TcpStream::connect(address).await.unwrap();
        first.write_all(&asked).await.unwrap();
        let mut second = TcpStream::connect(address).await.unwrap();
        second.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
        let mut told = [0; 12];
        let answered = tokio::time::timeout(Duration::from_secs(60), second.read_exact(&mut told));
        answered.await.expect("the first is given up").unwrap();
        assert_eq!(&told, b"HTTP/1.1 200");
        drop(first);
        serving.abort();
    });
}

#[test]
fn a_refusal_reaches_whoever_still_sends() {
    let served = served::small();
    let mut connection = served.connect();
    let body = vec![b' '; 8 << 20];
    for (token, status) in [("Bearer none", 401), ("", 413)] {
        let mut request = Request::post("/v1/answers", &body);
        if !token.is_empty() {
            request = request.with("authorization", token);
        }
        // All of it is sent before the reply is read, and the connection stays what it was.
        assert_eq!(connection.ask(&request).status, status);
        assert_eq!(connection.ask(&Request::get("/readyz")).status, 200);
    }
}

#[test]
fn http2_without_tls_is_not_spoken() {
    let mut stream = Stream::connect(served::small().address).unwrap();
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 400 "), "{told}");
}

#[test]
fn one_connection_more_than_there_may_be_waits_for_a_place() {
    let served = Served::small(|config| config.connections_max = 1);
    let mut first = served.connect();
    assert_eq!(first.ask(&Request::get("/readyz")).status, 200);
    let mut second = Stream::connect(served.address).unwrap();
    second.write_all(READY).unwrap();
    second.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let mut told = [0; 12];
    assert!(second.read(&mut told).is_err(), "the second is answered beside the first");
    drop(first);
    second.set_read_timeout(None).unwrap();
    second.read_exact(&mut told).unwrap();
    assert_eq!(&told, b"HTTP/1.1 200");
}

/// Where the process has no more files, that is said once, and it goes on when there are some again.
#[test]
fn a_node_without_files_says_so_once_and_goes_on() {
    let workplace = Workplace::new();
    let data = workplace.path("data").display().to_string();
    // As many as the server needs for itself are open by then; the rest is taken by connections.
    let serving = Serving::start(&workplace, &["--kb", SMALL, "--data", &data]);
    serving.limit_files(60);
    let held: Vec<Stream> = (0..100).map_while(|_| Stream::connect(serving.address).ok()).collect();
    assert_eq!(held.len(), 100, "the system itself queues them");
    // One that the server has no file for is not answered; nine looks of the server are long enough.
    let mut last = held.last().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    last.write_all(READY).unwrap();
    assert!(last.read(&mut [0; 12]).is_err(), "there were files for all of them");
    drop(held);
    serving.wait_until("it goes on", || serving.get("/readyz").status == 200);
    let failed = serving.get("/metrics");
    let failed =
        failed.text().lines().find(|line| line.starts_with("wenshui_connections_failed_total "));
    assert!(!failed.unwrap().ends_with(" 0"), "{failed:?}");
    let log = serving.end_with_log();
    assert_eq!(log.matches("as many files are open as may be").count(), 1, "{log}");
}

#[test]
fn what_somebody_keeps_counts_against_the_limit_and_has_an_owner_of_some_length() {
    let served = Served::small(|config| {
        config.trusted_callers = Vec::new();
        config.requests_per_minute = 3;
    });
    let entry = served.state.engine.version().base.entries[0].id.clone();
    let keep = |owner: &str| {
        let target = format!("/v1/favorites/{entry}?conversation_id={owner}");
        served.send(&Request { method: "PUT", ..Request::get(&target) })
    };
    assert_eq!(keep("somebody").status, 204);
    let long = keep(&"a".repeat(101));
    assert_eq!((long.status, problem(&long).code.as_str()), (422, "bad_id"));
    let text = json!({"keys": []}).to_string();
    let target = "/v1/shortcuts?conversation_id=somebody";
    let chosen = Request { method: "PUT", ..Request::post(target, text.as_bytes()) };
    assert_eq!(served.send(&chosen).status, 200);
    assert_eq!(keep("another").status, 429);
}

/// Hands on what is said between this machine's port and a database, until it is cut.
struct Cable {
    port: u16,
    cut: Arc<AtomicBool>,
}

impl Cable {
    fn to(port: u16) -> Self {
        let listener = Listener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let own = listener.local_addr().unwrap().port();
        let cut = Arc::new(AtomicBool::new(false));
        let is_cut = Arc::clone(&cut);
        thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                let Ok(far) = Stream::connect((Ipv4Addr::LOCALHOST, port)) else { continue };
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let is_cut = Arc::clone(&is_cut);
                    thread::spawn(move || hand_on(from, to, &is_cut));
                }
            }
        });
        Self { port: own, cut }
    }
}

fn hand_on(mut from: Stream, mut to: Stream, is_cut: &AtomicBool) {
    // So that a cut is noticed where nobody says anything.
    from.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let mut bytes = [0; 4096];
    while !is_cut.load(Ordering::SeqCst) {
        match from.read(&mut bytes) {
            Ok(read @ 1..) if to.write_all(&bytes[..read]).is_ok() => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Ok(_) | Err(_) => break,
        }
    }
    // What is shut already is as good.
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}

#[test]
fn a_node_without_its_database_is_not_ready_and_is_again_when_it_comes_back() {
    let database = postgres::database();
    let (head, name) = database.rsplit_once('/').unwrap();
    let port = head.rsplit_once(':').unwrap().1.parse().unwrap();
    let cable = Cable::to(port);
    let url = format!("postgres://wenshui@127.0.0.1:{}/{name}", cable.port);
    let served = Served::small(|config| config.database = Secret::new(url));
    let becomes = |status: u16| {
        // A look a second, and what it may take: this ends long before.
        for _ in 0..300 {
            let reply = served.get("/readyz");
            if reply.status == status {
                return reply;
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("/readyz never gave {status}");
    };
    becomes(200);
    cable.cut.store(true, Ordering::SeqCst);
    let refused = becomes(503);
    assert_eq!(problem(&refused).code, "database_missing");
    assert!(refused.header("retry-after").is_some());
    let gauge =
        |value: &str| served.get("/metrics").text().contains(&format!("wenshui_ready {value}\n"));
    assert!(gauge("0"));
    assert_eq!(served.get("/healthz").status, 200);
    cable.cut.store(false, Ordering::SeqCst);
    becomes(200);
    assert!(gauge("1"));
}
