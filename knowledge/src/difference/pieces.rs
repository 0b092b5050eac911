//! Pieces of a field: which went, which came and, where their order matters, which stayed.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

/// Above this many pairs of pieces their order is not looked at.
const PAIRS_MAX: usize = 1_000_000;

/// A wording, a paragraph, a document, a line or a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = KbPiece)]
pub struct Piece {
    /// What became of it.
    pub mark: Mark,
    /// What it says.
    pub text: String,
}

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = KbMark)]
pub enum Mark {
    /// It was there and is there.
    Same,
    /// It was there.
    Gone,
    /// It is there now.
    Came,
}

impl Mark {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Gone => "gone",
            Self::Came => "came",
        }
    }
}

/// What went and what came, whatever its order.
pub(super) fn unordered(before: Vec<String>, after: Vec<String>) -> Vec<Piece> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for text in &after {
        *left.entry(text).or_default() += 1;
    }
    let mut pieces = Vec::new();
    for text in &before {
        match left.get_mut(text.as_str()).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => pieces.push(Piece { mark: Mark::Gone, text: text.clone() }),
        }
    }
    let mut were: HashMap<&str, usize> = HashMap::new();
    for text in &before {
        *were.entry(text).or_default() += 1;
    }
    for text in &after {
        match were.get_mut(text.as_str()).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => pieces.push(Piece { mark: Mark::Came, text: text.clone() }),
        }
    }
    pieces
}

/// What went, came and stayed, in order: the longest common subsequence stays.
pub(super) fn ordered(before: Vec<String>, after: Vec<String>) -> Vec<Piece> {
    let (rows, columns) = (before.len(), after.len());
    if rows * columns > PAIRS_MAX {
        return unordered(before, after);
    }
    // `longest[i][j]`: how many pieces the rests from `i` and `j` on have in common.
    let mut longest = vec![vec![0_u32; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            longest[i][j] = if before[i] == after[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut pieces) = (0, 0, Vec::new());
    while i < rows || j < columns {
        let (mark, text) = if i < rows && j < columns && before[i] == after[j] {
            (i, j) = (i + 1, j + 1);
            (Mark::Same, &before[i - 1])
        } else if j == columns || (i < rows && longest[i + 1][j] >= longest[i][j + 1]) {
            i += 1;
            (Mark::Gone, &before[i - 1])
        } else {
            j += 1;
            (Mark::Came, &after[j - 1])
        };
        pieces.push(Piece { mark, text: text.clone() });
    }
    pieces
}
