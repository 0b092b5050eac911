//! From templates and values to a page; the one place that knows the template library.
//!
//! Templates escape whatever they are given; only what a template has written itself goes into another
//! as it is. A new section is a template `name.html` among [`TEMPLATES`] with a heading in `words.html`; a
//! new page is a kind in `words.html` and a list of sections. `marks.html` has what sections share.

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::error::Error;
use crate::html::number;

/// The templates: files of `eval/data/html` by their names.
macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../data/html/", $name)))),*]
    };
}

const TEMPLATES: [(&str, &str); 20] = templates![
    "broken.html",
    "by-tag.html",
    "cases.html",
    "changed.html",
    "compared.html",
    "confidence.html",
    "decisions.html",
    "differences.html",
    "figures.html",
    "fixed.html",
    "flips.html",
    "latency.html",
    "marks.html",
    "page.html",
    "paired.html",
    "summary.html",
    "tags.html",
    "unsteady.html",
    "words.html",
    "worst.html",
];
/// The looks of every page, and what finds cases in a list.
const STYLE: &str = include_str!("../../data/html/style.css");
const SCRIPT: &str = include_str!("../../data/html/filter.js");

/// A part of a page, with a heading of its own and a place in the list of contents.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Its name: that of its anchor, of its template and of its heading in `words.html`.
    pub name: &'static str,
    /// What its template has written.
    body: Value,
}

/// What the frame of a page is given.
#[derive(Serialize)]
struct Page<'a> {
    kind: &'a str,
    of: &'a str,
    sections: &'a [Section],
    style: Value,
    script: Value,
}

/// What writes pages.
pub struct Pages {
    templates: Environment<'static>,
}

impl Pages {
    /// Reads the templates.
    ///
    /// # Errors
    /// When one of them is broken.
    pub fn new() -> Result<Self, Error> {
        let mut templates = Environment::new();
        // A name that does not exist is a mistake in a template, not an empty place; but fields that a
        // report leaves out may be asked for.
        templates.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates.add_filter("percent", number::percent);
        templates.add_filter("fixed", number::fixed);
        templates.add_filter("ms", number::ms);
        templates.add_filter("points", number::points);
        for (name, text) in TEMPLATES {
            templates.add_template(name, text).map_err(broken)?;
        }
        Ok(Self { templates })
    }

    /// A section: what the template `name.html` makes of `values`.
    ///
    /// # Errors
    /// When the template asks for what `values` do not have.
    pub fn section(&self, name: &'static str, values: impl Serialize) -> Result<Section, Error> {
        let template = self.templates.get_template(&format!("{name}.html")).map_err(broken)?;
        let body = template.render(Value::from(Serde(values))).map_err(broken)?;
        Ok(Section { name, body: Value::from_safe_string(body) })
    }

    /// A page of these sections. `kind` names in `words.html` what page it is, `of` says what it is about.
    ///
    /// # Errors
    /// When a section has no heading.
    pub fn page(&self, (kind, of): (&str, &str), sections: &[Section]) -> Result<String, Error> {
        let [style, script] = [STYLE, SCRIPT].map(|text| Value::from_safe_string(text.to_owned()));
        let values = Page { kind, of, sections, style, script };
        let template = self.templates.get_template("page.html").map_err(broken)?;
        template.render(Value::from(Serde(values))).map_err(broken)
    }
}

fn broken(error: minijinja::Error) -> Error {
    // The alternate form names the line of the template.
    Error::Page(format!("{error:#}"))
}
