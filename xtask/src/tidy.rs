//! The rules of the house that a machine can keep, checked over the whole repository at once.
//!
//! `files` is the only door to disk. Everything behind it is a plain function from texts to
//! findings, one small file a rule, so that each rule is tested on a few inline lines.

pub mod figures;
pub mod files;
pub mod finding;
pub mod modules;
pub mod rows;
pub mod rules;
pub mod source;
pub mod tables;

use std::fmt;
use std::path::Path;

use crate::error::Error;
use crate::tidy::figures::Figures;
use crate::tidy::files::Tree;
use crate::tidy::finding::Finding;
use crate::tidy::rules::{
    arrows, changelog, circles, comments, doc_paths, exceptions, file_form, file_length,
    forbidden_calls, function_length, han, homes, imports, machine_paths, merged, pages, pure,
    rows as proven_rows,
};
use crate::tidy::source::{Source, read_all};
use crate::tidy::tables::Tables;

/// What a run of tidy has to say.
#[derive(Debug)]
pub struct Report {
    /// Everything that breaks a rule, by path and line.
    pub findings: Vec<Finding>,
    /// The measures of the workspace, good or bad.
    pub figures: Figures,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        writeln!(f, "{}, {} findings", self.figures, self.findings.len())
    }
}

/// Reads the repository at `root` and checks every rule.
///
/// # Errors
/// When a file cannot be read or a table in `xtask/data` is broken.
pub fn run(root: &Path) -> Result<Report, Error> {
    let tree = files::read(root)?;
    let tables = Tables::read(&tree)?;
    let (sources, mut findings) = read_all(&tree);
    let figures = Figures::of(&sources);
    findings.extend(about_code(&sources, &tables));
    findings.extend(about_measures(&sources, &figures));
    findings.extend(about_files(&tree, &tables));
    findings.extend(proven_rows::findings(&tree, &sources, &tables));
    findings.sort();
    Ok(Report { findings, figures })
}

fn about_code(sources: &[Source], tables: &Tables) -> Vec<Finding> {
    [
        circles::findings(sources),
        exceptions::findings(sources, &tables.exceptions),
        file_form::findings(sources),
        forbidden_calls::findings(sources),
        han::findings(sources),
        homes::findings(sources, &tables.homes.home),
        imports::findings(sources),
        pure::findings(sources, &tables.homes.pure),
    ]
    .concat()
}

fn about_measures(sources: &[Source], figures: &Figures) -> Vec<Finding> {
    [
        comments::findings(figures),
        file_length::findings(sources),
        function_length::findings(sources, figures),
    ]
    .concat()
}

fn about_files(tree: &Tree, tables: &Tables) -> Vec<Finding> {
    [
        arrows::findings(tree, &tables.arrows),
        changelog::findings(tree),
        doc_paths::findings(tree),
        machine_paths::findings(tree, &tables.places),
        merged::findings(tree),
        pages::findings(tree),
    ]
    .concat()
}
