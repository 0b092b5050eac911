//! A cross-encoder that reads the first candidates.

use std::path::Path;
use std::sync::Arc;

use wenshui_engine::question::Question;
use wenshui_engine::version::build::{Parts, build};
use wenshui_models::cross_encoder::CrossEncoder;
use wenshui_models::hub::open_cross_encoder;

use crate::support::{TODAY, ask, base, candidates, changed, engine, parts};

const BASE: [&str; 3] = [
    r#"{"id":"file","question":"增值税怎么申报","answer":"按月或者按季申报。","basis":[{"title":"某法"}]}"#,
    r#"{"id":"refund","question":"增值税怎么退税","answer":"向税务机关申请。","basis":[{"title":"某法"}]}"#,
    r#"{"id":"rate","question":"增值税小规模征收率","answer":"百分之一。","basis":[{"title":"某法"}]}"#,
];

/// The small network of `models/tests/data/bert`, whose judgement is drawn by chance.
fn cross() -> Arc<CrossEncoder> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../models/tests/data/bert/cross");
    Arc::new(open_cross_encoder(Path::new(folder)).unwrap())
}

fn with(weight: f32, judged: f32, cross: Option<Arc<CrossEncoder>>) -> Parts {
    let mut parts = parts(base(&BASE));
    parts.settings_text = changed(&parts.settings_text, "cross", weight);
    let text = parts.settings_text.replace("judged = 8", &format!("judged = {judged}"));
    Parts { settings_text: text, cross, ..parts }
}

#[test]
fn its_judgement_decides_as_far_as_it_weighs() {
    let question = Question::new("增值税如何办理", TODAY);
    let without = engine(build(with(100.0, 8.0, None)).unwrap());
    let plain = ask(&without, &question);
    assert!(plain.candidates.iter().all(|one| one.features.cross == 0.0));

    let judged = engine(build(with(100.0, 8.0, Some(cross()))).unwrap());
    let reply = ask(&judged, &question);
    let said: Vec<f32> = reply.candidates.iter().map(|one| one.features.cross).collect();
    assert!(
        said.is_sorted_by(|a, b| a >= b) && said.iter().all(|s| (0.0..1.0).contains(s)),
        "{said:?}"
    );
    assert_ne!(
        candidates(&without, &plain),
        candidates(&judged, &reply),
        "chance agrees: {said:?}"
    );
    // What its judgement is worth is part of the score.
    let version = judged.version();
    for one in &reply.candidates {
        assert!((one.features.score(&version.settings.ranker) - one.score).abs() < 1e-4);
    }
    assert_ne!(version.id, without.version().id);

    // Where it weighs nothing the order stays.
    let light = engine(build(with(0.0, 8.0, Some(cross()))).unwrap());
    let reply = ask(&light, &question);
    assert_eq!(candidates(&without, &plain), candidates(&light, &reply));
    // Only the first are read.
    let one = engine(build(with(0.0, 1.0, Some(cross()))).unwrap());
    let read =
        ask(&one, &question).candidates.iter().filter(|one| one.features.cross > 0.0).count();
    assert_eq!(read, 1);
}

#[test]
fn what_is_asked_word_by_word_needs_no_judgement() {
    let engine = engine(build(with(100.0, 8.0, Some(cross()))).unwrap());
    let reply = ask(&engine, &Question::new("增值税怎么退税", TODAY));
    assert_eq!(candidates(&engine, &reply)[0], "refund");
    assert!(reply.candidates.iter().all(|one| one.features.cross == 0.0));
}
