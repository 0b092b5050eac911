//! How fast is it: knowledge of any size, answering measured in this process, and a server
//! measured from outside, known only by its URL.

pub mod blockmax;
pub mod client;
pub mod counts;
pub mod error;
pub mod gate;
pub mod generate;
pub mod latency;
pub mod load;
pub mod marks;
pub mod resident;
pub mod result;
pub mod retrieval;
pub mod rounds;
pub mod stages;
pub mod suggest;
pub mod talk;
pub mod typing;
