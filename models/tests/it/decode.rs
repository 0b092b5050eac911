//! Files of sound, whole and broken.

use std::path::Path;

use proptest::prelude::{any, prop};
use proptest::test_runner::{Config, TestRunner};
use wenshui_models::sound::decode::decode;
use wenshui_models::sound::fault::SoundFault;
use wenshui_models::sound::measure::distortion_db;
use wenshui_models::sound::{SPEECH_RATE, Sound, wav};
use wenshui_models::voice::encode::opus::OggOpus;
use wenshui_models::voice::speaker::RATE;

const FILES: [&str; 7] = [
    "speech.wav",
    "speech.flac",
    "speech.mp3",
    "speech.ogg",
    "speech.opus.ogg",
    "speech.m4a",
    "speech.webm",
];

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sounds").join(name)).unwrap()
}

/// How alike two sounds are at the best of all delays up to a tenth of a second, in decibels.
fn alike(one: &[f32], other: &[f32]) -> f32 {
    let delays = (0..1600).flat_map(|by| [(by, 0), (0, by)]);
    delays
        .map(|(a, b)| {
            let (one, other) = (&one[a..], &other[b..]);
            let length = one.len().min(other.len());
            distortion_db(&one[..length], &other[..length])
        })
        .fold(f32::MIN, f32::max)
}

#[test]
fn every_container_gives_the_sound_that_went_in() {
    let original = decode(file("speech.wav"), 60.0).unwrap();
    assert_eq!(original.rate, SPEECH_RATE);
    for name in FILES {
        let sound = decode(file(name), 60.0).unwrap().at_rate(SPEECH_RATE);
        assert!((sound.seconds() - original.seconds()).abs() < 0.1, "{name}: {}", sound.seconds());
        let db = alike(&original.samples, &sound.samples);
        assert!(db > 5.0, "{name}: {db} dB");
    }
}

#[test]
fn channels_are_mixed_and_rates_are_kept() {
    let mut bytes = wav::file(&Sound { rate: 44_100, samples: vec![0.5, -0.5, 0.25, 0.75] });
    // The same samples, taken for two channels.
    bytes[22] = 2;
    let sound = decode(bytes, 60.0).unwrap();
    assert_eq!((sound.rate, sound.samples.len()), (44_100, 2));
    assert!(sound.samples[0].abs() < 1e-4 && (sound.samples[1] - 0.5).abs() < 1e-4);
}

#[test]
fn sixty_seconds_pass_and_a_sample_more_does_not() {
    let of = |samples: usize| wav::file(&Sound { rate: 16_000, samples: vec![0.1; samples] });
    assert_eq!(decode(of(960_000), 60.0).unwrap().samples.len(), 960_000);
    let fault = decode(of(960_001), 60.0).unwrap_err();
    assert_eq!(fault, SoundFault::TooLong { seconds_max: 60.0 });
    assert!(matches!(decode(of(976_000), 60.0), Err(SoundFault::TooLong { .. })));
}

#[test]
fn what_a_codec_fills_its_last_block_with_is_cut_away() {
    // 60 seconds are no whole number of blocks of 20 ms with what an encoder puts before them.
    let mut opus = OggOpus::new().unwrap();
    let tone = |at: usize| (at as f32 * 0.1).sin() * 0.3;
    let samples: Vec<f32> = (0..60 * RATE as usize).map(tone).collect();
    let mut bytes = opus.write(&samples).unwrap();
    bytes.extend(opus.finish().unwrap());
    let sound = decode(bytes.clone(), 60.0).unwrap();
    assert!((59.9..=60.0).contains(&sound.seconds()), "{}", sound.seconds());
    // Of 59.95 seconds as much is filling; more than a seventh of a second never is.
    assert!((59.9..59.951).contains(&decode(bytes.clone(), 59.95).unwrap().seconds()));
    assert!(matches!(decode(bytes, 59.8), Err(SoundFault::TooLong { .. })));
}

#[test]
fn what_is_no_sound_is_called_so() {
    for bytes in [b"hello".to_vec(), vec![0; 10_000], b"\x89PNG\r\n\x1a\n0000".repeat(100)] {
        let fault = decode(bytes, 60.0).unwrap_err();
        assert!(matches!(fault, SoundFault::Unknown | SoundFault::Broken { .. }), "{fault}");
    }
    assert_eq!(decode(Vec::<u8>::new(), 60.0), Err(SoundFault::Empty));
    assert_eq!(decode(file("film.webm"), 60.0), Err(SoundFault::NoTrack));
}

#[test]
fn a_file_that_was_cut_off_is_not_taken_for_a_shorter_one() {
    for name in ["speech.wav", "speech.flac", "speech.m4a"] {
        let whole = file(name);
        let fault = decode(whole[..whole.len() / 2].to_vec(), 60.0).unwrap_err();
        let told = matches!(
            fault,
            SoundFault::Truncated { .. }
                | SoundFault::Broken { .. }
                | SoundFault::Unknown
                | SoundFault::NoTrack
        );
        assert!(told, "{name}: {fault}");
    }
}

#[test]
fn a_header_that_was_written_before_the_sound_is_not_believed() {
    let mut bytes = wav::file(&Sound { rate: 16_000, samples: vec![0.1; 16_000] });
    bytes[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    bytes[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(decode(bytes, 60.0).unwrap().samples.len(), 16_000);
}

#[test]
fn strange_bytes_are_refused_and_nothing_else_happens() {
    let mut runner = TestRunner::new(Config { cases: 64, ..Config::default() });
    let places = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20);
    let input = (0..FILES.len(), any::<prop::sample::Index>(), places);
    runner
        .run(&input, |(which, end, places)| {
            let mut bytes = file(FILES[which]);
            for (at, value) in places {
                let at = at.index(bytes.len());
                bytes[at] = value;
            }
            let length = end.index(bytes.len()) + 1;
            bytes.truncate(length);
            if let Ok(sound) = decode(bytes, 60.0) {
                assert!(sound.seconds() <= 60.0);
                assert!(sound.samples.iter().all(|sample| sample.is_finite()));
            }
            Ok(())
        })
        .unwrap();
}
