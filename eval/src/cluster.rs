//! Questions that found no good answer, put together by what they ask, with what would mend it.
//!
//! Logged questions are masked and made distinct, asked of the engine, compared by vectors, terms and
//! the entries that they find, and joined by average linkage until what would be joined next is too
//! different. A cluster comes with the entries near it and with a suggestion that was not decided
//! before.

pub mod bcubed;
pub mod decided;
pub mod how;
pub mod linkage;
pub mod logged;
pub mod measure;
pub mod neighbours;
pub mod point;
pub mod report;
pub mod rules;
pub mod suggest;

use wenshui_engine::engine::Engine;
use wenshui_engine::version::Version;

use crate::cluster::how::How;
use crate::cluster::linkage::link;
use crate::cluster::logged::{Logged, distinct};
use crate::cluster::neighbours::neighbours;
use crate::cluster::point::{Point, points};
use crate::cluster::report::{Cluster, ClusterReport, ClusterSignature};
use crate::cluster::rules::ClusterRules;
use crate::cluster::suggest::Suggester;
use crate::error::Error;
use crate::progress::Progress;

/// Puts logged questions into clusters, the most asked first; `progress` hears of questions that were
/// asked and then of questions that were compared.
///
/// # Errors
/// When the engine fails, or whoever waits calls it off.
pub fn cluster(
    (engine, version): (&Engine, &Version),
    logged: &[Logged],
    how: How,
    mut progress: Progress,
) -> Result<ClusterReport, Error> {
    let questions = distinct(logged, how.masker);
    let points = points((engine, version), &questions, how.today, &mut progress)?;
    let groups = groups(&points, how.rules, &mut progress)?;
    let suggester = Suggester::new(version, (&questions, &points), how)?;
    let mut clusters: Vec<Cluster> = groups
        .iter()
        .map(|group| suggester.cluster(group))
        .filter(|cluster| cluster.asked >= how.size_min)
        .collect();
    clusters.sort_by(|a, b| b.asked.cmp(&a.asked).then(a.representative.cmp(&b.representative)));
    let mut held_back = 0;
    for cluster in &mut clusters {
        if cluster.suggestion.as_ref().is_some_and(|own| suggester.was_decided(own)) {
            cluster.suggestion = None;
            held_back += 1;
        }
    }
    Ok(ClusterReport {
        signature: ClusterSignature {
            kb_version: version.id.clone(),
            encoder: version.encoder.id().to_owned(),
            asked: questions.iter().map(|question| question.count).sum(),
            questions: questions.len(),
            size_min: how.size_min,
            today: how.today.to_string(),
        },
        clusters,
        decided_before: held_back,
    })
}

/// The groups of points, as lists of their numbers.
///
/// # Errors
/// When whoever waits calls it off.
pub fn groups(
    points: &[Point],
    rules: &ClusterRules,
    progress: &mut Progress,
) -> Result<Vec<Vec<usize>>, Error> {
    let pairs = neighbours(points, rules, progress)?;
    Ok(link(points, pairs, rules))
}
