//! Fitting the settings to suites.

use wenshui_engine::feature::{FEATURES, Features};
use wenshui_engine::settings::{self, Settings};
use wenshui_eval::fit;
use wenshui_eval::fit::found::{FOLDS, Found, find};

use crate::support::{SUITE, TODAY, engine, suite};

/// Numbers between 0 and 1 that look like chance (Knuth's MMIX constants).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// Cases in which the best by `bm25` is mostly right, `dense` speaks for the wrong ones and nothing
/// else matters; every fifth has nothing right, and fits worse.
fn cases(count: usize) -> Vec<Found> {
    let mut chance = Chance(1);
    let (dense, bm25) = (place("dense"), place("bm25"));
    let case = |number: usize| {
        let inside = !number.is_multiple_of(5);
        let mut candidates: Vec<([f64; FEATURES], bool)> = (0..8)
            .map(|at| {
                let is_right = inside && at == 3;
                let mut features = [0.5; FEATURES];
                features[bm25] = 0.4 * chance.next() + if is_right { 0.4 } else { 0.1 };
                features[dense] = 0.5 * chance.next() + if is_right { 0.0 } else { 0.2 };
                (features, is_right)
            })
            .collect();
        candidates.rotate_left(number % 8);
        Found {
            set: usize::from(!inside),
            target: format!("t{number}"),
            weight: 1.0,
            candidates,
            inside,
            sought: inside,
            known: if inside { 0.9 } else { 0.2 },
            chars_ln: 2.0 + chance.next(),
            outside: 0.0,
        }
    };
    (0..count).map(case).collect()
}

fn place(name: &str) -> usize {
    Features::NAMES.iter().position(|known| *known == name).unwrap()
}

#[test]
fn what_decides_gets_the_weight_and_nothing_is_worth_less_than_nothing() {
    let begun = Settings::bundled().unwrap();
    let fitted = fit::fit(&cases(400), &begun);
    let weights = fitted.ranker.numbers();
    assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{weights:?}");
    assert!(weights[place("bm25")] > 0.95, "{weights:?}");
    assert_eq!(weights[place("dense")].to_bits(), 0.0_f32.to_bits(), "{weights:?}");
    assert!(fitted.calibration.sharpness > 10.0 && fitted.calibration.share > 0.0, "{fitted:?}");
    assert!(fitted.domain.known > 0.0, "{fitted:?}");
}

#[test]
fn folds_tell_how_it_does_where_it_was_not_fitted() {
    let found = cases(400);
    let [inside, outside] = fit::folds(&found, 2).try_into().unwrap();
    assert_eq!((inside.len(), outside.len()), (usize::from(FOLDS), usize::from(FOLDS)));
    for held in &inside {
        // A right one of 0.4 to 0.8 against seven wrong ones of 0.1 to 0.5.
        assert!(held.first > 0.7 && held.first < 1.0, "{held:?}");
        assert!(held.five > held.first && held.refused_inside < 0.1, "{held:?}");
        assert!(held.refused_outside.is_nan(), "{held:?}");
    }
    for held in &outside {
        assert!(held.refused_outside > 0.95 && held.first.is_nan(), "{held:?}");
    }
}

#[test]
fn without_a_case_outside_the_domain_stays() {
    let begun = Settings::bundled().unwrap();
    let inside: Vec<Found> = cases(100).into_iter().filter(|one| one.inside).collect();
    let fitted = fit::fit(&inside, &begun);
    assert_eq!(fitted.domain, begun.domain);
    assert!((fitted.suggest_min - begun.decision.suggest_min).abs() < f32::EPSILON);
}

#[test]
fn cases_are_asked_of_the_engine() {
    let mut lines = SUITE.to_vec();
    lines.push(r#"{"id":"off","question":"今天吃什么","expect":[],"decision":"refuse"}"#);
    let found = find((4, &suite(&lines)), &engine(), TODAY).unwrap();
    let told: Vec<(&str, bool, bool)> = found
        .iter()
        .map(|one| {
            (one.target.as_str(), one.inside, one.candidates.iter().any(|(_, right)| *right))
        })
        .collect();
    // What names neither an entry nor that it is refused tells nothing.
    let either = "general\u{1f}small";
    assert_eq!(
        told,
        [
            ("rent", true, true),
            ("rent", true, true),
            ("small", true, true),
            (either, true, true),
            ("invoice", true, false),
            ("off", false, false),
        ]
    );
    assert!(found.iter().all(|one| one.set == 4 && one.chars_ln >= 0.0));
    // Six cases on five targets: two share one and count half of another each.
    assert!((found[0].weight - 0.6).abs() < 1e-12 && (found[2].weight - 1.2).abs() < 1e-12);
    assert!(found[0].fold() == found[1].fold() && found[0].fold() < FOLDS);
}

#[test]
fn comments_stay_and_numbers_change() {
    let fitted = fit::fit(&cases(400), &Settings::bundled().unwrap());
    let text = fit::text::with(settings::BUNDLED, &fitted);
    let read = Settings::parse("settings.toml", &text).unwrap();
    let near = |a: f32, b: f32| (a - b).abs() < 1e-4;
    assert!(near(read.ranker.bm25, fitted.ranker.bm25));
    assert!(near(read.calibration.offset, fitted.calibration.offset));
    assert!(near(read.domain.length, fitted.domain.length));
    assert!(near(read.decision.suggest_min, fitted.suggest_min));
    let begun = Settings::bundled().unwrap();
    assert_eq!((read.bm25, read.terms, read.pool), (begun.bm25, begun.terms, begun.pool));
    let comments = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with('#')).map(str::to_owned).collect()
    };
    assert_eq!(comments(&text), comments(settings::BUNDLED));
}
