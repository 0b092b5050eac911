//! Voices: the real espeak-ng and the real lame, and programs that hang in their place.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use wenshui_models::error::Error;
use wenshui_models::sound::Sound;
use wenshui_models::sound::decode::decode;
use wenshui_models::sound::wav;
use wenshui_models::voice::casting::Voice;
use wenshui_models::voice::encode::{Encoder, Format};
use wenshui_models::voice::espeak::Espeak;
use wenshui_models::voice::plan::{Phrase, Sentence, Word, phrases};
use wenshui_models::voice::program::{Program, Watch};
use wenshui_models::voice::speaker::{LEVEL, PEAK, RATE, Speaker};
use wenshui_models::voice::speech::{Piece, Speech};

const LAME: &str = "lame";

/// Sentences of words of syllables: `/` ends a word, `,` is a rest of 250 ms, `.` one of 550 ms and the
/// end of a sentence. Every syllable is a character of the text.
fn planned(text: &str) -> Vec<Phrase> {
    let (mut sentences, mut words, mut at, mut from) = (Vec::new(), Vec::new(), 0, 0);
    for part in text.split_inclusive(['/', ',', '.']) {
        let syllables: Vec<String> =
            part.trim_end_matches(['/', ',', '.']).split_whitespace().map(str::to_owned).collect();
        let span = at..at + syllables.len();
        at = span.end;
        let rest_ms = if part.ends_with('.') { 550 } else { u32::from(part.ends_with(',')) * 250 };
        words.push(Word { span, syllables, rest_ms });
        if part.ends_with('.') {
            sentences.push(Sentence { span: from..at, words: std::mem::take(&mut words) });
            from = at;
        }
    }
    phrases(sentences)
}

fn text() -> Vec<Phrase> {
    planned(
        "xiao3 gui1 mo2/na4 shui4 ren2/yue4/xiao1 shou4 e2/bu4/chao1 guo4/shi2 wan4/yuan2 de5,\
         mian3 zheng1/zeng1 zhi2 shui4. qing3/zai4/shi2 wu3/ri4/qian2/shen1 bao4.",
    )
}

fn speaker(voice: &str, speed: f64) -> Speaker {
    let voice = Voice::named(voice).unwrap();
    let (espeak, speed) = voice.at(Path::new("espeak-ng"), speed);
    Speaker { espeak, speed }
}

fn said(speaker: Speaker, format: Format) -> Vec<Piece> {
    let encoder = Encoder::new(format, Path::new(LAME)).unwrap();
    let mut speech = Speech::new(speaker, encoder, text());
    std::iter::from_fn(|| speech.next(Watch::patient()).unwrap()).collect()
}

fn bytes(pieces: &[Piece]) -> Vec<u8> {
    pieces.iter().flat_map(|piece| piece.bytes.clone()).collect()
}

fn sound(pieces: &[Piece]) -> Sound {
    decode(bytes(pieces), 60.0).unwrap()
}

#[test]
fn a_text_is_said_phrase_by_phrase_at_one_loudness_with_rests_between() {
    for voice in Voice::all() {
        let pieces = said(speaker(voice.id, 1.0), Format::Wav);
        assert_eq!(pieces.len(), 3);
        let sound = sound(&pieces);
        assert_eq!(sound.rate, RATE);
        // 30 syllables at three to six a second, and two rests.
        assert!((5.8..10.8).contains(&sound.seconds()), "{}: {}", voice.id, sound.seconds());
        let loudest = sound.samples.iter().fold(0.0_f32, |most, s| s.abs().max(most));
        assert!(loudest <= PEAK + 1e-3, "{}: {loudest}", voice.id);
        for piece in &pieces {
            let sample = |ms: u64| (ms * u64::from(RATE) / 1000) as usize;
            let (start, end) = (piece.words[0].start_ms, piece.words.last().unwrap().end_ms);
            let voiced =
                Sound { rate: RATE, samples: sound.samples[sample(start)..sample(end)].to_vec() };
            let level = voiced.level() / LEVEL;
            assert!((0.7..1.05).contains(&level), "{}: {level}", voice.id);
        }
        // What is silent are the rests, and what is said is no silence.
        let silent = sound.samples.iter().filter(|s| s.abs() < 1e-4).count();
        let share = silent as f64 / sound.samples.len() as f64;
        let rests = 0.8 / sound.seconds();
        assert!((rests * 0.9..rests + 0.15).contains(&share), "{}: {share} {rests}", voice.id);
    }
}

#[test]
fn the_header_of_a_whole_file_says_how_long_it_is() {
    let pieces = said(speaker("alloy", 1.0), Format::Wav);
    let mut file = bytes(&pieces);
    assert_eq!(&file[..4], b"RIFF");
    assert_eq!(file[40..44], [0xFF; 4], "nobody knew the length when this was sent");
    wav::complete(&mut file);
    assert_eq!(u32::from_le_bytes(file[40..44].try_into().unwrap()) as usize, file.len() - 44);
    assert_eq!(u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize, file.len() - 8);
    let samples = bytes(&said(speaker("alloy", 1.0), Format::Pcm));
    assert!(file[44..] == samples, "raw sound is the sound of the file");
}

#[test]
fn marks_go_on_and_cover_all_that_is_said() {
    let pieces = said(speaker("nova", 1.3), Format::Wav);
    let length_ms = (sound(&pieces).seconds() * 1000.0) as u64;
    let words: Vec<_> = pieces.iter().flat_map(|piece| piece.words.clone()).collect();
    let spans: Vec<_> = words.iter().map(|word| (word.from, word.to)).collect();
    let expected = text().into_iter().flat_map(|phrase| phrase.words);
    let expected: Vec<_> = expected.map(|word| (word.span.start, word.span.end)).collect();
    assert_eq!(spans, expected);
    assert!(words.iter().all(|word| word.start_ms < word.end_ms), "{words:?}");
    assert!(words.windows(2).all(|pair| pair[0].end_ms <= pair[1].start_ms), "{words:?}");
    let gaps: Vec<u64> = words.windows(2).map(|pair| pair[1].start_ms - pair[0].end_ms).collect();
    let rests: Vec<&u64> = gaps.iter().filter(|gap| **gap > 2).collect();
    // 250 and 550 ms at 1.3 times the pace.
    assert!(matches!(rests[..], [191..=194, 421..=425]), "{gaps:?}");
    assert_eq!(words[0].start_ms, 0);
    assert!(words.last().unwrap().end_ms.abs_diff(length_ms) <= 1, "{words:?} {length_ms}");
    let sentences: Vec<_> = pieces.iter().map(|piece| piece.sentence).collect();
    assert_eq!((sentences[0].from, sentences[0].to, sentences[0].start_ms), (0, 22, 0));
    assert_eq!((sentences[1].from, sentences[1].start_ms), (0, 0));
    assert!(sentences[0].end_ms < sentences[1].end_ms, "a sentence grows with its phrases");
    assert_eq!((sentences[2].from, sentences[2].to), (22, 30));
    assert_eq!(sentences[2].start_ms, pieces[2].words[0].start_ms);
}

#[test]
fn words_are_marked_where_the_voice_says_them() {
    let table = include_str!("../data/syllable_starts.tsv");
    let speaker = Speaker { espeak: Espeak::default(), speed: 1.0 };
    let mut errors = Vec::new();
    for row in table.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let starts: Vec<f64> = columns[1].split(' ').map(|start| start.parse().unwrap()).collect();
        let phrase = planned(&format!("{}.", columns[0].replace(' ', "/"))).remove(0);
        let said = speaker.say(&phrase, Watch::patient()).unwrap();
        let length_ms = said.voiced as f64 * 1000.0 / f64::from(RATE);
        let expected: f64 = columns[2].parse().unwrap();
        assert!((length_ms - expected).abs() < 30.0, "{row}: {length_ms}");
        let marked = said.words.iter().map(|word| word.start as f64 * 1000.0 / f64::from(RATE));
        errors.extend(marked.zip(&starts).skip(1).map(|(marked, start)| (marked - start).abs()));
    }
    errors.sort_by(f64::total_cmp);
    let mean = errors.iter().sum::<f64>() / errors.len() as f64;
    let p95 = errors[errors.len() * 95 / 100];
    println!(
        "{} words, off by {mean:.1} ms in the mean, {p95:.1} ms at the 95th percentile",
        errors.len()
    );
    assert!(errors.len() > 200 && mean < 40.0 && p95 < 90.0, "{mean} {p95}");
}

#[test]
fn opus_and_mp3_sound_like_the_plain_samples() {
    let plain = sound(&said(speaker("onyx", 1.0), Format::Wav));
    for (format, apart_s) in [(Format::Opus, 0.001), (Format::Mp3, 0.12)] {
        let pieces = said(speaker("onyx", 1.0), format);
        let decoded = sound(&pieces);
        assert!(!pieces[0].bytes.is_empty(), "{format:?} begins with the first phrase");
        let apart = (decoded.seconds() - plain.seconds()).abs();
        assert!(apart <= apart_s, "{format:?}: {apart}");
        let louder = decoded.level() / plain.level();
        assert!((0.85..1.15).contains(&louder), "{format:?}: {louder}");
        assert!(bytes(&pieces).len() * 4 < plain.samples.len() * 2, "{format:?} is smaller");
    }
    let twice = [Format::Opus, Format::Mp3].map(|format| {
        bytes(&said(speaker("onyx", 1.0), format)) == bytes(&said(speaker("onyx", 1.0), format))
    });
    assert_eq!(twice, [true, true], "the same text is the same bytes");
}

#[test]
fn the_pages_of_opus_end_where_the_sound_ends() {
    let file = bytes(&said(speaker("onyx", 1.0), Format::Opus));
    let samples = bytes(&said(speaker("onyx", 1.0), Format::Pcm)).len() / 2;
    let head = file.windows(8).position(|part| part == b"OpusHead").unwrap();
    let skipped = u16::from_le_bytes([file[head + 10], file[head + 11]]);
    let last = file.windows(4).rposition(|part| part == b"OggS").unwrap();
    assert_eq!(file[last + 5] & 4, 4, "the last page ends the stream");
    let position = u64::from_le_bytes(file[last + 6..last + 14].try_into().unwrap());
    assert_eq!(position, u64::from(skipped) + samples as u64 * 2);
    assert!(file.windows(8).any(|part| part == b"OpusTags"));
}

/// A program that notes its number and hangs.
fn hanging(folder: &TempDir) -> (PathBuf, PathBuf) {
    let (script, number) = (folder.path().join("hang"), folder.path().join("number"));
    let text = format!("#!/bin/sh\necho $$ > {}\nexec sleep 600\n", number.display());
    // A file that this process had open for writing cannot be run while another thread starts a program.
    let write = "printf %s \"$TEXT\" > \"$FILE\" && chmod +x \"$FILE\"";
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", write]).env("TEXT", text).env("FILE", &script);
    assert!(shell.status().unwrap().success());
    (script, number)
}

#[test]
fn a_program_that_hangs_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let (program, number) = hanging(&folder);
    let espeak = Espeak { program, ..Espeak::default() };
    let is_gone = || {
        let number = std::fs::read_to_string(&number).unwrap();
        !Path::new("/proc").join(number.trim()).exists()
    };
    let watch = Watch { timeout: Duration::from_millis(300), wanted: &|| true };
    let error = espeak.speak_while("shui4", watch).unwrap_err();
    assert!(matches!(&error, Error::Voice { reason } if reason.contains("300 ms")), "{error}");
    assert!(is_gone());
    std::fs::remove_file(&number).unwrap();
    // Wanted until the program runs.
    let wanted = || !number.exists() || std::fs::read(&number).is_ok_and(|text| text.is_empty());
    let watch = Watch { timeout: Duration::from_secs(60), wanted: &wanted };
    let error = espeak.speak_while("shui4", watch).unwrap_err();
    assert!(matches!(error, Error::GivenUp), "{error}");
    assert!(is_gone());
}

#[test]
fn a_program_that_is_missing_or_refuses_is_told() {
    let missing = Espeak { program: "/nowhere/espeak-ng".into(), ..Espeak::default() };
    assert!(!Program(missing.program.clone()).is_there());
    assert!(!Program("espeak-nowhere".into()).is_there());
    assert!(Program("espeak-ng".into()).is_there());
    assert!(matches!(missing.speak("shui4"), Err(Error::Io { action: "run", .. })));
    let refusing = Espeak { program: "false".into(), ..Espeak::default() };
    assert!(matches!(refusing.speak("shui4"), Err(Error::Voice { .. })));
}
