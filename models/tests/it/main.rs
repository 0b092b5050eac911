//! Tests of the models crate through its public face.

mod bert;
mod chars;
mod hub;
mod queue;
mod support;
mod train;
