//! Where a link of a notice may lead (H-06).

/// The most characters of an address.
pub const ADDRESS_CHARS_MAX: usize = 2000;

/// Whether an address may be clicked in a notice: it is `https`, or a path of the same site. What a
/// browser might read as something else is refused: a script, another scheme, a host behind two
/// slashes or a backslash, a user before the host, blanks and control characters anywhere.
pub fn is_safe(address: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if address.chars().count() > ADDRESS_CHARS_MAX || address.chars().any(odd) {
        return false;
    }
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.starts_with('/') && !address.starts_with("//");
    };
    if address.starts_with('/') {
        // The scheme stands in a query of the same site.
        return !address.starts_with("//");
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("https") && !host.is_empty() && !host.contains('@')
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn h_06_a_link_is_https_or_of_the_same_site() {
        for good in [
            "https://www.chinatax.gov.cn/a?b=c#d",
            "HTTPS://x.cn",
            "/desk/cases/1",
            "/go?to=https://x.cn",
        ] {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "http://x.cn",
            "javascript:alert(1)",
            "javascript://x.cn/%0aalert(1)",
            "data:text/html,x",
            "//x.cn",
            "/\\x.cn",
            "https:\\\\x.cn",
            "https://",
            "https://chinatax.gov.cn@x.cn/",
            " https://x.cn",
            "https://x.cn/\u{0}",
            "x.cn",
            "",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
        assert!(!is_safe(&format!("/{}", "a".repeat(2000))));
    }
}
