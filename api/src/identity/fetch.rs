//! Fetching a small document over HTTPS: the one place where the server itself asks somebody.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::http::uri::Scheme;
use axum::http::{StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::config::private::is_private;

/// How long a fetch may take from the first to the last byte.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The largest document; a set of a hundred keys has some 50 kB.
const BYTES_MAX: usize = 256 * 1024;

/// Fetches one document, again and again.
pub struct Fetcher {
    url: Uri,
    host: String,
    port: u16,
    /// None for a plain connection to this machine itself.
    tls: Option<TlsConnector>,
}

impl Fetcher {
    /// A fetcher of `url`: HTTPS, or HTTP of this machine itself. Certificates are checked against
    /// those that the system trusts, and against those of the PEM file `authority`.
    ///
    /// # Errors
    /// When the address is of another kind, or the certificates cannot be read.
    pub fn new(url: &str, authority: Option<&Path>) -> anyhow::Result<Self> {
        let parsed: Uri = url.parse().with_context(|| format!("`{url}` is no address"))?;
        let host = parsed.host().with_context(|| format!("`{url}` names no host"))?;
        let host = host.trim_matches(['[', ']']).to_owned();
        let is_tls = parsed.scheme() == Some(&Scheme::HTTPS);
        ensure!(
            is_private(&parsed),
            "`{url}` is not https, and keys that are fetched otherwise could be anybody's"
        );
        let port = parsed.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let tls = if is_tls { Some(connector(authority)?) } else { None };
        Ok(Self { url: parsed, host, port, tls })
    }

    /// The document. Nothing but status 200 is one; whoever redirects has to be asked under the new
    /// address by configuration.
    ///
    /// # Errors
    /// When it does not come whole within five seconds, is too large, or is no text.
    pub async fn fetch(&self) -> anyhow::Result<String> {
        let fetched = tokio::time::timeout(TIMEOUT, self.connect()).await;
        let fetched = fetched.with_context(|| format!("`{}` took more than 5 s", self.url))?;
        fetched.with_context(|| format!("cannot fetch `{}`", self.url))
    }

    async fn connect(&self) -> anyhow::Result<String> {
        let plain = TcpStream::connect((self.host.as_str(), self.port)).await?;
        match &self.tls {
            Some(tls) => {
                let name = ServerName::try_from(self.host.clone())?;
                self.ask(tls.connect(name, plain).await?).await
            }
            None => self.ask(plain).await,
        }
    }

    async fn ask<S>(&self, stream: S) -> anyhow::Result<String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let target = self.url.path_and_query().map_or("/", |target| target.as_str());
        let authority = self.url.authority().map_or("", |authority| authority.as_str());
        let request = Request::get(target)
            .header(header::HOST, authority)
            .header(header::ACCEPT, "application/jwk-set+json, application/json")
            .header(header::CONNECTION, "close")
            .body(Empty::<Bytes>::new())?;
        // The connection ends with the reply, or with the time-out, which drops both.
        let replying = async {
            let reply = sender.send_request(request).await?;
            let status = reply.status();
            ensure!(status == StatusCode::OK, "the status is {status}");
            let body = Limited::new(reply.into_body(), BYTES_MAX).collect().await;
            let body = body.map_err(|error| anyhow::anyhow!("the body is not usable: {error}"))?;
            Ok(String::from_utf8(body.to_bytes().into())?)
        };
        tokio::pin!(connection, replying);
        tokio::select! {
            biased;
            reply = &mut replying => reply,
            ended = &mut connection => {
                ended?;
                // What has come by then is still to be read.
                replying.await
            }
        }
    }
}

fn connector(authority: Option<&Path>) -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = authority {
        let context = || format!("`{}` holds no certificates", path.display());
        for certificate in CertificateDer::pem_file_iter(path).with_context(context)? {
            roots.add(certificate.with_context(context)?).with_context(context)?;
        }
    }
    ensure!(!roots.is_empty(), "no certificate is trusted; name one by token_jwks_ca");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
