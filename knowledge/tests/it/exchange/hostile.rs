//! Files that want more than is good: none of them costs more than its share, and all are told.

use std::io::{Cursor, Write as _};

use expect_test::expect;
use wenshui_knowledge::exchange::format::Format;
use zip::write::SimpleFileOptions;

use crate::exchange::book::{cell, workbook};
use crate::exchange::{check, draft, told, written};

fn header() -> String {
    format!(
        r#"<row r="1">{}{}{}</row>"#,
        cell("A1", "id"),
        cell("B1", "question"),
        cell("C1", "answer")
    )
}

#[test]
fn a_workbook_that_unpacks_to_gigabytes_is_refused() {
    let bomb = workbook("", |zip| {
        zip.start_file("xl/media/image1.png", SimpleFileOptions::default()).unwrap();
        let zeros = vec![0; 1 << 20];
        for _ in 0..513 {
            zip.write_all(&zeros).unwrap();
        }
    });
    assert!(bomb.len() < 1 << 20, "{} bytes", bomb.len());
    check(
        "bomb.xlsx",
        &bomb,
        &expect![[r#"
        ---
        bomb.xlsx:1: error: 工作簿展开后超过 512 MB [too_big]
    "#]],
    );
}

#[test]
fn lonely_cells_and_millions_of_empty_rows_cost_nothing() {
    let far = format!("{}<row r=\"1048576\">{}</row>", header(), cell("XFD1048576", "x"));
    check(
        "far.xlsx",
        &workbook(&far, |_| ()),
        &expect![[r#"
            ---
            far.xlsx:1048576: error: A: 缺少必填字段“id” [missing_field]
            far.xlsx:1048576: error: B: 缺少必填字段“question” [missing_field]
            far.xlsx:1048576: error: XFD: 这一列有内容而没有列名 [no_header]
        "#]],
    );
    let text = format!("id,question\n{}a,问\n", ",\r\n".repeat(2_000_000));
    let read = draft("blank.csv", text.as_bytes(), None);
    assert_eq!((read.problems.len(), read.base.places[0].line), (0, 2_000_002));
}

#[test]
fn formulas_count_with_their_values_and_errors_are_told() {
    let rows = format!(
        "{}<row r=\"2\">{}{}<c r=\"C2\" t=\"str\"><f>\"a\"&amp;\"b\"</f><v>ab</v></c></row>\
         <row r=\"3\">{}{}<c r=\"C3\"><f>A1</f></c></row>\
         <row r=\"4\">{}{}<c r=\"C4\" t=\"e\"><v>#REF!</v></c></row>",
        header(),
        cell("A2", "a"),
        cell("B2", "甲"),
        cell("A3", "b"),
        cell("B3", "乙"),
        cell("A4", "c"),
        cell("B4", "丙"),
    );
    check(
        "formulas.xlsx",
        &workbook(&rows, |_| ()),
        &expect![[r#"
        {"id":"a","question":"甲","answer":"ab"}
        {"id":"b","question":"乙"}
        {"id":"c","question":"丙"}
        ---
        formulas.xlsx:3: error: C: 公式没有保存算出的值；请在 Excel 中打开并保存 [no_value]
        formulas.xlsx:4: error: C: 单元格是错误值 #REF! [cell_error]
    "#]],
    );
}

#[test]
fn what_is_no_workbook_is_told() {
    check(
        "old.xlsx",
        &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1],
        &expect![[r#"
        ---
        old.xlsx:1: error: 这是旧版 .xls 或加密的工作簿；请另存为不加密的 .xlsx [old_workbook]
    "#]],
    );
    check(
        "cut.xlsx",
        &workbook(&header(), |_| ())[..400],
        &expect![[r#"
        ---
        cut.xlsx:1: error: 不是可读取的 XLSX 工作簿：invalid Zip archive: Could not find EOCD [bad_workbook]
    "#]],
    );
    check(
        "not.xlsx",
        "id,question\na,问\n".as_bytes(),
        &expect![[r#"
        {"id":"a","question":"问"}
        ---
    "#]],
    );
    check(
        "noise.csv",
        &[0xFF, 0x00, 0xFF, 0x81, 0x0A],
        &expect![[r#"
        ---
        noise.csv:1: error: 文件既不是 UTF-8 也不是 GB18030 编码的文字 [unknown_encoding]
    "#]],
    );
}

#[test]
fn a_cell_is_as_long_as_its_field_may_be() {
    let long = "长".repeat(25_001);
    let read = draft("long.csv", format!("id,question,answer\na,问,{long}\n").as_bytes(), None);
    expect![[r#"
        long.csv:2: error: C answer: 有 25001 个字符，最多 25000 个 [too_long]
    "#]]
    .assert_eq(told(&read).split("---\n").nth(1).unwrap());
    let mut base = draft("note.csv", "id,question\na,问\n".as_bytes(), None).base;
    base.entries[0].note = Some("长".repeat(40_000));
    let error = wenshui_knowledge::exchange::write::write(&base, Format::Xlsx).unwrap_err();
    expect!["1 problems, the first: xlsx:2: S note: 有 40000 个字符，工作簿的单元格最多 32767 个；请改用 csv 或 jsonl [long_cell]"].assert_eq(&error.to_string());
    assert_eq!(draft("n.csv", &written(&base, Format::Csv), None).base.entries, base.entries);
}

#[test]
fn nothing_that_is_exported_runs_in_a_spreadsheet() {
    let line = r#"{"id":"a","question":"=1+1","similar":["-2","@x"],"answer":"+3\t","note":"'=4"}"#;
    let base = draft("run.jsonl", line.as_bytes(), None).base;
    let text = String::from_utf8(written(&base, Format::Csv)).unwrap();
    expect![[r#"
        id,topic,question,similar,answer,tax,taxpayer_types,regions,valid_from,valid_to,basis.1.title,basis.1.number,followups,clarify,tags,blocks,reviewed_on,reviewed_by,note
        a,,'=1+1,"'-2
        @x",'+3,,,,,,,,,,,,,,''=4
    "#]].assert_eq(&text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
    let book = written(&base, Format::Xlsx);
    let mut archive = zip::ZipArchive::new(Cursor::new(&book)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(
        &mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(),
        &mut sheet,
    )
    .unwrap();
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert_eq!(draft("run.xlsx", &book, None).base.entries, base.entries);
}
