//! WAV: a header of 44 bytes and samples of 16 bits (Multimedia Programming Interface and Data
//! Specifications 1.0, IBM and Microsoft, 1991).

use crate::sound::Sound;

/// What stands for a length that is not known yet; readers then read to the end.
const UNKNOWN: u32 = u32::MAX;
const SAMPLE_BYTES: u16 = 2;
const HEADER_BYTES: usize = 44;

/// A whole file.
pub fn file(sound: &Sound) -> Vec<u8> {
    let mut file = header(sound.rate).to_vec();
    file.extend(bytes(&sound.samples));
    complete(&mut file);
    file
}

/// The header before as many samples at a rate as come.
pub fn header(rate: u32) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"RIFF");
    put(4, &UNKNOWN.to_le_bytes());
    put(8, b"WAVEfmt ");
    put(16, &16_u32.to_le_bytes());
    // Plain samples, one channel.
    put(20, &1_u16.to_le_bytes());
    put(22, &1_u16.to_le_bytes());
    put(24, &rate.to_le_bytes());
    put(28, &(rate * u32::from(SAMPLE_BYTES)).to_le_bytes());
    put(32, &SAMPLE_BYTES.to_le_bytes());
    put(34, &(SAMPLE_BYTES * 8).to_le_bytes());
    put(36, b"data");
    put(40, &UNKNOWN.to_le_bytes());
    header
}

/// Samples as 16 bits each, the lower byte first.
pub fn bytes(samples: &[f32]) -> impl Iterator<Item = u8> {
    samples.iter().flat_map(|sample| {
        let scaled = sample * f32::from(i16::MAX);
        (scaled.round().clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16).to_le_bytes()
    })
}

/// Writes the true length into the header of a whole file that began without it.
pub fn complete(file: &mut [u8]) {
    let data = file.len().saturating_sub(HEADER_BYTES);
    let data = u32::try_from(data).ok().filter(|data| *data < UNKNOWN - 36);
    if let (Some(data), Some(head)) = (data, file.first_chunk_mut::<HEADER_BYTES>()) {
        head[4..8].copy_from_slice(&(data + 36).to_le_bytes());
        head[40..44].copy_from_slice(&data.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes, complete, header};

    #[test]
    fn a_header_says_how_long_the_sound_is_once_that_is_known() {
        let mut file = header(24_000).to_vec();
        assert_eq!((&file[4..8], &file[40..44]), (&[0xFF; 4][..], &[0xFF; 4][..]));
        file.extend(bytes(&[0.0, 1.0, -1.0, 2.0]));
        complete(&mut file);
        assert_eq!((file[4], file[40]), (36 + 8, 8));
        assert_eq!(&file[24..28], 24_000_u32.to_le_bytes());
        assert_eq!(&file[44..], [0, 0, 0xFF, 0x7F, 0x01, 0x80, 0xFF, 0x7F]);
    }
}
