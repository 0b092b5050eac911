//! Policy texts: every kind of file into the same passages, and nothing that is not of the text.

mod facts;
mod hostile;
mod places;

use expect_test::{Expect, expect};
use wenshui_knowledge::document::{Document, Given, draft, read};
use wenshui_knowledge::problem::Problem;

const LAW_TXT: &[u8] = include_bytes!("../documents/law.txt");
const LAW_DOCX: &[u8] = include_bytes!("../documents/law.docx");
const LAW_PDF: &[u8] = include_bytes!("../documents/law.pdf");
const PLAIN_PDF: &[u8] = include_bytes!("../documents/plain.pdf");
const SCAN_PDF: &[u8] = include_bytes!("../documents/scan.pdf");
const CIRCULAR: &[u8] = include_bytes!("../documents/circular.html");
const GUIDE: &[u8] = include_bytes!("../documents/guide.md");

fn document(name: &str, bytes: &[u8]) -> Document {
    read((name, bytes), &Given::default()).expect("a fixture can be read")
}

fn refused(name: &str, bytes: &[u8]) -> Problem {
    read((name, bytes), &Given::default()).expect_err("it cannot be read")
}

/// Place and words of every passage, a line each.
fn passages(document: &Document) -> String {
    let line = |passage: &wenshui_knowledge::document::Passage| {
        format!(
            "{} | {}\n",
            passage.place,
            passage.markdown.replace("\n\n", " / ").replace('\n', " / ")
        )
    };
    document.passages.iter().map(line).collect()
}

fn check(name: &str, bytes: &[u8], expected: &Expect) {
    expected.assert_eq(&passages(&document(name, bytes)));
}

#[test]
fn a_law_is_cut_at_its_articles() {
    check(
        "law.txt",
        LAW_TXT,
        &expect![[r#"
        第一条 | 第一条　为了规范云屿税的征收和缴纳，保护纳税人的合法权益，制定本法。
        第二条 | 第二条　在中华人民共和国境内经营浮空岛屿的单位和个人，为云屿税的纳税人，应当依照本法规定缴纳云屿税。 / 前款所称浮空岛屿，是指离地一百米以上、面积超过一千平方米的人工平台。
        第三条 | 第三条　下列情形免征云屿税： / （一）供气象观测使用的； / （二）因台风、地震停用满三个月的； / （三）法律、行政法规规定的其他情形。
        第四条 | 第四条　云屿税按面积分档征收，每平方米年税额为二元至八元，具体适用税额由省、自治区、直辖市人民政府确定。
        第五条 | 第五条　应纳税额按照计税面积乘以适用税额计算。 / 计税面积以登记证书载明的面积为准；没有登记证书的，以实际测量的面积为准。 / 1\.5倍以上的变更应当重新测量。
        第六条 | 第六条　纳税人应当在每年四月三十日前向浮空岛屿停泊地的税务机关申报缴纳当年的云屿税。停泊地跨省的，由先停泊的省级税务机关征收；停泊时间相同的，由登记地税务机关征收。纳税人在年度中间取得浮空岛屿的，自取得的次月起计算缴纳；在年度中间处置浮空岛屿的，计算至处置的当月。纳税人不能按期申报的，可以在期限届满前申请延期，延期最长不超过三个月，延期期间不加收滞纳金，但应当按照上一年度的税额预缴。预缴税额高于应纳税额的，税务机关应当自申报之日起三十日内退还；低于应纳税额的，纳税人应当在申报时补缴。 / 有下列行为之一的，由税务机关责令限期改正，可以处二千元以下的罚款： / （一）未按照规定办理浮空岛屿登记，或者登记事项发生变更后三十日内没有办理变更登记的； / （二）未按照规定保存飞行记录、停泊记录和维修记录，使税务机关不能核实计税面积和停用时间的； / （三）拒绝税务机关登岛核查，或者在核查时提供虚假的面积、高度、停泊时间等资料的。 / 前款规定的行为情节严重的，处二千元以上一万元以下的罚款。
        第六条之一 | 第六条之一　浮空岛屿停用的，纳税人应当自停用之日起十五日内报告税务机关。
        第七条 | 第七条　省、自治区、直辖市人民政府可以根据本法制定实施办法。
        第八条 | 第八条　本法自2026年1月1日起施行。
    "#]],
    );
}

#[test]
fn word_numbers_what_its_program_counts_and_leaves_out_what_was_deleted() {
    check(
        "law.docx",
        LAW_DOCX,
        &expect![[r#"
            第一条 | 第一条　为了规范云屿税的征收和缴纳，保护纳税人的合法权益，制定本法。
            第二条 | 第二条　在中华人民共和国境内经营浮空岛屿的单位和个人，为云屿税的纳税人，应当依照本法规定缴纳云屿税。 / 前款所称浮空岛屿，是指离地一百米以上、面积超过一千平方米的人工平台。
            第三条 | 第三条　下列情形免征云屿税： / （一）供气象观测使用的； / （二）因台风、地震停用满三个月的； / （三）法律、行政法规规定的其他情形。
            第四条 | 第四条　云屿税按面积分档征收，每平方米年税额为二元至八元，具体适用税额由省、自治区、直辖市人民政府确定。〔税额见附表〕 / | 面积 |  | 每平方米年税额 | / | --- | --- | --- | / | 人工平台 | 不超过5000平方米 | 2元 | / | 人工平台 | 超过5000平方米 | 8元 |
            第五条 | 第五条　应纳税额按照计税面积乘以适用税额计算。 / 计税面积以登记证书载明的面积为准；没有登记证书的，以实际测量的面积为准。 / 1\.5倍以上的变更应当重新测量。
            第六条 | 第六条　纳税人应当在每年四月三十日前向浮空岛屿停泊地的税务机关申报缴纳当年的云屿税。停泊地跨省的，由先停泊的省级税务机关征收；停泊时间相同的，由登记地税务机关征收。纳税人在年度中间取得浮空岛屿的，自取得的次月起计算缴纳；在年度中间处置浮空岛屿的，计算至处置的当月。纳税人不能按期申报的，可以在期限届满前申请延期，延期最长不超过三个月，延期期间不加收滞纳金，但应当按照上一年度的税额预缴。预缴税额高于应纳税额的，税务机关应当自申报之日起三十日内退还；低于应纳税额的，纳税人应当在申报时补缴。 / 有下列行为之一的，由税务机关责令限期改正，可以处二千元以下的罚款： / （一）未按照规定办理浮空岛屿登记，或者登记事项发生变更后三十日内没有办理变更登记的； / （二）未按照规定保存飞行记录、停泊记录和维修记录，使税务机关不能核实计税面积和停用时间的； / （三）拒绝税务机关登岛核查，或者在核查时提供虚假的面积、高度、停泊时间等资料的。 / 前款规定的行为情节严重的，处二千元以上一万元以下的罚款。
            第六条之一 | 第六条之一　浮空岛屿停用的，纳税人应当自停用之日起十五日内报告税务机关。
            第七条 | 第七条　省、自治区、直辖市人民政府可以根据本法制定实施办法。
            第八条 | 第八条　本法自2026年1月1日起施行。
        "#]],
    );
}

#[test]
fn a_print_gives_the_passages_of_the_text_that_was_printed() {
    let text = passages(&document("law.txt", LAW_TXT));
    assert_eq!(passages(&document("law.pdf", LAW_PDF)), text);
    // This one names an encoding instead of bringing a table of characters along.
    assert_eq!(passages(&document("plain.pdf", PLAIN_PDF)), text);
}

#[test]
fn a_page_gives_its_text_and_nothing_around_it() {
    check(
        "circular.html",
        CIRCULAR,
        &expect![[r#"
        一 | 一、关于申报期限 / （一）按年缴纳的纳税人，应于每年4月30日前申报。 / （二）年度中间取得浮空岛屿的，按下列规定申报： / 1\.上半年取得的，于7月31日前申报； / 2\.下半年取得的，于次年1月31日前申报。
        二 | 二、关于计税面积 / 计税面积按照登记证书填报。各档税额如下： / | 面积 | 每平方米年税额 | 备注 | / | --- | --- | --- | / | 不超过5000平方米 | 2元 | 气象观测的除外 | / | 超过5000平方米 | 8元 | 气象观测的除外 | / 第三档税额另行公告。
        三 | 三、关于预缴【条款失效】 / 纳税人可以按照上一年度税额的百分之五十预缴。
        四 | 四、本公告自2026年1月1日起施行，执行至2027年12月31日。
    "#]],
    );
}

#[test]
fn a_guide_is_cut_at_its_headings() {
    check(
        "guide.md",
        GUIDE,
        &expect![[r#"
             办理登记 | 取得浮空岛屿之日起三十日内，向停泊地税务机关办理登记。 / | 材料 | 份数 | / | --- | --- | / | 取得合同 | 1 | / | 测量报告 | 2 |
             申报缴纳 | 1\. 登录电子税务局。 / 2\. 填写申报表，核对计税面积。
             申报缴纳 更正申报 | 申报后发现面积有误的，十日内更正。
        "#]],
    );
}

#[test]
fn a_scan_says_that_it_has_no_text() {
    let problem = refused("scan.pdf", SCAN_PDF);
    expect!["1 页里没有一个文字，大概是扫描件；请用文字版，或先做文字识别"]
        .assert_eq(&problem.words());
}

#[test]
fn an_entry_quotes_its_passage_and_names_its_ground() {
    let draft = draft(("law.txt", LAW_TXT), &Given::default());
    let entry =
        serde_json::to_string_pretty(&draft.base.entries[1]).expect("an entry is plain data");
    expect![[r#"
        {
          "id": "yunyushuifa-2",
          "question": "《中华人民共和国云屿税法》第二条（在中华人民共和国境内经营浮空岛屿的单位和个人）",
          "similar": [
            "云屿税法第二条",
            "云屿税法第2条"
          ],
          "answer": "以下是《中华人民共和国云屿税法》（2026年1月1日起施行）第二条的原文：\n\n> **第一章　总则**\n>\n> 第二条　在中华人民共和国境内经营浮空岛屿的单位和个人，为云屿税的纳税人，应当依照本法规定缴纳云屿税。\n>\n> 前款所称浮空岛屿，是指离地一百米以上、面积超过一千平方米的人工平台。",
          "basis": [
            {
              "title": "中华人民共和国云屿税法",
              "article": "第二条",
              "issued_on": "2025-06-27",
              "effective_from": "2026-01-01"
            }
          ],
          "topic": "法规原文",
          "tags": [
            "原文"
          ],
          "valid_from": "2026-01-01"
        }"#]].assert_eq(&entry);
}

#[test]
fn the_same_text_gives_the_same_entries_and_a_newer_one_changes_what_changed() {
    let of = |text: &[u8]| draft(("law.txt", text), &Given::default()).base.entries;
    let before = of(LAW_TXT);
    assert_eq!(of(LAW_TXT), before);
    let text = String::from_utf8(LAW_TXT.to_vec()).expect("a fixture is UTF-8");
    // An article is put in, and one is changed.
    let newer = text
        .replace("第七条　省", "第六条之二　浮空岛屿损毁的，免征当年云屿税。\n第七条　各省")
        .replace("人民政府可以根据", "人民政府应当根据");
    let after = of(newer.as_bytes());
    let known = |id: &str| before.iter().find(|entry| entry.id == id);
    let changed: Vec<&str> = after
        .iter()
        .filter(|entry| known(&entry.id) != Some(*entry))
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(changed, ["yunyushuifa-6-2", "yunyushuifa-7"]);
    assert!(before.iter().all(|entry| after.iter().any(|own| own.id == entry.id)));
}
