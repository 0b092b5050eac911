//! People serving people: what may happen to a session, a reservation, a note and everything else of
//! the desk that has states, and what follows from it.
//!
//! Nothing here does IO, reads a clock or draws a random number. A thing with states is a
//! [`machine::Machine`]: a total function from a state, a command and a moment to the next state
//! with its effects, or a refusal by name.

pub mod agent;
pub mod attachment;
pub mod authority;
pub mod booking;
pub mod calendar;
pub mod call;
pub mod case;
pub mod center;
pub mod csv;
pub mod effect;
pub mod eta;
pub mod fault;
pub mod filter;
pub mod inbox;
pub mod invitation;
pub mod line;
pub mod machine;
pub mod mask;
pub mod mediation;
pub mod mistake;
pub mod note;
pub mod notice;
pub mod number;
pub mod part;
pub mod profile;
pub mod queue;
pub mod receipt;
pub mod reception;
pub mod refusal;
pub mod reservation;
pub mod rights;
pub mod routing;
pub mod saying;
pub mod session;
pub mod statistics;
pub mod survey;
pub mod waiting;
pub mod work_order;
pub mod zone;
