//! The page and the documentation: everything comes from this server and nothing runs inline.

use crate::support::http::Reply;
use crate::support::served;

fn get(target: &str) -> Reply {
    let reply = served::small().get(target);
    assert_eq!(reply.status, 200, "{target}");
    reply
}

/// The values of an attribute in a page.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let marked = format!(" {name}=\"");
    let found = html.match_indices(&marked).map(|(at, _)| &html[at + marked.len()..]);
    found.filter_map(|rest| rest.split('"').next()).collect()
}

/// The page without what only people who read its source see.
fn without_comments(html: &str) -> String {
    let parts = html.split("<!--").enumerate();
    let kept = parts.map(|(number, part)| match part.split_once("-->") {
        Some((_, after)) if number > 0 => after,
        _ => part,
    });
    kept.collect()
}

/// What a style sheet or a script brings in from beside itself, and what it has run beside the page.
fn imports(text: &str) -> Vec<String> {
    let ways = ["from \"./", "WORKLET = \"/assets/"].into_iter();
    let named = ways.flat_map(|way| text.split(way).skip(1));
    let names = named.filter_map(|rest| rest.split('"').next());
    names.map(|name| format!("/assets/{name}")).collect()
}

/// Everything that the page loads, found from the page itself.
fn parts() -> Vec<String> {
    let page = get("/");
    let html = without_comments(page.text());
    let found = [attributes(&html, "src"), attributes(&html, "href")].concat();
    let mut found: Vec<String> = found.into_iter().map(str::to_owned).collect();
    let mut at = 0;
    while at < found.len() {
        let brought = imports(get(&found[at]).text());
        for part in brought {
            if !found.contains(&part) {
                found.push(part);
            }
        }
        at += 1;
    }
    found
}

#[test]
fn the_page_and_its_parts_are_served_with_a_strict_policy() {
    let mut seen = [0; 3];
    for target in parts().iter().map(String::as_str).chain(["/"]) {
        let reply = get(target);
        let (at, kind) = match target.rsplit_once('.') {
            Some((_, "css")) => (0, "text/css"),
            Some((_, "js")) => (1, "text/javascript"),
            Some((_, "svg")) => (2, "image/svg+xml"),
            _ => (2, "text/html"),
        };
        seen[at] += 1;
        assert_eq!(reply.media_type(), kind, "{target}");
        assert!(!reply.body.is_empty(), "{target}");
        let policy = reply.header("content-security-policy").expect("a policy");
        let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
        assert!(rules.contains(&"default-src 'self'"), "{policy}");
        assert!(rules.contains(&"object-src 'none'"), "{policy}");
        assert!(rules.contains(&"frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{target}");
    }
    assert_eq!((seen[0], seen[2]), (4, 2), "style sheets, and the page with its icon");
    assert!(seen[1] > 10, "{seen:?}");
}

#[test]
fn every_asset_is_loaded_by_the_page() {
    let loaded = parts();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets");
    let files = std::fs::read_dir(folder).expect("the assets");
    for file in files.map(|file| file.expect("a file").file_name()) {
        let name = file.to_str().expect("a name").to_owned();
        let target =
            if name == "favicon.svg" { "/favicon.svg".into() } else { format!("/assets/{name}") };
        assert!(name == "index.html" || loaded.contains(&target), "{name} is loaded by nothing");
    }
}

#[test]
fn the_page_runs_nothing_inline_and_loads_nothing_from_elsewhere() {
    let page = get("/");
    let html = without_comments(page.text());
    for script in html.split("<script").skip(1) {
        let (head, rest) = script.split_once('>').expect("a whole tag");
        assert!(head.contains(" src=\""), "{head}");
        let body = rest.split("</script>").next().unwrap_or_default();
        assert!(body.trim().is_empty(), "{body}");
    }
    assert!(!html.contains("<style") && attributes(&html, "style").is_empty());
    let mut tags = html.split('<').filter_map(|tag| tag.split('>').next());
    assert_eq!(tags.find(|tag| tag.contains(" on") && !tag.starts_with('!')), None);
    for target in parts() {
        assert!(target.starts_with('/') && !target.starts_with("//"), "{target}");
        let part = get(&target);
        let text = part.text();
        for foreign in ["//cdn", "@import", "fetch(\"http", "url(", "import("] {
            // Types are named by imports within comments.
            let mut lines = text.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
            assert_eq!(lines.find(|line| line.contains(foreign)), None, "{target}");
        }
    }
}

#[test]
fn nothing_is_put_into_the_page_as_markup() {
    // Whatever the server says becomes text of nodes; there is no other way in.
    let ways = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser"];
    for target in parts().iter().filter(|target| target.rsplit('.').next() == Some("js")) {
        let part = get(target);
        for way in ways.into_iter().chain(["eval(", "new Function", "srcdoc", "setHTML"]) {
            assert!(!part.text().contains(way), "{target} uses {way}");
        }
    }
}

/// Every label that index.html or a script asks for is in the table of words.
#[test]
fn every_word_that_is_asked_for_is_there() {
    let table = get("/assets/words.js");
    let known = |name: &str| table.text().contains(&format!("\n  {name}: "));
    let page = get("/");
    let html = without_comments(page.text());
    for kind in ["data-words", "data-label", "data-placeholder"] {
        let asked = attributes(&html, kind);
        assert!(!asked.is_empty(), "{kind}");
        for name in asked {
            assert!(known(name), "{kind} {name}");
        }
    }
    for target in parts().iter().filter(|target| target.rsplit('.').next() == Some("js")) {
        let part = get(target);
        // A full stop after the bare word ends a sentence of a comment.
        let asked = part.text().split("words.").skip(1).filter_map(|rest| {
            let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
            (!["", "js"].contains(&name)).then_some(name)
        });
        for name in asked {
            assert!(known(name), "{target}: {name}");
        }
    }
}

#[test]
fn the_documentation_is_shown_without_help_from_elsewhere() {
    let moved = served::small().get("/docs");
    assert_eq!((moved.status, moved.header("location")), (303, Some("/docs/")));
    let page = get("/docs/");
    assert_eq!(page.media_type(), "text/html");
    let html = page.text();
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
