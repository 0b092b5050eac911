//! What recognisers write becomes what people write, and what makes sense stays.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use expect_test::{Expect, expect};
use proptest::prelude::any;
use proptest::test_runner::{Config, TestRunner};
use wenshui_knowledge::bundled;
use wenshui_knowledge::heard::Ear;
use wenshui_knowledge::heard::change::{ChangeKind, Heard};
use wenshui_knowledge::lexicon::{DataFile, Lexicons};
use wenshui_knowledge::text::quantity::find::find;
use wenshui_knowledge::text::syllable::Syllables;

fn lexicons() -> &'static Lexicons {
    static LEXICONS: OnceLock<Lexicons> = OnceLock::new();
    LEXICONS.get_or_init(|| Lexicons::read(&bundled::lexicons()).unwrap())
}

fn ear() -> &'static Ear {
    static EAR: OnceLock<Ear> = OnceLock::new();
    let titles = || bundled::knowledge().base.entries.into_iter().map(|entry| entry.question);
    EAR.get_or_init(|| Ear::new(lexicons(), titles()))
}

/// The changes of a kind, as a taxpayer sees them.
fn shown(heard: &Heard, kind: ChangeKind) -> Vec<String> {
    let changes = heard.changes.iter().filter(|change| change.kind == kind);
    changes.map(|change| format!("{} → {}", change.from, change.to)).collect()
}

fn check(raw: &str, expected: &Expect) {
    let heard = ear().hear(raw);
    let changes: Vec<String> = heard
        .changes
        .iter()
        .map(|c| format!("\n{:?} {:?} {:?} → {:?}", c.span, c.kind, c.from, c.to))
        .collect();
    expected.assert_eq(&format!("{}{}", heard.text, changes.concat()));
    assert_eq!(heard.raw(), raw);
}

/// The rows of a case file that say something.
fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// What is heard of each row's first column has to be its second, apart from the mark at the end.
fn check_file(file: &'static str, rows_min: usize) {
    let mut wrong = Vec::new();
    for row in rows(file) {
        let (raw, expected) = row.split_once('\t').unwrap();
        let heard = ear().hear(raw);
        let text = heard.text.trim_end_matches(['。', '？']);
        if text != expected {
            wrong.push(format!("{raw}: {text}, not {expected}"));
        }
        assert_eq!(heard.raw(), raw);
        // What was heard once stays as it is.
        let again = ear().hear(&heard.text);
        assert!(again.changes.is_empty(), "{} → {}", heard.text, again.text);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows(file).count() >= rows_min);
}

#[test]
fn numbers_and_documents_are_written_as_people_write_them() {
    check_file(include_str!("heard/numbers.tsv"), 230);
}

/// What was a quantity for retrieval is the same quantity when it is written in digits.
#[test]
fn no_quantity_changes_its_worth() {
    let worth = |text: &str| {
        let found = find(text, &lexicons().quantities);
        found.iter().flat_map(|one| one.value.spellings()).collect::<Vec<_>>()
    };
    let mut compared = 0;
    for raw in [
        "十万",
        "一百二十三万四千五百元",
        "百分之十三",
        "千分之三",
        "一亿两千万",
        "三万五",
        "五千万元",
    ] {
        let written = ear().hear(raw).text;
        assert_eq!(worth(raw), worth(&written), "{raw} {written}");
        compared += 1;
    }
    assert_eq!(compared, 7);
}

#[test]
fn terms_are_corrected_by_their_sound() {
    check_file(include_str!("heard/terms.tsv"), 180);
}

#[test]
fn what_makes_sense_stays() {
    let sentences = include_str!("heard/unchanged.tsv");
    let touched: Vec<String> =
        rows(sentences).flat_map(|raw| shown(&ear().hear(raw), ChangeKind::Term)).collect();
    assert!(touched.is_empty(), "{}", touched.join("\n"));
    assert!(rows(sentences).count() >= 350);
}

#[test]
fn the_wordings_of_the_bundled_knowledge_stay_but_for_slips_on_purpose() {
    let slips = rows(include_str!("heard/slips.tsv")).map(|row| row.replace('\t', " → "));
    let slips: BTreeSet<String> = slips.collect();
    let (mut all, mut touched) = (0, Vec::new());
    for entry in bundled::knowledge().base.entries {
        for wording in entry.wordings() {
            all += 1;
            touched.extend(shown(&ear().hear(wording), ChangeKind::Term));
        }
    }
    assert!(all > 7_000, "{all} wordings");
    let mended: BTreeSet<String> =
        touched.iter().filter(|one| slips.contains(*one)).cloned().collect();
    assert_eq!(mended, slips, "every slip is mended");
    touched.retain(|one| !slips.contains(one));
    assert!(touched.len() * 1_000 <= all, "{} of {all}: {}", touched.len(), touched.join("\n"));
}

/// The next characters in code order that are read the same, the one after `skip` others.
fn homophone(syllables: &Syllables, c: char, skip: usize) -> Option<char> {
    let after = ('\u{4e00}'..='\u{9fa5}').skip_while(move |other| *other <= c);
    let before = ('\u{4e00}'..='\u{9fa5}').take_while(move |other| *other < c);
    let sound = syllables.of(c);
    after.chain(before).filter(|other| syllables.of(*other) == sound).nth(skip)
}

#[test]
fn terms_with_a_homophone_in_them_are_found_again() {
    let syllables = Syllables::new(&lexicons().pinyin);
    let carriers = [("请问", "怎么办理"), ("我想问一下", "的问题"), ("公司的", "要什么资料")];
    let long = |term: &&str| term.chars().count() >= 3 && term.chars().all(|c| c > '\u{4dff}');
    let terms = lexicons().terms.iter().map(|term| term.term.as_str()).filter(long);
    let (mut all, mut missed) = (0, Vec::new());
    for (number, term) in terms.step_by(4).take(500).enumerate() {
        let mut chars: Vec<char> = term.chars().collect();
        let at = number % chars.len();
        let Some(other) = homophone(&syllables, chars[at], number % 7) else { continue };
        chars[at] = other;
        let (before, after) = carriers[number % carriers.len()];
        let raw = format!("{before}{}{after}", chars.iter().collect::<String>());
        all += 1;
        if !ear().hear(&raw).text.contains(term) {
            missed.push(raw);
        }
    }
    assert!(all >= 480, "{all} terms");
    assert!(missed.len() * 20 <= all, "{} of {all}: {}", missed.len(), missed.join("\n"));
}

#[test]
fn script_width_and_white_space_are_mended() {
    check(
        "小規模 納稅人 開具 發票",
        &expect![[r#"
            小规模纳税人开具发票。
            1..2 Simplified "規" → "规"
            3..3 Space " " → ""
            3..5 Simplified "納稅" → "纳税"
            6..6 Space " " → ""
            6..7 Simplified "開" → "开"
            8..8 Space " " → ""
            8..9 Simplified "發" → "发"
            10..11 Punctuation "" → "。""#]],
    );
    check(
        "ＶＡＴ　１３％",
        &expect![[r#"
            VAT 13%
            0..7 Simplified "ＶＡＴ\u{3000}１３％" → "VAT 13%""#]],
    );
    check(
        "个人所得税 APP 打不开",
        &expect![[r#"
            个人所得税APP打不开。
            5..5 Space " " → ""
            8..8 Space " " → ""
            11..12 Punctuation "" → "。""#]],
    );
    check("see you later", &expect!["see you later"]);
    check("", &expect![""]);
}

#[test]
fn pauses_become_commas_and_questions_get_their_mark() {
    check(
        "我是小规模纳税人 怎么申报增值税",
        &expect![[r#"
            我是小规模纳税人，怎么申报增值税？
            8..9 Punctuation " " → "，"
            16..17 Punctuation "" → "？""#]],
    );
    check(
        "我要注销公司\n需要什么资料",
        &expect![[r#"
            我要注销公司，需要什么资料？
            6..7 Punctuation "\n" → "，"
            13..14 Punctuation "" → "？""#]],
    );
    check(
        "税率是多少?要申报吗",
        &expect![[r#"
            税率是多少？要申报吗？
            5..6 Punctuation "?" → "？"
            10..11 Punctuation "" → "？""#]],
    );
    check(
        "我交过了,没什么问题",
        &expect![[r#"
            我交过了，没什么问题。
            4..5 Punctuation "," → "，"
            10..11 Punctuation "" → "。""#]],
    );
    check("发票", &expect!["发票"]);
    check(
        "专项附加 扣除标准是多少",
        &expect![[r#"
            专项附加扣除标准是多少？
            4..4 Space " " → ""
            11..12 Punctuation "" → "？""#]],
    );
    check("我想办理税务登记。", &expect!["我想办理税务登记。"]);
}

#[test]
fn repetitions_are_cut_and_silence_says_nothing() {
    check(
        "怎么开票怎么开票怎么开票怎么开票怎么开票",
        &expect![[r#"
            怎么开票？
            4..4 Repetition "怎么开票怎么开票怎么开票怎么开票" → ""
            4..5 Punctuation "" → "？""#]],
    );
    check(
        "我要开票，我要开票，我要开票，我要开票",
        &expect![[r#"
            我要开票
            4..4 Repetition "，我要开票，我要开票，我要开票" → """#]],
    );
    check(
        "谢谢观看",
        &expect![[r#"

            0..0 Silence "谢谢观看" → """#]],
    );
    check(
        "請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目",
        &expect![[r#"

            0..0 Silence "請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目" → """#]],
    );
    check(
        "字幕由 Amara.org 社区提供",
        &expect![[r#"

            0..0 Silence "字幕由 Amara.org 社区提供" → """#]],
    );
    // A recogniser that hears nothing may write its prompt.
    assert_eq!(ear().hear(&ear().prompt(150)).text, "");
    check("谢谢", &expect!["谢谢"]);
}

#[test]
fn terms_of_the_published_knowledge_are_listened_for() {
    let raw = "我想领青苗还林券";
    assert!(shown(&ear().hear(raw), ChangeKind::Term).is_empty());
    let taught = Ear::new(lexicons(), ["青苗环林券".to_owned(), "怎么领券".to_owned()]);
    assert_eq!(shown(&taught.hear(raw), ChangeKind::Term), ["青苗还林券 → 青苗环林券"]);
    // A whole question among the terms is none.
    assert!(taught.hear("我想知道，怎么领劝").text.contains("怎么领劝"));
}

#[test]
fn the_prompt_is_a_sentence_of_terms_that_fits() {
    for chars_max in [30, 60, 150, 224] {
        let prompt = ear().prompt(chars_max);
        let chars = prompt.chars().count();
        assert!(chars <= chars_max && chars + 4 > chars_max, "{chars} of {chars_max}: {prompt}");
        assert!(prompt.ends_with('。') && prompt.contains("增值税"));
    }
    assert_eq!(ear().prompt(10), "");
    expect!["以下是纳税人用普通话咨询税费问题：增值税、个人所得税、企业所得税、小规模纳税人、一般纳税人、专用发票、数电票、汇算清缴。"].assert_eq(&ear().prompt(60));
}

#[test]
fn what_was_changed_can_be_undone() {
    let alphabet: Vec<char> =
        "增值曾税發飘一二三十百千万零点百分之负号年月日财税公告第幺 ,?。\n　１ＡabΩ的个吗"
            .chars()
            .collect();
    let config = Config { cases: 3_000, failure_persistence: None, ..Config::default() };
    let places = proptest::collection::vec(any::<proptest::sample::Index>(), 0..40);
    TestRunner::new(config)
        .run(&places, |places| {
            let raw: String = places.iter().map(|place| *place.get(&alphabet)).collect();
            let heard = ear().hear(&raw);
            proptest::prop_assert_eq!(heard.raw(), raw);
            let chars: Vec<char> = heard.text.chars().collect();
            for change in &heard.changes {
                let to: String = chars[change.span.clone()].iter().collect();
                proptest::prop_assert_eq!(&to, &change.to);
                proptest::prop_assert!(change.from != change.to);
            }
            let spans = heard.changes.windows(2);
            let rising = spans.into_iter().all(|w| w[0].span.end <= w[1].span.start);
            proptest::prop_assert!(rising);
            Ok(())
        })
        .unwrap();
}

#[test]
fn faults_of_the_data_are_named() {
    let text = "# x\nthing\tx\ndigit\t幺\ndigit\t幺幺\t1\nterm\t\nterm\t数电票\n".to_owned();
    let problems = Lexicons::read(&[DataFile { name: "heard/a.tsv".into(), text }]).unwrap_err();
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expect![[r#"
        heard/a.tsv:2: 没有“thing”这种类别；可用：simple, silence, digit, spoken, point, minute, minus, unit, counter, open, kept, said, document, bracket, mark, pause, stop, question, asking, ending, told, term, never, always, particle, lead, first, between, end [unknown_kind]
        heard/a.tsv:3: 这一行应有 3 列，用制表符隔开：digit 幺 [bad_columns]
        heard/a.tsv:4: “幺幺”应为一个字符 [not_one_character]
        heard/a.tsv:5: 这一行应有 2 列，用制表符隔开：term [bad_columns]"#]].assert_eq(&words.join("\n"));
}
