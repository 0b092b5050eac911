//! Training a classifier of texts and reading it again.

use expect_test::{Expect, expect};
use tempfile::TempDir;
use wenshui_models::ngram_classifier::NgramClassifier;
use wenshui_models::train::grams::TrainedWeights;
use wenshui_models::train::ngrams::settings::NgramsSettings;
use wenshui_models::train::ngrams::{NgramsPlan, train};

/// What is told apart: rude and polite words, in sentences that are alike otherwise.
fn lines() -> String {
    let line =
        |(at, text): (usize, &str)| format!("{{\"text\":\"{text}{at}\",\"label\":{}}}\n", at % 2);
    let texts = [
        "请问怎么报税",
        "蠢货怎么报税",
        "您好开票流程",
        "废物开票流程",
        "麻烦退税了",
        "混蛋退税了",
    ];
    texts.into_iter().cycle().take(60).enumerate().map(line).collect()
}

fn trained(text: &str, settings: NgramsSettings) -> Result<TrainedWeights, String> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("texts.jsonl");
    std::fs::write(&path, text).unwrap();
    let (data, name) = (vec![path], "rude".to_owned());
    let plan = NgramsPlan { data, name, settings, ..NgramsPlan::default() };
    train(&plan, |_, _| ())
        .map_err(|error| error.to_string().replace(&format!("{}/", folder.path().display()), ""))
}

fn settings() -> NgramsSettings {
    NgramsSettings { buckets: 1 << 10, ..NgramsSettings::default() }
}

#[test]
fn what_is_trained_tells_apart_what_it_never_saw() {
    let trained = trained(&lines(), settings()).unwrap();
    let classifier = NgramClassifier::from_bytes("rude", &trained.bytes).unwrap();
    assert_eq!(classifier.id(), trained.id);
    assert_eq!(classifier.header().buckets, 1 << 10);
    let probability = |text: &str| classifier.probability(&text.chars().collect::<Vec<_>>());
    assert!(probability("蠢货，废物！") > 0.5);
    assert!(probability("请问麻烦您") < 0.5);
    assert!(trained.card.contains(&trained.id) && !trained.card.contains('{'));
}

#[test]
fn equal_texts_give_equal_bytes_in_any_order() {
    let first = trained(&lines(), settings()).unwrap();
    let turned: String = lines().lines().rev().map(|line| format!("{line}\n")).collect();
    assert_eq!(first.bytes, trained(&turned, settings()).unwrap().bytes.clone());
}

/// Texts of one kind stand in files, those of the other are given.
#[test]
fn texts_need_no_labels_where_their_kind_is_known() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rude.jsonl");
    let line = |at: usize| format!("{{\"question\":\"蠢货怎么报税{at}\",\"expect\":[]}}\n");
    std::fs::write(&path, (0..20).map(line).collect::<String>()).unwrap();
    let polite = folder.path().join("polite.jsonl");
    std::fs::write(&polite, "{\"text\":\"劳驾\",\"label\":\"calm\"}\n".repeat(20)).unwrap();
    let plan = NgramsPlan {
        of_kind: vec![path],
        not_of_kind: vec![polite],
        others: (0..20).map(|at| format!("请问怎么报税{at}")).collect(),
        name: "rude".to_owned(),
        settings: settings(),
        ..NgramsPlan::default()
    };
    let trained = train(&plan, |_, _| ()).unwrap();
    let classifier = NgramClassifier::from_bytes("rude", &trained.bytes).unwrap();
    let logit = |text: &str| classifier.logit(&text.chars().collect::<Vec<_>>());
    assert!(logit("蠢货") > 0.0 && logit("请问") < 0.0 && logit("劳驾") < 0.0);
    let command = "--name rude --of-kind rude.jsonl --not-of-kind polite.jsonl --not-knowledge --output rude.safetensors";
    assert!(trained.card.contains(command), "{}", trained.card);
    assert!(trained.card.contains("60 labelled texts, 20 of them"), "{}", trained.card);
}

fn check(text: &str, settings: NgramsSettings, expected: &Expect) {
    expected.assert_eq(&trained(text, settings).unwrap_err());
}

#[test]
fn faults_are_named() {
    check("", settings(), &expect!["`texts.jsonl`: it holds no labelled text"]);
    check(
        "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\"}\n",
        settings(),
        &expect!["`texts.jsonl` line 2: missing field `label` at line 1 column 12"],
    );
    check(
        "{\"text\":\"a\",\"label\":2}\n",
        settings(),
        &expect!["`texts.jsonl` line 1: the label is 2, it must be 0 or 1"],
    );
    check(
        &lines(),
        NgramsSettings { buckets: 0, ..settings() },
        &expect!["`buckets, length_max` is 0 and 3, it must be above 0"],
    );
    let other = NgramClassifier::from_bytes("x", b"no weights").unwrap_err();
    expect!["`x`: this is no safetensors file (header too large); copy or download it again, it did not arrive whole"].assert_eq(&other.to_string());
}
