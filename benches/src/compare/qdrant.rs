//! Qdrant, by its REST API, with the vectors of Wenshui's encoder.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::json;
use wenshui_models::Embed;

use crate::compare::corpus::{Documents, TOP_K};
use crate::compare::http::{Call, Wire, batches, reader};
use crate::compare::peer::{Peer, Way};
use crate::error::Error;
use crate::load::Shot;

/// The collection that is made and removed.
const COLLECTION: &str = "/collections/wenshui-compare";
/// How often is asked whether its index is built.
const ASK_EVERY: Duration = Duration::from_millis(20);

/// A server of Qdrant.
pub struct Qdrant {
    address: SocketAddr,
    encoder: Arc<dyn Embed>,
    limit: usize,
}

impl Qdrant {
    /// The server at an address, and who makes vectors for it.
    pub fn new(address: SocketAddr, encoder: Arc<dyn Embed>) -> Self {
        Self { address, encoder, limit: TOP_K }
    }

    /// Waits until nothing is left to be indexed.
    async fn settle(&self) -> Result<(), Error> {
        loop {
            let told = Call::bare(Method::GET, COLLECTION).json(self.address).await?;
            match told["result"]["status"].as_str() {
                Some("green") => return Ok(()),
                Some("yellow" | "grey") => tokio::time::sleep(ASK_EVERY).await,
                _ => {
                    let words = told["result"].to_string().chars().take(300).collect();
                    let address = self.address.to_string();
                    return Err(Error::Reply { address, status: 200, words });
                }
            }
        }
    }
}

impl Peer for Qdrant {
    type Connection = Wire;

    fn name(&self) -> &'static str {
        "qdrant"
    }

    fn remark(&self) -> &'static str {
        "vectors are made beforehand by Wenshui's encoder"
    }

    fn ways(&self) -> Vec<Way> {
        Way::all(&[""])
    }

    async fn version(&self) -> Result<String, Error> {
        let told = Call::bare(Method::GET, "/").json(self.address).await?;
        Ok(told["version"].as_str().unwrap_or_default().to_owned())
    }

    async fn fill(&mut self, documents: &Documents, _: Way) -> Result<f64, Error> {
        self.empty().await?;
        self.limit = documents.limit;
        let texts: Vec<String> = documents.documents.iter().map(|d| d.text()).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let vectors = self.encoder.embed(&texts)?;
        let points = vectors
            .iter()
            .zip(0..)
            .map(|(vector, id): (_, u64)| json!({ "id": id, "vector": vector }).to_string());
        let points = batches(points);
        let collection =
            json!({ "vectors": { "size": self.encoder.dims(), "distance": "Cosine" } });
        let began = Instant::now();
        Call::of(Method::PUT, COLLECTION, &collection).json(self.address).await?;
        let target = format!("{COLLECTION}/points?wait=true");
        for batch in points {
            let body = format!("{{\"points\":[{}]}}", batch.join(","));
            Call { method: Method::PUT, target: &target, body }.json(self.address).await?;
        }
        self.settle().await?;
        Ok(began.elapsed().as_secs_f64())
    }

    fn ask(&self, question: &str) -> Result<Shot, Error> {
        let mut vector = vec![0.0; self.encoder.dims()];
        self.encoder.embed_into(question, &mut vector)?;
        let body = json!({ "query": vector, "limit": self.limit }).to_string().into();
        Ok(Shot { method: Method::POST, target: format!("{COLLECTION}/points/query"), body })
    }

    async fn connect(&self) -> Result<Wire, Error> {
        let read = reader(self.address, "/result/points", "id");
        Wire::connect(self.address, b"\"points\":[", read).await
    }

    async fn empty(&mut self) -> Result<(), Error> {
        // A collection that there is not is no error here: the reply is 200 with false.
        Call::bare(Method::DELETE, COLLECTION).json(self.address).await.map(drop)
    }
}
