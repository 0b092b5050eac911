//! Speech models from a hub: a server of our own that gives files as a hub does, and files on disk.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sha1::Digest as _;
use tempfile::TempDir;
use wenshui_api::fetching::{Fetched, fetch};
use wenshui_models::hub::named::{KnownModel, known, named};
use wenshui_models::recognizer::Recognizer;

use crate::support::program::Workplace;

/// What a connection does with a request.
#[derive(Clone, Copy)]
enum Does {
    /// Gives what is asked for.
    Gives,
    /// Breaks after so many bytes.
    Breaks(usize),
    /// Answers that it is busy.
    IsBusy,
    /// Gives the whole file whatever is asked for.
    GivesAll,
}

/// A hub with one file, which does in turn what is said, and gives afterwards.
struct SmallHub {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl SmallHub {
    fn start(file: Vec<u8>, does: Vec<Does>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let at = counted.fetch_add(1, Ordering::SeqCst);
                serve(stream.unwrap(), &file, does.get(at).copied().unwrap_or(Does::Gives));
            }
        });
        Self { address, asked }
    }
}

/// Answers one request and hangs up.
fn serve(mut stream: TcpStream, file: &[u8], does: Does) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
    let first = lines.next().unwrap();
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    assert!(head.iter().all(|line| !line.to_lowercase().starts_with("authorization")), "{head:?}");
    let range = head.iter().find_map(|line| line.strip_prefix("range: bytes="));
    let from: usize = range.unwrap().trim_end_matches('-').parse().unwrap();
    let reply = if !first.starts_with("GET /ggerganov/whisper.cpp/resolve/main/ggml-one.bin ") {
        (404, 0..0)
    } else if from >= file.len() {
        (416, 0..0)
    } else {
        match does {
            Does::IsBusy => (503, 0..0),
            Does::GivesAll => (200, 0..file.len()),
            Does::Gives | Does::Breaks(_) => (206, from..file.len()),
        }
    };
    let (status, part) = reply;
    let words = format!(
        "HTTP/1.1 {status} Said\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-range: bytes {}-{}/{}\r\n\r\n",
        part.len(),
        part.start,
        part.end.saturating_sub(1),
        file.len(),
    );
    let most = if let Does::Breaks(most) = does { most } else { usize::MAX };
    let part = &file[part];
    // Whoever has heard enough hangs up.
    let _ = stream.write_all(words.as_bytes());
    let _ = stream.write_all(&part[..part.len().min(most)]);
}

fn model() -> Vec<u8> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/weights/questions.bin");
    std::fs::read(file).unwrap()
}

fn sha1(bytes: &[u8]) -> String {
    sha1::Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn fetched(
    model: KnownModel<'_>,
    (hub, folder): (&str, &Path),
    told: &mut Vec<(u64, u64)>,
) -> Result<Fetched, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let asked = fetch(model, (hub, folder), |done, all| told.push((done, all)));
    runtime.block_on(asked).map_err(|error| format!("{error:#}"))
}

fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_model_comes_in_spite_of_broken_connections_and_stays() {
    let (file, folder) = (model(), TempDir::new().unwrap());
    let sum = sha1(&file);
    let wanted = KnownModel { name: "one", sha1: &sum, mib: 8 };
    let does = vec![Does::Breaks(3_000_000), Does::IsBusy, Does::Breaks(1_000_000)];
    let hub = SmallHub::start(file.clone(), does);
    let place = folder.path().join("models");
    let mut told = Vec::new();
    let path = place.join("ggml-one.bin");
    let came = fetched(wanted, (&hub.address, &place), &mut told);
    assert_eq!(came, Ok(Fetched::New(path.clone())));
    assert_eq!(told.last(), Some(&(file.len() as u64, file.len() as u64)));
    assert!(told.is_sorted(), "what came came again");
    // The model that came is opened, by its checksum too, and nothing else is left.
    Recognizer::open(&path).unwrap();
    assert_eq!(names(&place), ["ggml-one.bin", "ggml-one.bin.blake3"]);
    // What is there is asked for no more.
    let asked = hub.asked.load(Ordering::SeqCst);
    assert_eq!(fetched(wanted, (&hub.address, &place), &mut told), Ok(Fetched::There(path)));
    assert_eq!(hub.asked.load(Ordering::SeqCst), asked);
}

#[test]
fn the_next_call_takes_up_what_came() {
    let (file, folder) = (model(), TempDir::new().unwrap());
    let sum = sha1(&file);
    let wanted = KnownModel { name: "one", sha1: &sum, mib: 8 };
    let part = folder.path().join("ggml-one.bin.part");
    // A first call brought this much; the hub is busy first, and then another one begins anew.
    std::fs::write(&part, &file[..5_000_000]).unwrap();
    let hub = SmallHub::start(file.clone(), vec![Does::IsBusy]);
    let mut told = Vec::new();
    assert!(fetched(wanted, (&hub.address, folder.path()), &mut told).is_ok());
    assert!(told[0].0 > 5_000_000, "{:?}", told[0]);
    std::fs::remove_file(folder.path().join("ggml-one.bin")).unwrap();
    std::fs::write(&part, &file[..5_000_000]).unwrap();
    let hub = SmallHub::start(file.clone(), vec![Does::GivesAll]);
    assert!(fetched(wanted, (&hub.address, folder.path()), &mut told).is_ok());
    // All of it had come before; the hub says that there is no more.
    std::fs::remove_file(folder.path().join("ggml-one.bin")).unwrap();
    std::fs::write(&part, &file).unwrap();
    assert!(fetched(wanted, (&hub.address, folder.path()), &mut told).is_ok());
}

#[test]
fn what_its_makers_did_not_publish_is_not_kept() {
    let folder = TempDir::new().unwrap();
    let hub = SmallHub::start(b"no model".to_vec(), Vec::new());
    let wanted = KnownModel { name: "one", sha1: "00", mib: 8 };
    let mut told = Vec::new();
    let error = fetched(wanted, (&hub.address, folder.path()), &mut told).unwrap_err();
    assert!(error.contains("`one`") && error.contains("SHA-1"), "{error}");
    assert!(names(folder.path()).is_empty());
    // Nor is more taken than the model has.
    let hub = SmallHub::start(model(), Vec::new());
    let wanted = KnownModel { name: "one", sha1: "00", mib: 1 };
    let error = fetched(wanted, (&hub.address, folder.path()), &mut told).unwrap_err();
    assert!(error.contains("more than"), "{error}");
}

#[test]
fn what_a_hub_does_not_have_is_told() {
    let folder = TempDir::new().unwrap();
    let hub = SmallHub::start(Vec::new(), Vec::new());
    let wanted = KnownModel { name: "another", sha1: "00", mib: 8 };
    let error = fetched(wanted, (&hub.address, folder.path()), &mut Vec::new()).unwrap_err();
    assert!(error.contains("404") && error.contains("ggml-another.bin"), "{error}");
    let error = fetched(wanted, ("hub", folder.path()), &mut Vec::new()).unwrap_err();
    assert!(error.contains("`hub`"), "{error}");
}

#[test]
fn models_are_known_by_name() {
    assert!(known().count() > 15);
    assert!(known().all(|model| model.sha1.len() == 40 && model.mib > 20));
    assert_eq!(named("base").unwrap().sha1, "465707469ff3a37a2b9b8d8f89f2f99de7299dac");
    let workplace = Workplace::new();
    let listed = workplace.run(&["models", "fetch"]);
    assert!(listed.stdout.contains("large-v3-turbo-q5_0\t547 MiB"), "{listed:?}");
    let unknown = workplace.run(&["models", "fetch", "huge"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("`huge`") && unknown.stderr.contains("large-v3-turbo"),
        "{unknown:?}"
    );
}

/// The files of a small encoder, as a hub has them.
const ENCODER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/tests/data/bert/encoder");
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// A hub with a repository: it says of every file of which commit it is and what it hashes to, and sends
/// to another place for the weights. The first connection for these breaks.
struct Repositories {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl Repositories {
    fn start(digest_of: fn(&[u8]) -> String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        std::thread::spawn(move || {
            let mut broke = false;
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
                let reply = |head: &str| answer(head, digest_of, &mut broke);
                hang_up(stream.unwrap(), reply);
            }
        });
        Self { address, asked }
    }
}

/// Reads a request, gives the reply and hangs up.
fn hang_up(mut stream: TcpStream, reply: impl FnOnce(&str) -> (String, Vec<u8>)) {
    let lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let (words, body) = reply(&head.join("\n").to_lowercase());
    let _ = stream.write_all(words.as_bytes());
    let _ = stream.write_all(&body);
}

fn answer(head: &str, digest_of: fn(&[u8]) -> String, broke: &mut bool) -> (String, Vec<u8>) {
    let mut first = head.split(' ');
    let (method, path) = (first.next().unwrap(), first.next().unwrap());
    let none =
        || ("HTTP/1.1 404 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".into(), vec![]);
    let Some(file) = ["/some/tiny/resolve/main/", &format!("/some/tiny/resolve/{COMMIT}/")]
        .iter()
        .find_map(|before| path.strip_prefix(before))
    else {
        return none();
    };
    let Ok(bytes) = std::fs::read(Path::new(ENCODER).join(file)) else {
        return none();
    };
    let is_large = file == "model.safetensors";
    if method == "head" {
        let said = if is_large {
            format!(
                "302 Found\r\nlocation: http://elsewhere.invalid/\r\nx-linked-etag: \"{}\"",
                sha256(&bytes)
            )
        } else {
            format!("200 OK\r\netag: \"{}\"", digest_of(&bytes))
        };
        let words =
            format!("HTTP/1.1 {said}\r\nx-repo-commit: {COMMIT}\r\nconnection: close\r\n\r\n");
        return (words, Vec::new());
    }
    let range = head.lines().find_map(|line| line.strip_prefix("range: bytes=")).unwrap();
    let from: usize = range.trim_end_matches('-').parse().unwrap();
    let words = format!(
        "HTTP/1.1 206 Part\r\nconnection: close\r\ncontent-length: {}\r\ncontent-range: bytes {from}-{}/{}\r\n\r\n",
        bytes.len() - from,
        bytes.len() - 1,
        bytes.len()
    );
    let breaks = is_large && !std::mem::replace(broke, *broke || is_large);
    let to = if breaks { bytes.len() / 2 } else { bytes.len() };
    (words, bytes[from..to].to_vec())
}

fn sha256(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As git hashes a file.
fn git(bytes: &[u8]) -> String {
    sha1(&[format!("blob {}\0", bytes.len()).as_bytes(), bytes].concat())
}

#[test]
fn an_encoder_comes_at_one_commit_and_is_opened() {
    let hub = Repositories::start(git);
    let workplace = Workplace::new();
    let fetch = |name: &str| {
        workplace.run(&["models", "fetch", name, "--hub", &hub.address, "--data", "d"])
    };
    let came = fetch("some/tiny");
    assert_eq!(came.code, 0, "{came:?}");
    assert!(came.stdout.ends_with("some--tiny@0123456789ab: fetched\n"), "{came:?}");
    let place = workplace.path("d/models/some--tiny@0123456789ab");
    let expected = [
        "config.json",
        "fetched.json",
        "model.safetensors",
        "model.safetensors.blake3",
        "tokenizer.json",
    ];
    assert_eq!(names(&place), expected);
    let verified = workplace.run(&["models", "verify", place.to_str().unwrap()]);
    assert!(verified.stdout.contains("whole, some--tiny@0123456789ab-"), "{verified:?}");
    // The branch is asked for its commit again, the commit not at all.
    assert!(fetch("some/tiny").stdout.ends_with("was there\n"));
    let asked = hub.asked.load(Ordering::SeqCst);
    assert!(fetch(&format!("some/tiny@{COMMIT}")).stdout.ends_with("was there\n"));
    assert_eq!(hub.asked.load(Ordering::SeqCst), asked);
}

#[test]
fn a_file_that_is_not_what_the_hub_says_is_not_kept() {
    let hub = Repositories::start(|_| git(b"something else"));
    let workplace = Workplace::new();
    let fetch = |name: &str| {
        workplace.run(&["models", "fetch", name, "--hub", &hub.address, "--data", "d"])
    };
    let came = fetch("some/tiny");
    assert!(came.code != 0 && came.stderr.contains("`config.json`"), "{came:?}");
    assert!(names(&workplace.path("d/models/some--tiny@0123456789ab")).is_empty());
    let none = fetch("some/other");
    assert!(none.code != 0 && none.stderr.contains("no such file"), "{none:?}");
    let strange = fetch("some/../tiny");
    assert!(strange.code != 0 && strange.stderr.contains("owner/name"), "{strange:?}");
}
