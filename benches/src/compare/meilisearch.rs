//! Meilisearch, by its HTTP API of version 1.
//!
//! Texts are told to be Mandarin, so that its segmenter of Chinese reads them. Its default way of leaving
//! out words of the question, the last first, fits what is typed word by word; for whole questions it also
//! has one that leaves out the most frequent first. Both are tried.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};

use crate::compare::corpus::{Documents, TOP_K};
use crate::compare::http::{Call, Wire, batches, reader};
use crate::compare::peer::{Peer, Way};
use crate::error::Error;
use crate::load::Shot;

/// The index that is made and removed.
const INDEX: &str = "/indexes/wenshui-compare";
/// Mandarin, as ISO 639-3 has it.
const MANDARIN: &str = "cmn";
/// Which words of a question are left out first.
const READINGS: [&str; 2] = ["last", "frequency"];
/// How often is asked whether a task is done.
const ASK_EVERY: Duration = Duration::from_millis(10);

/// A server of Meilisearch.
pub struct Meilisearch {
    address: SocketAddr,
    strategy: &'static str,
    limit: usize,
}

impl Meilisearch {
    /// The server at an address.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, strategy: READINGS[0], limit: TOP_K }
    }

    /// Asks for something that is done later, and waits until it is.
    async fn task(&self, call: Call<'_>) -> Result<(), Error> {
        let task = call.json(self.address).await?;
        let target = format!("/tasks/{}", task["taskUid"]);
        loop {
            let task = Call::bare(Method::GET, &target).json(self.address).await?;
            match task["status"].as_str() {
                Some("succeeded") => return Ok(()),
                Some("enqueued" | "processing") => tokio::time::sleep(ASK_EVERY).await,
                _ => {
                    let (address, words) = (self.address.to_string(), task.to_string());
                    return Err(Error::Reply { address, status: 200, words });
                }
            }
        }
    }
}

impl Peer for Meilisearch {
    type Connection = Wire;

    fn name(&self) -> &'static str {
        "meilisearch"
    }

    fn ways(&self) -> Vec<Way> {
        Way::all(&READINGS)
    }

    async fn version(&self) -> Result<String, Error> {
        let told = Call::bare(Method::GET, "/version").json(self.address).await?;
        Ok(told["pkgVersion"].as_str().unwrap_or_default().to_owned())
    }

    async fn fill(&mut self, documents: &Documents, way: Way) -> Result<f64, Error> {
        self.empty().await?;
        (self.strategy, self.limit) = (way.reading, documents.limit);
        let index = json!({ "uid": INDEX.trim_start_matches("/indexes/"), "primaryKey": "id" });
        let settings = json!({
            "searchableAttributes": ["question", "answer"],
            "localizedAttributes": [{ "attributePatterns": ["*"], "locales": [MANDARIN] }],
        });
        let bodies = documents.documents.iter().zip(0..).map(|(document, id): (_, u64)| {
            json!({ "id": id, "question": document.question, "answer": document.answer })
                .to_string()
        });
        let bodies = batches(bodies);
        let began = Instant::now();
        self.task(Call::of(Method::POST, "/indexes", &index)).await?;
        let target = format!("{INDEX}/settings");
        self.task(Call::of(Method::PATCH, &target, &settings)).await?;
        let target = format!("{INDEX}/documents");
        for batch in bodies {
            let body = format!("[{}]", batch.join(","));
            self.task(Call { method: Method::POST, target: &target, body }).await?;
        }
        Ok(began.elapsed().as_secs_f64())
    }

    fn ask(&self, question: &str) -> Result<Shot, Error> {
        let body: Value = json!({
            "q": question,
            "limit": self.limit,
            "attributesToRetrieve": ["id"],
            "matchingStrategy": self.strategy,
            "locales": [MANDARIN],
        });
        let target = format!("{INDEX}/search");
        Ok(Shot { method: Method::POST, target, body: body.to_string().into() })
    }

    async fn connect(&self) -> Result<Wire, Error> {
        let read = reader(self.address, "/hits", "id");
        Wire::connect(self.address, b"\"hits\":[", read).await
    }

    async fn empty(&mut self) -> Result<(), Error> {
        let known = Call::bare(Method::GET, INDEX).text(self.address).await;
        match known {
            Ok(_) => self.task(Call::bare(Method::DELETE, INDEX)).await,
            Err(Error::Reply { status: 404, .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
