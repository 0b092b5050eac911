//! A group of questions as a cluster, and what would mend it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use wenshui_engine::version::Version;
use wenshui_knowledge::edit::Edit;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::tsv::rows;

use crate::cluster::decided::{Fingerprint, Known, SuggestionKind};
use crate::cluster::how::How;
use crate::cluster::logged::{DistinctQuestion, Reason};
use crate::cluster::point::Point;
use crate::cluster::report::{Cluster, ClusterQuestion, NearEntry, Suggestion};
use crate::cluster::rules::ClusterRules;
use crate::error::Error;

/// How many entries are named as near.
const NEAR_MAX: usize = 3;
/// Two wordings that are so alike by terms say the same, and one of them is enough.
const TOO_ALIKE: f32 = 0.95;
/// Hexadecimal digits of an id.
const ID_DIGITS: usize = 12;

/// Makes clusters of groups.
pub(super) struct Suggester<'a> {
    version: &'a Version,
    questions: &'a [DistinctQuestion],
    points: &'a [Point],
    rules: &'a ClusterRules,
    known: Known,
    by_text: FxHashMap<&'a str, usize>,
}

impl<'a> Suggester<'a> {
    /// A suggester that knows what was decided.
    ///
    /// # Errors
    /// When the encoder fails.
    pub(super) fn new(
        version: &'a Version,
        (questions, points): (&'a [DistinctQuestion], &'a [Point]),
        how: How<'a>,
    ) -> Result<Self, Error> {
        let rules = how.rules;
        let known = Known::new(version, how.decided, (rules.alike, rules.decided))?;
        let texts = questions.iter().map(|question| question.text.as_str());
        let by_text = texts.enumerate().map(|(at, text)| (text, at)).collect();
        Ok(Self { version, questions, points, rules, known, by_text })
    }

    /// The cluster of a group.
    pub(super) fn cluster(&self, group: &[usize]) -> Cluster {
        let mut group = group.to_vec();
        // The most asked first, and among equals those that were met first.
        group.sort_by_key(|at| (std::cmp::Reverse(self.questions[*at].count), *at));
        let members = || group.iter().map(|at| &self.questions[*at]);
        let mut reasons: BTreeMap<Reason, u64> = BTreeMap::new();
        let mut useless_reasons: BTreeMap<String, u64> = BTreeMap::new();
        for question in members() {
            for (reason, count) in &question.reasons {
                *reasons.entry(*reason).or_default() += count;
            }
            for (said, count) in &question.useless_reasons {
                *useless_reasons.entry(said.clone()).or_default() += count;
            }
        }
        let period = members().map(|question| question.period);
        let (from, to) = period
            .reduce(|one, two| (one.0.min(two.0), one.1.max(two.1)))
            .expect("a group has a member");
        let near = self.near(&group);
        let mut cluster = Cluster {
            representative: self.questions[self.middle(&group)].text.clone(),
            asked: members().map(|question| question.count).sum(),
            questions: members()
                .map(|own| ClusterQuestion { text: own.text.clone(), count: own.count })
                .collect(),
            reasons,
            useless_reasons,
            from: from.to_string(),
            to: to.to_string(),
            nearest: self.named(&near),
            suggestion: None,
        };
        cluster.suggestion = self.suggest(&group, &cluster, near.first().copied());
        cluster
    }

    /// Whether a suggestion was decided before.
    pub(super) fn was_decided(&self, suggestion: &Suggestion) -> bool {
        let members = suggestion.fingerprint.questions.iter();
        let known = members.filter_map(|text| self.by_text.get(text.as_str()));
        let members: Vec<(&str, &Point)> =
            known.map(|at| (self.questions[*at].key.as_str(), &self.points[*at])).collect();
        self.known.holds(&suggestion.fingerprint, &members)
    }

    /// The question that is most like all others.
    fn middle(&self, group: &[usize]) -> usize {
        let mut sum = self.points[group[0]].clone();
        for at in &group[1..] {
            sum.add(&self.points[*at]);
        }
        let alike = |at: usize| self.points[at].alike(&sum, self.rules.alike);
        // Of equals the most asked, which stands first.
        let better = |best: usize, next: usize| if alike(next) > alike(best) { next } else { best };
        group.iter().copied().reduce(better).expect("a group has a member")
    }

    /// Entries with their confidence as a mean over what was asked, the likeliest first.
    fn near(&self, group: &[usize]) -> Vec<(u32, f32)> {
        let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
        let mut asked = 0.0;
        for at in group {
            let count = self.questions[*at].count as f64;
            asked += count;
            for (entry, confidence) in &self.points[*at].found {
                *sums.entry(*entry).or_default() += f64::from(*confidence) * count;
            }
        }
        let mean = |(entry, sum): (u32, f64)| (entry, (sum / f64::max(asked, 1.0)) as f32);
        let mut near: Vec<(u32, f32)> = sums.into_iter().map(mean).collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near
    }

    fn named(&self, near: &[(u32, f32)]) -> Vec<NearEntry> {
        let enough = |(_, confidence): &&(u32, f32)| *confidence >= self.rules.suggest.near_min;
        let named = |(entry, confidence): &(u32, f32)| {
            let entry = self.entry(*entry);
            NearEntry {
                id: entry.id.clone(),
                question: entry.question.clone(),
                confidence: *confidence,
            }
        };
        near.iter().filter(enough).take(NEAR_MAX).map(named).collect()
    }

    fn entry(&self, at: u32) -> &Entry {
        &self.version.base.entries[at as usize]
    }

    fn suggest(
        &self,
        group: &[usize],
        cluster: &Cluster,
        nearest: Option<(u32, f32)>,
    ) -> Option<Suggestion> {
        let rules = self.rules.suggest;
        let useless = cluster.reasons.get(&Reason::Useless).copied().unwrap_or_default();
        let useless = useless as f64 / cluster.asked.max(1) as f64;
        let (asked, kinds) = (cluster.asked.to_string(), group.len().to_string());
        let percent = |share: f64| format!("{:.0}", share * 100.0);
        let confidence = nearest.map_or(0.0, |(_, confidence)| confidence);
        let wordings = self.wordings(group);
        let target = nearest.filter(|_| confidence >= rules.similar_min);
        let Some(target) = target.map(|(entry, _)| self.entry(entry)) else {
            let details = [asked, kinds, percent(f64::from(confidence))];
            let entry = self.draft(cluster, wordings, group);
            let edit = Edit::Upsert { entry: Box::new(entry) };
            return Some(self.suggestion(
                (SuggestionKind::Entry, None),
                cluster,
                &details,
                Some(edit),
            ));
        };
        let (id, question) = (target.id.clone(), target.question.clone());
        if useless >= rules.useless_min && confidence >= rules.answered_min {
            let details = [asked, kinds, id.clone(), question, percent(useless)];
            let what = (SuggestionKind::Review, Some(id));
            return Some(self.suggestion(what, cluster, &details, None));
        }
        if wordings.is_empty() {
            return None;
        }
        let details = [asked, kinds, id.clone(), question, percent(f64::from(confidence))];
        let edit = Edit::AddWordings { id: id.clone(), wordings };
        Some(self.suggestion((SuggestionKind::Similar, Some(id)), cluster, &details, Some(edit)))
    }

    fn suggestion(
        &self,
        (kind, target): (SuggestionKind, Option<String>),
        cluster: &Cluster,
        details: &[String],
        edit: Option<Edit>,
    ) -> Suggestion {
        let texts = cluster.questions.iter().map(|question| question.text.clone());
        let questions: Vec<String> = texts.take(self.rules.decided.remembered_max).collect();
        let mut sorted = questions.clone();
        sorted.sort_unstable();
        let about = target.as_deref().unwrap_or_default();
        let name = format!("{}\n{about}\n{}", kind.name(), sorted.join("\n"));
        Suggestion {
            id: blake3::hash(name.as_bytes()).to_hex()[..ID_DIGITS].to_owned(),
            fingerprint: Fingerprint { kind, target, questions },
            words: words(kind.name(), details),
            edit,
        }
    }

    /// Wordings that may be taken over: new to the knowledge, short, without anything masked, and not
    /// nearly the same as one before.
    fn wordings(&self, group: &[usize]) -> Vec<String> {
        let rules = self.rules.suggest;
        let mut chosen: Vec<usize> = Vec::new();
        for at in group.iter().copied() {
            let own = &self.questions[at];
            let fits = own.text.chars().count() <= rules.wording_chars_max && !own.masked;
            let known = !self.version.exact.entries(&own.key, &self.version.documents).is_empty();
            let alike = |other: &usize| {
                let product: f32 = self.terms_alike(*other, at);
                product >= TOO_ALIKE
            };
            if fits && !known && !chosen.iter().any(alike) {
                chosen.push(at);
            }
            if chosen.len() == rules.wordings_max {
                break;
            }
        }
        chosen.into_iter().map(|at| self.questions[at].text.clone()).collect()
    }

    fn terms_alike(&self, one: usize, two: usize) -> f32 {
        let only_terms = crate::cluster::rules::Alike { vectors: 0.0, terms: 1.0, entries: 0.0 };
        self.points[one].alike(&self.points[two], only_terms)
    }

    /// An entry that asks what the cluster asks, under the topic of what is near. Its answer is for a
    /// person to write.
    fn draft(&self, cluster: &Cluster, mut wordings: Vec<String>, group: &[usize]) -> Entry {
        let masked = |text: &String| {
            let at = self.by_text.get(text.as_str());
            at.is_some_and(|at| self.questions[*at].masked)
        };
        let question = if masked(&cluster.representative) {
            wordings.first().cloned().unwrap_or_else(|| cluster.representative.clone())
        } else {
            cluster.representative.clone()
        };
        wordings.retain(|wording| *wording != question);
        let near = self.near(group);
        let named = near.iter().take(NEAR_MAX).map(|(entry, _)| self.entry(*entry));
        let first = named.clone().next();
        let agreed = |field: fn(&Entry) -> &Option<String>| {
            let value = first.and_then(|entry| field(entry).clone());
            value.filter(|value| named.clone().all(|entry| field(entry).as_ref() == Some(value)))
        };
        let mut keys: Vec<&str> = group.iter().map(|at| self.questions[*at].key.as_str()).collect();
        keys.sort_unstable();
        let hash = blake3::hash(keys.join("\n").as_bytes()).to_hex();
        Entry {
            id: format!("draft-{}", &hash[..ID_DIGITS]),
            question,
            similar: wordings,
            topic: first.and_then(|entry| entry.topic.clone()),
            tax: agreed(|entry| &entry.tax),
            ..Entry::default()
        }
    }
}

/// The words of a kind of suggestion, filled.
fn words(kind: &str, details: &[String]) -> String {
    static WORDS: OnceLock<FxHashMap<&str, &str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let rows = rows(include_str!("../../data/cluster/words.tsv"));
        rows.filter_map(|(_, row)| row.split_once('\t')).collect()
    });
    let template = words.get(kind).copied().unwrap_or(kind).to_owned();
    details
        .iter()
        .enumerate()
        .fold(template, |words, (at, detail)| words.replace(&format!("{{{at}}}"), detail))
}
