//! Chance of the simulations: seeded, so that a run can be repeated.

use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

/// A source of chance.
pub struct Chance(Pcg64Mcg);

impl Chance {
    /// The same seed gives the same chance.
    pub fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// Waiting for what happens by itself, `mean` apart on average.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// What is long now and then: the logarithm is normal with this spread, the mean is `mean`.
    pub fn lognormal(&mut self, (mean, spread): (f64, f64)) -> f64 {
        // Box and Muller (1958).
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.unit()).cos();
        mean * (spread * normal - spread * spread / 2.0).exp()
    }

    /// Between 0 and 1, without 1.
    pub fn unit(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// Below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0.random_range(0..bound)
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn means_are_what_is_asked_for() {
        let mut chance = Chance::new(3);
        let count = 200_000;
        let mean = |sum: f64| sum / f64::from(count);
        let waits = mean((0..count).map(|_| chance.exponential(5.0)).sum());
        assert!((waits - 5.0).abs() < 0.05, "{waits}");
        let long = mean((0..count).map(|_| chance.lognormal((5.0, 0.7))).sum());
        assert!((long - 5.0).abs() < 0.05, "{long}");
    }
}
