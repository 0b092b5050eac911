//! Tables of maintainers: what they write in cells, and where faults are told.

use expect_test::expect;

use crate::exchange::check;

#[test]
fn a_csv_that_excel_saved_in_china_is_read_and_its_encoding_told() {
    check(
        "plain.csv",
        include_bytes!("../../data/plain-gb18030.csv"),
        &expect![[r#"
        {"id":"stamp-lease","question":"租赁合同要交印花税吗","similar":["租房合同贴花吗","房租合同印花税"],"answer":"要交。","basis":[{"title":"中华人民共和国印花税法","number":"主席令第八十九号"}],"tags":["印花税"],"regions":["370000","440300"],"valid_from":"2022-07-01"}
        ---
        plain.csv:1: warning: 文件不是 UTF-8，按 gb18030 读取；请核对文字 [other_encoding]
    "#]],
    );
}

#[test]
fn a_workbook_is_read_with_days_codes_and_lists() {
    check(
        "plain.xlsx",
        include_bytes!("../../data/plain.xlsx"),
        &expect![[r#"
        {"id":"lease","question":"租赁合同要交印花税吗","similar":["租房合同贴花吗","房租合同印花税"],"answer":"要交。","basis":[{"title":"中华人民共和国印花税法","effective_from":"2022-07-01"}],"regions":["370000"],"valid_from":"2022-07-01","clarify":{"tax":"印花税","taxpayer_type":"企业"},"note":"0.03"}
        ---
        plain.xlsx[旧]:1: warning: 这张工作表是隐藏的，未读取 [hidden_sheet]
        plain.xlsx[条目]:2: warning: J note: 单元格是数字，按“0.03”读取；请核对，必要时设为文本格式 [number_cell]
        plain.xlsx[说明]:1: warning: 这张工作表没有“question”这一列，未读取 [skipped_sheet]
    "#]],
    );
}

#[test]
fn columns_of_one_list_add_up_and_json_is_read_where_it_is_written() {
    let text = "id;question;similar;similar.2;basis;blocks;clarify\n\
                a;问;一;二;\"[{\"\"title\"\":\"\"法\"\"}]\";\"[{\"\"type\"\":\"\"text\"\",\"\"markdown\"\":\"\"x\"\"}]\";\"{\"\"a:b\"\":\"\"c\"\"}\"\n";
    check(
        "lists.csv",
        text.as_bytes(),
        &expect![[r#"
        {"id":"a","question":"问","similar":["一","二"],"blocks":[{"type":"text","markdown":"x"}],"basis":[{"title":"法"}],"clarify":{"a:b":"c"}}
        ---
    "#]],
    );
}

#[test]
fn faults_of_a_header_are_told_once() {
    let text = "id,question,anwser,id,\na,问,答,b,x\nc,问二,答,d,y\n";
    check(
        "header.csv",
        text.as_bytes(),
        &expect![[r#"
        {"id":"a","question":"问"}
        {"id":"c","question":"问二"}
        ---
        header.csv:1: error: C: 没有“anwser”这一列；可用的列名：id, topic, question, similar, answer, tax, taxpayer_types, regions, valid_from, valid_to, basis, basis.*.title, basis.*.number, basis.*.article, basis.*.issued_on, basis.*.effective_from, basis.*.effective_to, basis.*.url, followups, clarify, tags, blocks, reviewed_on, reviewed_by, note [unknown_column]
        header.csv:1: error: D: “id”这一列出现了两次 [double_column]
        header.csv:2: error: E: 这一列有内容而没有列名 [no_header]
    "#]],
    );
    check(
        "none.csv",
        "id,answer\na,b\n".as_bytes(),
        &expect![[r#"
        ---
        none.csv:1: error: 缺少“question”这一列 [missing_column]
    "#]],
    );
    check(
        "empty.csv",
        "".as_bytes(),
        &expect![[r#"
        ---
        empty.csv:1: error: 没有任何条目 [no_entries]
    "#]],
    );
    check(
        "only.csv",
        "id,question\n".as_bytes(),
        &expect![[r#"
        ---
        only.csv:1: error: 没有任何条目 [no_entries]
    "#]],
    );
}

#[test]
fn faults_of_cells_are_told_with_row_and_column() {
    let text = "id,question,valid_from,regions,clarify,basis.1.title,basis.1.url,basis.2.number,blocks\n\
                a b,,soon,99,half,法,file:x,1,[\n";
    check(
        "cells.csv",
        text.as_bytes(),
        &expect![[r#"
            ---
            cells.csv:2: error: B: 缺少必填字段“question” [missing_field]
            cells.csv:2: error: C valid_from: “soon”不是日期，应写成 2026-01-01 的形式 [not_a_date]
            cells.csv:2: error: E clarify: “half”应写成“键: 值”，每行一个 [bad_pair_line]
            cells.csv:2: error: G basis[0].url: “file:x”不是 http、https 或站内地址 [bad_url]
            cells.csv:2: error: H basis[1]: 缺少必填字段“title” [missing_field]
            cells.csv:2: error: I blocks: JSON 写法有误，第 1 列：EOF while parsing a list [bad_json]
        "#]],
    );
}
