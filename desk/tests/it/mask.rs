//! How personal data looks: S-05.

use wenshui_desk::mask::{Shown, mail, name, number};

#[test]
fn s_05_phones_names_and_numbers_are_masked() {
    assert_eq!(number("13400003624"), "134****3624");
    assert_eq!(number("134 0000 3624"), "134****3624");
    assert_eq!(number("91440000MA5DEF3X2L"), "914***********3X2L");
    assert_eq!(number("8812345"), "8*****5");
    assert_eq!(number("12"), "**");
    assert_eq!(name("封开县某某有限公司"), "***");
    assert_eq!(name(" "), "");
    assert_eq!(mail("zhang.san@example.cn"), "z****@example.cn");
    assert_eq!(mail("张三"), "***");
    assert_eq!(Shown::Plain("11:00").masked(), "11:00");
    assert_eq!(Shown::Name("张三").masked(), "***");
}
