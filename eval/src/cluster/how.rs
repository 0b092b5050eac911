//! How questions are put together.

use jiff::civil::Date;
use wenshui_knowledge::text::mask::Masker;

use crate::cluster::decided::Decided;
use crate::cluster::rules::ClusterRules;

/// How questions are put together.
#[derive(Debug, Clone, Copy)]
pub struct How<'a> {
    /// The day whose rules are asked for.
    pub today: Date,
    /// The least number of times that the questions of a cluster were asked.
    pub size_min: u64,
    /// Hides personal data.
    pub masker: &'a Masker,
    /// Weights and thresholds.
    pub rules: &'a ClusterRules,
    /// Suggestions that were decided before and do not come again.
    pub decided: &'a [Decided],
}
