//! What every peer can do: be filled, be connected to, be asked.

use crate::compare::corpus::{Documents, Unit};
use crate::error::Error;

/// A way of filling and asking a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// What a document is.
    pub unit: Unit,
    /// How texts are read, in the peer's own words; empty where there is one way only.
    pub reading: &'static str,
}

impl Way {
    /// Every reading with every unit.
    pub fn all(readings: &[&'static str]) -> Vec<Self> {
        let of = |unit| readings.iter().map(move |reading| Self { unit, reading });
        Unit::ALL.into_iter().flat_map(of).collect()
    }

    /// Its name.
    pub fn name(self) -> String {
        match self.reading {
            "" => self.unit.name().to_owned(),
            reading => format!("{reading}, {}", self.unit.name()),
        }
    }
}

/// A search engine that is measured.
pub trait Peer: Send + Sync {
    /// What it is asked over.
    type Connection: Connection;

    /// Its name.
    fn name(&self) -> &'static str;

    /// How it is asked.
    fn protocol(&self) -> &'static str {
        "HTTP"
    }

    /// What its times leave out, in words; empty where nothing.
    fn remark(&self) -> &'static str {
        ""
    }

    /// The ways of filling and asking it, the usual one first; none for what finds nothing.
    fn ways(&self) -> Vec<Way>;

    /// Its version, as it tells it.
    ///
    /// # Errors
    /// When it cannot be asked.
    fn version(&self) -> impl Future<Output = Result<String, Error>> + Send;

    /// Puts documents in the place of those that it had, and gives the seconds until all can be found.
    ///
    /// # Errors
    /// When it refuses them.
    fn fill(
        &mut self,
        documents: &Documents,
        way: Way,
    ) -> impl Future<Output = Result<f64, Error>> + Send;

    /// A question in the peer's own form, made before any clock runs.
    ///
    /// # Errors
    /// When it cannot be put into that form.
    fn ask(&self, question: &str) -> Result<Ask<Self>, Error>;

    /// One more connection.
    ///
    /// # Errors
    /// When it cannot be reached.
    fn connect(&self) -> impl Future<Output = Result<Self::Connection, Error>> + Send;

    /// Removes what was put into it.
    ///
    /// # Errors
    /// When it refuses that.
    fn empty(&mut self) -> impl Future<Output = Result<(), Error>> + Send;
}

/// A question in the form of a peer.
pub type Ask<P> = <<P as Peer>::Connection as Connection>::Ask;

/// A connection to a peer.
pub trait Connection: Send + 'static {
    /// A question in the peer's own form.
    type Ask: Send + Sync + 'static;
    /// A reply, as far as everybody who asks has to read it.
    type Reply: Send;

    /// Asks, and waits for the reply.
    ///
    /// # Errors
    /// When it is not what it must be.
    fn send(&mut self, ask: &Self::Ask) -> impl Future<Output = Result<Self::Reply, Error>> + Send;

    /// The numbers of the documents in a reply, best first.
    ///
    /// # Errors
    /// When the reply cannot be read.
    fn found(&self, reply: Self::Reply) -> Result<Vec<u64>, Error>;
}
