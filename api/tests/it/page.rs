//! The pages and the documentation: who answers where, what browsers may keep and run, and that nothing
//! runs inline. The files are those of a folder of this test; those that were compiled in are looked at
//! where they were built.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::contract::problem;
use crate::support::http::{Reply, Request};
use crate::support::program::Workplace;
use crate::support::served::{self, Served};

const FOREIGN: &str = "https://etax.example.cn";
const PAGES: [(&str, &str); 12] = [
    ("/", "index.html"),
    ("/chat", "chat.html"),
    ("/chat/", "chat.html"),
    ("/centre", "centre.html"),
    ("/centre/", "centre.html"),
    ("/centre/invitations/7", "centre.html"),
    ("/desk", "desk.html"),
    ("/desk/", "desk.html"),
    ("/desk/sessions/a", "desk.html"),
    ("/knowledge", "knowledge.html"),
    ("/knowledge/", "knowledge.html"),
    ("/knowledge/entries/a", "knowledge.html"),
];

/// A folder of pages as the build leaves it.
fn built() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("index.html", "<!doctype html>start"),
        ("chat.html", "<!doctype html>chat"),
        ("centre.html", "<!doctype html>centre"),
        ("desk.html", "<!doctype html>desk"),
        ("knowledge.html", "<!doctype html>knowledge"),
        ("favicon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("wenshui-chat.js", "export {};"),
        ("wenshui-chat.js.br", "brotli of the element"),
        ("assets/page-1a2b.js", "export const page = 1;"),
        ("assets/page-1a2b.js.br", "brotli of the page"),
        ("assets/page-1a2b.js.gz", "gzip of the page"),
        ("assets/look-3c4d.css", "body { margin: 0 }"),
        ("assets/small-5e6f.js", "1;"),
        ("chat/worklet-7a8b.js", "export {};"),
        (".built", "when"),
    ] {
        let place = folder.path().join(name);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    }
    folder
}

/// A server on pages in a folder, which has to be kept.
fn serve(folder: &TempDir) -> Served {
    Served::small(|config| config.pages = Some(folder.path().to_owned()))
}

fn get_with(served: &Served, target: &str, (name, value): (&str, &str)) -> Reply {
    served.send(&Request::get(target).with(name, value))
}

#[test]
fn every_page_answers_at_its_paths_with_a_strict_policy() {
    let folder = built();
    let served = serve(&folder);
    for (path, name) in PAGES {
        let reply = served.get(path);
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!((reply.status, reply.text()), (200, text.as_str()), "{path}");
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-cache"), "{path}");
        let policy = reply.header("content-security-policy").expect("a policy");
        let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
        for rule in [
            "default-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(rules.contains(&rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
        let devices = reply.header("permissions-policy").expect("what devices may be used");
        assert_eq!(devices, "microphone=(self), camera=(self), display-capture=(self)");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{path}");
        // A page is nothing that others may read or frame.
        assert_eq!(reply.header("access-control-allow-origin"), None, "{path}");
    }
    let posted = served.send(&Request::post("/centre/notes", b"{}"));
    assert_eq!(problem(&posted).code, "method_not_allowed");
}

#[test]
fn files_have_their_types_and_hashed_ones_are_kept_for_ever() {
    let folder = built();
    let served = serve(&folder);
    let for_ever = "public, max-age=31536000, immutable";
    for (path, kind, kept) in [
        ("/assets/page-1a2b.js", "text/javascript; charset=utf-8", for_ever),
        ("/assets/look-3c4d.css", "text/css; charset=utf-8", for_ever),
        ("/chat/worklet-7a8b.js", "text/javascript; charset=utf-8", for_ever),
        ("/wenshui-chat.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/favicon.svg", "image/svg+xml", "no-cache"),
        ("/chat.html", "text/html; charset=utf-8", "no-cache"),
    ] {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)), "{path}");
        assert_eq!(reply.header("cache-control"), Some(kept), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        let tag = reply.header("etag").expect("a tag").to_owned();
        let again = get_with(&served, path, ("if-none-match", &tag));
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("cache-control"), Some(kept), "{path}");
        assert_eq!(get_with(&served, path, ("if-none-match", "\"other\"")).status, 200, "{path}");
    }
    // A page that was built anew is there at once.
    let page = served.get("/chat");
    std::fs::write(folder.path().join("chat.html"), "<!doctype html>another").unwrap();
    let tag = page.header("etag").unwrap();
    let changed = get_with(&served, "/chat", ("if-none-match", tag));
    assert_eq!((changed.status, changed.text()), (200, "<!doctype html>another"));
}

#[test]
fn what_was_compressed_is_sent_so_to_whoever_takes_it() {
    let folder = built();
    let served = serve(&folder);
    for (path, takes, encoding, text) in [
        ("/assets/page-1a2b.js", "gzip, deflate, br", Some("br"), "brotli of the page"),
        ("/assets/page-1a2b.js", "gzip", Some("gzip"), "gzip of the page"),
        ("/assets/page-1a2b.js", "br;q=0.1, gzip", Some("gzip"), "gzip of the page"),
        ("/assets/page-1a2b.js", "identity", None, "export const page = 1;"),
        ("/assets/small-5e6f.js", "gzip, br", None, "1;"),
        ("/wenshui-chat.js", "br", Some("br"), "brotli of the element"),
    ] {
        let reply = get_with(&served, path, ("accept-encoding", takes));
        assert_eq!(reply.header("content-encoding"), encoding, "{path} {takes}");
        assert_eq!((reply.status, reply.text()), (200, text), "{path} {takes}");
        assert_eq!(reply.header("vary"), Some("accept-encoding"), "{path} {takes}");
        assert_eq!(reply.media_type(), "text/javascript", "{path} {takes}");
    }
}

#[test]
fn pages_of_others_load_the_element_and_nothing_else() {
    let folder = built();
    let served = serve(&folder);
    let origin = ("origin", FOREIGN);
    for path in ["/wenshui-chat.js", "/chat/worklet-7a8b.js"] {
        let reply = get_with(&served, path, origin);
        assert_eq!(reply.status, 200, "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("cross-origin"), "{path}");
        let posted = served.send(&Request::post(path, b"{}").with(origin.0, origin.1));
        assert_eq!(problem(&posted).code, "origin_not_allowed", "{path}");
    }
    for path in ["/", "/chat", "/assets/page-1a2b.js", "/favicon.svg", "/chat/../index.html"] {
        let refused = get_with(&served, path, origin);
        assert!([403, 404].contains(&refused.status), "{path} {}", refused.status);
        assert_eq!(refused.header("access-control-allow-origin"), None, "{path}");
    }
}

#[test]
fn what_is_not_there_is_a_problem_and_no_page() {
    let folder = built();
    std::fs::write(folder.path().parent().unwrap().join("beside.txt"), "beside").unwrap();
    let served = serve(&folder);
    for path in [
        "/nowhere",
        "/assets/gone-0000.js",
        "/assets",
        "/assets/",
        "/chat/gone-0000.js",
        "/.built",
        "/assets/../.built",
        "/../beside.txt",
        "/%2e%2e/beside.txt",
        "/assets/%2e%2e/%2e%2e/beside.txt",
        "/assets/page-1a2b.js/more",
        "/favicon.svg/",
        "/a%00b",
    ] {
        let reply = served.get(path);
        assert_eq!(problem(&reply).code, "not_found", "{path}");
    }
    let mut head = TcpStream::connect(served.address).unwrap();
    head.write_all(b"HEAD /chat HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut told = String::new();
    head.read_to_string(&mut told).unwrap();
    assert!(told.starts_with("HTTP/1.1 200 ") && told.contains("content-length: 19\r\n"), "{told}");
    assert!(told.ends_with("\r\n\r\n"), "{told}");
}

#[test]
fn without_a_build_a_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(&folder);
    for (path, _) in PAGES {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.media_type()), (200, "text/html"), "{path}");
        for words in ["make run", "/v1/answers", "没有构建"] {
            assert!(reply.text().contains(words), "{path}: {words}");
        }
        assert!(reply.header("content-security-policy").is_some(), "{path}");
        nothing_inline(path, reply.text());
    }
    assert_eq!(problem(&served.get("/wenshui-chat.js")).code, "not_found");
    let ran = Workplace::new().run(&["serve", "--listen", "127.0.0.1:0", "--pages", "nowhere"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("`nowhere` is no folder of pages"),
        "{}",
        ran.told()
    );
}

/// The values of an attribute in a page.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let marked = format!(" {name}=\"");
    let found = html.match_indices(&marked).map(|(at, _)| &html[at + marked.len()..]);
    found.filter_map(|rest| rest.split('"').next()).collect()
}

/// A page has no script, style or handler of its own, and loads from this server only.
fn nothing_inline(name: &str, html: &str) {
    for script in html.split("<script").skip(1) {
        let (head, rest) = script.split_once('>').expect("a whole tag");
        assert!(head.contains(" src=\""), "{name}: {head}");
        let body = rest.split("</script>").next().unwrap_or_default();
        assert!(body.trim().is_empty(), "{name}: {body}");
    }
    assert!(!html.contains("<style") && attributes(html, "style").is_empty(), "{name}");
    let mut tags = html.split('<').filter_map(|tag| tag.split('>').next());
    assert_eq!(tags.find(|tag| tag.contains(" on") && !tag.starts_with('!')), None, "{name}");
    for target in [attributes(html, "src"), attributes(html, "href")].concat() {
        assert!(target.starts_with('/') && !target.starts_with("//"), "{name}: {target}");
    }
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn what_was_built_is_compiled_in_and_runs_nothing_inline() {
    let dist = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist"));
    let served = served::small();
    if !dist.join("index.html").exists() {
        assert!(served.get("/").text().contains("没有构建"));
        println!("the pages are not built: nothing of them is looked at");
        return;
    }
    for file in files(dist) {
        let name = file.strip_prefix(dist).unwrap().to_str().unwrap().to_owned();
        if name.starts_with('.') {
            continue;
        }
        let reply = served.get(&format!("/{name}"));
        assert_eq!(reply.status, 200, "{name}");
        assert_eq!(reply.body, std::fs::read(&file).unwrap(), "{name}");
        if name.rsplit('.').next() == Some("html") {
            nothing_inline(&name, reply.text());
            for target in
                [attributes(reply.text(), "src"), attributes(reply.text(), "href")].concat()
            {
                assert_eq!(served.get(target).status, 200, "{name} loads {target}");
            }
        }
    }
    for (path, name) in PAGES {
        assert_eq!(served.get(path).body, std::fs::read(dist.join(name)).unwrap(), "{path}");
    }
}

#[test]
fn the_documentation_is_shown_without_help_from_elsewhere() {
    let get = |target: &str| {
        let reply = served::small().get(target);
        assert_eq!(reply.status, 200, "{target}");
        reply
    };
    let moved = served::small().get("/docs");
    assert_eq!((moved.status, moved.header("location")), (303, Some("/docs/")));
    let page = get("/docs/");
    assert_eq!(page.media_type(), "text/html");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"));
    assert!(!policy.contains("script-src"), "what runs is what the server serves: {policy}");
    let html = page.text();
    // Nothing inline is let run.
    assert!(html.split("<script").skip(1).all(|script| script.trim_start().starts_with("src=")));
    let loaded = [attributes(html, "src"), attributes(html, "href")].concat();
    assert!(loaded.len() >= 5, "{loaded:?}");
    for target in loaded {
        assert!(!target.contains("//"), "{target}");
        let reply = get(&format!("/docs/{}", target.trim_start_matches("./")));
        assert!(!reply.body.is_empty(), "{target}");
    }
    let starter = get("/docs/swagger-initializer.js");
    let text = starter.text();
    assert!(text.contains("\"url\": \"/openapi.json\""), "{text}");
    // By default the document would be shown to a validator on another server.
    assert!(text.contains("\"validatorUrl\": \"none\""), "{text}");
    assert!(!text.contains("http:") && !text.contains("https:"), "{text}");
}
