//! The lexicons: the bundled ones keep their rules, and faults are named.

use expect_test::{Expect, expect};
use wenshui_knowledge::bundled;
use wenshui_knowledge::lexicon::own::{ConceptChange, OwnConcepts};
use wenshui_knowledge::lexicon::{DataFile, Lexicons};
use wenshui_knowledge::text::analyzer::Analyzer;
use wenshui_knowledge::text::term::{TermKey, TermKind};

fn check(files: &[(&str, &str)], expected: &Expect) {
    let files: Vec<DataFile> = files
        .iter()
        .map(|(name, text)| DataFile { name: (*name).into(), text: (*text).into() })
        .collect();
    let words = match Lexicons::read(&files) {
        Ok(lexicons) => format!("{} pairs", lexicons.concepts.len()),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    };
    expected.assert_eq(&words);
}

#[test]
fn faults_are_named() {
    check(&[("concepts/a.tsv", "# words\n个税\t个人所得税\n")], &expect!["1 pairs"]);
    check(
        &[("concepts/a.tsv", "个税\n税\t税款\nＶＡＴ\tvat\n")],
        &expect![[r#"
        concepts/a.tsv:1: 这一行应为“说法<制表符>规范写法” [bad_pair]
        concepts/a.tsv:2: “税”太短，至少两个字 [short_form]
        concepts/a.tsv:3: “vat”与“vat”折叠后相同，不需要成对 [same_form]"#]],
    );
    check(
        &[
            ("concepts/a.tsv", "个税\t个人所得税"),
            ("concepts/b.tsv", "个税\t工资税\n个人所得税\t所得税"),
        ],
        &expect![[r#"
            concepts/b.tsv:1: “个税”已在 concepts/a.tsv:1 出现 [double_form]
            concepts/b.tsv:2: “个人所得税”既是说法又是规范写法（见 concepts/a.tsv:1），说法须一步写到最终的规范写法：改这一行或那一行 [chained_form]"#]],
    );
    check(
        &[("segment/a.tsv", "数电票\t很多\n\t3")],
        &expect![[r#"
        segment/a.tsv:1: 权重“很多”不是正整数 [bad_weight]
        segment/a.tsv:2: 写法为空 [empty_form]"#]],
    );
}

/// An analyzer of a small lexicon; 请问一下 means nothing in it.
fn analyzer() -> Analyzer {
    let files = [
        ("concepts/a.tsv", "个税\t个人所得税\n"),
        ("concepts/fillers.tsv", "请问一下\n"),
        ("segment/terms.tsv", "税率\t300\n"),
    ];
    let files = files.map(|(name, text)| DataFile { name: name.into(), text: text.into() });
    Analyzer::new(&Lexicons::read(&files).unwrap()).unwrap()
}

#[test]
fn words_are_met_as_they_were_said_and_vectors_see_what_they_mean() {
    let said = analyzer().analyze("个税 税率");
    assert_eq!(said.reading.canonical, "个人所得税 税率");
    assert_eq!(said.reading.said_words().collect::<Vec<_>>(), ["个税", "税率"]);
    let word = |text| TermKey::text(TermKind::Word, text);
    let expected = [
        TermKey::char('个'),
        TermKey::char('税'),
        TermKey::bigram('个', '税'),
        TermKey::char('税'),
        TermKey::char('率'),
        TermKey::bigram('税', '率'),
        word("个税"),
        word("税率"),
        TermKey::text(TermKind::Concept, "个人所得税"),
    ];
    assert_eq!(said.terms, expected);
    let law = analyzer().analyze("个人所得税 税率");
    assert_eq!(law.reading.canonical, said.reading.canonical);
    assert_eq!(law.reading.said, law.reading.canonical);
    assert_eq!(law.terms.last(), said.terms.last());
}

#[test]
fn a_saying_of_maintainers_is_met_as_what_it_stands_for() {
    let bundled = bundled::lexicons();
    let pairs = [("哔单", "增值税专用发票"), ("个税", "个人所得税")];
    let add = pairs.map(|(said, law)| (said.to_owned(), law.to_owned())).into();
    let change = ConceptChange { add, ..ConceptChange::default() };
    let own = OwnConcepts::default().with(&change, &bundled).unwrap();
    let lexicons = Lexicons::read(&own.joined(&bundled)).unwrap();
    let analyzer = Analyzer::new(&lexicons).unwrap();
    for (said, law) in [("哔单丢了", "增值税专用发票丢了"), ("交个税吗", "交个人所得税吗")]
    {
        let (said, law) = (analyzer.analyze(said), analyzer.analyze(law));
        assert_eq!(said.reading.said, law.reading.said);
        assert_eq!(said.terms, law.terms);
    }
    // A pair of the bundled lexicon that nobody made their own is as it was.
    assert_eq!(analyzer.analyze("车购税").reading.said, "车购税");
}

#[test]
fn what_means_nothing_is_in_no_reading() {
    let (bare, asked) = (analyzer().analyze("个税税率"), analyzer().analyze("请问一下个税税率"));
    assert_eq!(asked.reading.said, "个税税率");
    assert_eq!(asked.reading.canonical, bare.reading.canonical);
    assert_eq!(asked.terms, bare.terms);
}

/// The rule of the lexicon: no pair may be one that normalising or the segmenter already equates.
#[test]
fn no_bundled_pair_is_already_equal() {
    let lexicons = Lexicons::read(&bundled::lexicons()).unwrap();
    let bare = Analyzer::new(&lexicons.clone().without(&["all".to_owned()])).unwrap();
    let mut pairs = 0;
    for pair in lexicons.concepts.iter().filter(|pair| !pair.law.is_empty()) {
        pairs += 1;
        let (said, law) = (bare.analyze(&pair.said), bare.analyze(&pair.law));
        assert_ne!(said.terms, law.terms, "{} and {} are equal already", pair.said, pair.law);
    }
    assert!(pairs >= 1500, "{pairs} pairs");
    assert!(lexicons.terms.len() >= 1000, "{} terms", lexicons.terms.len());
}

#[test]
fn sayings_are_read_as_the_law_says_them() {
    let lexicons = Lexicons::read(&bundled::lexicons()).unwrap();
    let analyzer = Analyzer::new(&lexicons).unwrap();
    let canonical = |text| analyzer.analyze(text).reading.canonical;
    for (said, law) in [
        ("车购税", "车辆购置税"),
        ("年终奖", "全年一次性奖金"),
        ("个税", "个人所得税"),
        ("专票", "增值税专用发票"),
        ("打零工", "劳务报酬"),
        ("咋个", "怎么"),
        ("好久", "什么时候"),
    ] {
        assert_eq!(canonical(said), canonical(law), "{said}");
    }
    // The characters of a saying across two words are no saying.
    assert_eq!(canonical("各个税种"), "各个税种");
}
