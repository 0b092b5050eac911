//! Tables as other programs would write them, for tests.

use std::io::{Cursor, Write as _};

use wenshui_knowledge::problem::letters;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A workbook whose only sheet has these rows of XML; `more` writes further files.
pub(super) fn workbook(rows: &str, more: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let related = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let book = r#"<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets>"#;
    let files = [
        ("[Content_Types].xml", format!(r#"<Types xmlns="{PACKAGE}/content-types"/>"#)),
        ("_rels/.rels", related("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}</workbook>"#),
        ),
        ("xl/_rels/workbook.xml.rels", related("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ];
    for (name, text) in files {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    more(&mut zip);
    zip.finish().unwrap().into_inner()
}

/// A cell with a text.
pub(super) fn cell(place: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('\u{7}', "_x0007_");
    format!(r#"<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
}

/// Rows of texts as a workbook.
pub(super) fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let row = |(number, cells): (usize, &Vec<String>)| {
        let cells = cells.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let cells = cells.map(|(column, text)| cell(&format!("{}{number}", letters(column)), text));
        format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
    };
    workbook(&(1..).zip(rows).map(row).collect::<String>(), |_| ())
}

/// Rows of texts as CSV with every cell in quotes.
pub(super) fn csv(rows: &[Vec<String>]) -> String {
    let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
    rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\r\n").collect()
}
