//! Intents beside a question; J-03: a person in any wording, and not when work is meant.

use expect_test::{Expect, expect};
use wenshui_engine::intent::file::IntentKind;
use wenshui_knowledge::bundled;
use wenshui_knowledge::entry::Entry;

use crate::support::hear;

fn check(texts: &[&str], expected: &Expect) {
    let line = |text: &&str| match hear(text).intent {
        Some(intent) => {
            let whole = if intent.whole { "" } else { " in" };
            format!("{}{whole}: {text}", intent.id)
        }
        None => format!("-: {text}"),
    };
    expected.assert_eq(&texts.iter().map(line).collect::<Vec<String>>().join("\n"));
}

#[test]
fn a_person_is_asked_for_in_any_wording() {
    let texts = [
        "转人工",
        "人工客服",
        "人工",
        "请帮我转一下人工",
        "我要人工客服！",
        "我不想跟机器人说话",
        "别让机器人回答了",
        "找个真人",
        "有没有活人",
        "能不能打电话给我",
        "麻烦给我回个电话",
        "开票开不出来，转人工",
        "怎么转人工",
        "机器人解决不了，换个人来",
        "zhuan人工",
        "轉人工",
        "转 人 工",
        "我想和真人沟通",
        "有人在吗",
        "叫个人来处理",
    ];
    for text in texts {
        let kind = hear(text).intent.map(|intent| intent.kind);
        assert_eq!(kind, Some(IntentKind::Person), "{text}");
    }
}

#[test]
fn human_work_is_no_wish_for_a_person() {
    let texts = [
        "人工成本可以加计扣除吗",
        "研发人工费用怎么归集",
        "人工智能企业有什么优惠",
        "安装费里人工费开什么发票",
        "直接人工计入哪个科目",
        "申报需要人工审核多久",
        "人工种植的林木免税吗",
        "客服外包的服务费税率是多少",
        "专管员给我打电话说要补税",
        "有工作人员说我欠税",
        "换个人信息要去大厅吗",
        "企业有人员变动怎么报",
        "公司带来个人所得税的问题",
    ];
    for text in texts {
        let intent = hear(text).intent;
        assert!(intent.is_none(), "{text}: {intent:?}");
    }
}

#[test]
fn complaints_are_about_the_service() {
    check(
        &[
            "我要投诉",
            "投诉你们工作人员",
            "窗口服务态度太差",
            "12366打不通",
            "你们互相踢皮球",
            "商家不开发票怎么投诉",
            "怎么举报偷税漏税",
            "举报企业虚开",
        ],
        &expect![[r#"
            complaint.words: 我要投诉
            complaint.words in: 投诉你们工作人员
            complaint.words in: 窗口服务态度太差
            complaint.words in: 12366打不通
            complaint.words in: 你们互相踢皮球
            -: 商家不开发票怎么投诉
            -: 怎么举报偷税漏税
            -: 举报企业虚开"#]],
    );
}

#[test]
fn small_talk_is_the_whole_text_or_nothing() {
    check(
        &[
            "你好",
            "您好，在吗？",
            "谢谢老师！",
            "好的谢谢",
            "再见",
            "嗯嗯，知道了",
            "你是机器人吗",
            "讲个笑话",
            "你好，小规模怎么报税",
            "谢谢，那印花税呢",
            "好的发票怎么开",
            "",
            "？？",
        ],
        &expect![[r#"
            greeting.words: 你好
            greeting.words: 您好，在吗？
            thanks.words: 谢谢老师！
            thanks.words: 好的谢谢
            farewell.words: 再见
            assent.words: 嗯嗯，知道了
            small_talk.identity: 你是机器人吗
            small_talk.chat: 讲个笑话
            -: 你好，小规模怎么报税
            -: 谢谢，那印花税呢
            -: 好的发票怎么开
            -: 
            -: ？？"#]],
    );
}

#[test]
fn wordings_of_the_knowledge_ask_for_nothing_else() {
    let draft = bundled::knowledge();
    let wordings = draft.base.entries.iter().flat_map(Entry::wordings);
    let mut complaints = 0;
    for wording in wordings {
        let kind = hear(wording).intent.map(|intent| intent.kind);
        // The knowledge has an entry on how to complain, and its wordings do.
        complaints += usize::from(kind == Some(IntentKind::Complaint));
        assert!(matches!(kind, None | Some(IntentKind::Complaint)), "{wording}: {kind:?}");
    }
    assert!(complaints <= 15, "{complaints}");
}

/// Whoever wants to live no longer is answered to that, whatever else they say; enterprises and cases are not.
#[test]
fn despair_comes_before_everything() {
    check(
        &[
            "我不想活了",
            "税太重了，我真的不想活了",
            "欠了这么多税我想自杀",
            "死了算了",
            "你好，我活不下去了，转人工",
            "员工工资发不出，保险也断了，我不想活了",
            "员工自杀的赔偿金要交个税吗",
            "员工要跳楼，公司给的抚恤金怎么扣除",
            "税负太重，公司活不下去了",
            "跳楼价甩卖怎么开票",
            "人死了个税怎么退",
        ],
        &expect![[r#"
            despair.words in: 我不想活了
            despair.words in: 税太重了，我真的不想活了
            despair.words in: 欠了这么多税我想自杀
            despair.words: 死了算了
            person.words in: 你好，我活不下去了，转人工
            despair.words in: 员工工资发不出，保险也断了，我不想活了
            -: 员工自杀的赔偿金要交个税吗
            -: 员工要跳楼，公司给的抚恤金怎么扣除
            -: 税负太重，公司活不下去了
            -: 跳楼价甩卖怎么开票
            -: 人死了个税怎么退"#]],
    );
}
