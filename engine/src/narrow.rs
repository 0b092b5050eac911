//! Which question back narrows most what may be meant.
//!
//! Every candidate has its share of the choice. Where the likeliest few hold most of it they are
//! listed. Else it is asked by the facet that tells most: what it tells is the entropy of the parts
//! into which its values cut the candidates (Shannon 1948).

use crate::facet::TAXPAYER_TYPE;
use crate::open_question::OpenQuestion;
use crate::question::Question;
use crate::rank::Candidate;
use crate::version::Version;

/// Candidates that are looked at.
const LOOKED_AT: usize = 24;
/// Entries that are listed.
const LISTED_MAX: usize = 5;
/// Values that are offered.
const VALUES_MAX: usize = 6;
/// The least share of a value that is offered.
const VALUE_SHARE_MIN: f32 = 0.03;
/// Above this share of the choice a list is offered: whoever finds the question in it is there, and
/// whoever chooses a value has another round to go, which pays where the list is probably in vain.
const LISTED_SHARE_MIN: f32 = 0.8;
/// The least that a facet must tell, in bits.
const TOLD_MIN: f32 = 1.0;

/// A question back.
#[derive(Debug, Clone, PartialEq)]
pub enum Narrowing {
    /// Which entry it is.
    Entries(Vec<u32>),
    /// Which value of a facet holds.
    Values(String, Vec<String>),
}

/// The question back that tells most about `candidates`, which are sorted.
pub fn narrow(
    version: &Version,
    question: &Question,
    candidates: &[Candidate],
    asked: &OpenQuestion,
) -> Narrowing {
    let looked_at = &candidates[..candidates.len().min(LOOKED_AT)];
    let all: f32 = looked_at.iter().map(|candidate| candidate.share).sum();
    let parts: Vec<(u32, f32)> =
        looked_at.iter().map(|c| (c.entry, c.share / all.max(f32::MIN_POSITIVE))).collect();
    let listed = &parts[..parts.len().min(LISTED_MAX)];
    let by_list: f32 = listed.iter().map(|(_, share)| share).sum();
    let entries = || Narrowing::Entries(listed.iter().map(|(entry, _)| *entry).collect());
    if by_list >= LISTED_SHARE_MIN {
        return entries();
    }
    let open = |facet: &&String| {
        let known = facet.as_str() == TAXPAYER_TYPE && question.taxpayer_type.is_some();
        !known && asked.chosen.iter().all(|(chosen, _)| chosen != *facet)
    };
    let told = version.facets.names().iter().filter(open).filter_map(|facet| {
        let values = values(version, &parts, facet)?;
        let valued: f32 = values.iter().map(|(_, share)| share).sum();
        let told = values.iter().map(|(_, share)| valued * bits(share / valued)).sum::<f32>();
        Some((told, facet, values))
    });
    match told.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((told, facet, values)) if told >= TOLD_MIN => {
            let values = values.into_iter().map(|(value, _)| value.to_owned());
            Narrowing::Values(facet.clone(), values.collect())
        }
        _ => entries(),
    }
}

/// The values of a facet with their shares, largest first; `None` where there is nothing to choose.
/// An entry of several values gives each an equal part.
fn values<'a>(
    version: &'a Version,
    parts: &[(u32, f32)],
    facet: &str,
) -> Option<Vec<(&'a str, f32)>> {
    let mut shares: Vec<(&str, f32)> = Vec::new();
    for (entry, share) in parts {
        let count = version.facets.of(*entry, facet).count() as f32;
        for value in version.facets.of(*entry, facet) {
            match shares.iter_mut().find(|(known, _)| *known == value) {
                Some((_, sum)) => *sum += share / count,
                None => shares.push((value, share / count)),
            }
        }
    }
    shares.retain(|(_, share)| *share >= VALUE_SHARE_MIN);
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    shares.truncate(VALUES_MAX);
    (shares.len() > 1).then_some(shares)
}

/// What a part of the choice adds to its entropy, in bits.
fn bits(share: f32) -> f32 {
    if share > 0.0 { -share * share.log2() } else { 0.0 }
}
