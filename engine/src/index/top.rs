//! The best k of many: one small ordered list, filled from blocks of scores.

/// A document with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit<S> {
    /// The document's number.
    pub doc: u32,
    /// Its score.
    pub score: S,
}

/// Keeps the k highest scores; among equal scores the lower document number wins, so that the
/// outcome does not depend on the order of arrival beyond that of the documents themselves.
#[derive(Debug, Clone)]
pub struct Top<S> {
    /// Sorted from the worst to the best, so that the worst is found at the front.
    hits: Vec<Hit<S>>,
    k: usize,
}

impl<S: PartialOrd + Copy> Top<S> {
    /// An empty list that will hold at most `k` hits.
    pub fn new(k: usize) -> Self {
        Self { hits: Vec::with_capacity(k), k }
    }

    /// The score that a further hit must exceed; `None` while there is room.
    pub fn floor(&self) -> Option<S> {
        (self.hits.len() == self.k).then(|| self.hits.first().map(|hit| hit.score)).flatten()
    }

    /// Offers a hit. Documents must be offered in rising order for ties to be settled as promised.
    pub fn offer(&mut self, doc: u32, score: S) {
        if self.k == 0 || self.floor().is_some_and(|floor| score <= floor) {
            return;
        }
        if self.hits.len() == self.k {
            self.hits.remove(0);
        }
        let at = self.hits.partition_point(|hit| hit.score < score);
        self.hits.insert(at, Hit { doc, score });
    }

    /// The hits, best first.
    pub fn into_hits(mut self) -> Vec<Hit<S>> {
        self.hits.reverse();
        self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::Top;

    #[test]
    fn keeps_the_best_and_the_earlier_of_equals() {
        let mut top = Top::new(3);
        for (doc, score) in [(0, 2), (1, 5), (2, 2), (3, 5), (4, 1), (5, 2)] {
            top.offer(doc, score);
        }
        let docs: Vec<u32> = top.into_hits().iter().map(|hit| hit.doc).collect();
        assert_eq!(docs, [1, 3, 0]);
    }
}
