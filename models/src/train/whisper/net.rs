//! The network of Whisper, with numbers that can be learnt (Radford et al. 2022, section 2.2).

use candle_core::{DType, Device, Result, Tensor, Var};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::train::whisper::fused::{gelu, layer_norm, softmax};
use crate::train::whisper::mel::BANDS;
use crate::train::whisper::settings::WhisperSettings;

/// The learnt numbers under the names that whisper.cpp gives them.
#[derive(Debug, Clone)]
pub struct Net {
    settings: WhisperSettings,
    /// Name and numbers, in the order of making.
    pub vars: Vec<(String, Var)>,
    sinusoids: Tensor,
}

/// What a forward pass gives.
#[derive(Debug)]
pub struct Outcome {
    /// The logits of the next token: batch × tokens × vocabulary.
    pub logits: Tensor,
    /// The logits of the character spoken at each place: batch × places × characters.
    pub spoken: Tensor,
}

impl Net {
    /// A network of random numbers for so many tokens, and characters to tell apart while training.
    pub fn new(settings: &WhisperSettings, (tokens, chars): (usize, usize)) -> Result<Self> {
        let width = settings.width;
        let mut maker =
            Maker { rng: Pcg64Mcg::new(u128::from(settings.seed) << 1 | 1), vars: Vec::new() };
        maker.random("encoder.conv1.weight", &[width, BANDS, 3], (BANDS * 3) as f64)?;
        maker.constant("encoder.conv1.bias", &[width], 0.0)?;
        maker.random("encoder.conv2.weight", &[width, width, 3], (width * 3) as f64)?;
        maker.constant("encoder.conv2.bias", &[width], 0.0)?;
        for layer in 0..settings.layers {
            maker.block(&format!("encoder.blocks.{layer}"), width, &["attn"])?;
            maker.block(&format!("decoder.blocks.{layer}"), width, &["attn", "cross_attn"])?;
        }
        maker.norm("encoder.ln_post", width)?;
        maker.norm("decoder.ln", width)?;
        maker.random("decoder.positional_embedding", &[settings.text_ctx, width], 400.0)?;
        maker.random(EMBEDDING, &[tokens, width], width as f64)?;
        maker.random(SPOKEN, &[chars, width], width as f64)?;
        let sinusoids = sinusoids(settings.audio_ctx, width)?;
        Ok(Self { settings: settings.clone(), vars: maker.vars, sinusoids })
    }

    fn var(&self, name: &str) -> Result<&Tensor> {
        let found =
            self.vars.iter().find(|(known, _)| known == name).map(|(_, var)| var.as_tensor());
        found.ok_or_else(|| candle_core::Error::Msg(format!("no numbers are called {name}")))
    }

    /// The fixed places of the encoder.
    pub fn sinusoids(&self) -> &Tensor {
        &self.sinusoids
    }

    /// What is heard, from `bands` (batch × 2·places × bands), and what comes after each of `tokens`
    /// (batch × tokens).
    pub fn forward(&self, bands: &Tensor, tokens: &Tensor) -> Result<Outcome> {
        let heard = self.encode(bands)?;
        let spoken = linear(&heard, self.var(SPOKEN)?, None)?;
        Ok(Outcome { logits: self.decode(&heard, tokens)?, spoken })
    }

    fn encode(&self, bands: &Tensor) -> Result<Tensor> {
        let x = self.convolve("encoder.conv1", bands)?;
        let x = self.convolve("encoder.conv2", &x)?;
        let (batch, frames, width) = x.dims3()?;
        // Every second place is kept, as a stride of two would.
        let mut x = x.reshape((batch, frames / 2, 2, width))?.narrow(2, 0, 1)?.squeeze(2)?;
        x = x.broadcast_add(&self.sinusoids.narrow(0, 0, frames / 2)?)?;
        for layer in 0..self.settings.layers {
            let name = format!("encoder.blocks.{layer}");
            x = (&x + self.attend(&format!("{name}.attn"), (&x, None), None)?)?;
            x = (&x + self.widen(&name, &x)?)?;
        }
        self.norm("encoder.ln_post", &x)
    }

    fn decode(&self, heard: &Tensor, tokens: &Tensor) -> Result<Tensor> {
        let (batch, length) = tokens.dims2()?;
        let embedding = &without_unknown(self.var(EMBEDDING)?)?;
        let places = self.var("decoder.positional_embedding")?.narrow(0, 0, length)?;
        let x = embedding.index_select(&tokens.flatten_all()?, 0)?;
        let mut x = x.reshape((batch, length, ()))?.broadcast_add(&places)?;
        let mask = causal(length)?;
        for layer in 0..self.settings.layers {
            let name = format!("decoder.blocks.{layer}");
            x = (&x + self.attend(&format!("{name}.attn"), (&x, None), Some(&mask))?)?;
            x = (&x + self.attend(&format!("{name}.cross_attn"), (&x, Some(heard)), None)?)?;
            x = (&x + self.widen(&name, &x)?)?;
        }
        let x = pin_last(&self.norm("decoder.ln", &x)?)?;
        linear(&x, embedding, None)
    }

    /// A convolution over three neighbours with a border of zeros, and its activation.
    fn convolve(&self, name: &str, x: &Tensor) -> Result<Tensor> {
        let (batch, length, depth) = x.dims3()?;
        let border = Tensor::zeros((batch, 1, depth), DType::F32, x.device())?;
        let padded = Tensor::cat(&[&border, x, &border], 1)?;
        let shifted = [0, 1, 2].map(|at| padded.narrow(1, at, length));
        let [before, here, after] = shifted;
        let neighbours = Tensor::cat(&[before?, here?, after?], 2)?;
        let kernel = self.var(&format!("{name}.weight"))?;
        let kernel = kernel.permute((0, 2, 1))?.reshape((kernel.dim(0)?, 3 * depth))?;
        gelu(&linear(&neighbours, &kernel, Some(self.var(&format!("{name}.bias"))?))?)
    }

    fn attend(
        &self,
        name: &str,
        (x, from): (&Tensor, Option<&Tensor>),
        mask: Option<&Tensor>,
    ) -> Result<Tensor> {
        let x = self.norm(&format!("{name}_ln"), x)?;
        let from = from.unwrap_or(&x);
        let part = |part: &str, x: &Tensor| {
            let bias =
                if part == "key" { None } else { Some(self.var(&format!("{name}.{part}.bias"))?) };
            linear(x, self.var(&format!("{name}.{part}.weight"))?, bias)
        };
        let heads = |x: Tensor| -> Result<Tensor> {
            let (batch, length, width) = x.dims3()?;
            let heads = self.settings.heads;
            x.reshape((batch, length, heads, width / heads))?.transpose(1, 2)?.contiguous()
        };
        let scale = ((self.settings.width / self.settings.heads) as f64).powf(-0.5);
        let (query, key) = (heads((part("query", &x)? * scale)?)?, heads(part("key", from)?)?);
        let value = heads(part("value", from)?)?;
        let mut scores = query.matmul(&key.t()?)?;
        if let Some(mask) = mask {
            scores = scores.broadcast_add(mask)?;
        }
        let mixed = softmax(&scores)?.matmul(&value)?.transpose(1, 2)?;
        let (batch, length, ..) = mixed.dims4()?;
        part("out", &mixed.reshape((batch, length, ()))?)
    }

    fn widen(&self, name: &str, x: &Tensor) -> Result<Tensor> {
        let part = |part: &str, x: &Tensor| {
            let weight = self.var(&format!("{name}.mlp.{part}.weight"))?;
            linear(x, weight, Some(self.var(&format!("{name}.mlp.{part}.bias"))?))
        };
        part("2", &gelu(&part("0", &self.norm(&format!("{name}.mlp_ln"), x)?)?)?)
    }

    fn norm(&self, name: &str, x: &Tensor) -> Result<Tensor> {
        let (weight, bias) = (format!("{name}.weight"), format!("{name}.bias"));
        layer_norm(x, self.var(&weight)?, self.var(&bias)?)
    }
}

/// The weights that tell characters apart while training; they are in no file.
pub const SPOKEN: &str = "spoken";
/// The table of tokens.
pub const EMBEDDING: &str = "decoder.token_embedding.weight";

/// The bias of tokens that no training saw: no state makes up for it.
pub const NEVER: f32 = -60.0;

/// The row that all unknown tokens share, the first of the table.
///
/// # Errors
/// When the numeric library fails.
pub fn unknown(width: usize) -> Result<Tensor> {
    let mut row = vec![0.0; width];
    row[width - 1] = NEVER;
    Tensor::from_vec(row, (1, width), &Device::Cpu)
}

/// The table with that row in its first place.
fn without_unknown(table: &Tensor) -> Result<Tensor> {
    let (rows, width) = table.dims2()?;
    Tensor::cat(&[&unknown(width)?, &table.narrow(0, 1, rows - 1)?], 0)
}

/// The last number of every state is one, so that the last number of a token's embedding is its bias:
/// tokens that no training saw get a bias that no state can make up for.
fn pin_last(x: &Tensor) -> Result<Tensor> {
    let (batch, length, width) = x.dims3()?;
    let one = Tensor::ones((batch, length, 1), DType::F32, x.device())?;
    Tensor::cat(&[&x.narrow(2, 0, width - 1)?, &one], 2)
}

fn linear(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    let (batch, length, depth) = x.dims3()?;
    let flat = x.reshape((batch * length, depth))?.matmul(&weight.t()?)?;
    let flat = match bias {
        Some(bias) => flat.broadcast_add(bias)?,
        None => flat,
    };
    flat.reshape((batch, length, ()))
}

fn causal(length: usize) -> Result<Tensor> {
    let hidden = |at: usize| if at % length > at / length { -1e9_f32 } else { 0.0 };
    let rows: Vec<f32> = (0..length * length).map(hidden).collect();
    Tensor::from_vec(rows, (length, length), &Device::Cpu)
}

fn sinusoids(places: usize, width: usize) -> Result<Tensor> {
    let half = width / 2;
    let step = 10_000.0_f32.ln() / (half - 1) as f32;
    let number = |at: usize| {
        let (place, column) = (at / width, at % width);
        let angle = place as f32 * (-step * (column % half) as f32).exp();
        if column < half { angle.sin() } else { angle.cos() }
    };
    let rows: Vec<f32> = (0..places * width).map(number).collect();
    Tensor::from_vec(rows, (places, width), &Device::Cpu)
}

struct Maker {
    rng: Pcg64Mcg,
    vars: Vec<(String, Var)>,
}

impl Maker {
    /// Numbers around zero whose squares sum to one over `inputs` of them.
    fn random(&mut self, name: &str, shape: &[usize], inputs: f64) -> Result<()> {
        let reach = (3.0 / inputs).sqrt() as f32;
        let count = shape.iter().product();
        let numbers: Vec<f32> = (0..count).map(|_| self.rng.random_range(-reach..reach)).collect();
        let var = Var::from_tensor(&Tensor::from_vec(numbers, shape, &Device::Cpu)?)?;
        self.vars.push((name.to_owned(), var));
        Ok(())
    }

    fn constant(&mut self, name: &str, shape: &[usize], value: f32) -> Result<()> {
        let var = Var::from_tensor(&Tensor::full(value, shape, &Device::Cpu)?)?;
        self.vars.push((name.to_owned(), var));
        Ok(())
    }

    fn norm(&mut self, name: &str, width: usize) -> Result<()> {
        self.constant(&format!("{name}.weight"), &[width], 1.0)?;
        self.constant(&format!("{name}.bias"), &[width], 0.0)
    }

    fn block(&mut self, name: &str, width: usize, attentions: &[&str]) -> Result<()> {
        for attention in attentions {
            self.norm(&format!("{name}.{attention}_ln"), width)?;
            for part in ["query", "key", "value", "out"] {
                let name = format!("{name}.{attention}.{part}");
                self.random(&format!("{name}.weight"), &[width, width], width as f64)?;
                if part != "key" {
                    self.constant(&format!("{name}.bias"), &[width], 0.0)?;
                }
            }
        }
        self.norm(&format!("{name}.mlp_ln"), width)?;
        for (part, (to, from)) in [("0", (4 * width, width)), ("2", (width, 4 * width))] {
            self.random(&format!("{name}.mlp.{part}.weight"), &[to, from], from as f64)?;
            self.constant(&format!("{name}.mlp.{part}.bias"), &[to], 0.0)?;
        }
        Ok(())
    }
}
