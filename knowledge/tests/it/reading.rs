//! Reading aloud: cases written by hand, a set that was held out, and any text whatsoever.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use expect_test::{Expect, expect};
use proptest::prelude::proptest;
use wenshui_knowledge::bundled;
use wenshui_knowledge::lexicon::{DataFile, Lexicons};
use wenshui_knowledge::reading::Reader;
use wenshui_knowledge::reading::spoken::{Pause, Reading};
use wenshui_knowledge::text::analyzer::Analyzer;

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let lexicons = Lexicons::read(&bundled::lexicons()).expect("the lexicons are clean");
        let analyzer = Analyzer::new(&lexicons).expect("the lexicons are clean");
        Reader::new(&lexicons.reading, analyzer.segmenter())
    })
}

/// What became of a file of cases.
#[derive(Default)]
struct Outcome {
    /// Right and all cases by category.
    counts: BTreeMap<String, (usize, usize)>,
    /// What was read otherwise.
    wrong: Vec<String>,
}

impl Outcome {
    fn of(cases: &str) -> Self {
        let mut outcome = Self::default();
        for row in cases.lines().filter(|row| !row.is_empty() && !row.starts_with('#')) {
            let mut columns = row.split('\t');
            let (category, text) = (columns.next().unwrap(), columns.next().unwrap());
            let expected = columns.next().unwrap_or_default();
            let read = reader().read(text).pinyin();
            let (right, all) = outcome.counts.entry(category.to_owned()).or_default();
            *all += 1;
            *right += usize::from(read == expected);
            if read != expected {
                let wrong = format!("{category}: {text}\n  expected {expected}\n  read     {read}");
                outcome.wrong.push(wrong);
            }
        }
        outcome
    }

    fn all(&self) -> usize {
        self.counts.values().map(|(_, all)| all).sum()
    }

    /// All categories, or one.
    fn share(&self, category: Option<&str>) -> f64 {
        let wanted = |name: &String| category.is_none_or(|category| category == name);
        let counts = || self.counts.iter().filter(|(name, _)| wanted(name));
        let right: usize = counts().map(|(_, (right, _))| right).sum();
        let all: usize = counts().map(|(_, (_, all))| all).sum();
        right as f64 / all as f64
    }
}

#[test]
fn cases_written_by_hand_are_read_right() {
    let outcome = Outcome::of(include_str!("../cases/reading.tsv"));
    println!("{}\n{:?}", outcome.wrong.join("\n"), outcome.counts);
    assert!(outcome.all() >= 430 && outcome.counts["polyphone"].1 >= 130);
    assert!(outcome.share(Some("polyphone")) >= 0.99);
    assert!(outcome.share(None) >= 0.99);
}

/// Written after the program, and run once before anything was mended.
#[test]
fn sentences_that_were_held_out_are_read_right() {
    let outcome = Outcome::of(include_str!("../cases/reading-heldout.tsv"));
    println!("{}\n{:?}", outcome.wrong.join("\n"), outcome.counts);
    assert!(outcome.all() >= 80);
    assert!(outcome.share(None) >= 0.99);
}

/// Words with their spans, and marks for the pauses: `,` `;` `/` and so on by length.
fn shown(reading: &Reading) -> String {
    let mut lines = Vec::new();
    for sentence in &reading.sentences {
        let words = sentence.words.iter().map(|word| {
            let spoken: Vec<String> = word.spoken.iter().map(ToString::to_string).collect();
            let pause = match word.pause {
                Pause::None => "",
                Pause::Short => " '",
                Pause::Comma => " ,",
                Pause::Clause => " ;",
                Pause::Sentence => " .",
                Pause::Paragraph => " ¶",
            };
            format!("{}-{} {}{pause}", word.span.start, word.span.end, spoken.join(" "))
        });
        let words: Vec<String> = words.collect();
        lines.push(format!("{:?}: {}", sentence.span, words.join(" | ")));
    }
    lines.join("\n")
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&shown(&reader().read(text)));
}

#[test]
fn pauses_follow_marks_and_lines() {
    check(
        "税款、罚款，滞纳金；（注）完。",
        &expect![
            "0..15: 0-2 shui4 kuan3 ' | 3-5 fa2 kuan3 , | 6-9 zhi4 na4 jin1 ; | 11-12 zhu4 ' | 13-14 wan2 ¶"
        ],
    );
    check(
        "第一行\n第二行\n\n第三行",
        &expect![[r#"
        0..4: 0-3 di4 yi1 hang2 .
        4..9: 4-7 di4 er4 hang2 ¶
        9..12: 9-12 di4 san1 hang2 ¶"#]],
    );
    check(
        "| 税目 | 税率 |\n|---|---|\n| 房 | 9% |",
        &expect![[r#"
            2..23: 2-4 shui4 mu4 , | 7-9 shui4 lv4 .
            24..30: 24-25 fang2 , | 28-30 bai3 fen1 zhi1 jiu3 ¶"#]],
    );
}

#[test]
fn spans_point_into_the_text_that_was_given() {
    check(
        "**应纳**税额是[公告](https://a.cn)里的3%。",
        &expect![
            "2..32: 2-8 ying1 na4 shui4 e2 | 8-9 shi4 | 10-12 gong1 gao4 | 27-28 li3 | 28-29 de5 | 29-31 bai3 fen1 zhi1 san1 ¶"
        ],
    );
}

fn hold(text: &str) {
    let reading = reader().read(text);
    let len = text.chars().count();
    let mut end = 0;
    for sentence in &reading.sentences {
        assert!(sentence.span.start >= end && sentence.span.end <= len, "{sentence:?}");
        assert!(!sentence.words.is_empty());
        let mut word_end = sentence.span.start;
        for word in &sentence.words {
            assert!(word.span.start >= word_end && word.span.start < word.span.end, "{word:?}");
            assert!(!word.spoken.is_empty());
            assert!(word.spoken.iter().all(|one| (1..=5).contains(&one.tone)));
            word_end = word.span.end;
        }
        assert!(word_end <= sentence.span.end, "{sentence:?}");
        end = sentence.span.end;
    }
}

proptest! {
    #[test]
    fn any_text_is_taken(text in ".{0,80}") {
        hold(&text);
    }

    #[test]
    fn any_text_of_the_kind_is_taken(
        text in "[税率不一第3两0-9,.%/:()（）〔〕\\[\\]*#|<>&;年月日号元@a-zA-Z\\n—~-]{0,60}"
    ) {
        hold(&text);
    }
}

#[test]
fn long_texts_take_time_in_proportion() {
    // Each of these would be slow if anything looked ahead without an end.
    for piece in ["纳税人应当按期申报。", "[", "<a", "1", "a", "*", "一", "-1", "=/", "(", "1,000,"]
    {
        hold(&piece.repeat(20_000 / piece.chars().count()));
    }
}

#[test]
fn faults_in_the_data_are_named() {
    let files = [
        ("pinyin/syllables.tsv", "sh\tshui"),
        ("reading/words.tsv", "税\tshui4\t税率 率先\n税\tsui4\t税率\n税"),
        ("reading/whole.tsv", "税率\tshui4"),
        ("reading/contexts.tsv", "税\tshui4\t*"),
        ("reading/pauses.tsv", "long\t、"),
        ("reading/sets.tsv", "one"),
    ];
    let files = files.map(|(name, text)| DataFile { name: name.into(), text: text.into() });
    let problems = Lexicons::read(&files).expect_err("there are faults");
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expect![[r#"
        reading/sets.tsv:1: 这一行应有 2 列，用制表符隔开：set, forms [bad_columns]
        reading/words.tsv:1: “率先”的读音有误：应为音节表里的音节带声调 1 至 5，逐字一个；词里要有这个字 [bad_spoken]
        reading/words.tsv:2: “税”的读音有误：应为音节表里的音节带声调 1 至 5，逐字一个；词里要有这个字 [bad_spoken]
        reading/words.tsv:3: 这一行应有 3 列，用制表符隔开：character, reading, words [bad_columns]
        reading/whole.tsv:1: “税率”的读音有误：应为音节表里的音节带声调 1 至 5，逐字一个；词里要有这个字 [bad_spoken]
        reading/contexts.tsv:1: 这一行应有 5 列，用制表符隔开：character, reading, left, right, later [bad_columns]
        reading/pauses.tsv:1: 没有“long”这个值；可用：none, short, comma, clause, sentence, paragraph [unknown_value]"#]].assert_eq(&shown.join("\n"));
}
