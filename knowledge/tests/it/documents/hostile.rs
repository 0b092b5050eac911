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
