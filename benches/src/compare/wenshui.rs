//! Wenshui among its peers: a server that has the knowledge already, asked by `POST /v1/answers`.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::Method;
use serde_json::{Value, json};

use crate::compare::corpus::{Documents, Searched, TOP_K, Unit};
use crate::compare::http::{Call, Read, Wire, strange};
use crate::compare::peer::{Peer, Way};
use crate::error::Error;
use crate::load::Shot;

/// A running server of this program.
pub struct Wenshui {
    address: SocketAddr,
    /// From its start without an index until it was ready.
    built_s: f64,
    /// The numbers of entries by their ids.
    numbers: Arc<HashMap<String, u64>>,
}

impl Wenshui {
    /// A server that serves these entries and took so many seconds to start without an index.
    pub fn new(address: SocketAddr, entries: &[Searched], built_s: f64) -> Self {
        let numbers = entries.iter().map(|entry| entry.id.clone()).zip(0..).collect();
        Self { address, built_s, numbers: Arc::new(numbers) }
    }
}

impl Peer for Wenshui {
    type Connection = Wire;

    fn name(&self) -> &'static str {
        "wenshui"
    }

    fn remark(&self) -> &'static str {
        "screens, ranks, decides, answers and keeps the turn besides finding"
    }

    fn ways(&self) -> Vec<Way> {
        vec![Way { unit: Unit::Entry, reading: "" }]
    }

    async fn version(&self) -> Result<String, Error> {
        let question = self.ask("?")?;
        let call = Call {
            method: question.method,
            target: &question.target,
            body: String::from_utf8_lossy(&question.body).into_owned(),
        };
        let reply = call.json(self.address).await?;
        let knowledge = reply["kb_version"].as_str().unwrap_or_default();
        Ok(format!("{}, knowledge {knowledge}", env!("CARGO_PKG_VERSION")))
    }

    async fn fill(&mut self, _: &Documents, _: Way) -> Result<f64, Error> {
        Ok(self.built_s)
    }

    fn ask(&self, question: &str) -> Result<Shot, Error> {
        let body = json!({ "question": question, "top_k": TOP_K }).to_string().into();
        Ok(Shot { method: Method::POST, target: "/v1/answers".into(), body })
    }

    async fn connect(&self) -> Result<Wire, Error> {
        let (address, numbers) = (self.address, Arc::clone(&self.numbers));
        let read: Read = Arc::new(move |body| {
            let value: Value = serde_json::from_slice(body).map_err(|_| strange(address, body))?;
            let candidates = value["candidates"].as_array();
            let ids = candidates.into_iter().flatten().filter_map(|found| found["id"].as_str());
            Ok(ids.filter_map(|id| numbers.get(id).copied()).collect())
        });
        Wire::connect(address, b"\"decision\":\"", read).await
    }

    async fn empty(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
