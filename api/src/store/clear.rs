//! Whether what goes to a database may be read on its way.

/// The kinds of TLS of PostgreSQL by which a server has to prove who it is.
const PROVING: [&str; 2] = ["verify-ca", "verify-full"];

/// Whether the address of a PostgreSQL lets others read, or play the server: it lies on another machine, and no
/// certificate is asked of it. Without `sslmode` the client tries TLS, asks for none, and goes on without.
pub(super) fn is_in_the_clear(url: &str) -> bool {
    let Some((_, rest)) =
        url.split_once("://").filter(|(scheme, _)| scheme.starts_with("postgres"))
    else {
        return false;
    };
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let parameters = || query.split('&').filter_map(|pair| pair.split_once('='));
    let said = |name: &str| parameters().find(|(key, _)| *key == name).map(|(_, value)| value);
    let authority = place.split('/').next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = said("host").unwrap_or(host);
    let proves = said("sslmode").or(said("ssl-mode")).is_some_and(|mode| PROVING.contains(&mode));
    !proves && !is_here(host)
}

/// Whether a host is this machine: by its name, its address, or a socket in its file system.
fn is_here(host: &str) -> bool {
    let bare = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let loopback = bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    bare.is_empty() || bare == "localhost" || loopback || host.starts_with(['/', '%'])
}

#[cfg(test)]
mod tests {
    use super::is_in_the_clear;

    #[test]
    fn only_a_server_that_proves_who_it_is_or_is_this_machine_is_safe() {
        for (url, clear) in [
            ("postgres://u:p@db.example.cn/w", true),
            ("postgres://u:p@db.example.cn:5432/w?application_name=a", true),
            ("postgresql://u:p@db.example.cn/w?sslmode=require", true),
            ("postgres://u:p@10.0.0.7/w?sslmode=verify-ca", false),
            ("postgres://u:p@db.example.cn/w?a=b&sslmode=verify-full", false),
            ("postgres://u:p@localhost/w", false),
            ("postgres://u:p@127.0.0.1:5432/w", false),
            ("postgres://[::1]:5432/w", false),
            ("postgres:///w?host=/run/postgresql", false),
            ("postgres:///w?host=db.example.cn", true),
            ("postgres://%2Frun%2Fpostgresql/w", false),
            ("sqlite://data/wenshui.db", false),
        ] {
            assert_eq!(is_in_the_clear(url), clear, "{url}");
        }
    }
}
