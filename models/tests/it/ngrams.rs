//! Training a classifier of texts and reading it again.

use std::path::PathBuf;

use expect_test::{Expect, expect};
use tempfile::TempDir;
use wenshui_models::ngram_classifier::NgramClassifier;
use wenshui_models::ngram_classifier::runs::Runs;
use wenshui_models::train::grams::TrainedWeights;
use wenshui_models::train::ngrams::plan::{LabelledBy, LabelledFile, NgramsPlan, Others};
use wenshui_models::train::ngrams::settings::NgramsSettings;
use wenshui_models::train::ngrams::train;

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
    let files = vec![LabelledFile { path, by: LabelledBy::Name }];
    let plan = NgramsPlan { files, name: "rude".to_owned(), settings, ..NgramsPlan::default() };
    train(&plan, |_, _| ())
        .map_err(|error| error.to_string().replace(&format!("{}/", folder.path().display()), ""))
}

fn settings() -> NgramsSettings {
    let mut settings = NgramsSettings::default();
    settings.runs.buckets = 1 << 10;
    settings
}

#[test]
fn what_is_trained_tells_apart_what_it_never_saw() {
    let trained = trained(&lines(), settings()).unwrap();
    let classifier = NgramClassifier::from_bytes("rude", &trained.bytes).unwrap();
    assert_eq!(classifier.id(), trained.id);
    assert_eq!(classifier.header().runs.buckets, 1 << 10);
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

fn all(path: PathBuf, label: &str) -> LabelledFile {
    LabelledFile { path, by: LabelledBy::All(label.to_owned()) }
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
        files: vec![all(path, "1"), all(polite, "0")],
        others: Others {
            which: "wordings".to_owned(),
            texts: (0..20).map(|at| format!("请问怎么报税{at}")).collect(),
        },
        name: "rude".to_owned(),
        settings: settings(),
        ..NgramsPlan::default()
    };
    let trained = train(&plan, |_, _| ()).unwrap();
    let classifier = NgramClassifier::from_bytes("rude", &trained.bytes).unwrap();
    let logit = |text: &str| classifier.logit(&text.chars().collect::<Vec<_>>());
    assert!(logit("蠢货") > 0.0 && logit("请问") < 0.0 && logit("劳驾") < 0.0);
    let command = "--name rude --all rude.jsonl 1 --all polite.jsonl 0 --not-knowledge wordings --buckets 1024 --output rude.safetensors";
    assert!(trained.card.contains(command), "{}", trained.card);
    assert!(trained.card.contains("60 labelled texts, 20 of them"), "{}", trained.card);
}

/// Three labels; the tone parts the first two, a word the third.
#[test]
fn several_labels_are_told_apart() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("moods.jsonl");
    let line = |at: usize| {
        let (text, label) = [("退税呢", "cool"), ("退税呢！", "hot"), ("蠢货退税", "rude")][at % 3];
        format!("{{\"text\":\"第{at}天{text}\",\"label\":\"{label}\"}}\n")
    };
    std::fs::write(&path, (0..90).map(line).collect::<String>()).unwrap();
    let mut settings = settings();
    settings.runs.tone = true;
    let mut plan = NgramsPlan {
        labels: ["cool", "hot", "rude"].map(str::to_owned).to_vec(),
        files: vec![LabelledFile { path, by: LabelledBy::Name }],
        name: "mood".to_owned(),
        settings,
        ..NgramsPlan::default()
    };
    let trained = train(&plan, |_, _| ()).unwrap();
    let classifier = NgramClassifier::from_bytes("mood", &trained.bytes).unwrap();
    let likeliest = |text: &str| {
        let logits = classifier.logits(&text.chars().collect::<Vec<_>>());
        (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b]))
    };
    assert_eq!(likeliest("开票呢"), Some(0));
    assert_eq!(likeliest("开票呢!"), Some(1));
    assert_eq!(likeliest("蠢货"), Some(2));
    let command =
        "--name mood --labels cool,hot,rude --data moods.jsonl --tone --buckets 1024 --output";
    assert!(trained.card.contains(command), "{}", trained.card);

    plan.labels.pop();
    let fault = train(&plan, |_, _| ()).unwrap_err().to_string();
    assert!(fault.ends_with("line 3: `label` is \"rude\", it must be one of cool, hot"), "{fault}");
    plan.labels.pop();
    let fault = train(&plan, |_, _| ()).unwrap_err().to_string();
    assert_eq!(fault, "`labels` is cool, it must be none or several");
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
        &expect!["`texts.jsonl` line 2: `label` is null, it must be 0 or 1"],
    );
    check(
        "{\"text\":\"a\",\"label\":2}\n",
        settings(),
        &expect!["`texts.jsonl` line 1: `label` is 2, it must be 0 or 1"],
    );
    check(
        &lines(),
        NgramsSettings { runs: Runs { buckets: 0, ..settings().runs }, ..settings() },
        &expect!["`buckets, length_max` is 0 and 3, it must be above 0"],
    );
    let other = NgramClassifier::from_bytes("x", b"no weights").unwrap_err();
    expect!["`x`: this is no safetensors file (header too large); copy or download it again, it did not arrive whole"].assert_eq(&other.to_string());
}
