//! What a run saw of one case, and the numbers that follow from it alone.

use wenshui_engine::reply::Ranked;

/// How deep ranked metrics look.
const DEPTH: usize = 10;

/// What a run saw of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The case's name.
    pub id: String,
    /// What was said or clicked.
    pub question: String,
    /// The marks of the case, to group by.
    pub tags: Vec<String>,
    /// What was decided, by its name.
    pub decision: &'static str,
    /// The confidence of the first candidate.
    pub confidence: f64,
    /// The first ten candidates, best first.
    pub candidates: Vec<String>,
    /// What the ranker said of the candidates, in the same order; empty where it did not rank.
    pub ranked: Vec<Ranked>,
    /// The question as it was understood, where the words were a part of it.
    pub understood: Option<String>,
    /// The entries that were right.
    pub expect: Vec<String>,
    /// The target: cases with the same right entries share it, see [`target`].
    pub target: String,
    /// The entries that must not come first.
    pub forbid: Vec<String>,
    /// The decision that was right, where the suite says so.
    pub decision_expected: Option<String>,
    /// Of the last turn of a dialogue: whether every turn of it went as it should.
    pub dialogue: Option<bool>,
    /// What the answer took, in microseconds.
    pub latency_us: f64,
    /// How much the case counts.
    pub weight: f64,
}

impl Seen {
    /// Whether the first candidate is right.
    pub fn right(&self) -> bool {
        self.candidates.first().is_some_and(|first| self.expect.contains(first))
    }

    /// Whether the first candidate is one that must not come first.
    pub fn forbidden(&self) -> bool {
        self.candidates.first().is_some_and(|first| self.forbid.contains(first))
    }

    /// Whether it went as the suite says: the decision, where it names one, and the entry.
    pub fn as_expected(&self) -> bool {
        let decided = self.decision_expected.as_deref().is_none_or(|named| named == self.decision);
        decided && (self.expect.is_empty() || self.right())
    }

    /// The place of the first right candidate, counted from 1.
    fn rank(&self) -> Option<usize> {
        let at = self.candidates.iter().take(DEPTH).position(|id| self.expect.contains(id))?;
        Some(at + 1)
    }

    /// Whether a right candidate is among the first `k`, 1 or 0.
    pub fn hit(&self, k: usize) -> f64 {
        f64::from(u8::from(self.rank().is_some_and(|rank| rank <= k)))
    }

    /// One over the place of the first right candidate, 0 without one.
    pub fn reciprocal_rank(&self) -> f64 {
        self.rank().map_or(0.0, |rank| 1.0 / rank as f64)
    }

    /// nDCG with gain 1 for right entries (Järvelin and Kekäläinen 2002).
    pub fn ndcg(&self) -> f64 {
        let discount = |at: usize| 1.0 / (at as f64 + 2.0).log2();
        let found = self.candidates.iter().take(DEPTH).enumerate();
        let gained: f64 =
            found.filter(|(_, id)| self.expect.contains(id)).map(|(at, _)| discount(at)).sum();
        let ideal: f64 = (0..self.expect.len().min(DEPTH)).map(discount).sum();
        if ideal > 0.0 { gained / ideal } else { 0.0 }
    }
}

/// The name of the target of a case: its right entries, whatever their order.
pub fn target(expect: &[String]) -> String {
    let mut expect = expect.to_vec();
    expect.sort();
    expect.join("\u{1f}")
}
