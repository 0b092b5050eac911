//! How numbers of documents are written.

use std::ops::RangeInclusive;

/// The usual beginnings and ends, each `begins` or `ends` with its shape.
const SHAPES: &str = include_str!("../../words/document_numbers.tsv");
/// The years that a document can be of.
const YEARS: RangeInclusive<u32> = 1949..=2099;

/// Whether a number is written as numbers of documents are.
pub(super) fn is_usual(number: &str) -> bool {
    let shape = shape(number);
    SHAPES.lines().filter_map(|line| line.split_once('\t')).any(|(where_, known)| match where_ {
        "begins" => shape.starts_with(known),
        "ends" => shape.ends_with(known),
        _ => false,
    })
}

/// The number with `Y` for each year, `N` for any other number, and numbers with leading zeros as they
/// are.
fn shape(number: &str) -> String {
    let mut shape = String::with_capacity(number.len());
    let mut rest = number;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        match digits {
            "" => {
                shape.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
            _ if digits.starts_with('0') => shape.push_str(digits),
            _ if digits.parse().is_ok_and(|year| YEARS.contains(&year)) => shape.push('Y'),
            _ => shape.push('N'),
        }
        rest = after;
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::is_usual;

    #[test]
    fn numbers_are_written_as_offices_write_them() {
        for number in [
            "2026年第10号",
            "财税〔2016〕36号",
            "国家税务总局公告2015年第33号",
            "国务院令第512号",
            "主席令第41号",
            "鲁政发〔2019〕第7号",
            "GB/T 42965.2—2023",
        ] {
            assert!(is_usual(number), "{number}");
        }
        for number in [
            "财税[2016]36号",
            "财税（2016）36号",
            "财税〔16〕36号",
            "财税〔2016〕036号",
            "财税〔2016〕36",
            "2026年10号",
            "2026年第号",
            "主席令第六十二号",
            "财税〔2016〕36号 ",
            "",
        ] {
            assert!(!is_usual(number), "{number}");
        }
    }
}
