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

#[test]
fn the_page_and_its_parts_are_served_with_a_strict_policy() {
    let parts = [
        ("/", "text/html"),
        ("/assets/page.css", "text/css"),
        ("/assets/page.js", "text/javascript"),
        ("/favicon.svg", "image/svg+xml"),
    ];
    for (target, kind) in parts {
        let reply = get(target);
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
    let loaded = [attributes(&html, "src"), attributes(&html, "href")].concat();
    assert!(loaded.len() >= 3, "{loaded:?}");
    for target in loaded {
        assert!(target.starts_with('/') && !target.starts_with("//"), "{target}");
        get(target);
    }
    for part in ["/assets/page.css", "/assets/page.js"] {
        let part = get(part);
        assert!(!part.text().contains("//cdn") && !part.text().contains("@import"));
        assert!(!part.text().contains("fetch(\"http"), "{}", part.text());
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
