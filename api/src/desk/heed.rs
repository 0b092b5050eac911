//! The guard beside a talk of people: what it would have stopped is recorded without its words and let
//! through, because a person is there to deal with it (E-05). Nothing of it counts as a strike.

use jiff::Timestamp;
use wenshui_desk::line::Line;
use wenshui_desk::session::action::Command;
use wenshui_engine::screen::{Said, TalkState};
use wenshui_knowledge::text::fold::Folded;

use crate::desk::origin::conversation;
use crate::state::AppState;
use crate::store::interception::{Direction, NewInterception};
use crate::store::matter::Matter;
use crate::store::owner::Owner;
use crate::store::write::Write;

/// What was done about it.
const LET_THROUGH: &str = "pass";

/// Somebody who speaks, and which way.
pub struct Voice<'a> {
    /// Who.
    pub owner: &'a Owner,
    /// In from the taxpayer, or out from the tax office.
    pub direction: Direction,
}

/// Records what the guard says of a line that was said.
pub fn heed(state: &AppState, matter: &Matter, (voice, line, now): (Voice, &Line, Timestamp)) {
    let Some(text) = words(line) else { return };
    let folded = Folded::new(text);
    let version = state.engine.version();
    let said = Said { text, folded: &folded, now, recent: &[] };
    let heard = version.screen.hear(said, TalkState::default());
    let Some(rule) = heard.verdict.rule else { return };
    // A talk that grew out of no conversation is named by itself.
    let origin = conversation(&matter.origin);
    let talk = if origin.is_empty() { &matter.id } else { origin };
    let met = NewInterception {
        id: uuid::Uuid::now_v7().to_string(),
        conversation_id: talk.to_owned(),
        owner: voice.owner.clone(),
        rule,
        action: LET_THROUGH.to_owned(),
        text_hash: format!("{:016x}", heard.hash),
        direction: voice.direction,
        entry_id: None,
        created_at: now.as_millisecond(),
    };
    if state.store.writer.write_soon(Write::Interception(Box::new(met))).is_err() {
        tracing::warn!("what the guard would have stopped in a talk could not be recorded");
    }
}

/// A line that is said, and which way.
pub fn spoken(command: &Command) -> Option<(Direction, &Line)> {
    match command {
        Command::Write(line) => Some((Direction::In, line)),
        Command::Reply(line) | Command::Whisper(line) => Some((Direction::Out, line)),
        _ => None,
    }
}

/// The words of a line that somebody wrote or said.
fn words(line: &Line) -> Option<&str> {
    match line {
        Line::Text { text } | Line::Canned { text, .. } | Line::Assist { text, .. } => Some(text),
        Line::Voice { transcript, .. } => transcript.as_deref(),
        Line::Link { title, .. } => Some(title),
        Line::Emoji { .. } | Line::Images { .. } | Line::Files { .. } | Line::Screenshot { .. } => {
            None
        }
    }
}
