//! The rules, one file each: a `findings` function from texts to findings, and its tests.

pub mod arrows;
pub mod changelog;
pub mod circles;
pub mod comments;
pub mod doc_paths;
pub mod exceptions;
pub mod file_form;
pub mod file_length;
pub mod forbidden_calls;
pub mod function_length;
pub mod han;
pub mod homes;
pub mod imports;
pub mod machine_paths;
pub mod merged;
pub mod pages;
pub mod pure;
pub mod rows;
