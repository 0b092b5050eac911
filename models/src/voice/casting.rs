//! The voices there are, by name. They are data: `data/voices.tsv`, and the names that others know them
//! by in `data/voice_aliases.tsv`.

use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::OnceLock;

use crate::voice::espeak::Espeak;

const VOICES: &str = include_str!("../../data/voices.tsv");
const ALIASES: &str = include_str!("../../data/voice_aliases.tsv");

/// How much faster than its own pace a voice may be asked to speak.
pub const SPEEDS: RangeInclusive<f64> = 0.25..=4.0;
/// Words a minute that espeak-ng can speak; what is asked beyond is spoken at the nearest.
const WORDS_A_MINUTE: RangeInclusive<f64> = 80.0..=450.0;
/// Half of the usual, which leaves room: beyond, espeak-ng squeezes what is loudest.
const AMPLITUDE: u32 = 50;

/// A voice by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// Its name in requests.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    variant: &'static str,
    pitch: u32,
    words_a_minute: u32,
}

impl Voice {
    /// Every voice; the first is the one of whoever names none.
    pub fn all() -> &'static [Self] {
        static ALL: OnceLock<Vec<Voice>> = OnceLock::new();
        ALL.get_or_init(|| rows(VOICES).filter_map(voice).collect())
    }

    /// The voice of an id, or of a name that clients of OpenAI's interface know it by.
    pub fn named(name: &str) -> Option<Self> {
        let alias = rows(ALIASES).find(|row| row.split('\t').next() == Some(name));
        let id = alias.and_then(|row| row.split('\t').nth(1)).unwrap_or(name);
        Self::all().iter().find(|voice| voice.id == id).copied()
    }

    /// espeak-ng as it speaks with this voice, and how many times as fast as by itself.
    pub fn at(&self, program: &Path, speed: f64) -> (Espeak, f64) {
        let own = f64::from(self.words_a_minute);
        let (least, most) = WORDS_A_MINUTE.into_inner();
        let speed = (own * speed).clamp(least, most).round();
        let espeak = Espeak {
            program: program.to_owned(),
            variant: self.variant.to_owned(),
            speed: speed as u32,
            pitch: self.pitch,
            amplitude: AMPLITUDE,
        };
        (espeak, speed / own)
    }
}

fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

fn voice(row: &'static str) -> Option<Voice> {
    let columns: Vec<&'static str> = row.split('\t').collect();
    let [id, name, variant, pitch, words_a_minute] = columns[..] else {
        return None;
    };
    let variant = if variant == "-" { "" } else { variant };
    Some(Voice {
        id,
        name,
        variant,
        pitch: pitch.parse().ok()?,
        words_a_minute: words_a_minute.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{ALIASES, VOICES, Voice, rows};

    #[test]
    fn every_row_is_a_voice_and_every_alias_means_one() {
        assert_eq!(Voice::all().len(), rows(VOICES).count());
        for row in rows(ALIASES) {
            let (alias, id) = row.split_once('\t').unwrap();
            assert_eq!(Voice::named(alias).map(|voice| voice.id), Some(id));
        }
        assert_eq!(Voice::named(""), None);
        assert_eq!(Voice::named("Alloy"), None);
    }

    #[test]
    fn speed_is_a_pace_within_what_the_program_can_do() {
        let voice = Voice::named("alloy").unwrap();
        let paces = [0.25, 0.5, 1.0, 2.0, 4.0].map(|speed| voice.at(Path::new("x"), speed).0.speed);
        assert_eq!(paces, [80, 95, 190, 380, 450]);
        assert_eq!(voice.at(Path::new("x"), 0.5).1, 0.5);
    }
}
