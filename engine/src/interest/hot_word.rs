//! The most telling words of now: many people said them lately, or suddenly more than before.

use rustc_hash::FxHashMap;

use crate::interest::rules::WordRules;
use crate::interest::word_book::WordBook;

/// How many people said a word in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordCount {
    /// The word's key.
    pub word: String,
    /// When the period began, in milliseconds since 1970.
    pub period: i64,
    /// How many people.
    pub people: u32,
}

/// Where counting stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moment {
    /// Now, in milliseconds since 1970.
    pub now_ms: i64,
    /// The length of a period in milliseconds.
    pub period_ms: i64,
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    /// People, those of a half-life ago counted half.
    people: f64,
    /// The same of all but the two newest periods.
    before: f64,
    /// The people of the better of the two newest periods.
    newest: u32,
}

/// The words to offer, best first.
pub fn rank((book, rules): (&WordBook, &WordRules), counts: &[WordCount], at: Moment) -> Vec<u32> {
    let tallies = tallies((book, rules), counts, at);
    let scale = periods_remembered(rules, at);
    let mut scored: Vec<(f64, u32)> =
        tallies.iter().map(|(word, tally)| (score(tally, rules, scale), *word)).collect();
    // Equal ones in the order of their keys, so that every node offers the same.
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| book.key(a.1).cmp(book.key(b.1))));
    merged((book, rules), &scored, &tallies)
}

fn tallies(
    (book, rules): (&WordBook, &WordRules),
    counts: &[WordCount],
    at: Moment,
) -> FxHashMap<u32, Tally> {
    let mut tallies: FxHashMap<u32, Tally> = FxHashMap::default();
    for (word, share) in book.seeds() {
        tallies.entry(word).or_default().people = rules.seed_people * share;
    }
    let newest = (at.now_ms.div_euclid(at.period_ms.max(1)) - 1) * at.period_ms;
    let half_life_ms = rules.half_life_hours * 3_600_000.0;
    for count in counts {
        let Some(word) = book.find(&count.word) else {
            continue;
        };
        let age = (at.now_ms - count.period).max(0) as f64;
        let people = f64::from(count.people) * (-age / half_life_ms).exp2();
        let tally = tallies.entry(word).or_default();
        tally.people += people;
        if count.period >= newest {
            tally.newest = tally.newest.max(count.people);
        } else {
            tally.before += people;
        }
    }
    tallies
}

/// How many periods the decayed sum of a steady one is worth: 1 / (1 − 2^(−period ÷ half-life)).
fn periods_remembered(rules: &WordRules, at: Moment) -> f64 {
    let share = at.period_ms.max(1) as f64 / (rules.half_life_hours * 3_600_000.0);
    1.0 / (1.0 - (-share).exp2())
}

/// ln(1 + people) + weight · ln(1 + the standard deviations, of a Poisson count, above what begins
/// to be a burst).
fn score(tally: &Tally, rules: &WordRules, periods: f64) -> f64 {
    let level = tally.people.ln_1p();
    if tally.newest < rules.burst_people_min {
        return level;
    }
    let expected = tally.before / periods;
    let deviations = (f64::from(tally.newest) - expected) / (expected + 1.0).sqrt();
    level + rules.burst_weight * (deviations - rules.burst_deviations_min).max(0.0).ln_1p()
}

/// Of words that contain each other the most telling one, in the place of the best of them.
fn merged(
    (book, rules): (&WordBook, &WordRules),
    scored: &[(f64, u32)],
    tallies: &FxHashMap<u32, Tally>,
) -> Vec<u32> {
    let mut chosen: Vec<u32> = Vec::with_capacity(rules.words_max);
    let chars = |word: u32| book.key(word).chars().count();
    let within = |short: u32, long: u32| {
        let longer = chars(long).saturating_sub(chars(short));
        (1..=rules.merge_chars_max).contains(&longer) && book.key(long).contains(book.key(short))
    };
    for (_, word) in scored {
        let near = chosen.iter().position(|other| within(*word, *other) || within(*other, *word));
        match near {
            None if chosen.len() < rules.words_max => chosen.push(*word),
            None => break,
            Some(at) => {
                let other = chosen[at];
                let (short, long) =
                    if within(*word, other) { (*word, other) } else { (other, *word) };
                let tells = tallies[&long].people >= rules.merge_share_min * tallies[&short].people;
                chosen[at] = if tells { long } else { short };
            }
        }
    }
    chosen
}
