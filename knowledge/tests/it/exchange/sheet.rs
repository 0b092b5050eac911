//! Tables of maintainers: what they write in cells, and where faults are told.

use expect_test::expect;

use crate::exchange::check;

#[test]
fn a_csv_that_excel_saved_in_china_is_read_and_its_encoding_told() {
    check("plain.csv", include_bytes!("../../data/plain-gb18030.csv"), &expect![""]);
}

#[test]
fn a_workbook_is_read_with_days_codes_and_lists() {
    check("plain.xlsx", include_bytes!("../../data/plain.xlsx"), &expect![""]);
}

#[test]
fn columns_of_one_list_add_up_and_json_is_read_where_it_is_written() {
    let text = "id;question;similar;similar.2;basis;blocks;clarify\n\
                a;问;一;二;\"[{\"\"title\"\":\"\"法\"\"}]\";\"[{\"\"type\"\":\"\"text\"\",\"\"markdown\"\":\"\"x\"\"}]\";\"{\"\"a:b\"\":\"\"c\"\"}\"\n";
    check("lists.csv", text.as_bytes(), &expect![""]);
}

#[test]
fn faults_of_a_header_are_told_once() {
    let text = "id,question,anwser,id,\na,问,答,b,x\nc,问二,答,d,y\n";
    check("header.csv", text.as_bytes(), &expect![""]);
    check("none.csv", "id,answer\na,b\n".as_bytes(), &expect![""]);
    check("empty.csv", "".as_bytes(), &expect![""]);
    check("only.csv", "id,question\n".as_bytes(), &expect![""]);
}

#[test]
fn faults_of_cells_are_told_with_row_and_column() {
    let text = "id,question,valid_from,regions,clarify,basis.1.title,basis.1.url,basis.2.number,blocks\n\
                a b,,soon,99,half,法,file:x,1,[\n";
    check("cells.csv", text.as_bytes(), &expect![""]);
}
