//! OpenSearch and Elasticsearch, which share this part of their API.
//!
//! Of the analysers that are there without a plug-in two read Chinese: `standard` makes each ideograph a
//! term, `cjk` every two neighbours. Both are tried.

use std::net::SocketAddr;
use std::time::Instant;

use hyper::Method;
use serde_json::{Value, json};

use crate::compare::corpus::{Documents, TOP_K};
use crate::compare::http::{Call, Wire, batches, reader};
use crate::compare::peer::{Peer, Way};
use crate::error::Error;
use crate::load::Shot;

/// The index that is made and removed.
const INDEX: &str = "/wenshui-compare";
/// The analysers.
const READINGS: [&str; 2] = ["standard", "cjk"];

/// A server of either.
pub struct OpenSearch {
    address: SocketAddr,
    limit: usize,
}

impl OpenSearch {
    /// The server at an address.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, limit: TOP_K }
    }

    async fn bulk(&self, batch: &[String]) -> Result<(), Error> {
        let target = format!("{INDEX}/_bulk");
        let call = Call { method: Method::POST, target: &target, body: batch.concat() };
        let told = call.json(self.address).await?;
        if told["errors"] == Value::Bool(false) {
            return Ok(());
        }
        // A reply to a bulk is 200 whatever became of its parts.
        let items = told["items"].as_array().into_iter().flatten();
        let refused = items.map(|item| &item["index"]["error"]).find(|error| !error.is_null());
        let words = refused.unwrap_or(&told).to_string().chars().take(300).collect();
        Err(Error::Reply { address: self.address.to_string(), status: 200, words })
    }
}

impl Peer for OpenSearch {
    type Connection = Wire;

    fn name(&self) -> &'static str {
        "opensearch"
    }

    fn ways(&self) -> Vec<Way> {
        Way::all(&READINGS)
    }

    async fn version(&self) -> Result<String, Error> {
        let told = Call::bare(Method::GET, "/").json(self.address).await?;
        let version = &told["version"];
        let maker = version["distribution"].as_str().unwrap_or("elasticsearch");
        Ok(format!("{maker} {}", version["number"].as_str().unwrap_or_default()))
    }

    async fn fill(&mut self, documents: &Documents, way: Way) -> Result<f64, Error> {
        self.empty().await?;
        self.limit = documents.limit;
        let index = json!({
            "settings": { "number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1" },
            "mappings": { "properties": { "text": { "type": "text", "analyzer": way.reading } } },
        });
        let lines = documents.documents.iter().zip(0..).map(|(document, id): (_, u64)| {
            let action = json!({ "index": { "_id": id.to_string() } });
            format!("{action}\n{}\n", json!({ "text": document.text() }))
        });
        let lines = batches(lines);
        let began = Instant::now();
        Call::of(Method::PUT, INDEX, &index).json(self.address).await?;
        for batch in lines {
            self.bulk(&batch).await?;
        }
        let target = format!("{INDEX}/_refresh");
        Call::bare(Method::POST, &target).json(self.address).await?;
        Ok(began.elapsed().as_secs_f64())
    }

    fn ask(&self, question: &str) -> Result<Shot, Error> {
        let body = json!({
            "size": self.limit,
            "_source": false,
            "track_total_hits": false,
            "query": { "match": { "text": question } },
        });
        let target = format!("{INDEX}/_search");
        Ok(Shot { method: Method::POST, target, body: body.to_string().into() })
    }

    async fn connect(&self) -> Result<Wire, Error> {
        let read = reader(self.address, "/hits/hits", "_id");
        Wire::connect(self.address, b"\"hits\":[", read).await
    }

    async fn empty(&mut self) -> Result<(), Error> {
        let target = format!("{INDEX}?ignore_unavailable=true");
        Call::bare(Method::DELETE, &target).json(self.address).await.map(drop)
    }
}
