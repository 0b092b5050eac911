//! Replays of a log, and what a change of the lexicon would do: both as a look at every question shows.

use std::collections::BTreeSet;

use wenshui_engine::engine::Engine;
use wenshui_engine::question::Question;
use wenshui_engine::version::Version;
use wenshui_engine::version::build::Parts;
use wenshui_eval::impact::{Impact, Trial, changed, impact};
use wenshui_eval::manifest::built;
use wenshui_eval::outcome::Outcome;
use wenshui_eval::progress::{Progress, unheard};
use wenshui_eval::replay::logged::{Logged, parse};
use wenshui_eval::replay::{LogFlip, Replay, Versions, replay};
use wenshui_eval::suite::Suite;
use wenshui_knowledge::bundled;
use wenshui_knowledge::entry::Entry;
use wenshui_knowledge::lexicon::own::{ConceptChange, OwnConcepts};
use wenshui_knowledge::region::Region;

use crate::support::{TODAY, clock, count, few_parts, some_parts};

/// Questions as people would ask them: wordings of the base, short and with words around, several times.
fn log(parts: &Parts, wanted: usize) -> Vec<Logged> {
    let wordings: Vec<&str> = parts.base.entries.iter().flat_map(Entry::wordings).collect();
    let around = ["", "请问", "我想问一下", "麻烦问下，", "老师，"];
    let line = |at: usize| {
        let wording = wordings[at * 7 % wordings.len()];
        let cut: String = wording
            .char_indices()
            .filter(|(i, _)| i % 7 != 3 || at.is_multiple_of(3))
            .map(|(_, c)| c)
            .collect();
        let region = if at.is_multiple_of(5) { r#","region":"370200""# } else { "" };
        let asked = format!("{}{cut}", around[at % around.len()]);
        format!(
            r#"{{"question":{},"count":{}{region}}}"#,
            serde_json::to_string(&asked).unwrap(),
            at % 9 + 1
        )
    };
    parse("log.jsonl", &(0..wanted).map(line).collect::<Vec<_>>().join("\n")).unwrap()
}

fn ask(engine: &Engine, version: &Version, one: &Logged) -> Outcome {
    let question: Question = one.asked.question(TODAY);
    Outcome::ask((engine, version), &question).unwrap()
}

/// What goes otherwise, found by asking everything, one after the other.
fn by_hand(
    before: Parts,
    after: Parts,
    logged: &[Logged],
) -> BTreeSet<(String, u64, String, String)> {
    let ((one, _), (two, _)) = (built(before).unwrap(), built(after).unwrap());
    let engine = Engine::new(one, clock);
    let flips = logged.iter().filter_map(|logged| {
        let (was, is) = (ask(&engine, &engine.version(), logged), ask(&engine, &two, logged));
        let other = was.decision != is.decision || was.candidates.first() != is.candidates.first();
        other.then(|| (logged.asked.text.clone(), logged.count, told(&was), told(&is)))
    });
    flips.collect()
}

fn told(outcome: &Outcome) -> String {
    format!("{} {:?} {}", outcome.decision, outcome.candidates.first(), outcome.confidence)
}

fn listed(flips: &[LogFlip]) -> BTreeSet<(String, u64, String, String)> {
    let one =
        |flip: &LogFlip| (flip.question.clone(), flip.count, told(&flip.before), told(&flip.after));
    flips.iter().map(one).collect()
}

fn replayed(live: Parts, draft: Parts, logged: &[Logged]) -> Replay {
    let ((one, made), (two, draft_made)) = (built(live).unwrap(), built(draft).unwrap());
    let engine = Engine::new(one, clock);
    let version = engine.version();
    let versions = Versions {
        engine: &engine,
        live: (&version, &made),
        draft: (&two, &draft_made),
        today: TODAY,
    };
    replay(&versions, logged, Progress::new(&mut unheard)).unwrap()
}

/// A draft without every fortieth entry.
fn thinned(parts: &Parts) -> Parts {
    let mut draft = parts.clone();
    let mut number = 0;
    draft.base.entries.retain(|_| {
        number += 1;
        number % 40 != 1
    });
    draft.base.places.truncate(draft.base.entries.len());
    draft
}

#[test]
fn k9_a_replay_lists_what_asking_everything_shows() {
    let live = some_parts();
    let draft = thinned(&live);
    let logged = log(&live, count("WENSHUI_QUERIES", 300));
    let found = replayed(live.clone(), draft.clone(), &logged);
    assert_eq!(listed(&found.flips), by_hand(live, draft, &logged));
    println!("{} of {} questions go otherwise", found.flips.len(), found.questions);
    assert!(!found.flips.is_empty());
    assert!(found.flips.is_sorted_by_key(|flip| std::cmp::Reverse(flip.count)));
    assert_eq!(found.turned, found.flips.iter().map(|flip| flip.count).sum::<u64>());
    assert_eq!(found.asked, logged.iter().map(|one| one.count).sum::<u64>());
    for flip in &found.flips {
        assert!(!flip.causes.is_empty() && flip.causes[0].difference < found.differences.len());
    }
}

/// Numbers with their check digits: mobile, identity (GB 11643) and taxpayer (GB 32100), 1,000 in all.
#[test]
fn k9_no_number_of_a_person_leaves_a_replay() {
    let live = few_parts();
    let gone = live.base.entries[0].clone();
    let numbers: Vec<String> = (0..1_000).map(number).collect();
    let lines = numbers.iter().map(|number| {
        let text = serde_json::to_string(&format!("{}，我的号码{number}", gone.question)).unwrap();
        format!(r#"{{"question":{text}}}"#)
    });
    let logged = parse("log.jsonl", &lines.collect::<Vec<_>>().join("\n")).unwrap();
    let found = replayed(live.clone(), thinned(&live), &logged);
    assert!(!found.flips.is_empty(), "the questions go otherwise, and are listed");
    let out = serde_json::to_string(&found).unwrap() + &found.table(usize::MAX);
    let kept = format!("{logged:?}");
    let leaked = numbers.iter().filter(|number| out.contains(*number) || kept.contains(*number));
    assert_eq!(leaked.count(), 0);
    assert!(out.contains("****"), "{}", found.table(3));
}

fn number(at: usize) -> String {
    match at % 3 {
        0 => format!("13{:01}{:08}", at % 10, 10_000_019 * (at + 1) % 100_000_000),
        1 => {
            let body =
                format!("37020219{:02}{:02}{:02}{:03}", 60 + at % 40, at % 12 + 1, at % 28 + 1, at);
            let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
            let sum: u32 =
                body.chars().zip(weights).map(|(c, w)| c.to_digit(10).unwrap() * w).sum();
            let check =
                ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize];
            format!("{body}{check}")
        }
        _ => {
            let alphabet: Vec<char> = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars().collect();
            let body = format!("91370202MA3{:06}", 100_003 * (at + 1) % 1_000_000);
            let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
            let value = |c: char| alphabet.iter().position(|own| *own == c).unwrap();
            let sum: usize = body.chars().zip(weights).map(|(c, w)| value(c) * w).sum();
            format!("{body}{}", alphabet[(31 - sum % 31) % 31])
        }
    }
}

fn change(add: &[(&str, &str)], remove: &[(&str, &str)], down: &[&str]) -> ConceptChange {
    let pairs = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(said, law)| ((*said).to_owned(), (*law).to_owned())).collect()
    };
    let down = down.iter().map(|phrase| (*phrase).to_owned()).collect();
    ConceptChange { add: pairs(add), remove: pairs(remove), down }
}

/// The impact of a change, held against asking everything of both versions.
fn check(parts: &Parts, change: &ConceptChange, logged: &[Logged]) -> Impact {
    let lexicons = bundled::lexicons();
    let after = changed(parts, (&OwnConcepts::default(), &lexicons), change).unwrap();
    let suite = Suite::default();
    let trial = Trial { logged, suite: &suite, gates: &[], today: TODAY, clock };
    let found =
        impact((parts.clone(), after.clone()), &trial, Progress::new(&mut unheard)).unwrap();
    assert_eq!(listed(&found.flips), by_hand(parts.clone(), after, logged), "{change:?}");
    println!(
        "{change:?}: {} wordings read otherwise, {} of {} asked again, {} go otherwise",
        found.wordings,
        found.asked_again,
        found.questions,
        found.flips.len()
    );
    found
}

#[test]
fn k10_the_impact_of_a_change_is_that_of_asking_everything() {
    let parts = some_parts();
    let mut logged = log(&parts, count("WENSHUI_QUERIES", 250));
    logged.extend(parse("more", r#"{"question":"老板哔单怎么开"}"#).unwrap());
    let nowhere = check(&parts, &change(&[("哔单", "增值税专用发票")], &[], &[]), &logged);
    assert_eq!((nowhere.wordings, nowhere.differences.len()), (0, 1));
    assert!(nowhere.asked_again < 5, "only who says it is asked again: {}", nowhere.asked_again);
    let told = check(&parts, &change(&[("怎么填", "申报填写")], &[], &[]), &logged);
    assert!(told.wordings > 0 && told.asked_again == told.questions, "{told:?}");
    check(&parts, &change(&[], &[("社保", "社会保险费")], &[]), &logged);
    let down = check(&parts, &change(&[], &[], &["麻烦问下"]), &logged);
    assert!(down.differences[0].name == "fillers", "{:?}", down.differences);
}

#[test]
fn k10_what_breaks_a_case_needs_a_confirmation() {
    let parts = few_parts();
    let entry = parts.base.entries.iter().find(|entry| entry.regions.is_empty()).unwrap();
    let case = serde_json::json!({"id": "own", "question": entry.question, "expect": [entry.id]});
    let suite = Suite::parse("suite.jsonl", &case.to_string()).unwrap();
    let lexicons = bundled::lexicons();
    let own = OwnConcepts::default();
    let tried = |change: &ConceptChange, gates: &[_]| {
        let after = changed(&parts, (&own, &lexicons), change).unwrap();
        let trial = Trial { logged: &[], suite: &suite, gates, today: TODAY, clock };
        impact((parts.clone(), after), &trial, Progress::new(&mut unheard)).unwrap()
    };
    let harmless = change(&[("哔单", "增值税专用发票")], &[], &[]);
    assert!(!tried(&harmless, &["hit@1>=1".parse().unwrap()]).needs_confirmation);
    let gated = tried(&harmless, &["mrr@10>=1.1".parse().unwrap()]);
    assert!(gated.needs_confirmation && gated.gates_broken.len() == 1);
    // A wording of the base is found whatever its words mean; by other words it is not.
    let said: String = entry.question.chars().take(6).collect();
    let lost =
        serde_json::json!({"id": "lost", "question": format!("{said}呢"), "expect": [entry.id]});
    let suite = Suite::parse("suite.jsonl", &lost.to_string()).unwrap();
    let after = changed(&parts, (&own, &lexicons), &change(&[], &[], &[&said])).unwrap();
    let trial = Trial { logged: &[], suite: &suite, gates: &[], today: TODAY, clock };
    let found = impact((parts, after), &trial, Progress::new(&mut unheard)).unwrap();
    assert!(found.needs_confirmation && found.cases.len() == 1, "{}", found.table(9));
}

#[test]
fn k10_a_change_that_cannot_be_made_is_refused_by_name() {
    let parts = few_parts();
    let lexicons = bundled::lexicons();
    let refused = |change: &ConceptChange| {
        changed(&parts, (&OwnConcepts::default(), &lexicons), change).err().unwrap().to_string()
    };
    assert!(refused(&change(&[], &[("没有这样的话", "发票")], &[])).contains("unknown_pair"));
    assert!(refused(&change(&[("票票", "专票")], &[], &[])).contains("chained_form"));
    assert!(refused(&change(&[("票票", "票票")], &[], &[])).contains("same_form"));
}

#[test]
fn a_log_is_read_once_for_every_question_and_its_faults_have_lines() {
    let text = "{\"question\":\"专票怎么开\",\"count\":3}\n{\"question\":\"专票怎么开\"}\n{\"question\":\"专票怎么开\",\"region\":\"370000\"}";
    let logged = parse("log.jsonl", text).unwrap();
    let counts: Vec<u64> = logged.iter().map(|one| one.count).collect();
    assert_eq!(counts, [4, 1]);
    assert_eq!(logged[1].asked.region, Region::parse("370000"));
    let wrong = parse("log.jsonl", "{\"question\":\"问\",\"count\":0}\n{\"questoin\":\"问\"}");
    let words = wrong.err().unwrap().to_string();
    assert!(words.contains("log.jsonl:1: count") && words.contains("log.jsonl:2:"), "{words}");
}
