//! People serving people: what may happen to a session, a reservation, a note and everything else of
//! the desk that has states, and what follows from it.
//!
//! Nothing here does IO, reads a clock or draws a random number. A thing with states is a
//! [`machine::Machine`]: a total function from a state, a command and a moment to the next state
//! with its effects, or a refusal by name.

pub mod authority;
pub mod booking;
pub mod case;
pub mod csv;
pub mod effect;
pub mod fault;
pub mod inbox;
pub mod invitation;
pub mod machine;
pub mod mask;
pub mod notice;
pub mod part;
pub mod profile;
pub mod receipt;
pub mod refusal;
pub mod reservation;
pub mod rights;
pub mod survey;
