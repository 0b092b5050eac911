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

/// A difference of two shares in points of percent, with its sign.
pub(super) fn points(difference: f64) -> String {
    let points = format!("{:+.1}", difference * 100.0);
    // Nothing has no sign.
    if points == "-0.0" || points == "+0.0" { "0.0".to_owned() } else { points }
}
