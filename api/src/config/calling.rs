//! How calls are connected: servers for browsers, and what calls telephones.

use anyhow::{Context as _, ensure};

use crate::config::private::is_private;
use crate::config::secret::Secret;

/// Places and secrets of calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calling {
    /// `stun_urls`: servers that tell a browser its address, such as `stun:turn.example.cn:3478` (file
    /// only; default none).
    pub stun_urls: Vec<String>,
    /// `turn_urls`: servers that relay where browsers do not reach each other, such as
    /// `turn:turn.example.cn:3478?transport=udp` (file only; default none).
    pub turn_urls: Vec<String>,
    /// The secret that those share with this server, `static-auth-secret` of coturn (variable
    /// `WENSHUI_TURN_SECRET`; default none, at least 32 bytes).
    pub turn_secret: Option<Secret>,
    /// What calls telephones, where there is something.
    pub dialler: Option<DiallerConfig>,
}

/// What calls telephones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiallerConfig {
    /// `dialler_url`: where it is asked to call: https, or http of this machine itself (file only;
    /// default none).
    pub url: String,
    /// The secret that both sign with (variable `WENSHUI_DIALLER_SECRET`, at least 32 bytes).
    pub secret: Secret,
}

/// `stun_urls`, `turn_urls` and `dialler_url` of the configuration file.
type Named = (Option<Vec<String>>, Option<Vec<String>>, Option<String>);

impl Calling {
    /// Puts what the file names together with the secrets of the environment.
    ///
    /// # Errors
    /// When an address is of another kind, or a secret is missing or short.
    pub fn read((stun_urls, turn_urls, dialler_url): Named) -> anyhow::Result<Self> {
        let (stun_urls, turn_urls) = (stun_urls.unwrap_or_default(), turn_urls.unwrap_or_default());
        let of = |urls: &[String], schemes: &[&str]| {
            let wrong = urls.iter().find(|url| {
                let scheme = url.split_once(':').map(|(scheme, _)| scheme);
                !scheme.is_some_and(|scheme| schemes.contains(&scheme))
            });
            wrong.map_or(Ok(()), |url| Err(anyhow::anyhow!("`{url}` is none of {schemes:?}")))
        };
        of(&stun_urls, &["stun", "stuns"]).context("stun_urls is not usable")?;
        of(&turn_urls, &["turn", "turns"]).context("turn_urls is not usable")?;
        let turn_secret = Secret::long("WENSHUI_TURN_SECRET")?;
        ensure!(
            turn_urls.is_empty() || turn_secret.is_some(),
            "turn_urls needs the variable WENSHUI_TURN_SECRET"
        );
        let dialler = match dialler_url {
            Some(url) => {
                ensure!(
                    url.parse().is_ok_and(|url| is_private(&url)),
                    "dialler_url: `{url}` is neither https nor of this machine"
                );
                let secret = Secret::long("WENSHUI_DIALLER_SECRET")?;
                let secret = secret.context("dialler_url needs WENSHUI_DIALLER_SECRET")?;
                Some(DiallerConfig { url, secret })
            }
            None => None,
        };
        Ok(Self { stun_urls, turn_urls, turn_secret, dialler })
    }
}

#[cfg(test)]
mod tests {
    use super::{Calling, Named};

    fn fault(named: Named) -> String {
        Calling::read(named).map_or_else(|error| format!("{error:#}"), |_| "none".to_owned())
    }

    #[test]
    fn addresses_of_other_kinds_and_servers_without_a_secret_are_no_configuration() {
        let urls = |url: &str| Some(vec![url.to_owned()]);
        assert_eq!(fault((None, None, None)), "none");
        assert_eq!(fault((urls("stun:a:3478"), None, None)), "none");
        let wrong = fault((urls("http://a"), None, None));
        assert!(wrong.contains("stun_urls") && wrong.contains("http://a"), "{wrong}");
        let bare = fault((None, urls("turn:a:3478"), None));
        assert!(bare.contains("WENSHUI_TURN_SECRET"), "{bare}");
        let open = fault((None, None, Some("http://198.51.100.7/x".to_owned())));
        assert!(open.contains("neither https nor of this machine"), "{open}");
        let bare = fault((None, None, Some("https://a".to_owned())));
        assert!(bare.contains("WENSHUI_DIALLER_SECRET"), "{bare}");
    }
}
