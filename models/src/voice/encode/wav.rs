//! WAV: a header of 44 bytes and samples of 16 bits (Multimedia Programming Interface and Data
//! Specifications 1.0, IBM and Microsoft, 1991).

use crate::voice::speaker::RATE;

/// What stands for a length that is not known yet; readers then read to the end.
const UNKNOWN: u32 = u32::MAX;
const SAMPLE_BYTES: u16 = 2;

/// The header before so many samples, or before as many as come.
pub fn header(samples: Option<usize>) -> [u8; 44] {
    let data = samples.and_then(|count| u32::try_from(count * usize::from(SAMPLE_BYTES)).ok());
    let data = data.filter(|data| *data < UNKNOWN - 36);
    let mut header = [0; 44];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"RIFF");
    put(4, &data.map_or(UNKNOWN, |data| data + 36).to_le_bytes());
    put(8, b"WAVEfmt ");
    put(16, &16_u32.to_le_bytes());
    // Plain samples, one channel.
    put(20, &1_u16.to_le_bytes());
    put(22, &1_u16.to_le_bytes());
    put(24, &RATE.to_le_bytes());
    put(28, &(RATE * u32::from(SAMPLE_BYTES)).to_le_bytes());
    put(32, &SAMPLE_BYTES.to_le_bytes());
    put(34, &(SAMPLE_BYTES * 8).to_le_bytes());
    put(36, b"data");
    put(40, &data.unwrap_or(UNKNOWN).to_le_bytes());
    header
}

/// Samples as 16 bits each, the lower byte first.
pub fn bytes(samples: &[f32]) -> impl Iterator<Item = u8> {
    samples.iter().flat_map(|sample| {
        let scaled = (sample * 32_767.0).round().clamp(-32_768.0, 32_767.0);
        (scaled as i16).to_le_bytes()
    })
}

/// Writes the true length into the header of a whole file that began without it.
pub fn complete(file: &mut [u8]) {
    let samples = file.len().saturating_sub(44) / usize::from(SAMPLE_BYTES);
    if let Some(head) = file.first_chunk_mut() {
        *head = header(Some(samples));
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes, complete, header};

    #[test]
    fn a_header_says_how_long_the_sound_is_once_that_is_known() {
        let mut file = header(None).to_vec();
        assert_eq!((&file[4..8], &file[40..44]), (&[0xFF; 4][..], &[0xFF; 4][..]));
        file.extend(bytes(&[0.0, 1.0, -1.0, 2.0]));
        complete(&mut file);
        assert_eq!((file[4], file[40]), (36 + 8, 8));
        assert_eq!(&file[44..], [0, 0, 0xFF, 0x7F, 0x01, 0x80, 0xFF, 0x7F]);
    }
}
