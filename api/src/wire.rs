//! What travels: requests and answers under `/v1`, in the words of the contract.

pub mod answer;
pub mod conversation;
pub mod explain;
pub mod request;
