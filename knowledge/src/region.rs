//! Where a rule holds and where a question comes from: administrative codes.

use std::sync::OnceLock;

/// An administrative code of six digits; `370000` is a province, `370200` a city in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(u32);

impl Region {
    /// Reads a code. `None` unless it is six digits under a province that exists; what is below
    /// the province is not enumerated, because it changes every year.
    pub fn parse(code: &str) -> Option<Self> {
        let digits = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| code.parse().ok()).flatten()?;
        let region = Self(number);
        provinces().iter().any(|(known, _)| *known == region.province()).then_some(region)
    }

    /// The province it belongs to.
    #[must_use]
    pub fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// The short name of a province; what is below has none here.
    pub fn name(self) -> Option<&'static str> {
        provinces().iter().find(|(known, _)| *known == self).map(|(_, name)| *name)
    }

    /// The province with this short name.
    pub fn named(name: &str) -> Option<Self> {
        provinces().iter().find(|(_, known)| *known == name).map(|(region, _)| *region)
    }

    /// Whether `self` is `other` or lies in it.
    pub fn is_within(self, other: Self) -> bool {
        let digits = [10_000, 100, 1].into_iter().find(|unit| other.0.is_multiple_of(*unit));
        let unit = digits.unwrap_or(1);
        self.0 / unit == other.0 / unit
    }

    /// How narrow the region is: 1 a province, 2 a city, 3 a county.
    pub fn depth(self) -> u8 {
        match self.0 {
            code if code.is_multiple_of(10_000) => 1,
            code if code.is_multiple_of(100) => 2,
            _ => 3,
        }
    }
}

impl std::fmt::Display for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// The provinces with their short names, in the order of their codes.
pub fn provinces() -> &'static [(Region, &'static str)] {
    static PROVINCES: OnceLock<Vec<(Region, &str)>> = OnceLock::new();
    PROVINCES.get_or_init(|| {
        include_str!("../data/regions.tsv")
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(code, name)| Some((Region(code.parse().ok()?), name)))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::Region;

    #[test]
    fn codes_are_checked_and_nested() {
        let parse = |code| Region::parse(code).unwrap();
        assert!(parse("370202").is_within(parse("370200")));
        assert!(parse("370200").is_within(parse("370000")));
        assert!(!parse("370000").is_within(parse("370200")));
        assert!(!parse("440300").is_within(parse("370000")));
        for wrong in ["", "37000", "3700000", "990000", "37000x", "山东"] {
            assert_eq!(Region::parse(wrong), None, "{wrong}");
        }
    }
}
