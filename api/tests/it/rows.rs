//! Rows of the features as dialogues over HTTP; `docs/rows.md` tells which test proves which row.

mod after;
mod entry;
mod feeling;
mod retrieval;
mod text;
