//! Streams of a print unfolded, where that was weighed or cannot be much.

use std::borrow::Cow;

use hayro_syntax::Filter;
use hayro_syntax::object::Stream;

/// The most bytes of a stream that unfolds by another way than the one that was weighed.
const UNWEIGHED_BYTES_MAX: usize = 256 * 1024;

/// The bytes of a stream; `None` where they cannot be unfolded or may unfold to anything.
pub(crate) fn unfolded(stream: &Stream) -> Option<Vec<u8>> {
    let filters = stream.filters();
    let unfolding = |filter: &&Filter| {
        matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode)
    };
    let weighed = matches!(filters.as_slice(), [] | [Filter::FlateDecode]);
    let small = stream.raw_data().len() <= UNWEIGHED_BYTES_MAX;
    if filters.iter().filter(unfolding).count() > 1 || !weighed && !small {
        return None;
    }
    stream.decoded_data().ok().map(Cow::into_owned)
}
