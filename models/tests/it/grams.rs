//! The encoder of grams.

use expect_test::{Expect, expect};
use proptest::prelude::any;
use proptest::{collection, prop_assert, proptest};
use wenshui_models::{Embed, EncoderSource, GramEncoder, open_encoder};

use crate::support::{GramsFile, dot, header, tensor, vector};

fn encoder(file: &GramsFile) -> GramEncoder {
    GramEncoder::from_bytes("small.safetensors", &file.bytes()).unwrap()
}

/// Text in, the numbers of its vector out.
fn check(file: &GramsFile, text: &str, expected: &Expect) {
    let numbers: Vec<String> =
        vector(&encoder(file), text).iter().map(|x| format!("{x:.4}")).collect();
    expected.assert_eq(&numbers.join(" "));
}

#[test]
fn vectors_by_hand() {
    let file = GramsFile::small();
    check(&file, "a", &expect!["1.0000 0.0000"]);
    check(&file, "b", &expect!["0.0000 1.0000"]);
    // (1, 0.5) over its length 1.1180: no pair reaches over a space, and `ba` has no vector.
    check(&file, "a b", &expect!["0.8944 0.4472"]);
    check(&file, "ba", &expect!["0.8944 0.4472"]);
    // With the pair (1.5, 1) over 1.8028.
    check(&file, "ab", &expect!["0.8321 0.5547"]);
    // Twice `a` counts √2: (1.9142, 1) over 2.1597.
    check(&file, "aab", &expect!["0.8863 0.4630"]);
    check(&file, "a 税 ?", &expect!["0.0000 1.0000"]);
}

#[test]
fn repeats_count_as_the_header_says() {
    let mut file = GramsFile::small();
    file.header = Some(header(1.0));
    // (2, 0.5) over 2.0616.
    check(&file, "a a b", &expect!["0.9701 0.2425"]);
    file.header = Some(header(0.0));
    check(&file, "a a b", &expect!["0.8944 0.4472"]);
}

#[test]
fn nothing_known_is_all_zeros() {
    let file = GramsFile::small();
    for text in ["", " ", "发票", "\u{10ffff}", "?!"] {
        check(&file, text, &expect!["0.0000 0.0000"]);
    }
    // `a` and the opposite of `a` leave no direction.
    let mut opposed = GramsFile::small();
    opposed.set("table", tensor(&[228_u8, 128, 28, 128, 28, 228, 178, 178], &[4, 2]));
    check(&opposed, "a b", &expect!["0.0000 0.0000"]);
}

#[test]
fn texts_keep_their_order_and_the_slice_its_length() {
    let encoder = encoder(&GramsFile::small());
    let vectors = encoder.embed(&["a", "", "税", "b"]).unwrap();
    let alone: Vec<Vec<f32>> = ["a", "", "税", "b"].map(|text| vector(&encoder, text)).into();
    assert_eq!(vectors, alone);
    let error = encoder.embed_into("a", &mut [0.0; 3]).unwrap_err();
    expect!["the slice holds 3 numbers, a vector has 2"].assert_eq(&error.to_string());
}

#[test]
fn ids_follow_the_bytes() {
    let id = |file: &GramsFile| encoder(file).id().to_owned();
    let first = id(&GramsFile::small());
    assert_eq!(first, id(&GramsFile::small()));
    assert_eq!(first.len(), "small-".len() + 12);
    let mut other = GramsFile::small();
    other.set("scale", tensor(&[0.01_f32, 0.01, 0.01, 0.02], &[4]));
    assert_ne!(first, id(&other));
}

/// The sum in double precision: every gram of the words of a text, then unit length.
fn by_formula(text: &str) -> Vec<f64> {
    let table = [("a", [1.0, 0.0]), ("b", [0.0, 0.5]), ("税", [-1.0, 1.0]), ("ab", [0.5, 0.5])];
    let mut sum = [0.0, 0.0];
    for (gram, row) in table {
        let times = text.split(' ').map(|word| word.matches(gram).count()).sum::<usize>() as f64;
        (0..2).for_each(|at| sum[at] += times.sqrt() * row[at]);
    }
    let norm = f64::hypot(sum[0], sum[1]);
    sum.iter().map(|x| if norm < 1e-6 { 0.0 } else { x / norm }).collect()
}

proptest! {
    #[test]
    fn vectors_are_those_of_the_formula(text in "[ab税票 ]{0,40}") {
        for (x, y) in vector(&encoder(&GramsFile::small()), &text).iter().zip(by_formula(&text)) {
            prop_assert!((f64::from(*x) - y).abs() < 1e-4, "{x} is not {y}");
        }
    }

    #[test]
    fn changed_bytes_never_panic(changes in collection::vec((any::<u16>(), any::<u8>()), 1..8)) {
        let mut bytes = GramsFile::small().bytes();
        for (at, byte) in changes {
            let at = at as usize % bytes.len();
            bytes[at] = byte;
        }
        if let Ok(encoder) = GramEncoder::from_bytes("changed", &bytes) {
            let vector = vector(&encoder, "ab税");
            prop_assert!(vector.iter().all(|x| x.is_finite()), "{vector:?}");
        }
    }

    #[test]
    fn cut_bytes_are_refused(part in 0.0..1.0_f64) {
        let bytes = GramsFile::small().bytes();
        let cut = (bytes.len() as f64 * part) as usize;
        prop_assert!(GramEncoder::from_bytes("cut", &bytes[..cut]).is_err());
    }
}

/// A question and candidates in; the candidates from the most alike to the least out.
fn check_ranking(question: &str, candidates: &[&str], expected: &Expect) {
    let encoder = open_encoder(&EncoderSource::Bundled).unwrap();
    let asked = vector(encoder.as_ref(), question);
    let mut ranked: Vec<(f32, &str)> = candidates
        .iter()
        .map(|text| (dot(&asked, &vector(encoder.as_ref(), text)), *text))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let lines: Vec<String> =
        ranked.iter().map(|(score, text)| format!("{score:.2} {text}")).collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn the_bundled_weights_know_what_is_alike() {
    let candidates = [
        "怎样开具增值税发票",
        "个人所得税年终奖怎么计税",
        "公司注销前要结清税款吗",
        "今天天气真好",
    ];
    check_ranking(
        "我想开一张增值税的票",
        &candidates,
        &expect![[r#"
            0.58 怎样开具增值税发票
            -0.04 今天天气真好
            -0.05 公司注销前要结清税款吗
            -0.17 个人所得税年终奖怎么计税"#]],
    );
    check_ranking(
        "年底奖金要交多少个税",
        &candidates,
        &expect![[r#"
            0.50 个人所得税年终奖怎么计税
            -0.03 怎样开具增值税发票
            -0.04 公司注销前要结清税款吗
            -0.05 今天天气真好"#]],
    );
    check_ranking(
        "企业关门以前欠的税怎么办",
        &candidates,
        &expect![[r#"
            0.49 公司注销前要结清税款吗
            0.11 今天天气真好
            0.10 个人所得税年终奖怎么计税
            -0.22 怎样开具增值税发票"#]],
    );
}

#[test]
fn bundled_vectors_have_unit_length() {
    let encoder = open_encoder(&EncoderSource::Bundled).unwrap();
    for text in ["税", "a", "2026 年 3% 征收率", &"应纳税所得额".repeat(500)] {
        let vector = vector(encoder.as_ref(), text);
        assert!((dot(&vector, &vector) - 1.0).abs() < 1e-5, "{text}");
    }
    assert!(vector(encoder.as_ref(), "?! ,。").iter().all(|x| *x == 0.0));
}
