//! The numbers that were fitted.

use wenshui_engine::feature::Features;
use wenshui_engine::settings::{Calibration, Domain};

/// What was fitted.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// What the features are worth, together 1.
    pub ranker: Features,
    /// The calibration.
    pub calibration: Calibration,
    /// The domain.
    pub domain: Domain,
    /// The chance of being known below which is refused.
    pub suggest_min: f32,
}
