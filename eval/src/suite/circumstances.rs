//! What a question is asked in: where, by whom, and as of which day.

use jiff::civil::Date;
use wenshui_knowledge::node::{Fields, NodeReader};
use wenshui_knowledge::problem::Problem;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::taxpayer::TaxpayerType;

/// Reads `region`, `taxpayer_type` and `as_of`; `line` is for the problems.
pub(crate) fn read(
    fields: &mut Fields,
    line: usize,
    reader: &mut NodeReader,
) -> (Option<Region>, Option<TaxpayerType>, Option<Date>) {
    let region = fields.text(reader, "region").and_then(|code| {
        let region = Region::parse(&code);
        if region.is_none() {
            reader.report(Problem::error(line, "region", "unknown_region", &[&code]));
        }
        region
    });
    let taxpayer_type = fields.text(reader, "taxpayer_type").and_then(|name| {
        let found = TaxpayerType::parse(&name);
        if found.is_none() {
            let known = TaxpayerType::names().collect::<Vec<_>>().join(", ");
            let field = "taxpayer_type";
            let details = [name.as_str(), known.as_str()];
            reader.report(Problem::error(line, field, "unknown_taxpayer_type", &details));
        }
        found
    });
    (region, taxpayer_type, fields.date(reader, "as_of"))
}
