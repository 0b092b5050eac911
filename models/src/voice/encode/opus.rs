//! Opus in Ogg (RFC 7845), written as the sound comes; the one home of libopus's encoder and of ogg.

use ogg::PacketWriter;
use ogg::writing::PacketWriteEndInfo;
use opusic_c::{Application, Bitrate, Channels, Encoder, ErrorCode, SampleRate};

use crate::error::Error;
use crate::voice::speaker::RATE;

/// Samples in a frame of 20 ms.
const FRAME: usize = RATE as usize / 50;
/// Positions in Ogg count at 48 kHz, whatever the rate.
const POSITIONS: u64 = 48_000 / RATE as u64;
/// Bits in a second: wide-band speech is clear from 24,000 on (RFC 6716, 2.1.1).
const BITS: u32 = 32_000;
/// No frame of 20 ms has more bytes.
const PACKET_BYTES_MAX: usize = 1275;
/// The number of the stream, the same for every file so that the same sound is the same bytes.
const STREAM: u32 = 1;
const VENDOR: &[u8] = b"wenshui";

/// An encoder and the pages that are ready.
pub struct OggOpus {
    encoder: Encoder,
    writer: PacketWriter<'static, Vec<u8>>,
    /// Samples that fill no frame yet.
    left: Vec<f32>,
    /// The last packet: only at the end it is known that it is the last.
    held: Option<Vec<u8>>,
    /// Samples that decoders drop at the beginning.
    skipped: usize,
    /// Samples that came.
    taken: usize,
    /// Samples of packets that were written.
    written: usize,
}

fn failed(code: ErrorCode) -> Error {
    Error::Voice { reason: format!("libopus: {code:?}") }
}

fn unwritten(error: std::io::Error) -> Error {
    Error::Voice { reason: format!("ogg: {error}") }
}

impl OggOpus {
    /// An encoder whose headers are ready.
    ///
    /// # Errors
    /// When libopus has no memory.
    pub fn new() -> Result<Self, Error> {
        let mut encoder =
            Encoder::new(Channels::Mono, SampleRate::Hz24000, Application::Voip).map_err(failed)?;
        encoder.set_bitrate(Bitrate::Value(BITS)).map_err(failed)?;
        let skipped = encoder.get_look_ahead().map_err(failed)? as usize;
        let mut writer = PacketWriter::new(Vec::new());
        for header in [head(skipped), tags()] {
            let end = PacketWriteEndInfo::EndPage;
            writer.write_packet(header, STREAM, end, 0).map_err(unwritten)?;
        }
        Ok(Self { encoder, writer, left: Vec::new(), held: None, skipped, taken: 0, written: 0 })
    }

    /// Takes samples, and gives the pages that are ready.
    ///
    /// # Errors
    /// When libopus refuses.
    pub fn write(&mut self, samples: &[f32]) -> Result<Vec<u8>, Error> {
        self.taken += samples.len();
        self.left.extend_from_slice(samples);
        let whole = self.left.len() / FRAME * FRAME;
        let ready: Vec<f32> = self.left.drain(..whole).collect();
        let mut frames = ready.chunks_exact(FRAME).peekable();
        while let Some(frame) = frames.next() {
            // What was said goes out at once, so the page ends here.
            let last = frames.peek().is_none();
            let end =
                if last { PacketWriteEndInfo::EndPage } else { PacketWriteEndInfo::NormalPacket };
            self.frame(frame, end)?;
        }
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// The last pages. What libopus holds back is pushed out by silence, and the position of the last
    /// page says where the sound ends.
    ///
    /// # Errors
    /// When libopus refuses.
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        let silence = vec![0.0; self.skipped];
        self.left.extend(silence);
        let whole = self.left.len().next_multiple_of(FRAME);
        self.left.resize(whole, 0.0);
        for frame in std::mem::take(&mut self.left).chunks_exact(FRAME) {
            self.frame(frame, PacketWriteEndInfo::NormalPacket)?;
        }
        if let Some(packet) = self.held.take() {
            let ends = (self.skipped + self.taken) as u64 * POSITIONS;
            let end = PacketWriteEndInfo::EndStream;
            self.writer.write_packet(packet, STREAM, end, ends).map_err(unwritten)?;
        }
        Ok(self.writer.into_inner())
    }

    /// Encodes a frame and writes the one before it.
    fn frame(&mut self, frame: &[f32], end: PacketWriteEndInfo) -> Result<(), Error> {
        let mut packet = vec![0; PACKET_BYTES_MAX];
        let count = self.encoder.encode_float_to_slice(frame, &mut packet).map_err(failed)?;
        packet.truncate(count);
        if let Some(before) = self.held.replace(packet) {
            self.written += FRAME;
            let position = self.written as u64 * POSITIONS;
            self.writer.write_packet(before, STREAM, end, position).map_err(unwritten)?;
        }
        Ok(())
    }
}

/// `OpusHead`: version 1, one channel, what is skipped, the rate before, no gain, no mapping.
fn head(skipped: usize) -> Vec<u8> {
    let skipped = (skipped as u64 * POSITIONS) as u16;
    let parts: [&[u8]; 6] = [
        b"OpusHead",
        &[1, 1],
        &skipped.to_le_bytes(),
        &RATE.to_le_bytes(),
        &0_u16.to_le_bytes(),
        &[0],
    ];
    parts.concat()
}

/// `OpusTags`: who wrote it, and no comment.
fn tags() -> Vec<u8> {
    let length = VENDOR.len() as u32;
    [b"OpusTags".as_slice(), &length.to_le_bytes(), VENDOR, &0_u32.to_le_bytes()].concat()
}
