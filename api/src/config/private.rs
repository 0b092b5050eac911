//! Addresses on whose way nobody reads.

use axum::http::Uri;

/// Whether what is sent to an address is read by nobody on the way: by https, or on this machine itself.
pub fn is_private(url: &Uri) -> bool {
    match (url.scheme_str(), url.host()) {
        (Some("https"), Some(_)) => true,
        (Some("http"), Some(host)) => ["localhost", "127.0.0.1", "[::1]"].contains(&host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_private;

    #[test]
    fn what_is_secret_goes_by_https_or_stays_on_this_machine() {
        for (url, private) in [
            ("https://dialler.example.cn/x", true),
            ("http://127.0.0.1:9/x", true),
            ("http://[::1]/x", true),
            ("http://localhost/x", true),
            ("http://198.51.100.7/x", false),
            ("http://127.0.0.1.example.cn/x", false),
            ("ftp://127.0.0.1/x", false),
            ("/x", false),
        ] {
            assert_eq!(is_private(&url.parse().unwrap()), private, "{url}");
        }
    }
}
