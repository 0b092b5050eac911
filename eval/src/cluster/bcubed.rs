//! How well clusters follow labels: B-cubed (Bagga and Baldwin 1998; Amigó et al. 2009).

use rustc_hash::FxHashMap;
use serde::Serialize;

/// Precision, recall and their harmonic mean, as means over items.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct BCubed {
    /// How many items there were.
    pub items: usize,
    /// The mean share of an item's cluster that has its label.
    pub precision: f64,
    /// The mean share of an item's label that is in its cluster.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

impl BCubed {
    /// From pairs of cluster and label, one an item.
    pub fn of(items: &[(usize, usize)]) -> Self {
        let mut clusters: FxHashMap<usize, usize> = FxHashMap::default();
        let mut labels: FxHashMap<usize, usize> = FxHashMap::default();
        let mut both: FxHashMap<(usize, usize), usize> = FxHashMap::default();
        for (cluster, label) in items {
            *clusters.entry(*cluster).or_default() += 1;
            *labels.entry(*label).or_default() += 1;
            *both.entry((*cluster, *label)).or_default() += 1;
        }
        let mean = |whole: &dyn Fn(&(usize, usize)) -> usize| {
            let share = |item: &(usize, usize)| both[item] as f64 / whole(item) as f64;
            items.iter().map(share).sum::<f64>() / items.len().max(1) as f64
        };
        let precision = mean(&|item| clusters[&item.0]);
        let recall = mean(&|item| labels[&item.1]);
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { items: items.len(), precision, recall, f1 }
    }
}

#[cfg(test)]
mod tests {
    use super::BCubed;

    /// The example of Bagga and Baldwin: of the labels 1–5, 6–7 and 8–12 the second response joins the
    /// first and the last (precision 16/12 · … by hand: 0.5833, recall 1).
    #[test]
    fn agrees_with_figures_by_hand() {
        let label = |item: usize| {
            if item < 5 {
                0
            } else if item < 7 {
                1
            } else {
                2
            }
        };
        let figures = |cluster: &dyn Fn(usize) -> usize| {
            let items: Vec<_> = (0..12).map(|item| (cluster(item), label(item))).collect();
            let BCubed { precision, recall, .. } = BCubed::of(&items);
            ((precision * 1e4).round() / 1e4, (recall * 1e4).round() / 1e4)
        };
        // 6 and 7 with the last five: (5·1 + 2·2/7 + 5·5/7) / 12.
        assert_eq!(figures(&|item| usize::from(item >= 5)), (0.7619, 1.0));
        // The first five with the last five: (10·1/2 + 2·1) / 12.
        assert_eq!(figures(&|item| usize::from((5..7).contains(&item))), (0.5833, 1.0));
        // Everybody alone: (5·1/5 + 2·1/2 + 5·1/5) / 12.
        assert_eq!(figures(&|item| item), (1.0, 0.25));
        assert_eq!(BCubed::of(&[]), BCubed::default());
    }
}
