//! Transcripts on the wire: OpenAI's shapes with what we know besides.

use std::fmt::Write as _;

use serde::Serialize;
use utoipa::ToSchema;
use wenshui_knowledge::heard::change::{Change, ChangeKind};

use crate::transcription::said::{Transcribed, TranscribedPiece};

/// An event of a transcription, as OpenAI's clients read it.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct TranscriptionEvent {
    /// `transcript.text.delta`, or at the end `transcript.text.done`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What was said, of a `delta`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delta: Option<String>,
    /// All that was said, of `done`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Transcription)]
pub struct TranscriptionBody {
    /// Always `transcribe`.
    pub task: &'static str,
    /// As people write it: simplified, with terms, numbers and punctuation in order. It is whole even
    /// where it is longer than a question may be. Empty where nobody spoke.
    pub text: String,
    /// As it was heard.
    pub raw: String,
    /// What was changed of it, from left to right; undone from right to left it is `raw` again.
    pub changes: Vec<ChangeBody>,
    /// How sure it is, from 0 to 1: as its least sure part. Missing where an outside server does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// Whether that is enough to show it without a question mark.
    pub confident: bool,
    /// The language, as two letters.
    pub language: String,
    /// How long the sound is, in seconds.
    pub duration: f64,
    /// How long somebody speaks in it, in seconds. Missing where an outside server heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speech_duration: Option<f64>,
    /// The pieces that were heard as a whole.
    pub segments: Vec<SegmentBody>,
    /// What heard it.
    pub model: String,
}

/// A change of what was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TranscriptChange)]
pub struct ChangeBody {
    /// Why: `simplified`, `space`, `term`, `number`, `document`, `punctuation`, `repetition` or
    /// `silence`.
    pub kind: &'static str,
    /// What was heard.
    pub from: String,
    /// What stands there now.
    pub to: String,
    /// Where it stands in `text`: begin and end in characters, the end exclusive.
    #[schema(value_type = [usize; 2])]
    pub span: (usize, usize),
}

/// A piece of what was said.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = TranscriptSegment)]
pub struct SegmentBody {
    /// Its number, from 0.
    pub id: usize,
    /// Where it begins, in seconds.
    pub start: f64,
    /// Where it ends, in seconds.
    pub end: f64,
    /// As it was heard.
    pub text: String,
    /// How sure it is. Missing where an outside server does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

impl TranscriptionBody {
    /// A transcript in OpenAI's verbose shape.
    pub fn of(said: Transcribed) -> Self {
        let segment = |(id, piece): (usize, TranscribedPiece)| SegmentBody {
            id,
            start: piece.from_s,
            end: piece.to_s,
            text: piece.text,
            confidence: piece.confidence,
        };
        Self {
            task: "transcribe",
            text: said.text,
            raw: said.raw,
            changes: said.changes.into_iter().map(ChangeBody::of).collect(),
            confidence: said.confidence,
            confident: said.confident,
            language: said.language,
            duration: said.seconds,
            speech_duration: said.speech_s,
            segments: said.pieces.into_iter().enumerate().map(segment).collect(),
            model: said.model,
        }
    }

    /// As subtitles; `web` in the form of the web, else in that of films.
    pub fn subtitles(&self, form: Subtitles) -> String {
        let (head, mark) = match form {
            Subtitles::Web => ("WEBVTT\n\n", '.'),
            Subtitles::Film => ("", ','),
        };
        let mut text = head.to_owned();
        let said = self.segments.iter().filter(|segment| !segment.text.is_empty());
        for (number, segment) in (1..).zip(said) {
            if form == Subtitles::Film {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{number}");
            }
            let (from, to) = (clock(segment.start, mark), clock(segment.end, mark));
            let _ = writeln!(text, "{from} --> {to}\n{}\n", segment.text);
        }
        text
    }
}

/// Forms of subtitles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subtitles {
    /// WebVTT.
    Web,
    /// SubRip.
    Film,
}

fn clock(seconds: f64, mark: char) -> String {
    let milliseconds = (seconds * 1000.0).round() as u64;
    let (minutes, rest) = (milliseconds / 60_000, milliseconds % 60_000);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{:02}{mark}{:03}", rest / 1000, rest % 1000)
}

impl ChangeBody {
    /// A change.
    pub fn of(change: Change) -> Self {
        let kind = match change.kind {
            ChangeKind::Simplified => "simplified",
            ChangeKind::Space => "space",
            ChangeKind::Term => "term",
            ChangeKind::Number => "number",
            ChangeKind::Document => "document",
            ChangeKind::Punctuation => "punctuation",
            ChangeKind::Repetition => "repetition",
            ChangeKind::Silence => "silence",
        };
        let span = (change.span.start, change.span.end);
        Self { kind, from: change.from, to: change.to, span }
    }
}
