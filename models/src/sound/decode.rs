//! Files of sound read: WAV, MP3, FLAC, OGG with Vorbis or Opus, M4A, WebM; the one home of symphonia.
//!
//! What a file says of itself is not believed: reading stops where the sound is too long, whatever its
//! header said, and a reader that falls over strange bytes falls alone.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error as Broken;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia_adapter_libopus::OpusDecoder;

use crate::sound::Sound;
use crate::sound::fault::SoundFault;

/// Rates and channels beyond these are no recording of a voice.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;
const CHANNELS_MAX: usize = 8;
/// Codecs that fill their last block make a sound so much longer than it is, in seconds.
const FILLING_S: f64 = 0.15;
/// Packets that may be broken among a hundred; a scratch is no reason to hear nothing.
const BROKEN_MAX: usize = 5;
/// A header that promises as many frames was written before the sound was known.
const FRAMES_UNKNOWN: u64 = 1 << 28;
/// A file that has less than this part of what it promises was cut off.
const WHOLE: f64 = 0.98;

/// Reads a file as one channel, the mean of its channels, at its own rate; of `seconds_max` at most.
///
/// # Errors
/// When there is nothing in it, when it is no sound or broken, or when it is longer.
pub fn decode<B: AsRef<[u8]> + Send + Sync + 'static>(
    bytes: B,
    seconds_max: f64,
) -> Result<Sound, SoundFault> {
    if bytes.as_ref().is_empty() {
        return Err(SoundFault::Empty);
    }
    let read = catch_unwind(AssertUnwindSafe(|| Reading::open(bytes)?.read(seconds_max)));
    read.unwrap_or_else(|_| Err(broken("the reader fell over it")))
}

fn broken(reason: &str) -> SoundFault {
    SoundFault::Broken { reason: reason.to_owned() }
}

struct Reading {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    frames_promised: Option<u64>,
}

impl Reading {
    fn open<B: AsRef<[u8]> + Send + Sync + 'static>(bytes: B) -> Result<Self, SoundFault> {
        let source = MediaSourceStream::new(
            Box::new(Cursor::new(bytes)),
            MediaSourceStreamOptions::default(),
        );
        let format = symphonia::default::get_probe()
            .probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default())
            .map_err(|error| match error {
                // Bytes in which nothing is found, to their end.
                Broken::IoError(_) | Broken::Unsupported(_) => SoundFault::Unknown,
                error => broken(&error.to_string()),
            })?;
        let track = format.default_track(TrackType::Audio).ok_or(SoundFault::NoTrack)?;
        let parameters = track.codec_params.as_ref().and_then(|params| params.audio());
        let parameters = parameters.ok_or(SoundFault::NoTrack)?;
        let (track, frames_promised) = (track.id, track.num_frames);
        let decoder = decoder(parameters)?;
        Ok(Self { format, decoder, track, frames_promised })
    }

    fn read(mut self, seconds_max: f64) -> Result<Sound, SoundFault> {
        let mut sound = Sound::default();
        let (mut packets, mut lost) = (0, 0);
        loop {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) => packet,
                // Some readers tell the end of a cut-off file by an error; what was there is looked at below.
                Ok(None) | Err(Broken::ResetRequired | Broken::IoError(_)) => break,
                Err(error) => return Err(broken(&error.to_string())),
            };
            if packet.track_id != self.track {
                continue;
            }
            packets += 1;
            match self.decoder.decode(&packet) {
                Ok(decoded) => {
                    let spec = decoded.spec();
                    let (rate, channels) = (spec.rate(), spec.channels().count());
                    if !RATES.contains(&rate) || !(1..=CHANNELS_MAX).contains(&channels) {
                        return Err(SoundFault::Unsupported {
                            what: format!("{rate} Hz, {channels} channels"),
                        });
                    }
                    if sound.rate != 0 && sound.rate != rate {
                        return Err(broken("the rate changes within the file"));
                    }
                    sound.rate = rate;
                    let mut samples: Vec<f32> = Vec::new();
                    decoded.copy_to_vec_interleaved(&mut samples);
                    mix(&samples, channels, &mut sound.samples);
                }
                Err(Broken::DecodeError(_) | Broken::IoError(_)) => lost += 1,
                Err(error) => return Err(broken(&error.to_string())),
            }
            if sound.seconds() > seconds_max + FILLING_S {
                return Err(SoundFault::TooLong { seconds_max });
            }
        }
        if lost * 100 > packets * BROKEN_MAX || sound.samples.is_empty() {
            return Err(broken("its packets cannot be read"));
        }
        self.check_whole(&sound)?;
        self.fit(sound, seconds_max)
    }

    /// A file that promises more than it holds was cut off on its way.
    fn check_whole(&self, sound: &Sound) -> Result<(), SoundFault> {
        let promised = self.frames_promised.filter(|frames| *frames < FRAMES_UNKNOWN);
        let found = sound.samples.len() as f64;
        match promised {
            Some(frames) if found < frames as f64 * WHOLE => {
                let promised_s = frames as f64 / f64::from(sound.rate);
                Err(SoundFault::Truncated { found_s: sound.seconds(), promised_s })
            }
            _ => Ok(()),
        }
    }

    /// Codecs that work in blocks fill the last one: that much is cut away, any other excess is not.
    fn fit(&self, mut sound: Sound, seconds_max: f64) -> Result<Sound, SoundFault> {
        let most = (seconds_max * f64::from(sound.rate)).round() as usize;
        if sound.samples.len() <= most {
            return Ok(sound);
        }
        if !self.is_filling() {
            return Err(SoundFault::TooLong { seconds_max });
        }
        sound.samples.truncate(most);
        Ok(sound)
    }

    /// Whether the codec works in blocks.
    fn is_filling(&self) -> bool {
        let name = self.decoder.codec_info().short_name;
        ["aac", "mp3", "opus", "vorbis"].contains(&name)
    }
}

fn decoder(parameters: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, SoundFault> {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<OpusDecoder>();
    codecs
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|error| SoundFault::Unsupported { what: error.to_string() })
}

fn mix(samples: &[f32], channels: usize, into: &mut Vec<f32>) {
    let scale = 1.0 / channels as f32;
    // What is no number would spoil everything after it.
    let sound = |sample: &f32| if sample.is_finite() { *sample } else { 0.0 };
    into.extend(
        samples.chunks_exact(channels).map(|frame| frame.iter().map(sound).sum::<f32>() * scale),
    );
}
