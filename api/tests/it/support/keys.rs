//! A host that serves its keys, over HTTP or HTTPS, as a test tells it to.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A file of the keys for tests.
pub(crate) fn key_file(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/keys")).join(name)
}

/// The host; it goes with the process.
pub(crate) struct KeyHost {
    pub(crate) address: SocketAddr,
    reply: Arc<Mutex<Vec<u8>>>,
    asked: Arc<AtomicUsize>,
}

impl KeyHost {
    /// Begins to serve; with TLS as `localhost`, by a certificate that `authority.pem` signed.
    pub(crate) fn start(tls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (reply, asked) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicUsize::new(0)));
        let (replies, counter) = (Arc::clone(&reply), Arc::clone(&asked));
        let config = tls.then(|| Arc::new(server_config()));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                counter.fetch_add(1, Ordering::Relaxed);
                let bytes = replies.lock().expect("no panics").clone();
                match &config {
                    // Who is not believed hangs up in the middle, which is no fault of this side.
                    Some(config) => drop(
                        ServerConnection::new(Arc::clone(config))
                            .map(|tls| answer(StreamOwned::new(tls, stream), &bytes)),
                    ),
                    None => drop(answer(stream, &bytes)),
                }
            }
        });
        Self { address, reply, asked }
    }

    /// What is replied from now on, whole.
    pub(crate) fn reply(&self, head: &str, body: &str) {
        let head = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        *self.reply.lock().expect("no panics") = head.into_bytes();
    }

    /// How often somebody came.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn answer(stream: impl Read + Write, bytes: &[u8]) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while stream.read_line(&mut line)? > 2 {
        line.clear();
    }
    stream.get_mut().write_all(bytes)?;
    stream.get_mut().flush()
}

fn server_config() -> ServerConfig {
    let chain = CertificateDer::pem_file_iter(key_file("server.pem")).expect("a certificate");
    let chain = chain.map(|certificate| certificate.expect("a certificate")).collect();
    let key = PrivateKeyDer::from_pem_file(key_file("server.key.pem")).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions");
    config.with_no_client_auth().with_single_cert(chain, key).expect("a usable certificate")
}
