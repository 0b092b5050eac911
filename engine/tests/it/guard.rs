//! The guard: what is stopped and, above all, what is not.

use expect_test::{Expect, expect};
use wenshui_engine::guard::action::{Action, Category};
use wenshui_engine::guard::flood::Turn;
use wenshui_engine::guard::state::GuardState;
use wenshui_engine::screen::{Outgoing, Said, Screened, TalkState, masked, turn_hash};
use wenshui_knowledge::bundled;
use wenshui_knowledge::text::fold::Folded;

use crate::support::{at, bundled_screen, hear, lines};

const ANGRY: &str = include_str!("../data/angry_but_proper.jsonl");

fn check(texts: &[&str], expected: &Expect) {
    let line = |text: &&str| {
        let verdict = hear(text).verdict;
        let rule = verdict.rule.as_deref().unwrap_or("-");
        let evaded = if verdict.evaded { " evaded" } else { "" };
        format!("{} {rule}{evaded}: {}", verdict.action.name(), masked(text, &verdict))
    };
    expected.assert_eq(&texts.iter().map(line).collect::<Vec<String>>().join("\n"));
}

/// Q12: the hardest requirement.
#[test]
fn who_is_angry_and_asks_properly_is_answered() {
    let lines = lines(ANGRY);
    assert!(lines.len() >= 500, "{} lines", lines.len());
    let rude = lines.iter().filter(|line| line["rude"] == true).count();
    assert!(rude * 2 >= lines.len(), "{rude} of {} are rude", lines.len());
    let mut softened = 0;
    for line in &lines {
        let text = line["text"].as_str().unwrap();
        let verdict = hear(text).verdict;
        assert!(verdict.action <= Action::Soften, "{text}: {verdict:?}");
        softened += usize::from(verdict.action == Action::Soften);
    }
    assert!(softened <= 5, "{softened} softened");
}

/// The second half of Q13, and of Q12 for those who are not even angry.
#[test]
fn no_wording_and_no_answer_of_the_bundled_knowledge_is_touched() {
    let draft = bundled::knowledge();
    let mut texts = 0;
    for entry in &draft.base.entries {
        for wording in entry.wordings() {
            let verdict = hear(wording).verdict;
            assert_eq!(verdict.action, Action::Pass, "{wording}: {verdict:?}");
            texts += 1;
        }
        let answer = entry.answer.as_deref().unwrap_or_default();
        let outgoing = bundled_screen().check_output(answer);
        assert_eq!(outgoing, Outgoing::Show(answer.into()), "{}", entry.id);
    }
    assert!(texts > 6_000, "{texts} wordings");
}

#[test]
fn abuse_of_persons_is_graded() {
    check(
        &[
            "你是傻子吗",
            "你们都是脑残",
            "操你妈",
            "你全家死光",
            "专管员就是个王八蛋",
            "信不信我弄死你",
            "你个废物，发票怎么开",
            "操你妈，我要报税",
        ],
        &expect![[r#"
            soften abuse.insult: ****吗
            warn abuse.insult: 你们都是**
            block abuse.sexual: ***
            block abuse.curse: *****
            warn abuse.insult: 专管员就是个***
            block abuse.threat: 信不信我***
            warn abuse.insult: 你***，发票怎么开
            warn abuse.sexual: ***，我要报税"#]],
    );
}

#[test]
fn rude_words_at_things_reports_and_harmless_words_pass() {
    check(
        &[
            "这傻逼系统又崩了",
            "操你妈的系统",
            "窗口的人骂我傻逼，怎么投诉",
            "啥比例可以抵扣",
            "生活垃圾处理费免增值税吗",
            "残疾人优惠怎么享受",
            "能繁母猪补贴要交税吗",
            "公司编制账簿的期限",
            "合同可以自己草拟吗",
            "有啥必须带的材料",
            "USB接口坏了怎么报税",
            "社保sb怎么查",
        ],
        &expect![[r#"
            pass -: 这傻逼系统又崩了
            pass -: 操你妈的系统
            pass -: 窗口的人骂我傻逼，怎么投诉
            pass -: 啥比例可以抵扣
            pass -: 生活垃圾处理费免增值税吗
            pass -: 残疾人优惠怎么享受
            pass -: 能繁母猪补贴要交税吗
            pass -: 公司编制账簿的期限
            pass -: 合同可以自己草拟吗
            pass -: 有啥必须带的材料
            pass -: USB接口坏了怎么报税
            pass -: 社保sb怎么查"#]],
    );
}

#[test]
fn evasions_are_seen_through() {
    check(
        &[
            "你是sha bi",
            "你这煞*笔",
            "你个傻 逼",
            "你是傻。逼。吗",
            "你們都是腦殘",
            "你们都是ＮＡＯ残",
            "操 你 女马",
            "cao尼玛",
            "ｃｎｍ",
            "你妈4了",
        ],
        &expect![[r#"
            warn abuse.insult: 你是******
            warn abuse.insult: 你这***
            warn abuse.insult: 你个***
            warn abuse.insult: 你是***。吗
            warn abuse.insult: 你們都是**
            warn abuse.insult evaded: 你们都是****
            block abuse.sexual evaded: ******
            block abuse.sexual evaded: *****
            block abuse.sexual: ***
            block abuse.curse: ****"#]],
    );
}

#[test]
fn the_model_warns_of_contempt_and_not_of_anger() {
    let warned = hear("东北人没素质真恶心").verdict;
    assert_eq!(warned.rule.as_deref(), Some("hate.model"));
    assert_eq!(warned.action, Action::Warn);
    // No word of the lists stands in this.
    let warned = hear("你脑子是不是进水了，这么简单的税都算不明白").verdict;
    assert_eq!((warned.rule.as_deref(), warned.action), (Some("abuse.model"), Action::Warn));
    for line in lines(include_str!("../data/emotions.jsonl")) {
        let text = line["text"].as_str().unwrap();
        let verdict = hear(text).verdict;
        assert!(verdict.action.answers(), "{text}: {verdict:?}");
        assert_ne!(verdict.rule.as_deref(), Some("abuse.model"), "{text}");
    }
}

#[test]
fn contempt_has_rules_of_its_own() {
    check(
        &["黑鬼滚出去", "那些田园女权", "河南人偷井盖", "印度阿三的税怎么交"],
        &expect![[r#"
        block hate.race: **滚出去
        warn hate.gender: 那些****
        warn hate.region: 河南人***
        pass -: 印度阿三的税怎么交"#]],
    );
}

#[test]
fn invoice_advertising_is_blocked() {
    check(
        &[
            "代开各类发票，点数低，加微信abc123",
            "代开发漂 税点优惠 联系13812345678",
            "本公司有多余进项发票可对外代开，先验票后付款，欢迎来电",
            "带kai增值税专票 加薇信",
            "需要发票吗？专票普票都有，私聊",
            "出售发票，保真可查，QQ271234567",
        ],
        &expect![[r#"
            block ads.invoice: **************abc123
            block ads.invoice: ********* 联系13812345678
            block ads.invoice: ***************************
            block ads.invoice evaded: *************
            block ads.invoice: ***************
            block ads.invoice: ************271234567"#]],
    );
}

#[test]
fn who_asks_about_invoices_passes() {
    check(
        &[
            "个人去税务局代开发票需要什么资料",
            "代开发票怎么联系税务局，电话多少",
            "我收到短信说可以代开发票，加微信优惠，是不是骗子",
            "别人说代开发票收3个点，违法吗",
            "我们公司有多余的发票怎么处理",
            "代开发票的税点是多少",
            "房东能不能去大厅代开租赁发票",
            "联系电话13812345678，请问代开发票预约了怎么取消",
        ],
        &expect![[r#"
            pass -: 个人去税务局代开发票需要什么资料
            pass -: 代开发票怎么联系税务局，电话多少
            pass -: 我收到短信说可以代开发票，加微信优惠，是不是骗子
            pass -: 别人说代开发票收3个点，违法吗
            pass -: 我们公司有多余的发票怎么处理
            pass -: 代开发票的税点是多少
            pass -: 房东能不能去大厅代开租赁发票
            pass -: 联系电话13812345678，请问代开发票预约了怎么取消"#]],
    );
}

#[test]
fn other_advertising_is_blocked_or_warned_of() {
    check(
        &[
            "无抵押贷款，秒下款，加微信",
            "信用卡套现找我，vx同号",
            "刷单兼职日结，加qq群",
            "加我微信领红包",
            "个人贷款利息收入交增值税吗",
            "兼职收入怎么报个税",
            "怎么加微信公众号缴社保",
        ],
        &expect![[r#"
            block ads.other: *************
            block ads.other: 信用卡*******同号
            block ads.other: ***********
            warn ads.contact: *******
            pass -: 个人贷款利息收入交增值税吗
            pass -: 兼职收入怎么报个税
            pass -: 怎么加微信公众号缴社保"#]],
    );
}

#[test]
fn sensitive_words_are_blocked_both_ways() {
    check(
        &["哪里买冰毒", "虚假身份证件骗取免税怎么处罚"],
        &expect![[r#"
        block sensitive.block: 哪里买**
        pass -: 虚假身份证件骗取免税怎么处罚"#]],
    );
    let out = |text| bundled_screen().check_output(text);
    assert_eq!(out("买冰毒"), Outgoing::Block);
    assert_eq!(out("妈的，先登录"), Outgoing::Show("**，先登录".into()));
    assert_eq!(out("帮我妈的小店报税"), Outgoing::Show("帮我妈的小店报税".into()));
    assert_eq!(out("走内部渠道"), Outgoing::Show("走办理渠道".into()));
    assert_eq!(out("先登录"), Outgoing::Show("先登录".into()));
}

#[test]
fn noise_is_softened() {
    let noise = "啊".repeat(40);
    check(
        &[&noise, "10000000000元以上"],
        &expect![[r#"
        soften flood.noise: ****************************************
        pass -: 10000000000元以上"#]],
    );
}

/// One person's turns: the moment of each in seconds and what is said.
fn talk(turns: &[(i64, &str)], expected: &Expect) {
    let mut state = TalkState::default();
    let mut recent: Vec<Turn> = Vec::new();
    let mut seen = Vec::new();
    for (seconds, text) in turns {
        let folded = Folded::new(text);
        let said = Said { text, folded: &folded, now: at(*seconds), recent: &recent };
        let heard: Screened = bundled_screen().hear(said, state);
        let until = heard.verdict.until.map(|until| until.as_second() - at(0).as_second());
        seen.push(format!("{seconds} {} {until:?}", heard.verdict.action.name()));
        state = heard.state;
        recent.push(Turn { at: at(*seconds), hash: turn_hash(&folded) });
    }
    expected.assert_eq(&seen.join("\n"));
}

#[test]
fn offences_add_up_to_silence_and_are_forgotten() {
    let abuse = "你们都是脑残";
    talk(
        &[
            (0, abuse),
            (10, "小规模怎么报税"),
            (20, abuse),
            (30, "你这个王八蛋"),
            (40, abuse),
            (50, "你真是畜生"),
            (60, "你们都是弱智"),
            (70, "小规模怎么报税"),
            (670, "小规模怎么报税"),
            (680, abuse),
            (700_000, abuse),
        ],
        &expect![[r#"
            0 warn None
            10 pass None
            20 warn None
            30 warn None
            40 block None
            50 silence Some(650)
            60 silence Some(650)
            70 silence Some(650)
            670 pass None
            680 silence Some(1880)
            700000 warn None"#]],
    );
}

#[test]
fn too_much_and_too_often_the_same_waits() {
    let same: Vec<(i64, &str)> = (0..7).map(|turn| (turn * 20, "怎么报税")).collect();
    talk(
        &same,
        &expect![[r#"
            0 pass None
            20 pass None
            40 pass None
            60 pass None
            80 pass None
            100 pass None
            120 pass None"#]],
    );
    let texts: Vec<String> = (0..22).map(|turn| format!("第{turn}个问题")).collect();
    let fast: Vec<(i64, &str)> = (0..).zip(texts.iter().map(String::as_str)).collect();
    let mut seen = fast[18..].to_vec();
    seen.splice(0..0, fast[..18].iter().copied());
    talk(
        &seen,
        &expect![[r#"
            0 pass None
            1 pass None
            2 pass None
            3 pass None
            4 pass None
            5 pass None
            6 pass None
            7 pass None
            8 pass None
            9 pass None
            10 pass None
            11 pass None
            12 pass None
            13 pass None
            14 pass None
            15 pass None
            16 pass None
            17 pass None
            18 pass None
            19 pass None
            20 pass None
            21 pass None"#]],
    );
}

#[test]
fn a_reviewer_who_releases_gives_a_clean_slate() {
    let folded = Folded::new("操你妈");
    let said = Said { text: "操你妈", folded: &folded, now: at(0), recent: &[] };
    let mut state = TalkState::default();
    for _ in 0..3 {
        state = bundled_screen().hear(said, state).state;
    }
    assert!(state.guard.silence(at(1)).is_some());
    let released = TalkState { guard: GuardState::default(), ..state };
    let heard = bundled_screen().hear(said, released);
    assert_eq!(heard.verdict.action, Action::Block);
    assert_eq!(heard.verdict.category, Some(Category::Abuse));
    assert!(heard.say.is_some_and(|say| !say.is_empty()));
}
