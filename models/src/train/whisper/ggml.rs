//! A network as a file of whisper.cpp.

use candle_core::{Device, Result, Tensor};

use crate::train::whisper::batch::Known;
use crate::train::whisper::mel::{BANDS, BINS, LogMel};
use crate::train::whisper::net::{EMBEDDING, Net, SPOKEN, unknown};
use crate::train::whisper::settings::WhisperSettings;
use crate::train::whisper::vocab::{MAGIC, Vocabulary, special};

/// Numbers in four bytes, in ggml's list of types.
const F32: u32 = 0;
/// Numbers in two bytes.
const F16: u32 = 1;
/// The fixed places of the encoder.
pub const PLACES: &str = "encoder.positional_embedding";

/// The file of a network that was trained.
///
/// # Errors
/// When the numeric library fails.
pub fn file(
    net: &Net,
    (known, vocabulary): (&Known, &Vocabulary),
    settings: &WhisperSettings,
) -> Result<Vec<u8>> {
    let mut tensors = vec![(PLACES.to_owned(), net.sinusoids().clone())];
    for (name, var) in &net.vars {
        let tensor = match name.as_str() {
            SPOKEN => continue,
            EMBEDDING => spread(var, known)?,
            "decoder.ln.weight" => last(var, 0.0)?,
            "decoder.ln.bias" => last(var, 1.0)?,
            _ => var.as_tensor().clone(),
        };
        tensors.push((name.clone(), tensor));
    }
    write(settings, (&vocabulary.tokens, &tensors))
}

/// Writes sizes, tokens that stand for text, and tensors under whisper.cpp's names.
///
/// # Errors
/// When the numeric library fails.
pub fn write(
    settings: &WhisperSettings,
    (tokens, tensors): (&[Vec<u8>], &[(String, Tensor)]),
) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let WhisperSettings { width, heads, layers, audio_ctx, text_ctx, .. } = *settings;
    let sizes = [
        special::ALL as usize,
        audio_ctx,
        width,
        heads,
        layers,
        text_ctx,
        width,
        heads,
        layers,
        BANDS,
    ];
    number(&mut out, MAGIC);
    for size in sizes {
        number(&mut out, size as u32);
    }
    number(&mut out, F16);
    number(&mut out, BANDS as u32);
    number(&mut out, BINS as u32);
    LogMel::default().filters().iter().for_each(|f| out.extend(f.to_le_bytes()));
    number(&mut out, tokens.len() as u32);
    for token in tokens {
        number(&mut out, token.len() as u32);
        out.extend(token);
    }
    for (name, tensor) in tensors {
        self::tensor(&mut out, name, tensor)?;
    }
    Ok(out)
}

/// The rows of the known tokens among those of all.
fn spread(rows: &Tensor, known: &Known) -> Result<Tensor> {
    let rows = rows.to_vec2::<f32>()?;
    let width = rows[0].len();
    let mut all = unknown(width)?.flatten_all()?.to_vec1::<f32>()?.repeat(special::ALL as usize);
    for (token, row) in known.tokens.iter().zip(&rows).skip(1) {
        let at = *token as usize * width;
        all[at..at + width].copy_from_slice(row);
    }
    Tensor::from_vec(all, (special::ALL as usize, width), &Device::Cpu)
}

/// The numbers with another last one.
fn last(numbers: &Tensor, value: f32) -> Result<Tensor> {
    let mut numbers = numbers.to_vec1::<f32>()?;
    if let Some(last) = numbers.last_mut() {
        *last = value;
    }
    let length = numbers.len();
    Tensor::from_vec(numbers, length, &Device::Cpu)
}

fn number(out: &mut Vec<u8>, number: u32) {
    out.extend(number.to_le_bytes());
}

fn tensor(out: &mut Vec<u8>, name: &str, tensor: &Tensor) -> Result<()> {
    let mut dims = tensor.dims().to_vec();
    if name.contains("conv") && name.ends_with("bias") {
        dims.push(1);
    }
    let is_small =
        dims.len() == 1 || name.ends_with("bias") || name.ends_with("positional_embedding");
    number(out, dims.len() as u32);
    number(out, name.len() as u32);
    number(out, if is_small { F32 } else { F16 });
    // The innermost comes first.
    dims.iter().rev().for_each(|dim| number(out, *dim as u32));
    out.extend(name.as_bytes());
    for value in tensor.flatten_all()?.to_vec1::<f32>()? {
        if is_small {
            out.extend(value.to_le_bytes());
        } else {
            out.extend(half::f16::from_f32(value).to_le_bytes());
        }
    }
    Ok(())
}
