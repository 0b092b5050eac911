//! The encoder of characters.

use expect_test::{Expect, expect};
use proptest::prelude::any;
use proptest::{collection, prop_assert, proptest};
use wenshui_models::{CharEncoder, Embed, EncoderSource, open_encoder};

use crate::support::{CharsFile, dot, header, tensor, to_f16, vector};

fn encoder(file: &CharsFile) -> CharEncoder {
    CharEncoder::from_bytes("small.safetensors", &file.bytes()).unwrap()
}

/// Text in, the numbers of its vector out.
fn check(file: &CharsFile, text: &str, expected: &Expect) {
    let numbers: Vec<String> =
        vector(&encoder(file), text).iter().map(|x| format!("{x:.4}")).collect();
    expected.assert_eq(&numbers.join(" "));
}

#[test]
fn vectors_by_hand() {
    let file = CharsFile::small();
    check(&file, "a", &expect!["1.0000 0.0000"]);
    // (1, 0.5) over its length 1.1180.
    check(&file, "ab", &expect!["0.8944 0.4472"]);
    check(&file, "ba", &expect!["0.8944 0.4472"]);
    // Twice `a` counts √2: (1.4142, 0.5) over 1.5.
    check(&file, "aba", &expect!["0.9428 0.3333"]);
    check(&file, "a 税 ?", &expect!["0.0000 1.0000"]);
}

#[test]
fn the_common_component_goes() {
    let mut file = CharsFile::small();
    file.set("mean", tensor(&[0.5_f32, 0.25], &[2]));
    // The mean (1, 0.5)/1.5 of `ab`, less (0.5, 0.25), is (0.1667, 0.0833).
    check(&file, "ab", &expect!["0.8944 0.4472"]);
    // (0, 1) less (0.5, 0.25) is (-0.5, 0.75) of length 0.9014.
    check(&file, "b", &expect!["-0.5547 0.8321"]);
}

#[test]
fn repeats_count_as_the_header_says() {
    let mut file = CharsFile::small();
    file.header = Some(header(1.0));
    // (2, 0.5) over 2.0616.
    check(&file, "aab", &expect!["0.9701 0.2425"]);
    file.header = Some(header(0.0));
    check(&file, "aab", &expect!["0.8944 0.4472"]);
}

#[test]
fn nothing_known_is_all_zeros() {
    let file = CharsFile::small();
    for text in ["", " ", "发票", "\u{10ffff}", "?!"] {
        check(&file, text, &expect!["0.0000 0.0000"]);
    }
    // `a` and the opposite of `a` leave no direction.
    let mut opposed = CharsFile::small();
    opposed.set("table", tensor(&[1.0_f32, 0.0, -2.0, 0.0, 0.0, 1.0], &[3, 2]));
    check(&opposed, "ab", &expect!["0.0000 0.0000"]);
}

#[test]
fn half_precision_is_read() {
    let mut file = CharsFile::small();
    let half = to_f16(&file.tensors.iter().find(|(name, _)| name == "table").unwrap().1);
    file.set("table", half);
    check(&file, "ab", &expect!["0.8944 0.4472"]);
}

#[test]
fn texts_keep_their_order_and_the_slice_its_length() {
    let encoder = encoder(&CharsFile::small());
    let vectors = encoder.embed(&["a", "", "税", "b"]).unwrap();
    let alone: Vec<Vec<f32>> = ["a", "", "税", "b"].map(|text| vector(&encoder, text)).into();
    assert_eq!(vectors, alone);
    let error = encoder.embed_into("a", &mut [0.0; 3]).unwrap_err();
    expect!["the slice holds 3 numbers, a vector has 2"].assert_eq(&error.to_string());
}

#[test]
fn ids_follow_the_bytes() {
    let id = |file: &CharsFile| encoder(file).id().to_owned();
    let first = id(&CharsFile::small());
    assert_eq!(first, id(&CharsFile::small()));
    assert_eq!(first.len(), "small-".len() + 12);
    let mut other = CharsFile::small();
    other.set("mean", tensor(&[0.0_f32, 0.001], &[2]));
    assert_ne!(first, id(&other));
}

/// The formula as it stands in the paper, in double precision: weighted mean, then the common
/// component off, then unit length.
fn by_formula(text: &str) -> Vec<f64> {
    let table = [('a', [1.0, 0.0], 1.0), ('b', [0.0, 1.0], 0.5), ('税', [-1.0, 1.0], 1.0)];
    let (mut sum, mut total) = ([0.0, 0.0], 0.0);
    for (known, row, weight) in table {
        let times = text.chars().filter(|c| *c == known).count() as f64;
        let counts = weight * times.sqrt();
        total += counts;
        (0..2).for_each(|at| sum[at] += counts * row[at]);
    }
    if total == 0.0 {
        return vec![0.0; 2];
    }
    let centred = [sum[0] / total - 0.25, sum[1] / total - 0.125];
    let norm = centred[0].hypot(centred[1]);
    centred.iter().map(|x| if norm < 1e-6 { 0.0 } else { x / norm }).collect()
}

proptest! {
    #[test]
    fn vectors_are_those_of_the_formula(text in "[ab税票 ]{0,40}") {
        let mut file = CharsFile::small();
        file.set("mean", tensor(&[0.25_f32, 0.125], &[2]));
        for (x, y) in vector(&encoder(&file), &text).iter().zip(by_formula(&text)) {
            prop_assert!((f64::from(*x) - y).abs() < 1e-4, "{x} is not {y}");
        }
    }

    #[test]
    fn changed_bytes_never_panic(changes in collection::vec((any::<u16>(), any::<u8>()), 1..8)) {
        let mut bytes = CharsFile::small().bytes();
        for (at, byte) in changes {
            let at = at as usize % bytes.len();
            bytes[at] = byte;
        }
        if let Ok(encoder) = CharEncoder::from_bytes("changed", &bytes) {
            let vector = vector(&encoder, "ab税");
            prop_assert!(vector.iter().all(|x| x.is_finite()), "{vector:?}");
        }
    }

    #[test]
    fn cut_bytes_are_refused(part in 0.0..1.0_f64) {
        let bytes = CharsFile::small().bytes();
        let cut = (bytes.len() as f64 * part) as usize;
        prop_assert!(CharEncoder::from_bytes("cut", &bytes[..cut]).is_err());
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
        &expect![[r"
        0.66 怎样开具增值税发票
        0.16 公司注销前要结清税款吗
        0.03 今天天气真好
        0.02 个人所得税年终奖怎么计税"]],
    );
    check_ranking(
        "年底奖金要交多少个税",
        &candidates,
        &expect![[r"
        0.41 个人所得税年终奖怎么计税
        0.14 公司注销前要结清税款吗
        0.05 怎样开具增值税发票
        -0.03 今天天气真好"]],
    );
    check_ranking(
        "企业关门以前欠的税怎么办",
        &candidates,
        &expect![[r"
        0.31 公司注销前要结清税款吗
        0.20 个人所得税年终奖怎么计税
        0.08 怎样开具增值税发票
        -0.03 今天天气真好"]],
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
