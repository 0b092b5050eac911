//! Training of the small speech model: tax questions spoken by a voice go in, a file of whisper.cpp's
//! layout comes out.
//!
//! The model is Whisper's network, much smaller. It knows the parts of its questions and nothing else;
//! it is there so that the way from sound to answer can be tested as a whole, with nothing faked.

pub mod batch;
pub mod corpus;
pub mod disturb;
pub mod fit;
pub mod fused;
pub mod ggml;
pub mod mel;
pub mod net;
pub mod phrases;
pub mod settings;
pub mod vocab;
