//! Sound as a WAV file of 16 bits.

use crate::sound::Sound;

/// The bytes of a WAV file.
pub fn wav(sound: &Sound) -> Vec<u8> {
    let data = sound.samples.len() as u32 * 2;
    let mut bytes = Vec::with_capacity(44 + data as usize);
    bytes.extend(b"RIFF");
    bytes.extend((data + 36).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    // Plain numbers, one channel.
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(sound.rate.to_le_bytes());
    bytes.extend((sound.rate * 2).to_le_bytes());
    bytes.extend(2_u16.to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(data.to_le_bytes());
    bytes.extend(sound.samples.iter().flat_map(|sample| int16(*sample).to_le_bytes()));
    bytes
}

/// A sample as a number of 16 bits.
pub fn int16(sample: f32) -> i16 {
    (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16
}
