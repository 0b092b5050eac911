//! How long a syllable lasts beside others: by its initial, its final, its tone, and whether the voice
//! rests after it. The figures are measured of espeak-ng and stand in `data/syllables.tsv`.

use std::collections::HashMap;
use std::sync::OnceLock;

const BUNDLED: &str = include_str!("../../data/syllables.tsv");
/// No syllable is shorter, in the unit of the table.
const LEAST: f64 = 60.0;

/// The table: a part of a syllable and what it adds.
struct Weights(HashMap<(&'static str, &'static str), f64>);

/// What a syllable such as `shui4` weighs beside others, `last` in its phrase or not.
pub fn weight(syllable: &str, last: bool) -> f64 {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    let weights = WEIGHTS.get_or_init(|| Weights::read(BUNDLED));
    let plain = syllable.trim_end_matches(|c: char| c.is_ascii_digit());
    let (tone, initial) = (&syllable[plain.len()..], weights.initial(plain));
    let of = |kind, name| weights.0.get(&(kind, name)).copied().unwrap_or_default();
    let parts = of("initial", initial) + of("final", &plain[initial.len()..]) + of("tone", tone);
    let place = if last { of("place", "last") } else { 0.0 };
    (of("place", "any") + parts + place).max(LEAST)
}

impl Weights {
    /// Rows of kind, name and milliseconds; a row that is none of these adds nothing.
    fn read(text: &'static str) -> Self {
        let rows = text.lines().filter(|line| !line.starts_with('#'));
        Self(rows.filter_map(row).collect())
    }

    /// The longest initial that the syllable begins with and is more than.
    fn initial<'a>(&self, syllable: &'a str) -> &'a str {
        let begins = [2, 1].into_iter().filter_map(|len| syllable.get(..len));
        let mut known = begins.filter(|head| self.0.contains_key(&("initial", *head)));
        known.find(|head| head.len() < syllable.len()).unwrap_or_default()
    }
}

fn row(line: &'static str) -> Option<((&'static str, &'static str), f64)> {
    let mut columns = line.split('\t');
    let key = (columns.next()?, columns.next()?);
    Some((key, columns.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{BUNDLED, row, weight};

    #[test]
    fn every_row_of_the_table_is_one() {
        let rows: Vec<_> = BUNDLED.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(rows.len() > 60, "{}", rows.len());
        assert!(rows.iter().all(|line| row(line).is_some()));
    }

    #[test]
    fn what_is_long_to_say_weighs_more() {
        for (short, long) in
            [("de5", "de4"), ("ba1", "bang1"), ("da4", "chong2"), ("yi1", "zhuang1")]
        {
            assert!(weight(short, false) < weight(long, false), "{short} {long}");
        }
        assert!(weight("shui4", false) < weight("shui4", true));
        assert!(weight("", false) > 0.0 && weight("x", false) > 0.0);
    }
}
