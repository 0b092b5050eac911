//! Lucene, behind a small server of our own in Java.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use hyper::Method;

use crate::compare::corpus::{Documents, TOP_K};
use crate::compare::http::{Call, Read, Wire, strange};
use crate::compare::peer::{Peer, Way};
use crate::error::Error;
use crate::load::Shot;

/// The server, as `java -cp JAR Peer.java PORT FOLDER` runs it.
pub const PROGRAM: &str = include_str!("../../java/Peer.java");
/// The analysers: each ideograph a term, and every two neighbours.
const READINGS: [&str; 2] = ["standard", "cjk"];

/// A running server of Lucene.
pub struct Lucene {
    address: SocketAddr,
    limit: usize,
}

impl Lucene {
    /// The server at an address.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, limit: TOP_K }
    }
}

impl Peer for Lucene {
    type Connection = Wire;

    fn name(&self) -> &'static str {
        "lucene"
    }

    fn remark(&self) -> &'static str {
        "behind the HTTP server of the JDK, plain text"
    }

    fn ways(&self) -> Vec<Way> {
        Way::all(&READINGS)
    }

    async fn version(&self) -> Result<String, Error> {
        let told = Call::bare(Method::GET, "/version").text(self.address).await?;
        Ok(told.trim().to_owned())
    }

    async fn fill(&mut self, documents: &Documents, way: Way) -> Result<f64, Error> {
        self.limit = documents.limit;
        let texts: Vec<String> = documents.documents.iter().map(|d| d.text() + "\n").collect();
        let body = texts.concat();
        let target = format!("/fill?{}", way.reading);
        let began = Instant::now();
        Call { method: Method::POST, target: &target, body }.text(self.address).await?;
        Ok(began.elapsed().as_secs_f64())
    }

    fn ask(&self, question: &str) -> Result<Shot, Error> {
        let (target, body) = (format!("/search?{}", self.limit), question.to_owned().into());
        Ok(Shot { method: Method::POST, target, body })
    }

    async fn connect(&self) -> Result<Wire, Error> {
        let address = self.address;
        let read: Read = Arc::new(move |body| {
            let text = String::from_utf8_lossy(body);
            let numbers = text.lines().map(str::parse).collect::<Result<_, _>>();
            numbers.map_err(|_| strange(address, body))
        });
        Wire::connect(address, b"", read).await
    }

    async fn empty(&mut self) -> Result<(), Error> {
        // Its folder goes with it.
        Ok(())
    }
}
