//! Under which names this server may be asked. A page whose own name is made to lead to this machine (DNS
//! rebinding) is of the same origin as the server for a browser; by its name it is told apart.

use std::net::{Ipv6Addr, SocketAddr};

use anyhow::Context as _;
use axum::http::Uri;

/// The names of this server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts {
    /// `hosts`: names under which requests may come, besides addresses, `localhost` and the host of
    /// `public_url` (file only). Default: those alone where the server listens on a loopback address, and any
    /// name elsewhere.
    names: Option<Vec<String>>,
}

impl Hosts {
    /// The names of a server that listens there.
    ///
    /// # Errors
    /// When a configured name is none, or `public_url` has no host.
    pub fn resolve(
        configured: Option<Vec<String>>,
        (listen, public_url): (SocketAddr, &str),
    ) -> anyhow::Result<Self> {
        if let Some(wrong) = configured.iter().flatten().find(|name| !is_name(name)) {
            anyhow::bail!("hosts: `{wrong}` is no name of a host; it has neither scheme nor port");
        }
        if configured.is_none() && !listen.ip().is_loopback() {
            return Ok(Self { names: None });
        }
        let mut names = configured.unwrap_or_default();
        if !public_url.is_empty() {
            let url: Uri = public_url.parse().context("public_url is no address")?;
            names.push(url.host().context("public_url has no host")?.to_owned());
        }
        Ok(Self { names: Some(names) })
    }

    /// Whether a request with this `Host` is meant for this server: its port says nothing, and no browser leads
    /// an address elsewhere.
    pub fn know(&self, host: &str) -> bool {
        let Some(names) = &self.names else { return true };
        let name = without_port(host);
        is_here(name) || names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

/// Whether it is an address, or a name that browsers themselves lead to this machine.
fn is_here(name: &str) -> bool {
    let v6 = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let address = match v6 {
        Some(inner) => inner.parse::<Ipv6Addr>().is_ok(),
        None => name.parse::<std::net::Ipv4Addr>().is_ok(),
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    address || last.eq_ignore_ascii_case("localhost")
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    !name.is_empty() && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use super::Hosts;

    fn known(configured: Option<&[&str]>, listen: Ipv4Addr) -> impl Fn(&str) -> bool {
        let configured = configured.map(|names| names.iter().map(|&name| name.into()).collect());
        let listen = SocketAddr::from((listen, 8080));
        let hosts = Hosts::resolve(configured, (listen, "https://ask.example.cn/x")).unwrap();
        move |host| hosts.know(host)
    }

    #[test]
    fn a_server_on_loopback_is_asked_by_address_or_by_its_own_names() {
        let here = known(None, Ipv4Addr::LOCALHOST);
        for host in
            ["127.0.0.1:8080", "[::1]:8080", "[::1]", "localhost", "LOCALHOST:1", "a.localhost"]
        {
            assert!(here(host), "{host}");
        }
        assert!(here("ask.example.cn") && here("Ask.Example.CN:443"));
        for host in
            ["evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example", "", "::1.x"]
        {
            assert!(!here(host), "{host}");
        }
    }

    #[test]
    fn elsewhere_any_name_will_do_until_names_are_configured() {
        assert!(known(None, Ipv4Addr::UNSPECIFIED)("wenshui:8080"));
        let named = known(Some(&["wenshui"]), Ipv4Addr::UNSPECIFIED);
        assert!(named("wenshui:8080") && named("ask.example.cn") && named("10.0.0.5:8080"));
        assert!(!named("evil.example"));
    }

    #[test]
    fn a_name_with_scheme_or_port_is_refused() {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 8080));
        for wrong in ["https://a.cn", "a.cn:80", ""] {
            let error = Hosts::resolve(Some(vec![wrong.into()]), (listen, "")).unwrap_err();
            assert!(error.to_string().contains(&format!("`{wrong}`")), "{error}");
        }
    }
}
