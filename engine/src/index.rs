//! The indexes over one knowledge version, built and swapped together.

pub mod dense;
pub mod documents;
pub mod exact;
pub mod impacts;
pub mod top;
pub mod vocabulary;
