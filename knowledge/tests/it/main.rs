//! The knowledge crate from outside: files in, entries and problems out.

mod bundled;
mod calendars;
<<<<<<< HEAD
mod edits;
mod exchange;
=======
mod documents;
>>>>>>> febec84 (Documents: readers of DOCX, HTML, PDF, Markdown and plain text, begun)
mod files;
mod heard;
mod lexicons;
mod masks;
mod quantities;
mod reading;
