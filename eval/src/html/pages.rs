//! From templates and values to a page; the one place that knows the template library.
//!
//! Templates escape whatever they are given; only what a template has written itself goes into another
//! as it is. A new section is a template `name.html` among [`TEMPLATES`] with a heading in `words.html`; a
//! new page is a kind in `words.html` and a list of sections. `marks.html` has what sections share.

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use serde::Serialize;

use crate::error::Error;
use crate::html::number;

/// The templates: files of `eval/data/html` by their names.
macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../data/html/", $name)))),*]
    };
}

const TEMPLATES: [(&str, &str); 21] = templates![
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
    "picture.svg",
    "summary.html",
    "tags.html",
    "unsteady.html",
    "words.html",
    "worst.html",
];
/// The looks of charts and of every page, and what finds cases in a list.
const CHARTS: &str = include_str!("../../data/html/chart.css");
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

/// What pages of another language or about other things bring along: the words of reports are Chinese and
/// those of `words.html`.
#[derive(Debug, Clone, Copy)]
pub struct Wording {
    /// Further templates by their names, with those of their sections.
    pub templates: &'static [(&'static str, &'static str)],
    /// The template with the words of the page: the macros `kind`, `section` and `contents`.
    pub words: &'static str,
    /// The language, as HTML names it.
    pub lang: &'static str,
    /// What is added to the looks.
    pub style: &'static str,
    /// A script that the page runs; the hash of [`SCRIPT`] is the only one that it may have.
    script: &'static str,
}

impl Wording {
    /// Pages in other words, without a script.
    pub const fn new(
        templates: &'static [(&'static str, &'static str)],
        (words, lang): (&'static str, &'static str),
        style: &'static str,
    ) -> Self {
        Self { templates, words, lang, style, script: "" }
    }
}

/// The words of reports and comparisons.
const OWN: Wording =
    Wording { templates: &[], words: "words.html", lang: "zh-CN", style: "", script: SCRIPT };

/// What the frame of a page is given.
#[derive(Serialize)]
struct Page<'a> {
    words: &'a str,
    lang: &'a str,
    kind: &'a str,
    of: &'a str,
    sections: &'a [Section],
    style: Value,
    script: Value,
}

/// What writes pages.
pub struct Pages {
    templates: Environment<'static>,
    wording: Wording,
}

impl Pages {
    /// Reads the templates.
    ///
    /// # Errors
    /// When one of them is broken.
    pub fn new() -> Result<Self, Error> {
        Self::in_words(OWN)
    }

    /// The same for pages in other words.
    ///
    /// # Errors
    /// When one of the templates is broken.
    pub fn in_words(wording: Wording) -> Result<Self, Error> {
        let mut templates = Environment::new();
        // A name that does not exist is a mistake in a template, not an empty place; but fields that a
        // report leaves out may be asked for.
        templates.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        templates.add_filter("percent", number::percent);
        templates.add_filter("fixed", number::fixed);
        templates.add_filter("ms", number::ms);
        templates.add_filter("points", number::points);
        for &(name, text) in TEMPLATES.iter().chain(wording.templates) {
            templates.add_template(name, text).map_err(broken)?;
        }
        Ok(Self { templates, wording })
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

    /// A chart as a picture of its own: what the template `picture.svg` makes of `values`, which are the chart,
    /// its `title` and `legend`, and what its axes are.
    ///
    /// # Errors
    /// When the template asks for what `values` do not have.
    pub fn picture(&self, values: impl Serialize) -> Result<String, Error> {
        let style = Value::from_safe_string(format!("{CHARTS}{}", self.wording.style));
        let template = self.templates.get_template("picture.svg").map_err(broken)?;
        let values = context! { style, ..Value::from(Serde(values)) };
        template.render(values).map_err(broken)
    }

    /// A page of these sections. `kind` names in `words.html` what page it is, `of` says what it is about.
    ///
    /// # Errors
    /// When a section has no heading.
    pub fn page(&self, (kind, of): (&str, &str), sections: &[Section]) -> Result<String, Error> {
        let Wording { words, lang, style, script, .. } = self.wording;
        let style = Value::from_safe_string(format!("{CHARTS}{STYLE}{style}"));
        let script = Value::from_safe_string(script.to_owned());
        let values = Page { words, lang, kind, of, sections, style, script };
        let template = self.templates.get_template("page.html").map_err(broken)?;
        template.render(Value::from(Serde(values))).map_err(broken)
    }
}

fn broken(error: minijinja::Error) -> Error {
    // The alternate form names the line of the template.
    Error::Page(format!("{error:#}"))
}
