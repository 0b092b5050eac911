//! Suites from spreadsheets: the same cases as from lines, and every fault with its row and column.

use expect_test::{Expect, expect};
use wenshui_eval::bootstrap::{Bootstrap, intervals};
use wenshui_eval::case::Case;
use wenshui_eval::error::Error;
use wenshui_eval::metrics::{self, Seen};
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::run::run;
use wenshui_eval::suite::Suite;
use wenshui_knowledge::problem::Problem;

use crate::support::{TODAY, engine};

fn told(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{problem:#}\n")).collect()
}

fn check(name: &str, text: &str, expected: &Expect) {
    let shown = match Suite::of(name, text.as_bytes()) {
        Ok((suite, warnings)) => {
            let case = |case: &Case| {
                format!(
                    "{} {:?} {:?} -{:?} {:?} {:?} {:?} {:?} x{} {:?}\n",
                    case.id,
                    case.question,
                    case.expect,
                    case.forbid,
                    case.option,
                    case.decision,
                    case.as_of.map(|day| day.to_string()),
                    case.tags,
                    case.weight,
                    case.turn,
                )
            };
            suite.cases.iter().map(case).collect::<String>() + &told(&warnings)
        }
        Err(Error::Suite(problems)) => told(&problems),
        Err(other) => panic!("{other}"),
    };
    expected.assert_eq(&shown);
}

#[test]
fn a_sheet_is_the_same_suite_as_its_lines() {
    let lines = [
        r#"{"id":"a","question":"问一","expect":["x","y"],"forbid":["z"],"decision":"answer","region":"370000","taxpayer_type":"企业","as_of":"2026-01-31","facts":{"tax":"契税"},"tags":["t","u"],"weight":2}"#,
        r#"{"id":"b","question":"问二","expect":[]}"#,
        r#"{"id":"c","turns":[{"question":"契税多少","expect":[],"decision":"clarify"},{"option":"home","expect":["deed"]}],"tags":["d"]}"#,
    ];
    let table = "id,turn,question,option,expect,forbid,decision,region,taxpayer_type,as_of,facts,tags,weight\n\
        a,,问一,,\"x\ny\",z,answer,370000,企业,2026/1/31,tax: 契税,\"t\nu\",2\n\
        b,,问二,,,,,,,,,,\n\
        c,1,契税多少,,,,clarify,,,,,d,\nc,2,,home,deed,,,,,,,,\n";
    let (suite, warnings) = Suite::of("s.csv", table.as_bytes()).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(suite.cases, Suite::parse("s.jsonl", &lines.join("\n")).unwrap().cases);
    let tabs = table.replace(',', "\t");
    assert_eq!(Suite::of("s.tsv", tabs.as_bytes()).unwrap().0.cases, suite.cases);
    let scripted = "编号,问题,期望,turns\nc,,,\"[{\"\"question\"\":\"\"契税多少\"\",\"\"expect\"\":[],\"\"decision\"\":\"\"clarify\"\"},{\"\"option\"\":\"\"home\"\",\"\"expect\"\":[\"\"deed\"\"]}]\"\n";
    let scripted = Suite::of("s.csv", scripted.as_bytes()).unwrap().0.cases;
    assert_eq!(scripted.iter().map(|case| &case.id).collect::<Vec<_>>(), ["c.1", "c.2"]);
}

#[test]
fn a_case_without_a_name_is_called_by_its_row() {
    check(
        "s.csv",
        "问题,期望条目\n契税多少,deed\n",
        &expect![[r#"
        row-2 "契税多少" ["deed"] -[] None None None [] x1 None
    "#]],
    );
}

#[test]
fn faults_of_a_sheet_are_told_with_row_and_column() {
    let table = "id,turn,question,expect,decision,region,as_of,weight,colour\n\
        a,,问,x,jump,99,soon,much,red\n\
        a,,,x,,,,,\n\
        d,1,问,x,,,,,\n\
        d,3,问,x,,,,,\n\
        e,1,,x,jump,,,,\n";
    check(
        "s.csv",
        table,
        &expect![[r#"
            s.csv:1: error: I: 没有“colour”这一列；可用的列名：id, turn, question, option, expect, forbid, decision, region, taxpayer_type, as_of, facts, turns, tags, weight [unknown_column]
            s.csv:2: error: E decision: 没有“jump”这种决定；可用：answer, clarify, suggest, reply, refuse, handover [unknown_decision]
            s.csv:2: error: F region: “99”不是行政区划代码；应为六位数字，前两位是省级代码，例如 440000（广东）、440300（深圳） [unknown_region]
            s.csv:2: error: G as_of: “soon”不是日期，应写成 2026-01-01 的形式 [not_a_date]
            s.csv:2: error: H weight: 这里应为大于 0 的数字，不加引号 [not_above_zero]
            s.csv:3: error: C: 缺少必填字段“question” [missing_field]
            s.csv:5: error: B turn: 轮次应从 1 起连续编号，同一编号的各行相邻 [bad_turn]
            s.csv:6: error: C: 缺少必填字段“question” [missing_field]
            s.csv:6: error: E decision: 没有“jump”这种决定；可用：answer, clarify, suggest, reply, refuse, handover [unknown_decision]
        "#]],
    );
    check(
        "s.csv",
        "id,question\na,问\n",
        &expect![[r#"
        s.csv:1: error: 缺少“expect”这一列 [missing_column]
    "#]],
    );
    check(
        "s.xlsx",
        "id,question,expect\n",
        &expect![[r#"
        s.xlsx:1: error: 没有任何条目 [no_entries]
    "#]],
    );
    check(
        "s.csv",
        "id,question,expect\n",
        &expect![[r#"
        s.csv:1: error: 没有任何条目 [no_entries]
    "#]],
    );
}

#[test]
fn a_batch_test_of_azure_is_read_as_it_is() {
    check(
        "azure-batch.tsv",
        include_str!("../data/azure-batch.tsv"),
        &expect![[r#"
        line-1 "怎么领取数电票额度" [] -[] None None None [] x0 None
        line-2 "\"专票\"怎么开" [] -[] None None None ["category:invoice", "level:1"] x0 None
        line-3 "小规模可以开专票吗" ["qna-2"] -[] None None None [] x1 None
        azure-batch.tsv:1: warning: C metadata: 1 行带有元数据条件，作为标签，不用来筛选 [unfiltered]
        azure-batch.tsv:1: warning: D top: 1 行写有返回条数，不使用：总是看前 10 个候选 [unused_top]
        azure-batch.tsv:1: warning: E expected: 2 行没有期望的答案，只提问，不计入指标 [unjudged]
    "#]],
    );
    check(
        "azure.tsv",
        "kb\t问一\n\nkb\t\t\t\t7\nkc\t问二\t\t\tabc-1\n",
        &expect![[r#"
            azure.tsv:1: warning: E expected: 1 行没有期望的答案，只提问，不计入指标 [unjudged]
            azure.tsv:3: error: B: 缺少必填字段“question” [missing_field]
        "#]],
    );
}

#[test]
fn what_is_only_asked_moves_no_metric() {
    let engine = engine();
    let see = |text: &str| {
        let suite = Suite::of("azure.tsv", text.as_bytes()).unwrap().0;
        run(&suite, (&engine, &engine.version()), TODAY, Progress::new(&mut unheard)).unwrap()
    };
    let lines = "kb\t房产税从租怎么计算\t\t\trent\nkb\t专用发票怎么开\t\t\trent\n";
    let judged = see(lines);
    let asked = see(&format!("{lines}kb\t火锅底料咋炒\nkb\t增值税税率是多少\n"));
    assert_eq!((judged.len(), asked.len()), (2, 4));
    let metrics = |seen: &[Seen]| {
        let mut all = metrics::all(&seen.iter().collect::<Vec<_>>());
        all.retain(|name, _| !name.starts_with("latency"));
        all
    };
    assert_eq!(metrics(&judged), metrics(&asked));
    assert_eq!(metrics(&asked)["hit@1"], 0.5);
    assert!(intervals(&asked, Bootstrap::default()).contains_key("hit@1"));
    let only = see("kb\t火锅底料咋炒\n");
    assert!(metrics(&only).is_empty(), "{:?}", metrics(&only));
}
