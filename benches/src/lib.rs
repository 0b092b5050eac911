//! How fast is it: knowledge of any size, answering measured in this process, and servers
//! measured from outside, known only by their addresses: ours, and its peers beside it.

pub mod blockmax;
pub mod busy;
pub mod capacity;
pub mod client;
pub mod compare;
pub mod counts;
pub mod error;
pub mod flood;
pub mod gate;
pub mod generate;
pub mod latency;
pub mod load;
pub mod marks;
pub mod resident;
pub mod result;
pub mod retrieval;
pub mod rounds;
pub mod sketched;
pub mod stages;
pub mod suggest;
pub mod talk;
pub mod typing;
