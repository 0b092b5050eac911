//! Echo beside the peers: what a request costs that finds nothing.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::Method;
use serde_json::json;

use crate::compare::corpus::Documents;
use crate::compare::http::Wire;
use crate::compare::peer::{Peer, Way};
use crate::error::Error;
use crate::load::Shot;

/// A server that gives back what it gets.
pub struct Echo {
    /// Its address.
    pub address: SocketAddr,
}

impl Peer for Echo {
    type Connection = Wire;

    fn name(&self) -> &'static str {
        "echo"
    }

    fn ways(&self) -> Vec<Way> {
        Vec::new()
    }

    async fn version(&self) -> Result<String, Error> {
        Ok(env!("CARGO_PKG_VERSION").to_owned())
    }

    async fn fill(&mut self, _: &Documents, _: Way) -> Result<f64, Error> {
        Ok(0.0)
    }

    fn ask(&self, question: &str) -> Result<Shot, Error> {
        let body = json!({ "question": question }).to_string().into();
        Ok(Shot { method: Method::POST, target: "/echo".into(), body })
    }

    async fn connect(&self) -> Result<Wire, Error> {
        Wire::connect(self.address, b"question", Arc::new(|_| Ok(Vec::new()))).await
    }

    async fn empty(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
