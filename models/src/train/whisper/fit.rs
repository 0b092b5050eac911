//! Descent: two halves of a batch on two threads, their slopes added.

use candle_core::backprop::GradStore;
use candle_core::{D, Result, Tensor, Var};
use candle_nn::optim::{AdamW, Optimizer, ParamsAdamW};
use rand_pcg::Pcg64Mcg;

use crate::train::whisper::batch::{Batch, Batcher};
use crate::train::whisper::net::Net;
use crate::train::whisper::settings::WhisperSettings;

/// Steps in which the rate rises.
const WARM: usize = 200;
/// The slope is shortened to this length.
const SLOPE_MAX: f64 = 1.0;
/// How many utterances are noisy in the end.
const NOISY: f64 = 0.6;
/// What telling characters apart is worth beside the transcript.
const SPOKEN_WORTH: f64 = 0.5;

/// Fits the network; `progress` gets every step and its loss, and the same for spoken characters.
///
/// # Errors
/// When the numeric library fails.
pub fn fit(
    net: &Net,
    (batcher, settings): (&Batcher<'_>, &WhisperSettings),
    progress: &mut dyn FnMut(usize, (f32, f32)),
) -> Result<()> {
    let vars: Vec<Var> = net.vars.iter().map(|(_, var)| var.clone()).collect();
    let adam = ParamsAdamW {
        lr: settings.rate,
        weight_decay: 0.01,
        beta2: 0.98,
        ..ParamsAdamW::default()
    };
    let mut adam = AdamW::new(vars.clone(), adam)?;
    for step in 0..settings.steps {
        adam.set_learning_rate(rate(settings, step));
        // Noise comes when there is something to hear through it.
        let noisy = (2.0 * step as f64 / settings.steps as f64).min(1.0) * NOISY;
        let half = |half: u64| -> Result<(GradStore, (f32, f32))> {
            let seed = settings.seed << 40 | (step as u64) << 1 | half;
            let mut rng = Pcg64Mcg::new(u128::from(seed) << 1 | 1);
            let batch = batcher.draw((settings.batch / 2, noisy), &mut rng)?;
            let (loss, said) = loss(net, &batch)?;
            Ok((loss.backward()?, said))
        };
        let (first, second) = std::thread::scope(|scope| {
            let other = scope.spawn(|| half(1));
            (half(0), other.join())
        });
        let second =
            second.unwrap_or_else(|_| Err(candle_core::Error::Msg("a thread fell".to_owned())));
        let ((mut slopes, left), (others, right)) = (first?, second?);
        add(&vars, &mut slopes, &others)?;
        adam.step(&slopes)?;
        progress(step, (f32::midpoint(left.0, right.0), f32::midpoint(left.1, right.1)));
    }
    Ok(())
}

/// Rises, then falls with a cosine.
fn rate(settings: &WhisperSettings, step: usize) -> f64 {
    let warm = (step + 1) as f64 / WARM as f64;
    let part = step as f64 / settings.steps as f64;
    settings.rate
        * warm.min(1.0)
        * (0.02 + 0.98 * 0.5 * (1.0 + (std::f64::consts::PI * part).cos()))
}

fn add(vars: &[Var], slopes: &mut GradStore, others: &GradStore) -> Result<()> {
    let mut sums = Vec::with_capacity(vars.len());
    let mut power = 0.0_f64;
    for var in vars {
        let (Some(one), Some(other)) = (slopes.get(var), others.get(var)) else {
            continue;
        };
        let sum = ((one + other)? * 0.5)?;
        power += f64::from(sum.sqr()?.sum_all()?.to_scalar::<f32>()?);
        sums.push((var, sum));
    }
    let scale = (SLOPE_MAX / power.sqrt().max(1e-12)).min(1.0);
    for (var, sum) in sums {
        slopes.insert(var, (sum * scale)?);
    }
    Ok(())
}

fn loss(net: &Net, batch: &Batch) -> Result<(Tensor, (f32, f32))> {
    let out = net.forward(&batch.bands, &batch.tokens)?;
    let missed = missed(&out.logits, &batch.targets)?;
    let text = (missed.mul(&batch.weights)?.sum_all()? / batch.weights.sum_all()?)?;
    let spoken = self::missed(&out.spoken, &batch.spoken)?.mean_all()?;
    let told = (text.to_scalar::<f32>()?, spoken.to_scalar::<f32>()?);
    Ok(((text + (spoken * SPOKEN_WORTH)?)?, told))
}

/// The negative logarithm of the probability of each target.
fn missed(logits: &Tensor, targets: &Tensor) -> Result<Tensor> {
    let logits = logits.flatten(0, 1)?;
    let shifted = logits.broadcast_sub(&logits.max_keepdim(D::Minus1)?.detach())?;
    let sum = shifted.exp()?.sum_keepdim(D::Minus1)?.log()?;
    sum - shifted.gather(targets, 1)?
}
