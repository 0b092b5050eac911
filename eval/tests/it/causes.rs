//! Causes: single edits of what a version is made of, seeded, each of which has to be named for
//! everything that goes otherwise by it.

use std::collections::BTreeSet;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use wenshui_engine::engine::Engine;
use wenshui_engine::settings::Settings;
use wenshui_engine::version::build::Parts;
use wenshui_eval::bootstrap::Bootstrap;
use wenshui_eval::compare::flip::{FlipKind, is_right};
use wenshui_eval::compare::{Comparison, compare};
use wenshui_eval::manifest::difference::Kind;
use wenshui_eval::manifest::{built, flat, settings_text};
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::report::Report;
use wenshui_eval::run::run;
use wenshui_eval::suite::Suite;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::text::concept::ConceptPair;
use wenshui_knowledge::text::fold::Folded;

use crate::support::{TODAY, clock, count, own_questions, signature, some_parts};

/// An edit: what it is of, and the name by which it is told.
struct Edit {
    kind: Kind,
    name: String,
}

/// Changes one thing; none where chance met something that cannot be changed so.
fn edit(parts: &mut Parts, (number, random): (usize, &mut Pcg64Mcg)) -> Option<Edit> {
    let at = random.random_range(0..parts.base.entries.len());
    let entry = &mut parts.base.entries[at];
    let id = entry.id.clone();
    let of = |kind| Some(Edit { kind, name: id.clone() });
    match number % 10 {
        0 => {
            parts.base.entries.remove(at);
            parts.base.places.remove(at);
            of(Kind::Entry)
        }
        1 if !entry.similar.is_empty() => {
            entry.similar.remove(random.random_range(0..entry.similar.len()));
            of(Kind::Wording)
        }
        2 => {
            let half = entry.answer.as_ref()?.chars().count() / 2;
            entry.answer = entry.answer.as_ref().map(|text| text.chars().take(half).collect());
            of(Kind::Answer)
        }
        3 => {
            entry.valid_to = Some(jiff::civil::date(2020, 12, 31));
            of(Kind::Scope)
        }
        4 => {
            let (said, law) = words_of(&entry.question)?;
            let known =
                |pair: &ConceptPair| pair.said == said || pair.law == said || pair.said == law;
            if parts.lexicons.concepts.iter().any(known) {
                return None;
            }
            let category = "trade".to_owned();
            let pair = ConceptPair { said: said.clone(), law, category, exact: true };
            parts.lexicons.concepts.push(pair);
            Some(Edit { kind: Kind::Concept, name: said })
        }
        5 => {
            let text: String = parts.base.entries.iter().flat_map(Entry::wordings).collect();
            let used = |pair: &ConceptPair| text.contains(&pair.said);
            let pairs: Vec<usize> = (0..parts.lexicons.concepts.len())
                .filter(|at| used(&parts.lexicons.concepts[*at]))
                .collect();
            let gone = parts.lexicons.concepts.remove(pairs[random.random_range(0..pairs.len())]);
            Some(Edit { kind: Kind::Concept, name: gone.said })
        }
        6 | 7 => {
            let keys: &[&str] = if number % 10 == 6 {
                &["decision.answer_min", "decision.margin_min", "decision.suggest_min"]
            } else {
                &["ranker.bm25", "ranker.dense", "ranker.whole", "bm25.b", "terms.word"]
            };
            let key = keys[random.random_range(0..keys.len())];
            let mut numbers = flat(&Settings::parse("test", &parts.settings_text).unwrap());
            let value: f32 = numbers[key].parse().unwrap();
            let times = if random.random_bool(0.5) { 1.4 } else { 0.3 };
            numbers.insert(key.to_owned(), (value * times).to_string());
            parts.settings_text = settings_text(&numbers);
            Some(Edit { kind: Kind::Setting, name: key.to_owned() })
        }
        8 => {
            let taken = parts.base.entries[(at + 1) % parts.base.entries.len()].question.clone();
            parts.base.entries[at].similar.push(format!("请问{taken}"));
            of(Kind::Wording)
        }
        _ => {
            entry.question = format!("{}的情形", entry.question);
            of(Kind::Question)
        }
    }
}

/// The first characters of a text as a saying, and a law form that stands in no other text.
fn words_of(text: &str) -> Option<(String, String)> {
    let folded = Folded::new(text).key();
    let said: String = folded.chars().take(4).collect();
    (said.chars().count() == 4).then(|| (said, "某某涉税事项".to_owned()))
}

fn report(parts: Parts, suite: &Suite) -> Report {
    let (version, manifest) = built(parts).unwrap();
    let id = version.id.clone();
    let engine = Engine::new(version, clock);
    let seen =
        run(suite, (&engine, &engine.version()), TODAY, Progress::new(&mut unheard)).unwrap();
    let signature = wenshui_eval::report::Signature { kb_version: id, ..signature() };
    let bare = Report::new(signature, &seen, Bootstrap { rounds: 2, seed: 1 });
    Report { manifest: Some(manifest), ..bare }
}

fn side_by_side(before: &Report, after: &Report) -> Comparison {
    compare(
        (std::slice::from_ref(before), std::slice::from_ref(after)),
        Bootstrap { rounds: 2, seed: 1 },
    )
    .unwrap()
}

/// The cases that went otherwise, found by looking at every one.
fn by_hand(before: &Report, after: &Report) -> BTreeSet<(String, FlipKind)> {
    let pairs = before.cases.iter().zip(&after.cases);
    let differ = pairs.filter(|(one, two)| {
        one.candidates.first() != two.candidates.first() || one.decision != two.decision
    });
    differ
        .map(|(one, two)| {
            let kind = match (is_right(one), is_right(two)) {
                (true, false) => FlipKind::Broken,
                (false, true) => FlipKind::Fixed,
                _ => FlipKind::Changed,
            };
            (one.id.clone(), kind)
        })
        .collect()
}

/// `WENSHUI_EDITS` says how many edits are made; two at once are told apart by trying each alone.
#[test]
fn k2_the_cause_of_a_single_edit_is_named() {
    let whole = some_parts();
    let suite = own_questions(&whole.base);
    let before = report(whole.clone(), &suite);
    let mut random = Pcg64Mcg::seed_from_u64(2026);
    let (mut flipping, mut named, mut flips, mut missed) = (0, 0, 0, Vec::new());
    for number in 0..count("WENSHUI_EDITS", 10) {
        let mut parts = whole.clone();
        let Some(edit) = edit(&mut parts, (number, &mut random)) else { continue };
        let after = report(parts, &suite);
        let found = side_by_side(&before, &after);
        let told: BTreeSet<_> =
            found.flips.iter().map(|flip| (flip.id.clone(), flip.kind)).collect();
        assert_eq!(told, by_hand(&before, &after), "{:?} {}", edit.kind, edit.name);
        if found.flips.is_empty() {
            continue;
        }
        let right = found.flips.iter().all(|flip| {
            let cause = &found.differences[flip.causes[0].difference];
            let name = if edit.kind == Kind::Concept { cause.part.clone() } else { None };
            cause.kind == edit.kind && name.as_ref().unwrap_or(&cause.name) == &edit.name
        });
        flipping += 1;
        flips += found.flips.len();
        named += usize::from(right);
        missed.extend((!right).then(|| format!("{:?} {}", edit.kind, edit.name)));
    }
    println!(
        "{flipping} edits turned {flips} questions; the cause of {named} was named: {missed:?}"
    );
    assert!(flipping > 0, "no edit turned anything");
    assert!(named * 100 >= flipping * 95, "{named} of {flipping}: {missed:?}");
}

#[test]
fn k2_a_run_differs_from_itself_in_nothing() {
    let whole = some_parts();
    let suite = own_questions(&whole.base);
    let report = report(whole, &suite);
    let found = compare(
        (std::slice::from_ref(&report), std::slice::from_ref(&report)),
        Bootstrap { rounds: 20, seed: 3 },
    )
    .unwrap();
    assert!(found.flips.is_empty() && found.differences.is_empty(), "{found:?}");
    assert_eq!(found.counts.unchanged, suite.cases.len());
    for (name, paired) in &found.metrics {
        assert!(paired.p >= 1.0 && paired.difference.abs() < f64::EPSILON, "{name}: {paired:?}");
    }
}

/// Three edits at once; what each does alone tells which of them may be named.
#[test]
fn k2_of_several_edits_one_is_named_that_turns_the_question_by_itself() {
    let whole = some_parts();
    let suite = own_questions(&whole.base);
    let before = report(whole.clone(), &suite);
    let mut random = Pcg64Mcg::seed_from_u64(7);
    let (mut judged, mut named) = (0, 0);
    for _ in 0..count("WENSHUI_EDITS", 30).div_ceil(10) {
        let mut together = whole.clone();
        let mut alone = Vec::new();
        for _ in 0..3 {
            let seed: u64 = random.random();
            let place = random.random_range(0..10);
            let mut one = whole.clone();
            let made = edit(&mut one, (place, &mut Pcg64Mcg::seed_from_u64(seed)));
            let again = edit(&mut together, (place, &mut Pcg64Mcg::seed_from_u64(seed)));
            let same = |made: &Edit, again: &Edit| made.name == again.name;
            if let (Some(made), Some(again)) = (made, again)
                && same(&made, &again)
            {
                alone.push((made, report(one, &suite)));
            }
        }
        let after = report(together, &suite);
        let found = side_by_side(&before, &after);
        for flip in &found.flips {
            let turns = |report: &Report| {
                let case = |report: &Report| {
                    report.cases.iter().find(|case| case.id == flip.id).cloned().unwrap()
                };
                let (one, all) = (case(report), case(&after));
                one.candidates.first() == all.candidates.first() && one.decision == all.decision
            };
            let able: Vec<&Edit> =
                alone.iter().filter(|(_, report)| turns(report)).map(|(edit, _)| edit).collect();
            if able.is_empty() {
                continue;
            }
            let cause = &found.differences[flip.causes[0].difference];
            judged += 1;
            named += usize::from(able.iter().any(|edit| {
                edit.kind == cause.kind
                    && (edit.name == cause.name || Some(&edit.name) == cause.part.as_ref())
            }));
        }
    }
    println!(
        "of {judged} questions turned by one of three edits, {named} name one that does it alone"
    );
    assert!(judged > 0 && named * 10 >= judged * 9, "{named} of {judged}");
}
