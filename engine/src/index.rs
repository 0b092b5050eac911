//! The indexes over one knowledge version, built and swapped together.

pub mod apart;
pub mod dense;
pub mod documents;
pub mod exact;
pub mod head_len;
pub mod impacts;
#[cfg(test)]
mod made_up;
pub mod pick;
pub mod prefix;
pub mod range_min;
pub mod sketch;
pub mod sounds;
pub(crate) mod suffixes;
pub mod top;
pub mod vocabulary;
