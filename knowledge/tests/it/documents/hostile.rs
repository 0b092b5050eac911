//! Files that mean harm, and files that were damaged: each is refused by name, none stops the reader.

use std::io::Write as _;

use proptest::prelude::{Just, ProptestConfig, Strategy as _, any, prop_oneof, proptest};
use proptest::test_runner::TestCaseError;
use wenshui_knowledge::document::{Given, read};

use super::{CIRCULAR, GUIDE, LAW_DOCX, LAW_PDF, LAW_TXT, PLAIN_PDF, document, refused};

/// An archive with a text of so many blanks.
fn bomb(blanks: usize) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive
        .start_file("word/document.xml", zip::write::SimpleFileOptions::default())
        .expect("it begins");
    let blank = vec![b' '; 1 << 20];
    for _ in 0..blanks >> 20 {
        archive.write_all(&blank).expect("it is written");
    }
    archive.finish().expect("it ends").into_inner()
}

#[test]
fn what_unfolds_to_too_much_is_refused() {
    assert_eq!(refused("bomb.docx", &bomb(300 << 20)).code, "document_too_large");
    let mut folded = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let blank = vec![b' '; 1 << 20];
    for _ in 0..300 {
        folded.write_all(&blank).expect("it is written");
    }
    let folded = folded.finish().expect("it ends");
    let mut pdf = b"%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode/Length 9>>\nstream\n".to_vec();
    pdf.extend(folded);
    assert_eq!(refused("bomb.pdf", &pdf).code, "document_too_large");
}

#[test]
fn what_stands_too_deep_is_refused() {
    assert_eq!(refused("deep.html", "<div>".repeat(100_000).as_bytes()).code, "document_too_large");
    let wide = format!(
        "{}{}",
        (0..3_000).map(|at| format!("<b id={at}>")).collect::<String>(),
        "<p>x".repeat(3_000)
    );
    assert_eq!(refused("wide.html", wide.as_bytes()).code, "document_too_large");
    let deep = format!("{}{}", "> ".repeat(50_000), "x");
    let _ = read(("deep.md", deep.as_bytes()), &Given::default());
    let entities = "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><p>&b;&b;</p>";
    let _ = read(("entities.html", entities.as_bytes()), &Given::default());
}

/// An archive with this text.
fn archive(document: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive
        .start_file("word/document.xml", zip::write::SimpleFileOptions::default())
        .expect("it begins");
    archive.write_all(document.as_bytes()).expect("it is written");
    archive.finish().expect("it ends").into_inner()
}

#[test]
fn tables_in_tables_in_tables_end() {
    let depth = 100_000;
    let (open, close) =
        ("<w:tbl><w:tr><w:tc>".repeat(depth), "</w:tc></w:tr></w:tbl>".repeat(depth));
    let text = format!(
        "<w:document xmlns:w=\"w\"><w:body>{open}<w:p><w:r><w:t>深</w:t></w:r></w:p>{close}</w:body></w:document>"
    );
    assert_eq!(refused("deep.docx", &archive(&text)).code, "document_too_large");
}

#[test]
fn cells_that_go_on_are_not_written_without_end() {
    let long = "长".repeat(1_000_000);
    let cell = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc></w:tr>".repeat(1_000);
    let text = format!(
        "<w:document xmlns:w=\"w\"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>{long}</w:t></w:r></w:p></w:tc></w:tr>{cell}</w:tbl></w:body></w:document>"
    );
    assert_eq!(refused("cells.docx", &archive(&text)).code, "document_too_large");
    let page = format!(
        "<table><tr><td rowspan=100>{long}<td>x</tr>{}</table>",
        "<tr><td>y</tr>".repeat(99)
    );
    assert_eq!(refused("cells.html", page.as_bytes()).code, "document_too_large");
    let row = format!("<tr>{}</tr>", "<td rowspan=100>x".repeat(50_000));
    assert_eq!(
        refused("wide.html", format!("<table>{row}</table>").as_bytes()).code,
        "document_too_large"
    );
}

#[test]
fn a_print_of_too_many_pages_is_refused() {
    let kids: String = (3..6_003).map(|at| format!("{at} 0 R ")).collect();
    let page = |at| format!("{at} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n");
    let pages: String = (3..6_003).map(page).collect();
    let pdf = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[{kids}]/Count 6000>>endobj\n{pages}trailer<</Root 1 0 R>>\n"
    );
    let problem = refused("long.pdf", pdf.as_bytes());
    assert_eq!((problem.code, problem.details[0].as_str()), ("document_too_large", "pages"));
}

#[test]
fn texts_are_read_in_whatever_they_are_written_in() {
    let text = std::str::from_utf8(LAW_TXT).expect("a fixture is UTF-8");
    let (gb, ..) = encoding_rs::GB18030.encode(text);
    assert_eq!(document("gb.txt", &gb).passages, document("law.txt", LAW_TXT).passages);
    let wide: Vec<u8> =
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(document("wide.txt", &wide).passages, document("law.txt", LAW_TXT).passages);
    // What a page says of itself may be wrong.
    let page = std::str::from_utf8(CIRCULAR).expect("a fixture is UTF-8");
    let whole = document("page.html", CIRCULAR).passages;
    let (gb, ..) = encoding_rs::GB18030.encode(page);
    assert_eq!(document("page.html", &gb).passages, whole);
    let named = page.replace("charset=\"utf-8\"", "charset=\"gb2312\"");
    assert_eq!(document("page.html", named.as_bytes()).passages, whole);
    let (gb, ..) = encoding_rs::GB18030.encode(&named);
    assert_eq!(document("page.html", &gb).passages, whole);
}

#[test]
fn pages_that_show_themselves_end() {
    // A form that shows itself, and pages that are their own parents.
    let pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>endobj\n4 0 obj<</Length 12>>stream\n/F Do /F Do \nendstream endobj\n5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 24>>stream\n/F Do /F Do /F Do /F Do \nendstream endobj\ntrailer<</Root 1 0 R>>\n";
    assert_eq!(refused("circle.pdf", pdf.as_bytes()).code, "document_scanned");
}

#[test]
fn files_that_are_not_what_they_say_are_refused_by_name() {
    assert_eq!(refused("a.docx", b"PK\x03\x04").code, "document_broken");
    assert_eq!(refused("a.docx", "第一条".as_bytes()).code, "document_broken");
    assert_eq!(refused("a.pdf", b"%PDF-1.7").code, "document_broken");
    assert_eq!(refused("a.doc", b"x").code, "document_unknown_kind");
    assert_eq!(refused("a.txt", b"").code, "document_empty");
}

#[test]
fn a_law_of_a_hundred_pages_is_read_whole() {
    let article = "　纳税人应当按照规定保存账簿、记账凭证、完税凭证以及其他有关资料，不得伪造、变造或者擅自损毁。".repeat(6);
    let articles = (1..=800).map(|at| format!("第{at}条{article}\n")).collect::<String>();
    let text = format!("某某税法\n{articles}");
    assert_eq!(document("long.txt", text.as_bytes()).passages.len(), 800);
}

/// A fixture with some bytes changed, taken out or put in, or cut off.
fn damaged() -> impl proptest::strategy::Strategy<Value = (&'static str, Vec<u8>)> {
    let file = prop_oneof![
        Just(("a.txt", LAW_TXT)),
        Just(("a.docx", LAW_DOCX)),
        Just(("a.pdf", PLAIN_PDF)),
        Just(("a.pdf", LAW_PDF)),
        Just(("a.html", CIRCULAR)),
        Just(("a.md", GUIDE)),
    ];
    let change = (any::<proptest::sample::Index>(), any::<u8>(), 0_u8..4);
    (file, proptest::collection::vec(change, 1..24)).prop_map(|((name, bytes), changes)| {
        let mut bytes = bytes.to_vec();
        for (at, byte, kind) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes.insert(at, byte),
                1 => drop(bytes.remove(at)),
                2 if byte > 250 => bytes.truncate(at),
                _ => bytes[at] = byte,
            }
        }
        (name, bytes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_stop_nothing((name, bytes) in damaged()) {
        match read((name, &bytes), &Given::default()) {
            Ok(document) => {
                let ids: std::collections::BTreeSet<&str> =
                    document.entries.iter().map(|entry| entry.id.as_str()).collect();
                // Whatever is read can be imported: ids are told apart and short enough.
                if ids.len() != document.entries.len() || ids.iter().any(|id| id.len() > 100) {
                    return Err(TestCaseError::fail("ids"));
                }
            }
            Err(problem) => assert_ne!(problem.words(), problem.code, "the problem has words"),
        }
    }
}
