//! A text while it is brought to its written form, with the way back to what was heard.

use std::ops::Range;

use crate::heard::change::{Change, ChangeKind, Heard};

/// The text of a recogniser and what became of each part of it.
#[derive(Debug, Clone)]
pub struct Transcript {
    pieces: Vec<Piece>,
}

/// What is to be written in the place of some characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Which characters; an empty span says where something is put in.
    pub span: Range<usize>,
    /// What is written there.
    pub to: String,
}

#[derive(Debug, Clone)]
enum Piece {
    Same(char),
    Changed { kind: ChangeKind, from: Vec<char>, to: Vec<char> },
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Same(_) => 1,
            Self::Changed { to, .. } => to.len(),
        }
    }

    fn to(&self) -> &[char] {
        match self {
            Self::Same(c) => std::slice::from_ref(c),
            Self::Changed { to, .. } => to,
        }
    }

    fn from(&self) -> &[char] {
        match self {
            Self::Same(c) => std::slice::from_ref(c),
            Self::Changed { from, .. } => from,
        }
    }

    /// Whether white space was left out here.
    fn is_gap(&self) -> bool {
        matches!(self, Self::Changed { kind: ChangeKind::Space, to, .. } if to.is_empty())
    }
}

impl Transcript {
    /// A text that nothing was done to.
    pub fn new(raw: &str) -> Self {
        Self { pieces: raw.chars().map(Piece::Same).collect() }
    }

    /// The characters as they stand now.
    pub fn chars(&self) -> Vec<char> {
        self.pieces.iter().flat_map(Piece::to).copied().collect()
    }

    /// For each character whether a number or a document number was written there.
    pub fn numbers(&self) -> Vec<bool> {
        let written = |piece: &Piece| {
            let kinds = [ChangeKind::Number, ChangeKind::Document];
            matches!(piece, Piece::Changed { kind, .. } if kinds.contains(kind))
        };
        let marks = self.pieces.iter().map(|piece| (written(piece), piece.len()));
        marks.flat_map(|(mark, len)| std::iter::repeat_n(mark, len)).collect()
    }

    /// Where white space was left out: the places in the text as it stands now, each with what
    /// stood there.
    pub fn gaps(&self) -> Vec<(usize, String)> {
        let mut gaps = Vec::new();
        let mut at = 0;
        for piece in &self.pieces {
            if piece.is_gap() {
                gaps.push((at, piece.from().iter().collect()));
            }
            at += piece.len();
        }
        gaps
    }

    /// Carries out edits, which are in order and do not overlap.
    ///
    /// An edit that touches a part which was changed before becomes one change with it, so that
    /// whoever undoes it gets back what was heard.
    pub fn apply(&mut self, kind: ChangeKind, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        let mut rest = std::mem::take(&mut self.pieces).into_iter().peekable();
        let mut at = 0;
        for edit in edits {
            while let Some(piece) = rest.next_if(|piece| at + piece.len() <= edit.span.start) {
                at += piece.len();
                self.pieces.push(piece);
            }
            let begin = at;
            let mut touched: Vec<Piece> = Vec::new();
            if edit.span.is_empty() && at == edit.span.start {
                touched.extend(self.pieces.pop_if(|piece| piece.is_gap()));
            }
            while let Some(piece) = rest.next_if(|_| at < edit.span.end) {
                at += piece.len();
                touched.push(piece);
            }
            let inside = edit.span.start - begin..edit.span.end - begin;
            self.replace(kind, &touched, (inside, &edit.to));
        }
        self.pieces.extend(rest);
    }

    /// Joins pieces, with the characters of a span in them written anew.
    fn replace(&mut self, kind: ChangeKind, touched: &[Piece], written: (Range<usize>, &str)) {
        let (inside, new) = written;
        let from: Vec<char> = touched.iter().flat_map(Piece::from).copied().collect();
        let mut to: Vec<char> = touched.iter().flat_map(Piece::to).copied().collect();
        to.splice(inside, new.chars());
        if from == to {
            self.pieces.extend(to.into_iter().map(Piece::Same));
        } else {
            self.pieces.push(Piece::Changed { kind, from, to });
        }
    }

    /// The text and the changes that led to it.
    pub fn into_heard(self) -> Heard {
        let mut heard = Heard::default();
        let mut at = 0;
        for piece in &self.pieces {
            let end = at + piece.len();
            heard.text.extend(piece.to());
            if let Piece::Changed { kind, from, to } = piece {
                push_change(&mut heard.changes, *kind, (from, to, at..end));
            }
            at = end;
        }
        heard
    }
}

/// Notes a change; characters side by side that were simplified are one change.
fn push_change(
    changes: &mut Vec<Change>,
    kind: ChangeKind,
    (from, to, span): (&[char], &[char], Range<usize>),
) {
    let joins = |last: &&mut Change| {
        kind == ChangeKind::Simplified && last.kind == kind && last.span.end == span.start
    };
    if let Some(last) = changes.last_mut().filter(joins) {
        last.from.extend(from);
        last.to.extend(to);
        last.span.end = span.end;
        return;
    }
    changes.push(Change { kind, from: from.iter().collect(), to: to.iter().collect(), span });
}

#[cfg(test)]
mod tests {
    use super::{Edit, Transcript};
    use crate::heard::change::ChangeKind;

    #[test]
    fn edits_of_edits_become_one_change_that_can_be_undone() {
        let mut transcript = Transcript::new("曾 值稅好");
        let edit = |span, to: &str| Edit { span, to: to.to_owned() };
        transcript.apply(ChangeKind::Space, &[edit(1..2, "")]);
        transcript.apply(ChangeKind::Simplified, &[edit(2..3, "税")]);
        transcript.apply(ChangeKind::Term, &[edit(0..3, "增值税")]);
        transcript.apply(ChangeKind::Punctuation, &[edit(4..4, "。")]);
        let heard = transcript.into_heard();
        assert_eq!(heard.text, "增值税好。");
        assert_eq!(heard.changes.len(), 2);
        assert_eq!(heard.changes[0].from, "曾 值稅");
        assert_eq!(heard.changes[0].span, 0..3);
        assert_eq!(heard.raw(), "曾 值稅好");
    }

    #[test]
    fn a_mark_at_a_gap_replaces_the_gap() {
        let mut transcript = Transcript::new("你好 再见");
        let edit = |span, to: &str| Edit { span, to: to.to_owned() };
        transcript.apply(ChangeKind::Space, &[edit(2..3, "")]);
        assert_eq!(transcript.gaps(), [(2, " ".to_owned())]);
        transcript.apply(ChangeKind::Punctuation, &[edit(2..2, "，")]);
        let heard = transcript.into_heard();
        assert_eq!(heard.text, "你好，再见");
        assert_eq!(heard.changes.len(), 1);
        assert_eq!((heard.changes[0].from.as_str(), heard.changes[0].to.as_str()), (" ", "，"));
    }
}
