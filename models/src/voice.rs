//! Voices: pinyin goes in, sound comes out.

pub mod espeak;
