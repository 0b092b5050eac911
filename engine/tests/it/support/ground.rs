//! What is offered of the bundled knowledge.

use std::sync::{Arc, LazyLock};

use wenshui_engine::interest::hot_word::Moment;
use wenshui_engine::interest::record::Record;
use wenshui_engine::interest::rules::Rules;
use wenshui_engine::interest::{At, Ground, Interest};

use crate::support::{TODAY, bundled_engine};

pub(crate) const PERIOD_MS: i64 = 600_000;
/// Noon of the tests' day in Shanghai.
pub(crate) const NOW_MS: i64 = 1_795_147_200_000;

/// What snapshots stand on, found once.
pub(crate) static GROUND: LazyLock<Ground> =
    LazyLock::new(|| Ground::new(bundled_engine().version(), Arc::new(Rules::bundled().unwrap())));

pub(crate) fn at(now_ms: i64) -> At {
    At { today: TODAY, moment: Moment { now_ms, period_ms: PERIOD_MS } }
}

/// What is offered at noon after what was counted.
pub(crate) fn interest(record: &Record) -> Interest {
    Interest::new(GROUND.clone(), record, at(NOW_MS))
}
