//! The suite that every base brings along: each of its wordings has to find its own entry.

use jiff::civil::Date;
use wenshui_engine::version::Version;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

use crate::case::{Case, Half};
use crate::suite::Suite;

/// Every wording of the knowledge, each with its own entry as the right one, asked from where, by whom
/// and, where it is not in force on `today`, on a day when it holds.
pub fn own_wordings(version: &Version, today: Date) -> Suite {
    let cases = version.base.entries.iter().flat_map(|entry| {
        entry.wordings().enumerate().map(move |(number, wording)| Case {
            id: format!("{}#{number}", entry.id),
            question: wording.to_owned(),
            expect: vec![entry.id.clone()],
            // What holds in a region is asked from there.
            region: entry.regions.first().and_then(|code| Region::parse(code)),
            taxpayer_type: entry.taxpayer_types.first().and_then(|name| TaxpayerType::parse(name)),
            as_of: entry.valid_from.or(entry.valid_to).filter(|_| !entry.holds_on(today)),
            half: Half::of(&entry.id),
            weight: 1.0,
            ..Case::default()
        })
    });
    Suite { cases: cases.collect(), hash: "own-wordings".to_owned() }
}
