//! The same entries and the same questions given to Wenshui and to its peers, one after the other.
//!
//! A [`Peer`](peer::Peer) is filled, asked the questions of a suite for quality, and put under load. Each
//! may be filled and asked in several ways; the one that finds most counts, chosen on the very suite, so
//! that no peer is shown worse than it can be.

pub mod comparison;
pub mod corpus;
pub mod echo;
pub mod grams;
pub mod http;
pub mod lucene;
pub mod measure;
pub mod meilisearch;
pub mod opensearch;
pub mod peer;
pub mod postgres;
pub mod qdrant;
pub mod sqlite;
pub mod wenshui;
