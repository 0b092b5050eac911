//! How knowledge changes: versions on disk, publishing behind gates, and the versions that answer.

pub mod carry;
pub mod files;
pub mod gates;
pub mod handing;
pub mod opened;
pub mod parcel;
pub mod publish;
pub mod refused;
pub mod revise;
pub mod shelf;
