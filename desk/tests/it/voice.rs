//! Recordings in a session: what follows from them, and what is understood of them (row D-06).

use serde_json::json;
use wenshui_desk::effect::Effect;
use wenshui_desk::line::Line;
use wenshui_desk::line::transcript::{Heard, Transcript};
use wenshui_desk::machine::{Machine as _, Moment};
use wenshui_desk::part::Part;
use wenshui_desk::profile::Profile;
use wenshui_desk::refusal::Refusal;
use wenshui_desk::session::Session;
use wenshui_desk::session::action::{Action, Command};
use wenshui_desk::session::stage::Seat;

use crate::script::time;

/// What was understood of a recording.
pub(crate) fn transcript() -> Transcript {
    let heard = Heard::Words { text: "增值税怎么申报？".to_owned(), confident: true };
    Transcript { number: 3, whispered: false, heard }
}

fn begun() -> Session {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 10:00"), profile: &profile };
    let seat = Seat { agent: "a".to_owned(), center: "handling".to_owned() };
    Session::reserved(seat, Some("origin".to_owned()), &at).state
}

fn step(
    session: &Session,
    (part, command): (Part, Command),
) -> Result<(Session, Vec<Effect>), Refusal> {
    let profile = Profile::bundled();
    let at = Moment { now: time("27 10:01"), profile: &profile };
    session.step((part, command), &at).map(|moved| (moved.state, moved.effects))
}

fn recording(transcript: Option<&str>) -> Line {
    let transcript = transcript.map(str::to_owned);
    Line::Voice { attachment: "x".to_owned(), seconds: 3, transcript }
}

#[test]
fn d_06_a_recording_without_words_is_written_down_whoever_sent_it() {
    let session = begun();
    for (part, said) in [
        (Part::Owner, Command::Write as fn(Line) -> Command),
        (Part::Handler, Command::Reply),
        (Part::Origin, Command::Whisper),
    ] {
        let owed = |line| step(&session, (part, said(line))).unwrap().1;
        assert_eq!(owed(recording(None)), [Effect::Transcribe], "{part:?}");
        assert_eq!(owed(recording(Some("您好"))), [], "{part:?}");
        assert_eq!(owed(Line::Text { text: "您好".to_owned() }), [], "{part:?}");
    }
}

#[test]
fn d_06_a_transcript_comes_from_the_house_in_any_state_and_changes_nothing() {
    let session = begun();
    let (ended, _) = step(&session, (Part::Owner, Command::Plain(Action::End))).unwrap();
    for session in [&session, &ended] {
        let told = (Part::Clock, Command::Transcribe(transcript()));
        assert_eq!(step(session, told).unwrap(), (session.clone(), vec![]));
        for part in [Part::Owner, Part::Handler, Part::Supervisor] {
            assert!(step(session, (part, Command::Transcribe(transcript()))).is_err(), "{part:?}");
        }
    }
    let nothing = (Part::Clock, Command::Plain(Action::Transcribe));
    assert!(matches!(step(&session, nothing), Err(Refusal::Form(_))));
}

#[test]
fn d_06_words_and_what_could_not_be_written_down_are_kept_side_by_side() {
    let problem = Heard::Nothing { problem: "audio_broken".to_owned() };
    let broken = Transcript { heard: problem, whispered: true, ..transcript() };
    for (told, kept) in [
        (
            transcript(),
            json!({"number": 3, "whispered": false, "text": "增值税怎么申报？", "confident": true}),
        ),
        (broken, json!({"number": 3, "whispered": true, "problem": "audio_broken"})),
    ] {
        assert_eq!(serde_json::to_value(&told).unwrap(), kept);
        assert_eq!(serde_json::from_value::<Transcript>(kept).unwrap(), told);
    }
}
