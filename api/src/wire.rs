//! What travels: requests and answers under `/v1`, in the words of the contract.

pub mod answer;
pub mod attachment;
pub mod conversation;
pub mod desk;
pub mod explain;
pub mod handover;
pub mod job;
pub mod key;
pub mod knowledge;
pub mod packet;
pub mod request;
pub mod say;
pub mod shared;
pub mod speech;
pub mod suite;
pub mod transcription;
