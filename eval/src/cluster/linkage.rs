//! Average linkage (Sokal and Michener 1958) over a graph of neighbours.
//!
//! Likeness is a sum of products, so that the mean likeness of all pairs of two clusters is the
//! product of their sums over the number of pairs: exact, without a table of all pairs. The graph only
//! says which clusters may be joined. The likeliest are joined first; among equals the earlier. No
//! number of clusters is needed, and nothing depends on chance or on the order of threads.

use std::cmp::Ordering;
use std::collections::{BTreeSet, BinaryHeap};

use crate::cluster::neighbours::Pair;
use crate::cluster::point::Point;
use crate::cluster::rules::ClusterRules;

/// The clusters that points fall into, each a rising list of their numbers, in the order of their
/// first.
pub fn link(points: &[Point], pairs: Vec<Pair>, rules: &ClusterRules) -> Vec<Vec<usize>> {
    let mut linking = Linking::new(points, rules);
    for pair in pairs {
        linking.meet((pair.one as usize, pair.two as usize), pair.alike);
    }
    linking.run();
    linking.clusters()
}

/// Two clusters that may be joined.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Join {
    alike: f32,
    one: usize,
    two: usize,
}

impl Eq for Join {}

impl Ord for Join {
    /// The most alike is the greatest, and among equals the earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_place = (other.one, other.two).cmp(&(self.one, self.two));
        self.alike.total_cmp(&other.alike).then(by_place)
    }
}

impl PartialOrd for Join {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Clusters while they are joined. A joined one is new and has the next number, so that what was
/// planned with its parts is known to be void.
struct Linking<'a> {
    rules: &'a ClusterRules,
    /// The sum and the members of each; none where it was joined.
    clusters: Vec<Option<(Point, Vec<usize>)>>,
    /// With which others each may be joined.
    near: Vec<BTreeSet<usize>>,
    queue: BinaryHeap<Join>,
}

impl<'a> Linking<'a> {
    fn new(points: &[Point], rules: &'a ClusterRules) -> Self {
        let single = |(at, point): (usize, &Point)| {
            let point = Point { found: Vec::new(), ..point.clone() };
            Some((point, vec![at]))
        };
        Self {
            rules,
            clusters: points.iter().enumerate().map(single).collect(),
            near: vec![BTreeSet::new(); points.len()],
            queue: BinaryHeap::new(),
        }
    }

    fn meet(&mut self, (one, two): (usize, usize), alike: f32) {
        self.near[one].insert(two);
        self.near[two].insert(one);
        if alike >= self.rules.linkage.joined_min {
            self.queue.push(Join { alike, one, two });
        }
    }

    fn run(&mut self) {
        while let Some(Join { one, two, .. }) = self.queue.pop() {
            // Either may have been joined with another since.
            if self.clusters[one].is_some() && self.clusters[two].is_some() {
                self.join(one, two);
            }
        }
    }

    fn join(&mut self, one: usize, two: usize) {
        let Some((mut sum, mut members)) = self.clusters[one].take() else { return };
        let Some((other, more)) = self.clusters[two].take() else { return };
        sum.add(&other);
        members.extend(more);
        let mut near = std::mem::take(&mut self.near[one]);
        near.append(&mut std::mem::take(&mut self.near[two]));
        let joined = self.clusters.len();
        near.retain(|at| self.clusters[*at].is_some());
        self.near.push(BTreeSet::new());
        let mut met = Vec::with_capacity(near.len());
        for at in near {
            let Some((theirs, of)) = &self.clusters[at] else { continue };
            let pairs = (members.len() * of.len()) as f32;
            met.push((at, sum.alike(theirs, self.rules.alike) / pairs));
        }
        self.clusters.push(Some((sum, members)));
        for (at, alike) in met {
            self.meet((at, joined), alike);
        }
    }

    fn clusters(self) -> Vec<Vec<usize>> {
        let kept = self.clusters.into_iter().flatten();
        let mut clusters: Vec<Vec<usize>> = kept.map(|(_, members)| members).collect();
        for members in &mut clusters {
            members.sort_unstable();
        }
        clusters.sort_unstable();
        clusters
    }
}
