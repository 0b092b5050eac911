//! Speech models from a hub: a server of our own that speaks as the hub does, and files on disk.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use wenshui_models::Error;
use wenshui_models::hub::fetch::{Fetched, KnownModel, fetch, known, named};
use wenshui_models::recognizer::Recognizer;

/// The SHA-1 of some bytes, in hexadecimal digits.
fn sha1(bytes: &[u8]) -> String {
    use sha1::Digest as _;
    sha1::Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hub with one file. Its connections break after `breaks_at` bytes as often as is said.
struct SmallHub {
    endpoint: String,
    asked: Arc<AtomicUsize>,
}

impl SmallHub {
    fn start(file: Vec<u8>, (breaks_at, mut breaks): (usize, usize)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
                let is_whole = serve(stream.unwrap(), &file, (breaks > 0).then_some(breaks_at));
                breaks = breaks.saturating_sub(usize::from(!is_whole));
            }
        });
        Self { endpoint, asked }
    }
}

/// Answers one request and hangs up; whether all was sent.
fn serve(mut stream: TcpStream, file: &[u8], breaks_at: Option<usize>) -> bool {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let head: Vec<String> = lines.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
    if !first.starts_with("GET /ggerganov/whisper.cpp/resolve/main/ggml-small-one.bin ") {
        stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").unwrap();
        return true;
    }
    let range = head
        .iter()
        .find_map(|line| line.to_lowercase().strip_prefix("range: bytes=").map(str::to_owned));
    let range = range.expect("the file is asked for in parts");
    let (from, to) = range.split_once('-').unwrap();
    let from: usize = from.parse().unwrap();
    let to = to.parse::<usize>().map_or(file.len(), |last| last + 1);
    let part = &file[from..to];
    let head = format!(
        "HTTP/1.1 206 Partial Content\r\nconnection: close\r\netag: \"one\"\r\n\
         x-repo-commit: 0123456789abcdef0123456789abcdef01234567\r\n\
         content-range: bytes {from}-{}/{}\r\ncontent-length: {}\r\n\r\n",
        to - 1,
        file.len(),
        part.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let sent = breaks_at.filter(|most| *most < part.len());
    // Whoever has heard enough hangs up.
    let _ = stream.write_all(&part[..sent.unwrap_or(part.len())]);
    sent.is_none()
}

fn model() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("weights/questions.bin")).unwrap()
}

#[test]
fn a_model_comes_in_spite_of_broken_connections_and_stays() {
    let (file, folder) = (model(), TempDir::new().unwrap());
    let sum = sha1(&file);
    let wanted = KnownModel { name: "small-one", sha1: &sum, mib: 8 };
    let hub = SmallHub::start(file.clone(), (3_000_000, 2));
    let place = folder.path().join("models");
    let mut told = Vec::new();
    let endpoint = || Some(hub.endpoint.clone());
    let fetched = fetch(wanted, (&place, endpoint()), |done, all| told.push((done, all))).unwrap();
    let path = place.join("ggml-small-one.bin");
    assert_eq!(fetched, Fetched::New(path.clone()));
    assert_eq!(told.last(), Some(&(file.len() as u64, file.len() as u64)));
    // The model that came is opened, by its checksum too, and nothing else is left.
    Recognizer::open(&path).unwrap();
    let mut names: Vec<String> = std::fs::read_dir(&place)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["ggml-small-one.bin", "ggml-small-one.bin.blake3"]);
    // What is there is asked for no more.
    let asked = hub.asked.load(Ordering::SeqCst);
    assert_eq!(fetch(wanted, (&place, endpoint()), |_, _| ()).unwrap(), Fetched::There(path));
    assert_eq!(hub.asked.load(Ordering::SeqCst), asked);
}

#[test]
fn what_its_makers_did_not_publish_is_not_kept() {
    let folder = TempDir::new().unwrap();
    let hub = SmallHub::start(b"no model".to_vec(), (0, 0));
    let wanted = KnownModel { name: "small-one", sha1: "00", mib: 8 };
    let place = (folder.path(), Some(hub.endpoint.clone()));
    let error = fetch(wanted, place, |_, _| ()).unwrap_err().to_string();
    assert!(error.contains("small-one") && error.contains("SHA-1"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_a_hub_does_not_have_is_told() {
    let folder = TempDir::new().unwrap();
    let hub = SmallHub::start(Vec::new(), (0, 0));
    let wanted = KnownModel { name: "another", sha1: "00", mib: 8 };
    let fetched = fetch(wanted, (folder.path(), Some(hub.endpoint)), |_, _| ());
    assert!(matches!(fetched, Err(Error::Fetch { .. })), "{fetched:?}");
}

#[test]
fn models_are_known_by_name() {
    assert!(known().count() > 15);
    assert!(known().all(|model| model.sha1.len() == 40 && model.mib > 20));
    assert_eq!(named("base").unwrap().sha1, "465707469ff3a37a2b9b8d8f89f2f99de7299dac");
    let error = named("huge").unwrap_err().to_string();
    assert!(error.contains("huge") && error.contains("large-v3-turbo-q5_0"), "{error}");
}
