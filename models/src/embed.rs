//! The contract between the search and an encoder.

use crate::error::Error;

/// Turns texts into vectors whose dot product says how alike two texts are.
///
/// Texts come in as the analyzer of the knowledge crate leaves them: simplified characters, lower
/// case. Every vector has [`dims`](Self::dims) numbers and the L2 norm 1, or is all zeros where the
/// encoder knows no character of the text; so a dot product is a cosine, and an unreadable text is
/// alike to nothing.
pub trait Embed: Send + Sync {
    /// Name and first hexadecimal digits of the BLAKE3 of the weights, and of whatever else shapes
    /// the vectors. Vectors of two encoders can be compared exactly when their ids are equal.
    fn id(&self) -> &str;

    /// How many numbers a vector has.
    fn dims(&self) -> usize;

    /// One vector for each text, in order.
    ///
    /// # Errors
    /// When the numbers cannot be computed, or the encoder is behind a queue that is full.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error>;

    /// The vector of one text, written to `out`; the path of a question that waits for its answer.
    ///
    /// # Errors
    /// As [`embed`](Self::embed), and when `out` has another length than [`dims`](Self::dims).
    fn embed_into(&self, text: &str, out: &mut [f32]) -> Result<(), Error>;
}

/// How many hexadecimal digits of the checksum stand in an id.
const ID_DIGITS: usize = 12;

/// The id of an encoder.
pub(crate) fn id(name: &str, checksum: blake3::Hash) -> String {
    format!("{name}-{}", &checksum.to_hex()[..ID_DIGITS])
}

/// Refuses a slice of another length than the vectors.
pub(crate) fn check_length(out: &[f32], dims: usize) -> Result<(), Error> {
    if out.len() == dims {
        return Ok(());
    }
    Err(Error::Output { expected: dims, found: out.len() })
}

/// Scales a vector to the L2 norm 1. A vector without a direction becomes all zeros.
pub(crate) fn scale_to_unit(vector: &mut [f32]) {
    let norm = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if norm.is_finite() && norm > f32::MIN_POSITIVE.sqrt() {
        for x in vector {
            *x /= norm;
        }
    } else {
        vector.fill(0.0);
    }
}
