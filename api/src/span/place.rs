//! A place in a trace, as it travels in the header `traceparent` (W3C Trace Context, level 2).

use std::fmt;

use uuid::Uuid;

/// The header.
pub const TRACEPARENT: &str = "traceparent";

/// How many bits of an id of a trace are chance for sure.
const CHANCE_BITS: u32 = 56;

/// What belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceId(u128);

/// One span of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpanId(u64);

/// A span in a trace, and whether the trace is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The trace.
    pub trace: TraceId,
    /// The span.
    pub span: SpanId,
    /// Whether it is collected.
    pub sampled: bool,
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl TraceId {
    /// Another one, by chance.
    pub fn new() -> Self {
        Self(Uuid::new_v4().as_u128())
    }

    /// Whether it is among the share of all traces that is below a bound of [`bound`].
    pub fn is_below(self, bound: u64) -> bool {
        let chance = self.0 & ((1 << CHANCE_BITS) - 1);
        (chance as u64) < bound
    }
}

impl Default for TraceId {
    fn default() -> Self {
        Self::new()
    }
}

/// The bound of a share of all traces, of which 1 is all and 0 none.
pub fn bound(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * (1_u64 << CHANCE_BITS) as f64) as u64
}

impl SpanId {
    /// Another one, by chance.
    pub fn new() -> Self {
        // Neither half is nothing: one holds the version, the other the variant.
        Self(Uuid::new_v4().as_u64_pair().1)
    }
}

impl Default for SpanId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }
}

impl Place {
    /// The place that a header names; none where it is not well formed, as if there were no header.
    pub fn parse(header: &str) -> Option<Self> {
        let (version, rest) = header.split_at_checked(2)?;
        let (known, later) = rest.split_at_checked(53)?;
        // What later versions add comes behind another line.
        let is_form = match version {
            "00" => later.is_empty(),
            "ff" => false,
            _ => later.is_empty() || later.starts_with('-'),
        };
        let mut parts = known.split('-');
        let (before, trace, span) = (parts.next()?, parts.next()?, parts.next()?);
        let flags = parts.next().filter(|flags| flags.len() == 2)?;
        if !is_form || !before.is_empty() || parts.next().is_some() {
            return None;
        }
        number(version)?;
        let trace = number(trace).filter(|id| trace.len() == 32 && *id != 0)?;
        let span = number(span).filter(|id| span.len() == 16 && *id != 0)?;
        let sampled = number(flags)? & 1 == 1;
        Some(Self { trace: TraceId(trace), span: SpanId(span as u64), sampled })
    }
}

/// A number in small hexadecimal digits.
fn number(text: &str) -> Option<u128> {
    let is_small = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_small.then(|| u128::from_str_radix(text, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::{Place, SpanId, TraceId, bound};

    #[test]
    fn what_is_well_formed_is_read_and_written_alike() {
        let known = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let place = Place::parse(known).unwrap();
        assert!(place.sampled);
        assert_eq!(place.to_string(), known);
        let not = Place::parse(&known.replace("-01", "-02")).unwrap();
        assert!(!not.sampled);
        // A version that is not known yet may have more.
        assert_eq!(Place::parse(&format!("cc{}-more", &known[2..])), Some(place));
    }

    #[test]
    fn what_is_not_well_formed_is_no_place() {
        let known = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        for wrong in [
            "",
            "00",
            &known[..54],
            &format!("{known}-more"),
            &format!("ff{}", &known[2..]),
            &format!("0x{}", &known[2..]),
            &known.to_uppercase(),
            &known.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32)),
            &known.replace("00f067aa0ba902b7", &"0".repeat(16)),
            &known.replace("36-00", "3-600"),
            &known.replace("b7-01", "b7-1g"),
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902é-01",
        ] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_share_of_traces_is_about_that_share() {
        let among = |share: f64| {
            let bound = bound(share);
            (0..10_000).filter(|_| TraceId::new().is_below(bound)).count()
        };
        assert_eq!((among(0.0), among(1.0)), (0, 10_000));
        // Seven standard deviations.
        assert!((700..1300).contains(&among(0.1)));
        assert_ne!(SpanId::new(), SpanId::new());
    }
}
