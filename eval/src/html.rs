//! Pages for people: one file each that holds everything it needs, so that it opens from a disk, can be
//! sent on and prints.
//!
//! Words, marks and looks are templates in `eval/data/html`; `words.html` has every word. A page is a
//! list of [`pages::Section`]s, each with a template of its own, all in one style; `view` puts those of
//! a report together, `comparison` those of two reports side by side. A page loads nothing and runs no
//! script but the one that it names by its hash.

pub mod chart;
mod charts;
pub mod comparison;
mod number;
pub mod pages;
pub mod view;
