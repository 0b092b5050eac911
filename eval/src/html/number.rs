//! Numbers as people read them.

/// A share in percent, with one digit behind the point.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// A number with so many digits behind the point.
pub(super) fn fixed(number: f64, digits: usize) -> String {
    format!("{number:.digits$}")
}

/// Microseconds as milliseconds, in as many digits as say something.
pub(super) fn ms(us: f64) -> String {
    let ms = us / 1000.0;
    let digits = match ms {
        10.0.. => 0,
        1.0..10.0 => 1,
        _ => 2,
    };
    format!("{ms:.digits$}")
}
