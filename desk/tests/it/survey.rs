//! Surveys: S-06.

use jiff::Timestamp;
use wenshui_desk::effect::{Effect, To, Told};
use wenshui_desk::machine::{Machine, Moment};
use wenshui_desk::notice::audience::Audience;
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::refusal::Refusal;
use wenshui_desk::survey::form::{Answer, Answers, Form, Kind, Question};
use wenshui_desk::survey::results::{Counted, Results};
use wenshui_desk::survey::sheet::{self, Sheet};
use wenshui_desk::survey::{self, Stage, Survey};

use crate::walk::{Chance, Walk, sequences};

fn time(text: &str) -> Timestamp {
    format!("2026-11-27T{text}:00+08:00").parse().unwrap()
}

fn question(id: &str, required: bool, kind: Kind) -> Question {
    Question { id: id.to_owned(), text: format!("问{id}"), required, kind }
}

fn form() -> Form {
    let options = || vec!["大厅".to_owned(), "网上".to_owned()];
    Form {
        title: "需求调查".to_owned(),
        purpose: "改进服务".to_owned(),
        questions: vec![
            question("a", true, Kind::Single(options())),
            question("b", true, Kind::Multiple(options())),
            question("c", false, Kind::Text),
            question("d", true, Kind::Score(5)),
        ],
        audience: Audience::Everyone,
        open_from: time("10:00"),
        open_until: time("12:00"),
    }
}

fn answers() -> Answers {
    Answers::from([
        ("a".to_owned(), Answer::Single(1)),
        ("b".to_owned(), Answer::Multiple([0, 1].into())),
        ("c".to_owned(), Answer::Text("=好\"".to_owned())),
        ("d".to_owned(), Answer::Score(5)),
    ])
}

fn at<'a>(now: &str, profile: &'a Profile) -> Moment<'a> {
    Moment { now: time(now), profile }
}

fn survey(stage: Stage) -> Survey {
    let profile = Profile::bundled();
    Survey { stage, ..Survey::submit(form(), &at("09:00", &profile)).unwrap().state }
}

/// What became of answering, as a state or a refusal.
fn answered(sheet: &Sheet, (now, part): (&str, Part), answers: Answers) -> Result<Sheet, Refusal> {
    let profile = Profile::bundled();
    let moved = sheet.step((part, sheet::Command::Answer(answers)), &at(now, &profile));
    moved.map(|moved| moved.state)
}

#[test]
fn s_06_a_survey_opens_and_closes_by_the_clock() {
    let profile = Profile::bundled();
    let mut state = survey(Stage::Draft);
    let mut go = |now: &str, part, action| {
        let moved = state.step((part, survey::Command::Plain(action)), &at(now, &profile))?;
        state = moved.state;
        Ok::<_, Refusal>((state.state(), moved.effects))
    };
    assert!(go("09:10", Part::Owner, survey::Action::Publish).is_err());
    assert_eq!(go("09:10", Part::Handler, survey::Action::Publish).unwrap(), ("published", vec![]));
    assert!(go("09:59", Part::Clock, survey::Action::Open).is_err());
    let told = vec![Effect::Notice(To::Audience, Told::SurveyOpen)];
    assert_eq!(go("10:00", Part::Clock, survey::Action::Open).unwrap(), ("open", told));
    assert!(go("11:59", Part::Clock, survey::Action::Expire).is_err());
    assert_eq!(go("12:00", Part::Clock, survey::Action::Expire).unwrap(), ("closed", vec![]));
}

#[test]
fn s_06_a_survey_that_is_published_stays_as_it_is() {
    let profile = Profile::bundled();
    let revise = |stage| {
        let other = Form { title: "另一份".to_owned(), ..form() };
        survey(stage).step((Part::Handler, survey::Command::Revise(other)), &at("09:30", &profile))
    };
    assert_eq!(revise(Stage::Draft).unwrap().state.form.title, "另一份");
    assert!(revise(Stage::Published).is_err());
    assert!(revise(Stage::Open).is_err());
    let late = survey(Stage::Draft).step(
        (Part::Handler, survey::Command::Plain(survey::Action::Publish)),
        &at("12:00", &profile),
    );
    assert!(matches!(late, Err(Refusal::TooLate { .. })));
}

#[test]
fn s_06_a_survey_is_answered_once_and_in_its_time() {
    let sheet = Sheet { survey: survey(Stage::Published), response: None };
    let early = answered(&sheet, ("09:59", Part::Owner), answers());
    assert!(matches!(early, Err(Refusal::TooEarly { .. })));
    assert!(answered(&sheet, ("10:00", Part::Handler), answers()).is_err());
    let done = answered(&sheet, ("10:00", Part::Owner), answers()).unwrap();
    assert_eq!(done.response.as_ref().unwrap().answers, answers());
    let again = answered(&done, ("10:01", Part::Owner), answers()).unwrap_err();
    assert_eq!(again.to_string(), "`answer` is not possible in the state `answered`");
    let late = answered(&sheet, ("12:00", Part::Owner), answers());
    assert!(matches!(late, Err(Refusal::TooLate { .. })));
    let closed = Sheet { survey: survey(Stage::Closed), response: None };
    assert!(answered(&closed, ("11:00", Part::Owner), answers()).is_err());
}

#[test]
fn s_06_every_answer_is_of_its_kind_and_in_range() {
    let told = |id: &str, answer: Option<Answer>| {
        let mut given = answers();
        match answer {
            Some(answer) => given.insert(id.to_owned(), answer),
            None => given.remove(id),
        };
        let faults = form().answer_faults(&given);
        faults.iter().map(|fault| format!("{} {}", fault.args[0], fault.rule)).collect::<Vec<_>>()
    };
    assert!(told("c", None).is_empty());
    assert_eq!(told("a", None), ["a required"]);
    assert_eq!(told("a", Some(Answer::Single(2))), ["a range"]);
    assert_eq!(told("a", Some(Answer::Score(1))), ["a kind"]);
    assert_eq!(told("b", Some(Answer::Multiple([].into()))), ["b required"]);
    assert_eq!(told("b", Some(Answer::Multiple([0, 7].into()))), ["b range"]);
    assert_eq!(told("c", Some(Answer::Text("长".repeat(2001)))), ["c too_long"]);
    assert_eq!(told("d", Some(Answer::Score(0))), ["d range"]);
    assert_eq!(told("d", Some(Answer::Score(6))), ["d range"]);
    assert_eq!(told("x", Some(Answer::Score(1))), ["x unknown"]);
}

#[test]
fn s_06_a_form_tells_everything_that_is_wrong() {
    let profile = Profile::bundled();
    let told = |form: Form| {
        let faults = Survey::submit(form, &at("09:00", &profile)).unwrap_err();
        faults.iter().map(|fault| format!("{} {}", fault.field, fault.rule)).collect::<Vec<_>>()
    };
    let bad = Form {
        title: String::new(),
        questions: vec![
            question("a", true, Kind::Single(vec!["一".to_owned()])),
            question("a", true, Kind::Score(11)),
        ],
        audience: Audience::Subjects(Vec::new()),
        open_until: time("10:00"),
        ..form()
    };
    assert_eq!(
        told(bad),
        [
            "title required",
            "questions options",
            "questions score",
            "questions twice",
            "audience required",
            "open_until future"
        ]
    );
    assert_eq!(told(Form { questions: Vec::new(), ..form() }), ["questions required"]);
}

#[test]
fn s_06_responses_are_exported_without_formulas() {
    let sheet = Sheet { survey: survey(Stage::Open), response: None };
    let done = answered(&sheet, ("10:00", Part::Owner), answers()).unwrap();
    assert_eq!(
        sheet::export(&form(), "时间", &[done.response.unwrap()]),
        "\"时间\",\"问a\",\"问b\",\"问c\",\"问d\"\r\n\
         \"2026-11-27T02:00:00Z\",\"网上\",\"大厅; 网上\",\"'=好\"\"\",\"5\"\r\n"
    );
}

#[test]
fn s_06_results_count_what_was_chosen_and_nobody() {
    let form = form();
    let mut results = Results::new(&form);
    results.add(&form, &answers());
    let text = Answer::Text(" ".to_owned());
    let more = [("b", Answer::Multiple([1].into())), ("c", text), ("d", Answer::Score(2))];
    let more = more.map(|(id, answer)| (id.to_owned(), answer));
    results.add(&form, &Answers::from(more));
    let counted = |answered, chosen: &[u64]| Counted { answered, chosen: chosen.to_vec() };
    let questions =
        [counted(1, &[0, 1]), counted(2, &[1, 2]), counted(1, &[]), counted(2, &[0, 1, 0, 0, 1])];
    assert_eq!(results, Results { responses: 2, questions: questions.to_vec() });
    let means: Vec<_> = [&results.questions[3], &counted(0, &[0])].map(Counted::mean_tenths).into();
    assert_eq!(means, [Some(35), None]);
}

/// R2.
#[test]
fn random_sequences_leave_no_survey_in_an_illegal_state() {
    let profile = Profile::bundled();
    let from = time("09:00");
    let legal = |state: &Survey| {
        assert!(["draft", "published", "open", "closed"].contains(&state.state()));
    };
    let commands = [
        survey::Command::Revise(Form {
            open_until: "2027-01-01T00:00:00Z".parse().unwrap(),
            ..form()
        }),
        survey::Command::Plain(survey::Action::Publish),
        survey::Command::Plain(survey::Action::Open),
        survey::Command::Plain(survey::Action::Close),
        survey::Command::Plain(survey::Action::Expire),
    ];
    let mut chance = Chance(4);
    for stage in [Stage::Draft, Stage::Published] {
        let first = survey(stage);
        let walk = Walk { profile: &profile, from, first, commands: &commands, legal };
        for _ in 0..sequences() {
            walk.one(&mut chance);
        }
    }
    let first = Sheet { survey: survey(Stage::Open), response: None };
    let commands = [sheet::Command::Answer(answers())];
    let legal = |sheet: &Sheet| {
        let answered = sheet.response.as_ref();
        assert!(
            answered.is_none_or(|response| sheet.survey.form.open_until > response.answered_at)
        );
    };
    let walk = Walk { profile: &profile, from, first, commands: &commands, legal };
    for _ in 0..sequences() {
        walk.one(&mut chance);
    }
}
