//! What several tests need: real parts, opened once, and short ways to ask.

pub(crate) mod chance;
pub(crate) mod ground;

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::reply::{Choice, Decision, Reply};
use wenshui_engine::screen::{Said, Screen, Screened, TalkState};
use wenshui_engine::version::Version;
use wenshui_engine::version::build::{Parts, build};
use wenshui_knowledge::base::{Base, Draft};
use wenshui_knowledge::problem::Severity;
use wenshui_knowledge::region::Region;
use wenshui_knowledge::text::fold::Folded;
use wenshui_knowledge::{bundled, check, load};

/// The day on which questions are asked, unless a test is about days.
pub(crate) const TODAY: Date = date(2026, 11, 20);

/// A clock that stands still, so that no reply depends on how long anything took.
fn clock() -> u64 {
    0
}

static BUNDLED: LazyLock<Engine> = LazyLock::new(|| {
    let draft = bundled::knowledge();
    assert_eq!(draft.problems, []);
    engine(build(parts(draft.base)).unwrap())
});

/// The bundled knowledge in service, built once for all tests.
pub(crate) fn bundled_engine() -> &'static Engine {
    &BUNDLED
}

/// Puts a version into service.
pub(crate) fn engine(version: Version) -> Engine {
    Engine::new(version, clock)
}

/// A base with the bundled lexicons, settings and encoder.
pub(crate) fn parts(base: Base) -> Parts {
    Parts::bundled(base).unwrap()
}

/// A base of entries that are written as in a JSONL file, one a line.
pub(crate) fn base(lines: &[&str]) -> Base {
    let mut draft = Draft::default();
    load::read_file("small.jsonl", &lines.join("\n"), &mut draft);
    let mut problems = draft.problems;
    problems.extend(check::check(&draft.base, check::ANY));
    // An answer without grounds is only a warning, and one of the tests is about it.
    problems.retain(|problem| problem.severity == Severity::Error);
    assert_eq!(problems, []);
    draft.base
}

/// A small base in service.
pub(crate) fn serve(lines: &[&str]) -> Engine {
    engine(build(parts(base(lines))).unwrap())
}

/// A small base in service, with some of the bundled settings changed.
pub(crate) fn serve_with(lines: &[&str], changes: &[(&str, f32)]) -> Engine {
    let mut parts = parts(base(lines));
    for (name, value) in changes {
        parts.settings_text = changed(&parts.settings_text, name, *value);
    }
    engine(build(parts).unwrap())
}

/// The settings with another value for `name`, which must stand there exactly once.
pub(crate) fn changed(settings: &str, name: &str, value: f32) -> String {
    let begins = format!("{name} = ");
    assert_eq!(settings.lines().filter(|line| line.starts_with(&begins)).count(), 1, "{name}");
    let set = format!("{begins}{value:?}");
    let lines = settings.lines().map(|line| if line.starts_with(&begins) { &set } else { line });
    lines.collect::<Vec<&str>>().join("\n")
}

/// The reply to a question by the version in service.
pub(crate) fn ask(engine: &Engine, question: &Question) -> Reply {
    engine.answer(&engine.version(), question).unwrap()
}

/// A region of the list.
pub(crate) fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

/// The id of an entry.
pub(crate) fn id(version: &Version, entry: u32) -> &str {
    &version.base.entries[entry as usize].id
}

/// The ids of the candidates, best first.
pub(crate) fn candidates(engine: &Engine, reply: &Reply) -> Vec<String> {
    let version = engine.version();
    reply.candidates.iter().map(|ranked| id(&version, ranked.entry).to_owned()).collect()
}

/// What is done with a question, in one line.
pub(crate) fn outcome(engine: &Engine, question: &Question) -> String {
    let version = engine.version();
    let reply = ask(engine, question);
    assert_eq!(reply.answer.is_some(), reply.decision == Decision::Answer);
    assert_eq!(reply.clarification.is_some(), reply.decision == Decision::Clarify);
    let mut words = vec![reply.decision.name().to_owned()];
    words.extend(reply.answer.map(|entry| id(&version, entry).to_owned()));
    if let Some(asked) = &reply.clarification {
        words.push(format!("{}:", asked.facet));
        words.extend(asked.options.iter().map(|(choice, label)| match choice {
            Choice::Entry(entry) => format!("[{} {label}]", id(&version, *entry)),
            Choice::Value(_) | Choice::None => format!("[{label}]"),
        }));
    }
    words.join(" ")
}

/// Every wording of the bundled base with its entry, as many as `count`, spread over all of it.
pub(crate) fn some_wordings(version: &Version, count: usize) -> Vec<(u32, String)> {
    let entries = (0_u32..).zip(&version.base.entries);
    let all: Vec<(u32, String)> = entries
        .flat_map(|(at, entry)| entry.wordings().map(move |wording| (at, wording.to_owned())))
        .collect();
    assert!(all.len() >= count, "{} wordings", all.len());
    (0..count).map(|at| all[at * all.len() / count].clone()).collect()
}

/// As many bundled wordings, each with one word of its middle cut out, so that none of them is
/// found by being a wording of the base itself.
pub(crate) fn cut_wordings(version: &Version, count: usize) -> Vec<String> {
    // One wording in three is too short to lose a word.
    let wordings = some_wordings(version, count * 3);
    let cut = wordings.iter().filter_map(|(_, wording)| {
        let analysis = version.analyzer.analyze(wording);
        let mut words: Vec<&str> = analysis.reading.words().collect();
        (words.len() > 3).then(|| words.remove(words.len() / 2))?;
        let cut = words.concat();
        version.exact.entries(&cut, &version.documents).is_empty().then_some(cut)
    });
    let cut: Vec<String> = cut.take(count).collect();
    assert_eq!(cut.len(), count);
    cut
}

/// The bundled screen, built once for all tests.
pub(crate) fn bundled_screen() -> &'static Screen {
    static SCREEN: LazyLock<Screen> = LazyLock::new(|| Screen::bundled().unwrap());
    &SCREEN
}

/// A moment on the day of the tests, so many seconds after noon.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_147_200 + seconds).unwrap()
}

/// What is heard in a first turn.
pub(crate) fn hear(text: &str) -> Screened<'static> {
    let folded = Folded::new(text);
    let said = Said { text, folded: &folded, now: at(0), recent: &[] };
    bundled_screen().hear(said, TalkState::default())
}

/// The lines of a data file of the tests.
pub(crate) fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
