//! Files as people send them, and what a server keeps of them.

use std::io::Write as _;

use serde_json::Value;

use crate::support::http::{Reply, Request, encoded};
use crate::support::served::Served;

/// The beginning of a real image, long enough to be taken for one.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// A drawing.
pub(crate) const SVG: &[u8] =
    b"<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"1\" height=\"2\"/></svg>";

/// An archive with one file of that name.
pub(crate) fn archive(name: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file");
    archive.write_all(b"content").expect("content");
    archive.finish().expect("an archive").into_inner()
}

/// A conversation that was begun and in which nothing was said yet.
pub(crate) fn begin(served: &Served) -> String {
    let reply = served.send(&Request::post("/v1/conversations", b"{}"));
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()["id"].as_str().expect("an id").to_owned()
}

/// Where a file is sent to.
pub(crate) fn target(talk: &str, name: &str) -> String {
    format!("/v1/conversations/{talk}/attachments?name={}", encoded(name))
}

/// Sends a file and holds the reply to the document.
pub(crate) fn send(served: &Served, talk: &str, (name, content): (&str, &[u8])) -> Reply {
    let target = target(talk, name);
    let request = Request::new("POST", &target).with("content-type", "application/octet-stream");
    served.send(&Request { body: content, ..request })
}

/// The reply to a file that is in order.
pub(crate) fn sent(served: &Served, talk: &str, file: (&str, &[u8])) -> Value {
    let reply = send(served, talk, file);
    assert_eq!(reply.status, 200, "{}: {}", file.0, reply.text());
    reply.json()
}

/// The names of all files where attachments lie, unfinished ones too.
pub(crate) fn kept(served: &Served) -> Vec<String> {
    let directory = served.data.path().join("attachments/attachments");
    let files = std::fs::read_dir(directory).expect("the directory of attachments");
    let names = files.map(|file| file.expect("a file").file_name().into_string());
    let mut names: Vec<String> = names.map(|name| name.expect("a name in UTF-8")).collect();
    names.sort();
    names
}

/// The events of a conversation so far, as rows have them.
pub(crate) fn events(served: &Served, talk: &str) -> Vec<(i64, &'static str)> {
    let store = &served.state.store;
    crate::support::served::wait_for(async {
        store.writer.settle().await.expect("a store that settles");
        let events = store.db.events_after(talk, 0).await.expect("events");
        events.iter().map(|event| (event.number, event.kind.name())).collect()
    })
}
