//! Noise, speech and silence in front of the recogniser, with speech of espeak-ng.

use rand_pcg::Pcg64Mcg;
use wenshui_models::sound::activity::speech;
use wenshui_models::sound::clean::clean;
use wenshui_models::sound::front::{FrontSettings, levelled, prepare};
use wenshui_models::sound::live::Live;
use wenshui_models::sound::measure::{Finds, distortion_db, truth};
use wenshui_models::sound::{SPEECH_RATE, Sound, level};
use wenshui_models::trial::noise::{NOISES, add, noise};
use wenshui_models::voice::espeak::Espeak;

const SAID: [&str; 3] = [
    "zeng1 zhi2 shui4 zen3 me5 shen1 bao4",
    "xiao3 gui1 mo2 na4 shui4 ren2 you3 shen2 me5 you1 hui4",
    "qing3 wen4 hui4 suan4 qing1 jiao3 xu1 yao4 shen2 me5 zi1 liao4",
];

/// Three sentences with pauses between them and around.
fn spoken(variant: &str) -> Vec<f32> {
    let voice = Espeak { variant: variant.to_owned(), ..Espeak::default() };
    let mut samples = vec![0.0; 8_000];
    for sentence in SAID {
        samples.extend(voice.speak(sentence).unwrap().at_rate(SPEECH_RATE).samples);
        samples.resize(samples.len() + 12_000, 0.0);
    }
    // No recording is silent between words.
    let mut rng = Pcg64Mcg::new(3);
    let hiss = noise(NOISES[0], samples.len(), &mut rng);
    samples.iter_mut().zip(hiss).for_each(|(sample, hiss)| *sample += hiss * 1e-4);
    samples
}

#[test]
fn noise_is_taken_out_and_clean_speech_is_left() {
    let mut rng = Pcg64Mcg::new(1);
    let mut gains = Vec::new();
    for voice in ["", "f3", "m5"] {
        let speech = spoken(voice);
        let kept = distortion_db(&speech, &clean(&speech).samples);
        assert!(kept >= 20.0, "{voice}: {kept} dB are left of clean speech");
        for kind in NOISES {
            let mut noisy = speech.clone();
            let noise = noise(kind, speech.len(), &mut rng);
            add(&mut noisy, (&noise, (0, speech.len())), 5.0);
            let gain =
                distortion_db(&speech, &clean(&noisy).samples) - distortion_db(&speech, &noisy);
            assert!(gain >= 3.0, "{voice} {kind:?}: {gain} dB");
            gains.push(gain);
        }
    }
    let mean = gains.iter().sum::<f32>() / gains.len() as f32;
    assert!(mean >= 4.0, "{mean} dB: {gains:?}");
}

#[test]
fn d_05_what_is_heard_was_cleaned_unless_it_is_left_out() {
    let mut rng = Pcg64Mcg::new(5);
    let speech = spoken("f3");
    let mut noisy = speech.clone();
    let noise = noise(NOISES[0], speech.len(), &mut rng);
    add(&mut noisy, (&noise, (0, speech.len())), 5.0);
    let prepared =
        |settings| prepare(Sound { rate: SPEECH_RATE, samples: noisy.clone() }, settings).samples;
    let cleaned = prepared(FrontSettings::default());
    assert!(distortion_db(&speech, &cleaned) >= distortion_db(&speech, &noisy) + 4.0);
    assert_eq!(prepared(FrontSettings { clean: false, ..FrontSettings::default() }), noisy);
}

#[test]
fn speech_is_found_in_noise() {
    let mut rng = Pcg64Mcg::new(2);
    let mut finds = Finds::default();
    for voice in ["", "f3", "m5"] {
        let quiet = spoken(voice);
        for kind in NOISES {
            let mut noisy = quiet.clone();
            let noise = noise(kind, quiet.len(), &mut rng);
            add(&mut noisy, (&noise, (0, quiet.len())), 10.0);
            finds.count(&truth(&quiet), &speech(&clean(&noisy).frames));
        }
    }
    let (precision, recall) = (finds.precision(), finds.recall());
    assert!(precision >= 0.95 && recall >= 0.95, "precision {precision}, recall {recall}");
}

#[test]
fn in_noise_and_silence_nobody_speaks() {
    let mut rng = Pcg64Mcg::new(4);
    for kind in NOISES {
        let samples: Vec<f32> = noise(kind, 80_000, &mut rng).iter().map(|s| s * 0.1).collect();
        let prepared = prepare(Sound { rate: SPEECH_RATE, samples }, FrontSettings::default());
        assert!(prepared.speech_s() < 0.5, "{kind:?}: {} s of speech", prepared.speech_s());
    }
    let silence = Sound { rate: SPEECH_RATE, samples: vec![0.0; 80_000] };
    assert!(prepare(silence, FrontSettings::default()).pieces(28.0, true).is_empty());
}

#[test]
fn pieces_hold_all_speech_and_none_is_too_long() {
    let samples = spoken("").repeat(4);
    let prepared = prepare(Sound { rate: SPEECH_RATE, samples }, FrontSettings::default());
    for seconds_max in [4.0, 10.0, 30.0] {
        let pieces = prepared.pieces(seconds_max, true);
        let longest = pieces.iter().map(ExactSizeIterator::len).max().unwrap();
        assert!(longest as f64 <= seconds_max * 16_000.0, "{seconds_max}: {longest}");
        for range in &prepared.speech {
            let inside = range.clone().step_by(100);
            assert!(inside.into_iter().all(|at| pieces.iter().any(|piece| piece.contains(&at))));
        }
    }
    let whole = prepared.pieces(30.0, false);
    assert_eq!((whole[0].start, whole.last().unwrap().end), (0, prepared.samples.len()));
}

#[test]
fn whispering_and_shouting_come_to_one_level() {
    for loudness in [0.01, 1.0] {
        let mut piece: Vec<f32> = spoken("").iter().map(|s| s * loudness).collect();
        levelled(&mut piece);
        assert!((0.02..0.2).contains(&level(&piece)), "{loudness}: {}", level(&piece));
        assert!(piece.iter().all(|sample| sample.abs() <= 1.0));
    }
    let mut silence = vec![0.0; 1_000];
    levelled(&mut silence);
    assert!(silence.iter().all(|sample| *sample == 0.0));
}

#[test]
fn live_sound_has_the_utterances_of_the_whole_sound() {
    let samples = spoken("f2");
    let whole =
        prepare(Sound { rate: SPEECH_RATE, samples: samples.clone() }, FrontSettings::default());
    let mut live = Live::new(FrontSettings::default(), (60.0, 10.0));
    let mut ended = Vec::new();
    let mut going_on = 0;
    for frame in samples.chunks(333) {
        ended.extend(live.take(frame));
        going_on += usize::from(live.going_on(1).is_some());
    }
    ended.extend(live.finish());
    assert_eq!(ended.len(), 3, "{:?}", ended.iter().map(|e| e.seconds.clone()).collect::<Vec<_>>());
    assert!(going_on > 100);
    for utterance in &ended {
        // With the margin of a fifth of a second before it.
        let begin = utterance.seconds.start + 0.2;
        let near =
            |range: &std::ops::Range<usize>| (range.start as f64 / 16_000.0 - begin).abs() < 0.15;
        assert!(whole.speech.iter().any(near), "{begin}: {:?}", whole.speech);
    }
}

#[test]
fn a_live_stream_takes_sixty_seconds_and_no_more() {
    let mut live = Live::new(FrontSettings::default(), (60.0, 10.0));
    let voice = Espeak::default().speak(SAID[0]).unwrap().at_rate(SPEECH_RATE).samples;
    let mut ended = Vec::new();
    // Somebody who never pauses.
    for frame in std::iter::repeat_n(voice.as_slice(), 40) {
        ended.extend(live.take(frame));
    }
    assert!(live.is_full());
    assert_eq!(live.seconds(), 60.0);
    ended.extend(live.finish());
    let longest = ended.iter().map(|e| e.samples.len()).max().unwrap();
    assert!(longest <= 160_000, "{longest}");
    assert!(ended.last().unwrap().seconds.end <= 60.0);
    assert!(ended.len() >= 6);
}
