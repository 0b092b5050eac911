//! The words that head columns in files of other systems and of people, from `headers.tsv`.

use std::sync::OnceLock;

/// Words of headers by the shape or format that they belong to.
pub(super) struct Headers(Vec<(&'static str, &'static str, &'static str)>);

impl Headers {
    /// Those of the data file.
    pub(super) fn bundled() -> &'static Self {
        static HEADERS: OnceLock<Headers> = OnceLock::new();
        HEADERS.get_or_init(|| {
            let lines = include_str!("../../words/exchange/headers.tsv").lines();
            let lines = lines.filter(|line| !line.starts_with('#'));
            Self(lines.filter_map(line).collect())
        })
    }

    /// The field that a header means, whatever its case.
    pub(super) fn field(&self, of: &str, header: &str) -> Option<&'static str> {
        let header = header.trim().to_lowercase();
        self.of(of).find(|(_, words)| words.to_lowercase() == header).map(|(field, _)| field)
    }

    /// The field whose words a header begins with, whatever its case: some systems explain behind them
    /// what the column is for.
    pub(super) fn begun(&self, of: &str, header: &str) -> Option<&'static str> {
        let header = header.trim().to_lowercase();
        self.of(of)
            .find(|(_, words)| header.starts_with(&words.to_lowercase()))
            .map(|(field, _)| field)
    }

    fn of<'a>(&'a self, of: &'a str) -> impl Iterator<Item = (&'static str, &'static str)> + 'a {
        self.0
            .iter()
            .filter(move |(shape, ..)| *shape == of)
            .map(|(_, field, words)| (*field, *words))
    }
}

fn line(line: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (of, rest) = line.split_once('\t')?;
    let (field, words) = rest.split_once('\t')?;
    Some((of, field, words))
}
