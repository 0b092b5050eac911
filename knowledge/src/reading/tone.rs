//! Tones beside each other: 一, 不 and the third tone.

use crate::reading::draft::{Bond, Draft, Role, Syllable};
use crate::reading::spoken::Pause;

/// Settles the tones of words in their order; nothing reaches over a pause.
pub(crate) fn settle(words: &mut [Draft]) {
    for phrase in words.split_inclusive_mut(|word| word.pause > Pause::None) {
        one_and_not(phrase);
        third_in_words(phrase);
        third_between_words(phrase);
    }
}

/// 一 and 不 look at the next syllable as the dictionary has it.
fn one_and_not(phrase: &mut [Draft]) {
    let mut syllables: Vec<&mut Syllable> =
        phrase.iter_mut().flat_map(|word| &mut word.syllables).collect();
    for at in 0..syllables.len() {
        let next = syllables.get(at + 1).map(|next| next.spoken.tone);
        let around = at.checked_sub(1).zip(next).map(|(before, _)| {
            let (before, next) = (&syllables[before].spoken, &syllables[at + 1].spoken);
            before.letters == next.letters && before.tone == next.tone
        });
        let twice = around == Some(true);
        let one = &mut *syllables[at];
        let tone = match (one.role, next) {
            // 看一看, 是不是: between the two it has no tone.
            (Role::One | Role::Not, _) if twice && one.spoken.tone < 5 => 5,
            (Role::One, Some(4 | 5)) => 2,
            (Role::One, Some(_)) => 4,
            (Role::Not, Some(4)) if one.spoken.tone == 4 => 2,
            _ => continue,
        };
        one.spoken.tone = tone;
    }
}

/// Inside a word every third tone before a third tone is a second: 可以, 管理者.
fn third_in_words(phrase: &mut [Draft]) {
    for word in phrase {
        let len = word.syllables.len();
        for half in halves(len) {
            let part = &mut word.syllables[half];
            for at in 1..part.len() {
                give_way(part, at - 1);
            }
        }
        // Then the halves meet, from the last to the first.
        for at in (1..len).rev() {
            give_way(&mut word.syllables, at - 1);
        }
    }
}

/// A word of four syllables is two times two: 所有企业 never changes over its middle first.
fn halves(len: usize) -> [std::ops::Range<usize>; 2] {
    if len == 4 { [0..2, 2..4] } else { [0..len, len..len] }
}

/// The first of a pair of third tones becomes a second one.
fn give_way(syllables: &mut [Syllable], at: usize) {
    let next = syllables[at + 1].spoken.tone;
    let first = &mut syllables[at];
    if first.spoken.tone == 3 && next == 3 && first.role != Role::Fixed {
        first.spoken.tone = 2;
    }
}

/// Words of one syllable join the next first, two by two; then every word's end meets the next.
/// A long word ends a group by itself unless what follows is short.
fn third_between_words(phrase: &mut [Draft]) {
    let mut at = 0;
    while at + 1 < phrase.len() {
        let pair = phrase[at].syllables.len() == 1 && phrase[at + 1].syllables.len() == 1;
        if pair {
            meet(phrase, at);
        }
        at += if pair { 2 } else { 1 };
    }
    for at in 0..phrase.len().saturating_sub(1) {
        let (len, next) = (phrase[at].syllables.len(), phrase[at + 1].syllables.len());
        let halts = phrase[at + 1].bond == Bond::Heads && len > 1;
        if !halts && (len < LONG || next == 1 || phrase[at].bond == Bond::Leads) {
            meet(phrase, at);
        }
    }
}

/// From so many syllables on a word is a group of its own.
const LONG: usize = 3;

fn meet(phrase: &mut [Draft], at: usize) {
    // A code is said after a little halt, so nothing gives way to its digits.
    let next = phrase[at + 1].syllables.first().filter(|next| next.role != Role::Fixed);
    let next = next.map(|next| next.spoken.tone);
    let Some(last) = phrase[at].syllables.last_mut() else {
        return;
    };
    if last.spoken.tone == 3 && next == Some(3) && last.role != Role::Fixed {
        last.spoken.tone = 2;
    }
}

#[cfg(test)]
mod tests {
    use super::settle;
    use crate::reading::draft::{Bond, Draft, Role, Syllable};
    use crate::reading::spoken::{Pause, Spoken};

    /// Words by blanks, syllables by `-`; `1?` is 一, `4?` is 不, `,` a pause.
    fn check(before: &str, after: &str) {
        let mut words: Vec<Draft> = before.split(' ').map(word).collect();
        settle(&mut words);
        let tones: Vec<String> = words
            .iter()
            .map(|word| word.syllables.iter().map(|s| s.spoken.tone.to_string()).collect())
            .collect();
        assert_eq!(tones.join(" "), after, "{before}");
    }

    fn word(text: &str) -> Draft {
        let syllables = text.trim_end_matches(',').split('-').map(|one| {
            let role = match one {
                "yi1?" => Role::One,
                "bu4?" => Role::Not,
                one if one.ends_with('!') => Role::Fixed,
                _ => Role::Plain,
            };
            let spoken = Spoken::parse(one.trim_end_matches(['?', '!'])).unwrap();
            Syllable { spoken, role }
        });
        let pause = if text.ends_with(',') { Pause::Short } else { Pause::None };
        let bond = if text.starts_with("mei3") { Bond::Heads } else { Bond::Plain };
        Draft { span: 0..1, syllables: syllables.collect(), pause, bond }
    }

    #[test]
    fn one_and_not_look_ahead() {
        check("yi1? ge4", "2 4");
        check("yi1? nian2", "4 2");
        check("yi1?, ge4", "1 4");
        check("bu4? shi4", "2 4");
        check("bu4? neng2", "4 2");
        check("neng2-bu4?-neng2", "252");
        check("kan4-yi1?-kan4", "454");
    }

    #[test]
    fn third_tones_give_way() {
        check("ke3-yi3", "23");
        check("guan3-li3-zhe3", "223");
        check("ke3-yi3, xiang3-shou4", "23 34");
        check("ke3-yi3 xiang3-shou4", "22 34");
        check("wo3 hen3 hao3", "2 2 3");
        check("wu3! wu3", "3 3");
        check("zi2-nv3 mei3-yue4", "23 34");
        check("ma3 wu3!-yi1!", "3 31");
        check("zi1-chan3-fu4-zhai4-biao3 zong3-e2", "13443 32");
    }
}
