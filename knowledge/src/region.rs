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
        let province = region.province();
        places().iter().any(|known| known.region == province).then_some(region)
    }

    /// Its code, six digits.
    pub fn code(self) -> String {
        format!("{:06}", self.0)
    }

    /// The province it belongs to.
    #[must_use]
    pub fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// The short name, of what has one here: provinces and cities, not what is below these.
    pub fn name(self) -> Option<&'static str> {
        places().iter().find(|known| known.region == self).map(|known| known.name)
    }

    /// The place with this name, short or whole.
    pub fn named(name: &str) -> Option<Self> {
        places().iter().find(|known| known.names().any(|own| own == name)).map(|known| known.region)
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

/// A place that has a name: a province, a city, or what a province governs itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub region: Region,
    /// The name that it is called by.
    pub name: &'static str,
    /// What it is called besides.
    pub also: Vec<&'static str>,
}

impl Place {
    /// Everything that it is called.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.also.iter().copied())
    }
}

/// The places, in the order of their codes.
pub fn places() -> &'static [Place] {
    static PLACES: OnceLock<Vec<Place>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let rows =
            include_str!("../data/regions.tsv").lines().filter(|line| !line.starts_with('#'));
        rows.filter_map(place).collect()
    })
}

/// The place of a row: code, name, and other names with U+3001 between them.
fn place(row: &'static str) -> Option<Place> {
    let mut fields = row.split('\t');
    let region = Region(fields.next()?.parse().ok()?);
    let name = fields.next()?;
    let also = fields.next().map_or_else(Vec::new, |also| also.split('\u{3001}').collect());
    Some(Place { region, name, also })
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
        assert!(Region::parse("990000").is_none() && Region::parse("37").is_none());
        for wrong in ["", "37000", "3700000", "990000", "37000x", "山东"] {
            assert_eq!(Region::parse(wrong), None, "{wrong}");
        }
    }
}
