//! Files of the tax calendar: the bundled ones are whole, and faults of others are named.

use expect_test::{Expect, expect};
use wenshui_knowledge::calendar::{self, Every};

const WHOLE: &str = "\
year: 2030
filing:
  last_days: [2030-01-15, 2030-02-15, 2030-03-15, 2030-04-15, 2030-05-15, 2030-06-17, 2030-07-15, 2030-08-15, 2030-09-16, 2030-10-15, 2030-11-15, 2030-12-16]
  basis: {title: 甲}
obligations:
  - {id: m, name: 月, tax: 增值税, every: month, entry: a, basis: [{title: 乙}]}
  - {id: q, name: 季, tax: 增值税, taxpayer_types: [企业], every: quarter, entry: a, basis: [{title: 乙}]}
  - {id: y, name: 年, tax: 增值税, every: year, opens: 2030-01-01, due: 2030-05-31, last_day: 2030-06-03, entry: a, basis: [{title: 乙}]}
";

fn check(text: &str, expected: &Expect) {
    let problems = calendar::read(text).expect_err("faults");
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expected.assert_eq(&words.join("\n"));
}

#[test]
fn bundled_years_are_whole_and_follow_each_other() {
    let years = calendar::bundled();
    assert!(!years.is_empty());
    assert!(years.windows(2).all(|pair| pair[0].year + 1 == pair[1].year));
    for year in years {
        for deadline in year.deadlines(None) {
            assert!(deadline.opens <= deadline.due && deadline.due <= deadline.last_day);
        }
    }
}

#[test]
fn months_quarters_and_years_fall_due() {
    let year = calendar::read(WHOLE).expect("a whole file");
    let of = |id: &str| -> Vec<String> {
        let all = year.deadlines(None);
        let own = all.iter().filter(|deadline| deadline.obligation.id == id);
        own.map(|deadline| format!("{} {} {}", deadline.opens, deadline.due, deadline.last_day))
            .collect()
    };
    assert_eq!(of("m").len(), 12);
    assert_eq!(of("m")[5], "2030-06-01 2030-06-15 2030-06-17");
    let quarters: Vec<String> = of("q").iter().map(|line| line[..7].to_owned()).collect();
    assert_eq!(quarters, ["2030-01", "2030-04", "2030-07", "2030-10"]);
    assert_eq!(of("y"), ["2030-01-01 2030-05-31 2030-06-03"]);
    assert!(year.obligations.iter().any(|one| matches!(one.every, Every::Year { .. })));
}

#[test]
fn faults_are_named() {
    check(
        "year: 2030\n",
        &expect![[r#"
        :1: 缺少必填字段“filing” [missing_field]
        :1: filing.last_days: 应有 2030 年每个月的最后一天，从一月到十二月 [not_each_month]"#]],
    );
    check(
        &WHOLE.replace("2030-02-15, ", "").replace("every: quarter", "every: week"),
        &expect![[r#"
            :7: obligations[1].every: 没有“week”；可用：month, quarter, year [unknown_word]
            :1: filing.last_days: 应有 2030 年每个月的最后一天，从一月到十二月 [not_each_month]"#]],
    );
    check(
        &WHOLE
            .replace("2030-02-15", "2030-02-30")
            .replace("[企业]", "[甲]")
            .replace("opens: 2030-01-01, ", ""),
        &expect![[r#"
            :3: filing.last_days[1]: “2030-02-30”不是日期，应写成 2026-01-01 的形式 [not_a_date]
            :7: obligations[1].taxpayer_types: 没有“甲”这种纳税人类型；可用：一般纳税人, 小规模纳税人, 企业, 个体工商户, 自然人 [unknown_taxpayer_type]
            :8: obligations[2]: 缺少必填字段“opens” [missing_field]
            :1: filing.last_days: 应有 2030 年每个月的最后一天，从一月到十二月 [not_each_month]"#]],
    );
    check(
        &WHOLE
            .replace("basis: [{title: 乙}]}\n  - {id: q", "basis: [], more: 1}\n  - {id: q")
            .replace("  basis: {title: 甲}\n", ""),
        &expect![[r#"
            :3: filing: 缺少必填字段“basis” [missing_field]
            :5: obligations[0]: 缺少必填字段“basis” [missing_field]
            :5: obligations[0].more: 没有“more”这个字段；可用的字段：id, name, tax, entry, taxpayer_types, every, basis [unknown_field]"#]],
    );
}
