//! What a taxpayer is in the eyes of the law.

use std::sync::OnceLock;

/// A type of taxpayer, by its place in the data file `taxpayer_types.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaxpayerType(u8);

/// A type as the data file names it.
struct Named {
    axis: usize,
    name: String,
}

impl TaxpayerType {
    /// The type with this name.
    pub fn parse(name: &str) -> Option<Self> {
        let at = types().iter().position(|known| known.name == name)?;
        Some(Self(at as u8))
    }

    /// Every name, in the order of the data file.
    pub fn names() -> impl Iterator<Item = &'static str> {
        types().iter().map(|known| known.name.as_str())
    }

    /// The name.
    pub fn name(self) -> &'static str {
        &types()[usize::from(self.0)].name
    }

    /// Whether the two cannot hold of one taxpayer.
    pub fn excludes(self, other: Self) -> bool {
        let axis = |of: Self| types()[usize::from(of.0)].axis;
        self != other && axis(self) == axis(other)
    }
}

/// Whether something meant for `meant` (empty: everybody) concerns a taxpayer of type `asked`:
/// on the axis of `asked` it names either nothing or that very type.
pub fn concerns(meant: &[TaxpayerType], asked: TaxpayerType) -> bool {
    meant.contains(&asked) || !meant.iter().any(|kind| kind.excludes(asked))
}

fn types() -> &'static [Named] {
    static TYPES: OnceLock<Vec<Named>> = OnceLock::new();
    TYPES.get_or_init(|| {
        let rows = include_str!("../data/taxpayer_types.yaml").lines();
        let axes = rows.filter(|row| !row.starts_with('#')).filter_map(|row| row.split_once(':'));
        let listed = axes.enumerate().flat_map(|(axis, (_, names))| {
            names.trim().trim_matches(['[', ']']).split(',').map(move |name| (axis, name.trim()))
        });
        listed.map(|(axis, name)| Named { axis, name: name.to_owned() }).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{TaxpayerType, concerns};

    #[test]
    fn only_types_of_one_axis_exclude_each_other() {
        let kind = |name| TaxpayerType::parse(name).unwrap();
        let (general, small, sole) = (kind("一般纳税人"), kind("小规模纳税人"), kind("个体工商户"));
        assert!(!concerns(&[general], small));
        assert!(concerns(&[general, small], small));
        assert!(concerns(&[small], sole));
        assert!(concerns(&[], sole));
        assert!(!concerns(&[kind("企业"), small], sole));
        assert_eq!(TaxpayerType::parse("大户"), None);
    }
}
