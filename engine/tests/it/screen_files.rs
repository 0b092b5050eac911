//! Faults in the lists of the screen are named with file, line and field.

use expect_test::{Expect, expect};
use wenshui_engine::screen::Screen;
use wenshui_knowledge::lexicon::DataFile;

fn check(name: &str, text: &str, expected: &Expect) {
    let file = DataFile { name: name.to_owned(), text: text.to_owned() };
    let problems = Screen::read(&[file]).unwrap_err();
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expected.assert_eq(&words.join("\n"));
}

#[test]
fn faults_of_tables() {
    check(
        "abuse.tsv",
        "# words\nabuse.insult\t4\tperson\tno\t词\nabuse.none\t1\tperson\tno\t词\n\nabuse.insult\t1\n",
        &expect![[r#"
            abuse.tsv:2: grade: 没有“4”这个值；可用：1, 2, 3 [unknown_value]
            abuse.tsv:3: rule: 没有“abuse.none”这个值；可用：abuse.insult, abuse.curse, abuse.threat, abuse.sexual, abuse.model, hate.region, hate.race, hate.gender, hate.condition, hate.model, ads.invoice, ads.other, ads.contact, sensitive.block, sensitive.mask, flood.rate, flood.repeat, flood.noise, silence [unknown_value]
            abuse.tsv:5: 这一行应有 5 列，用制表符隔开：rule, grade, needs, spellings, word [bad_columns]"#]],
    );
    check(
        "aims.tsv",
        "person\t！！\nnobody\t你\n",
        &expect![[r#"
        aims.tsv:1: word: 写法为空 [empty_form]
        aims.tsv:2: sign: 没有“nobody”这个值；可用：person, staff, thing, link, reported, subject, group, harmless [unknown_value]"#]],
    );
    check(
        "evasions.tsv",
        "傻子\tsha\t-\t-\n",
        &expect!["evasions.tsv:1: character: “傻子”应为一个字符 [not_one_character]"],
    );
    check(
        "ads.tsv",
        "ads.invoice\toffer\tmuch\tno\t代开\n",
        &expect!["ads.tsv:1: weight: “much”不是数字 [not_a_number]"],
    );
    check(
        "sensitive.tsv",
        "replace\tout\tno\t词\t-\n",
        &expect!["sensitive.tsv:1: instead: 不能为空 [empty_field]"],
    );
    check(
        "emotion.tsv",
        "angry\t1\t气\nworried\tNaN\t怕\n",
        &expect![[r#"
        emotion.tsv:1: kind: 没有“angry”这个值；可用：worried, dissatisfied, agitated, calm, intensify, negate, harmless [unknown_value]
        emotion.tsv:2: weight: “NaN”不是数字 [not_a_number]"#]],
    );
}

#[test]
fn faults_of_settings() {
    check(
        "emotion.toml",
        "carry = 0.4\ncarry_max = \"x\"\n",
        &expect![[
            r#"emotion.toml:2: carry_max: TOML 写法有误：invalid type: string "x", expected f32 [bad_toml]"#
        ]],
    );
    check(
        "guard.toml",
        "[first]\nby_grade = [\"soften\", \"warn\", \"shout\"]\n",
        &expect![
            "guard.toml:2: by_grade: TOML 写法有误：unknown variant `shout`, expected one of `pass`, `soften`, `warn`, `block`, `silence` [bad_toml]"
        ],
    );
    check(
        "intents.toml",
        "fillers = []\n[sets]\na = [\"甲\"]\n[[intent]]\nkind = \"person\"\nid = \"p\"\ntemplates = [[\"a\", \"b\"]]\n",
        &expect!["intents.toml:1: p.templates: 没有名为“b”的词组 [unknown_set]"],
    );
    check(
        "guards.toml",
        "",
        &expect![
            "guards.toml:1: 没有这个数据文件可替换；可用：guard.toml, evasions.tsv, aims.tsv, abuse.tsv, ads.tsv, sensitive.tsv, emotion.toml, emotion.tsv, intents.toml [unknown_file]"
        ],
    );
}
