//! The forms of numbers and document numbers, read from data.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::node::{Node, NodeReader};
use crate::problem::Problem;

/// How quantities are written; see the data file `quantities.yaml`.
#[derive(Debug, Clone, Default)]
pub struct QuantityRules {
    /// Digit → value.
    pub digits: FxHashMap<char, f64>,
    /// Ten, hundred, thousand.
    pub tens: FxHashMap<char, f64>,
    /// Ten thousand, a hundred million.
    pub myriads: FxHashMap<char, f64>,
    /// Units of money.
    pub money: Vec<Vec<char>>,
    /// Words before a share, with the parts of one that they count.
    pub fractions: Vec<(Vec<char>, f64)>,
    /// Words after a share, with the parts of one that they count.
    pub percents: Vec<(Vec<char>, f64)>,
    /// The word for year.
    pub year: Vec<char>,
    /// The word for month.
    pub month: Vec<char>,
    /// The words for day.
    pub day: Vec<Vec<char>>,
    /// Who numbers documents, longest first.
    issuers: Vec<String>,
    /// The word before a running number.
    pub ordinal: Vec<char>,
    /// The words after a running number, longest first.
    pub number: Vec<Vec<char>>,
    /// Characters other than ASCII digits that a quantity can begin with.
    beginnings: FxHashSet<char>,
}

impl QuantityRules {
    /// Reads the rules from the root of a data file.
    pub fn read(root: &Node, reader: &mut NodeReader) -> Self {
        let forms = |texts: Vec<String>| -> Vec<Vec<char>> {
            let mut forms: Vec<Vec<char>> = texts.iter().map(|t| t.chars().collect()).collect();
            forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
            forms
        };
        let mut fields = reader.fields(root);
        let digits = single(fields.numbers(reader, "digits"), reader, root);
        let tens = single(fields.numbers(reader, "tens"), reader, root);
        let myriads = single(fields.numbers(reader, "myriads"), reader, root);
        let spelled = |pairs: Vec<(String, f64)>| {
            let mut pairs: Vec<(Vec<char>, f64)> =
                pairs.into_iter().map(|(form, value)| (form.chars().collect(), value)).collect();
            pairs.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
            pairs
        };
        let mut issuers = fields.texts(reader, "issuers");
        issuers.sort_by_key(|issuer| std::cmp::Reverse(issuer.chars().count()));
        let word = |text: Option<String>| text.unwrap_or_default().chars().collect();
        let mut rules = Self {
            beginnings: FxHashSet::default(),
            digits,
            tens,
            myriads,
            issuers,
            money: forms(fields.texts(reader, "money")),
            fractions: spelled(fields.numbers(reader, "fractions")),
            percents: spelled(fields.numbers(reader, "percents")),
            year: word(fields.text(reader, "year")),
            month: word(fields.text(reader, "month")),
            day: forms(fields.texts(reader, "day")),
            ordinal: word(fields.text(reader, "ordinal")),
            number: forms(fields.texts(reader, "number")),
        };
        fields.finish(reader);
        rules.beginnings = rules.first_characters();
        rules
    }

    /// Whether a quantity can begin with `c`.
    pub fn begins(&self, c: char) -> bool {
        c.is_ascii_digit() || self.beginnings.contains(&c)
    }

    /// The issuer whose form `chars` begins with, the longest one.
    pub fn issuer(&self, chars: &[char]) -> Option<&str> {
        let fits =
            |issuer: &&String| issuer.chars().enumerate().all(|(at, c)| chars.get(at) == Some(&c));
        self.issuers.iter().find(fits).map(String::as_str)
    }

    fn first_characters(&self) -> FxHashSet<char> {
        let numerals = self.digits.keys().chain(self.tens.keys()).copied();
        let words = self.fractions.iter().filter_map(|(form, _)| form.first().copied());
        let issuers = self.issuers.iter().filter_map(|issuer| issuer.chars().next());
        numerals.chain(words).chain(issuers).chain(self.ordinal.first().copied()).collect()
    }

    /// What a multiplier multiplies by.
    pub fn multiplier(&self, c: char) -> Option<f64> {
        self.tens.get(&c).or_else(|| self.myriads.get(&c)).copied()
    }
}

/// Forms that must be one character each.
fn single(pairs: Vec<(String, f64)>, reader: &mut NodeReader, root: &Node) -> FxHashMap<char, f64> {
    let mut map = FxHashMap::default();
    for (form, value) in pairs {
        let mut chars = form.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => {
                map.insert(c, value);
            }
            _ => reader.report(Problem::error(root.line, &form, "not_one_character", &[&form])),
        }
    }
    map
}
