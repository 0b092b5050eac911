//! Vectors for the tests of indexes over vectors.

/// A vector of so many components from −1 to 1; another one for every seed below 101.
pub(super) fn made_up(seed: usize, dims: usize) -> Vec<f32> {
    (0..dims).map(|at| (((seed * 31 + at * 17) % 101) as f32 - 50.0) / 50.0).collect()
}
