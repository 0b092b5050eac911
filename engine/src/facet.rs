//! The names of the facets that the engine knows by itself.

/// What options differ in when they are entries.
pub const QUESTION: &str = "question";
/// The facet of taxpayers' types.
pub const TAXPAYER_TYPE: &str = "taxpayer_type";
/// The facet of taxes and fees.
pub const TAX: &str = "tax";
/// The facet of what is to be done or known.
pub const ACTION: &str = "action";
/// The facet of the time that is reckoned by.
pub const PERIOD: &str = "period";
/// The facet of amounts.
pub const AMOUNT: &str = "amount";
/// The facet of places, by the short names of provinces.
pub const REGION: &str = "region";
