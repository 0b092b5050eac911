//! What others ask, as a value: counted elsewhere, handed in with a request.

/// How many of the most asked entries are looked at for every request, however many match.
const LEADERS_MAX: usize = 64;

/// How often every entry is asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Popularity {
    shares: Vec<f32>,
    leaders: Vec<u32>,
}

impl Popularity {
    /// From a count for every entry, in the order of the version's entries.
    pub fn new(counts: &[f32]) -> Self {
        let most = counts.iter().copied().fold(0.0_f32, f32::max);
        let share = |count: &f32| {
            let positive = count.max(0.0);
            if most > 0.0 { positive.ln_1p() / most.ln_1p() } else { 0.0 }
        };
        let mut leaders: Vec<u32> =
            (0..counts.len() as u32).filter(|entry| counts[*entry as usize] > 0.0).collect();
        leaders.sort_by(|a, b| counts[*b as usize].total_cmp(&counts[*a as usize]).then(a.cmp(b)));
        leaders.truncate(LEADERS_MAX);
        Self { shares: counts.iter().map(share).collect(), leaders }
    }

    /// The logarithm of an entry's count as a share of that of the most asked one, 0 to 1.
    pub fn share(&self, entry: u32) -> f32 {
        self.shares.get(entry as usize).copied().unwrap_or_default()
    }

    /// The most asked entries, most asked first.
    pub fn leaders(&self) -> &[u32] {
        &self.leaders
    }
}

#[cfg(test)]
mod tests {
    use super::Popularity;

    #[test]
    fn the_most_asked_lead() {
        let popularity = Popularity::new(&[3.0, 0.0, 9.0, 3.0]);
        assert_eq!(popularity.leaders(), [2, 0, 3]);
        assert_eq!(popularity.share(2), 1.0);
        assert_eq!((popularity.share(1), popularity.share(77)), (0.0, 0.0));
        assert!(popularity.share(0) > 0.5);
        assert_eq!(Popularity::new(&[0.0, -1.0]).leaders(), [0_u32; 0]);
    }
}
