//! What is done with a question: answer, ask back, suggest, reply, refuse.

use wenshui_engine::emotion::feeling::Feeling;
use wenshui_engine::engine::Engine;
use wenshui_engine::guard::flood::Turn;
use wenshui_engine::intent::file::IntentKind;
use wenshui_engine::question::{Before, Question};
use wenshui_engine::reply::{Decision, Reply};
use wenshui_engine::screen::turn_hash;
use wenshui_engine::settings::Settings;
use wenshui_engine::version::build::build;
use wenshui_knowledge::base::Base;
use wenshui_knowledge::taxpayer::TaxpayerType;
use wenshui_knowledge::text::fold::Folded;

use crate::support::{
    TODAY, ask, base, bundled_engine, candidates, engine, id, outcome, parts, region, serve,
    serve_with,
};

/// A handful of entries that have little in common; all of them name a source.
const BASE: [&str; 6] = [
    r#"{"id":"invoice","question":"小规模纳税人怎么开增值税专用发票","similar":["小规模能自己开专票吗"],"answer":"可以自行开具。","basis":[{"title":"某公告"}]}"#,
    r#"{"id":"threshold","question":"一般纳税人登记标准是多少","answer":"年应税销售额超过500万元。","basis":[{"title":"某办法"}]}"#,
    r#"{"id":"property","question":"房产税怎么计算","answer":"从价或者从租。","basis":[{"title":"房产税暂行条例"}]}"#,
    r#"{"id":"annual","question":"个人所得税汇算清缴什么时候办理","answer":"次年3月1日至6月30日。","basis":[{"title":"个人所得税法"}]}"#,
    r#"{"id":"vehicle","question":"车辆购置税税率是多少","answer":"10%。","basis":[{"title":"车辆购置税法"}]}"#,
    r#"{"id":"vessel","question":"车船税税额是多少","answer":"见税目税额表。","basis":[{"title":"车船税法"}]}"#,
];

/// Near the vehicle tax, exactly nothing.
const NEAR: &str = "买车的车辆购置税多少";

fn by(engine: &Engine, text: &str) -> Reply {
    ask(engine, &Question::new(text, TODAY))
}

/// The confidence of the first candidate lies below, between or above the two thresholds.
#[test]
fn two_thresholds_part_answers_suggestions_and_refusals() {
    let seen = by(&serve(&BASE), NEAR);
    let confidence = seen.confidence;
    assert!((0.05..0.95).contains(&confidence), "{NEAR} is not near: {confidence}");
    // Rivals would be asked back; whether there are some is another test's matter.
    let decided = |answer_min: f32, suggest_min: f32| {
        let changes =
            [("answer_min", answer_min), ("suggest_min", suggest_min), ("margin_min", 0.0)];
        let engine = serve_with(&BASE, &changes);
        (outcome(&engine, &Question::new(NEAR, TODAY)), by(&engine, NEAR).guesses.len())
    };
    let (below, above) = (confidence - 1e-4, confidence + 1e-4);
    let (known, unknown) = (seen.known - 1e-4, seen.known + 1e-4);
    assert_eq!(decided(below, known), ("answer vehicle".to_owned(), 0));
    assert_eq!(decided(above, known), ("suggest".to_owned(), 5));
    assert_eq!(decided(above, unknown), ("refuse".to_owned(), 0));
    // What looks unknown is not answered, unless it is surely right.
    assert_eq!(decided(below, unknown), ("refuse".to_owned(), 0));
    let changes = [("answer_min", below), ("sure_min", below), ("suggest_min", unknown)];
    let engine = serve_with(&BASE, &changes);
    assert_eq!(outcome(&engine, &Question::new(NEAR, TODAY)), "answer vehicle");
}

#[test]
fn an_answer_is_told_with_what_stands_near_it() {
    let changes = [("suggest_min", 0.2), ("answer_min", 0.2), ("related_margin", 0.5)];
    let engine = serve_with(&BASE, &changes);
    let reply = by(&engine, "车辆购置税税率是多少");
    assert_eq!(reply.decision, Decision::Answer);
    assert_eq!(reply.say, Vec::<String>::new());
    let version = engine.version();
    let related: Vec<&str> = reply.related.iter().map(|entry| id(&version, *entry)).collect();
    let expected: Vec<&str> = reply.candidates[1..=related.len()]
        .iter()
        .map(|ranked| id(&version, ranked.entry))
        .collect();
    assert_eq!(related, expected);
    assert!(related.len() < 3, "{related:?}");
    assert!(related.contains(&"vessel"), "{related:?}");
    assert!(!related.contains(&"annual"), "{related:?}");
}

#[test]
fn suggestions_are_introduced_and_begin_with_the_best() {
    let engine = serve_with(&BASE, &[("suggest_min", 0.01), ("answer_min", 0.98)]);
    let reply = by(&engine, NEAR);
    let version = engine.version();
    assert_eq!(reply.decision, Decision::Suggest);
    assert_eq!(reply.say, [version.words.suggest.as_str()]);
    let guesses: Vec<&str> = reply.guesses.iter().map(|entry| id(&version, *entry)).collect();
    assert_eq!(guesses, candidates(&engine, &reply)[..guesses.len()]);
    assert_eq!(guesses[0], "vehicle");
    assert!(reply.related.is_empty());
}

#[test]
fn nonsense_is_refused() {
    let small = serve(&BASE);
    let foreign = ["咯咯咯咯", "asdf qwer"];
    // The bundled base has addresses; where that is near is a matter of tuning.
    let everywhere = ["咕噜咕噜呱呱", "？？？", "", "火锅底料怎么炒才香"];
    for (engine, texts) in
        [(&small, &foreign[..]), (&small, &everywhere), (bundled_engine(), &everywhere)]
    {
        for text in texts {
            let reply = by(engine, text);
            let first = candidates(engine, &reply).into_iter().next();
            let seen = (first, reply.candidates.first());
            assert_eq!(outcome(engine, &Question::new(text, TODAY)), "refuse", "{text}: {seen:?}");
            // Nothing but question marks is met with calming words first.
            assert_eq!(reply.say.last(), Some(&engine.version().words.refuse), "{text}");
            assert_eq!((reply.guesses.len(), reply.related.len()), (0, 0), "{text}");
        }
    }
    let nothing = by(&small, "？？？");
    assert_eq!((nothing.confidence, nothing.candidates.len()), (0.0, 0));
}

/// What is heard leaves no question: small talk is replied to in kind, a person is asked for, or
/// the guard stops it. Part of a question is none of these, but it is heard all the same.
#[test]
fn what_is_no_question_is_not_searched_for() {
    let engine = serve(&BASE);
    for (text, decision, intent) in [
        ("您好！", Decision::Reply, Some(IntentKind::Greeting)),
        ("谢谢", Decision::Reply, Some(IntentKind::Thanks)),
        ("你是谁", Decision::Reply, Some(IntentKind::SmallTalk)),
        ("转人工", Decision::Handover, Some(IntentKind::Person)),
        ("你答的不对，我要找真人", Decision::Handover, Some(IntentKind::Person)),
        ("本公司长期代开各类增值税发票，点数低，加微信 13800001234", Decision::Refuse, None),
    ] {
        let reply = by(&engine, text);
        assert_eq!((reply.decision, reply.heard.intent), (decision, intent), "{text}");
        // What a person is asked for gets its own two lines (J-06).
        let lines = if decision == Decision::Handover { 2 } else { 1 };
        assert_eq!(
            (reply.say.len(), reply.candidates.len()),
            (lines, 0),
            "{text}: {:?}",
            reply.say
        );
        let stopped = decision == Decision::Refuse;
        assert_eq!(reply.heard.verdict.rule.is_some(), stopped, "{text}");
        assert_eq!(reply.confidence, if stopped { 0.0 } else { 1.0 }, "{text}");
    }
    assert_eq!(outcome(&engine, &Question::new("你好，房产税怎么计算", TODAY)), "answer property");
    // What is a wording of the base is a question, whatever else it sounds like.
    let lines = [
        r#"{"id":"complain","question":"投诉税务局","answer":"可以。","basis":[{"title":"某办法"}]}"#,
    ];
    assert_eq!(outcome(&serve(&lines), &Question::new("投诉税务局", TODAY)), "answer complain");
    assert_eq!(by(&engine, "投诉税务局").decision, Decision::Reply);
}

/// Who is beside themselves is calmed and answered all the same, and it is remembered.
#[test]
fn agitation_is_met_with_calming_words_and_an_answer() {
    let engine = serve(&BASE);
    let calm = by(&engine, "房产税怎么计算");
    assert_eq!((calm.heard.emotion.feeling, calm.say.len()), (Feeling::Calm, 0));
    let angry = by(&engine, "气死我了！！！你们到底管不管！房产税怎么计算");
    assert_eq!(angry.heard.emotion.feeling, Feeling::Agitated);
    assert!(angry.heard.verdict.action.answers());
    assert_eq!(angry.candidates.first().map(|first| first.entry), Some(2));
    assert!(!angry.say.is_empty());
    let before = Before { state: angry.heard.state, ..Before::default() };
    let next = ask(&engine, &Question { before, ..Question::new("房产税怎么计算", TODAY) });
    assert_ne!(next.heard.state, calm.heard.state);
}

/// The same again and again is stopped when it was said too often, by what the caller remembers.
#[test]
fn repetition_is_stopped_by_what_is_remembered() {
    let engine = serve(&BASE);
    let hash = turn_hash(&Folded::new("房产税怎么计算"));
    let now = jiff::Timestamp::from_second(1_700_000_000).unwrap();
    let turns = [Turn { at: now, hash }; 30];
    let decided = |recent: &[Turn]| {
        let before = Before { now, recent, ..Before::default() };
        let question = Question { before, ..Question::new("房产税怎么计算", TODAY) };
        ask(&engine, &question).decision
    };
    assert_eq!(decided(&turns[..2]), Decision::Answer);
    assert_eq!(decided(&turns), Decision::Refuse);
}

/// One wording for two types of taxpayers, and the same without a facet to ask for.
const RATES: [&str; 3] = [
    r#"{"id":"general","question":"增值税税率是多少","answer":"13%、9%、6%。","taxpayer_types":["一般纳税人"],"clarify":{"taxpayer_type":"一般纳税人"},"basis":[{"title":"增值税法"}]}"#,
    r#"{"id":"small","question":"增值税征收率是多少","similar":["增值税税率是多少"],"answer":"征收率3%。","taxpayer_types":["小规模纳税人"],"clarify":{"taxpayer_type":"小规模纳税人"},"basis":[{"title":"增值税法"}]}"#,
    r#"{"id":"property","question":"房产税怎么计算","answer":"从价或者从租。","basis":[{"title":"房产税暂行条例"}]}"#,
];

#[test]
fn an_unknown_taxpayer_is_asked_for_the_type_and_a_known_one_is_answered() {
    let engine = serve(&RATES);
    let question = Question::new("增值税税率是多少？", TODAY);
    let told = outcome(&engine, &question);
    assert_eq!(told.matches('[').count(), 3, "{told}");
    assert!(told.starts_with("clarify taxpayer_type: "), "{told}");
    assert!(
        told.contains("[general 一般纳税人]")
            && told.contains("[small 小规模纳税人]")
            && told.ends_with("[都不是]"),
        "{told}"
    );
    let reply = ask(&engine, &question);
    assert_eq!(reply.say, [engine.version().words.clarify_taxpayer_type.as_str()]);
    for (kind, answer) in [("一般纳税人", "answer general"), ("小规模纳税人", "answer small")]
    {
        let taxpayer_type = TaxpayerType::parse(kind);
        assert_eq!(outcome(&engine, &Question { taxpayer_type, ..question.clone() }), answer);
    }
    // A type of the other axis tells the two apart no better than none.
    let taxpayer_type = TaxpayerType::parse("个体工商户");
    let sole = outcome(&engine, &Question { taxpayer_type, ..question });
    assert!(sole.starts_with("clarify question: "), "{sole}");
}

/// Two entries that a question fits nearly alike are asked back by their questions.
#[test]
fn near_rivals_are_asked_back_and_the_margin_says_what_near_is() {
    let base = [
        r#"{"id":"buyer","question":"买方怎么开红字发票","answer":"由买方填开。","basis":[{"title":"某公告"}]}"#,
        r#"{"id":"seller","question":"卖方怎么开红字发票","answer":"由卖方填开。","basis":[{"title":"某公告"}]}"#,
    ];
    let text = "怎么开红字发票";
    let seen = by(&serve(&base), text);
    let [first, second] = seen.candidates.as_slice() else { panic!("{seen:?}") };
    let apart = first.score - second.score;
    let answer_min = second.confidence / 2.0;
    let decided = |margin_min: f32| {
        let changes = [("answer_min", answer_min), ("margin_min", margin_min)];
        let engine = serve_with(&base, &changes);
        let reply = by(&engine, text);
        (outcome(&engine, &Question::new(text, TODAY)), reply.say.len())
    };
    let (asked, said) = decided(apart + 1e-4);
    assert!(asked.starts_with("clarify question: ["), "{asked}");
    assert!(asked.contains("[buyer 买方怎么开红字发票]"), "{asked}");
    assert!(asked.contains("[seller 卖方怎么开红字发票]"), "{asked}");
    assert_eq!(said, 1);
    let (told, said) = decided(apart);
    assert!(told.starts_with("answer "), "{told}");
    assert_eq!(said, 0);
}

#[test]
fn at_most_three_are_asked_back() {
    let line = |id: &str| {
        let question = format!(r#""question":"{id}怎么申报","similar":["怎么申报"]"#);
        format!(r#"{{"id":"e{}",{question},"answer":"见公告。"}}"#, id.len())
    };
    let mut all = Base::default();
    for id in ["契税", "印花税", "城建税等", "耕地占用税"] {
        // Alone each entry is sound; together their wording is doubled, which a check would refuse.
        let one = base(&[&line(id)]);
        all.entries.extend(one.entries);
        all.places.extend(one.places);
    }
    let engine = engine(build(parts(all)).unwrap());
    let reply = by(&engine, "怎么申报");
    assert_eq!(reply.decision, Decision::Clarify);
    // Three, and that it is none of them.
    assert_eq!(reply.clarification.unwrap().options.len(), 4);
}

#[test]
fn a_least_confidence_drops_candidates_and_forbids_answers_below_it() {
    let engine =
        serve_with(&BASE, &[("answer_min", 0.01), ("suggest_min", 0.0), ("margin_min", 0.0)]);
    let question = Question::new(NEAR, TODAY);
    let all = ask(&engine, &question);
    assert_eq!(all.decision, Decision::Answer);
    let confidences: Vec<f32> = all.candidates.iter().map(|ranked| ranked.confidence).collect();
    for confidence in &confidences {
        let kept =
            ask(&engine, &Question { confidence_min: Some(*confidence), ..question.clone() });
        let among = confidences.iter().filter(|other| *other >= confidence).count();
        assert_eq!(kept.candidates, all.candidates[..among]);
        assert_eq!((kept.answer, kept.confidence), (all.answer, all.confidence));
    }
    let just_above = Some(confidences[0] + 1e-4);
    let reply = ask(&engine, &Question { confidence_min: just_above, ..question });
    assert_eq!((reply.decision, reply.candidates.len()), (Decision::Suggest, 0));
}

#[test]
fn a_least_confidence_holds_for_exact_wordings_too() {
    let engine = serve(&BASE);
    let question = Question::new("房产税怎么计算", TODAY);
    for (least, told) in [(0.99, "answer property"), (0.995, "suggest")] {
        let question = Question { confidence_min: Some(least), ..question.clone() };
        assert_eq!(outcome(&engine, &question), told);
    }
}

#[test]
fn a_clicked_option_stands_above_the_words() {
    let engine = serve(&BASE);
    for text in ["房产税怎么计算", "", "你好"] {
        let question = Question { option: Some("annual"), ..Question::new(text, TODAY) };
        assert_eq!(outcome(&engine, &question), "answer annual", "{text}");
        let reply = ask(&engine, &question);
        assert_eq!(candidates(&engine, &reply), ["annual"], "{text}");
        assert_eq!((reply.confidence, reply.say.len()), (1.0, 0), "{text}");
    }
    // An option of another version is none; the words are asked then.
    let gone = Question { option: Some("gone"), ..Question::new("房产税怎么计算", TODAY) };
    assert_eq!(outcome(&engine, &gone), "answer property");
}

/// No answer without grounds in force here and now, clicked or not.
#[test]
fn an_option_that_does_not_hold_here_and_now_answers_nothing() {
    let engine = serve(&[
        r#"{"id":"ended","question":"车辆购置税减半","answer":"减半。","valid_to":"2026-10-31"}"#,
        r#"{"id":"elsewhere","question":"社保费怎么缴","answer":"见公告。","regions":["370000"]}"#,
        r#"{"id":"general","question":"进项税额怎么抵扣","answer":"见公告。","taxpayer_types":["一般纳税人"]}"#,
        r#"{"id":"here","question":"房产税怎么计算","answer":"从价或者从租。"}"#,
    ]);
    let small = TaxpayerType::parse("小规模纳税人");
    for option in ["ended", "elsewhere", "general"] {
        let question = Question {
            option: Some(option),
            taxpayer_type: small,
            ..Question::new("房产税怎么计算", TODAY)
        };
        assert_eq!(outcome(&engine, &question), "answer here", "{option}");
        let wordless = Question { text: "", ..question };
        assert_eq!(outcome(&engine, &wordless), "refuse", "{option}");
    }
    let shandong = Some(region("370000"));
    let question =
        Question { option: Some("elsewhere"), region: shandong, ..Question::new("", TODAY) };
    assert_eq!(outcome(&engine, &question), "answer elsewhere");
}

#[test]
fn an_answer_without_a_source_says_so() {
    let engine = serve(&[
        r#"{"id":"grounded","question":"房产税怎么计算","answer":"从价或者从租。","basis":[{"title":"房产税暂行条例"}]}"#,
        r#"{"id":"bare","question":"印花税税目有哪些","answer":"合同、账簿等。"}"#,
        r#"{"id":"blocks","question":"契税怎么申报","blocks":[{"type":"text","markdown":"见公告。"}]}"#,
        r#"{"id":"silent","question":"资源税税目有哪些"}"#,
    ]);
    let warning = vec![engine.version().words.no_basis.clone()];
    for (text, option, say) in [
        ("房产税怎么计算", "grounded", Vec::new()),
        ("印花税税目有哪些", "bare", warning.clone()),
        ("契税怎么申报", "blocks", warning),
        ("资源税税目有哪些", "silent", Vec::new()),
    ] {
        let question = Question::new(text, TODAY);
        assert_eq!(outcome(&engine, &question), format!("answer {option}"));
        assert_eq!(ask(&engine, &question).say, say, "{text}");
        let clicked = Question { option: Some(option), ..Question::new("", TODAY) };
        assert_eq!(ask(&engine, &clicked).say, say, "{option} clicked");
    }
}

#[test]
fn the_bundled_settings_and_words_can_be_read() {
    let settings = Settings::bundled().unwrap();
    assert!(settings.decision.answer_min < settings.decision.sure_min);
    let words = &bundled_engine().version().words;
    for say in [&words.refuse, &words.suggest, &words.no_basis, &words.clarify_question] {
        assert!(!say.trim().is_empty());
    }
}
