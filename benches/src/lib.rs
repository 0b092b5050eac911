//! How fast is it: knowledge of any size, answering measured in this process, and a server
//! measured from outside, known only by its URL.

pub mod blockmax;
pub mod client;
pub mod error;
pub mod flood;
pub mod generate;
pub mod latency;
pub mod load;
pub mod resident;
pub mod retrieval;
pub mod stages;
pub mod suggest;
pub mod talk;
pub mod typing;
