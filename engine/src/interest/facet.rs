//! The circumstances that tell what somebody will ask.

/// A circumstance that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// What the asker is.
    TaxpayerType,
    /// The province asked from, by its code.
    Province,
    /// The page somebody comes from.
    EntryScene,
    /// The month of the year, `01` to `12`.
    Month,
}

impl Facet {
    /// Those that a conversation knows, in the order of [`Profile::values`].
    pub const OF_PROFILE: [Self; 3] = [Self::TaxpayerType, Self::Province, Self::EntryScene];
    /// All.
    pub const ALL: [Self; 4] = [Self::TaxpayerType, Self::Province, Self::EntryScene, Self::Month];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::TaxpayerType => "taxpayer_type",
            Self::Province => "province",
            Self::EntryScene => "entry_scene",
            Self::Month => "month",
        }
    }

    /// The facet of a name in tables.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }
}

/// What a conversation knows of who asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Profile<'a> {
    /// What the asker is.
    pub taxpayer_type: Option<&'a str>,
    /// The province, by its code.
    pub province: Option<&'a str>,
    /// The page somebody comes from.
    pub entry_scene: Option<&'a str>,
}

impl<'a> Profile<'a> {
    /// The values in the order of [`Facet::OF_PROFILE`].
    pub fn values(&self) -> [Option<&'a str>; 3] {
        [self.taxpayer_type, self.province, self.entry_scene]
    }
}
