//! Three operations with slopes of their own, each one pass over the numbers: composed of the
//! library's elementary steps they took four fifths of the time of training.

use candle_core::{CpuStorage, CustomOp1, CustomOp3, Error, Layout, Result, Shape, Tensor};

/// The softmax over the last dimension.
///
/// # Errors
/// When the numeric library fails.
pub fn softmax(x: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op1(Softmax)
}

/// The activation of Whisper in the form that whisper.cpp computes, by the hyperbolic tangent
/// (Hendrycks and Gimpel 2016).
///
/// # Errors
/// When the numeric library fails.
pub fn gelu(x: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op1(Gelu)
}

/// The layer norm over the last dimension (Ba et al. 2016), with weights and biases.
///
/// # Errors
/// When the numeric library fails.
pub fn layer_norm(x: &Tensor, weight: &Tensor, bias: &Tensor) -> Result<Tensor> {
    x.contiguous()?.apply_op3(weight, bias, LayerNorm)
}

struct Softmax;
struct Gelu;
struct LayerNorm;

/// A power of e, to a relative error of 2e-7, in a form that compilers turn into wide registers: the
/// whole part goes into the exponent, the rest through a polynomial.
#[inline]
fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0) * std::f32::consts::LOG2_E;
    // Added and taken away again, this number leaves whole ones only.
    let whole = (x + ROUNDING) - ROUNDING;
    let rest = (x - whole) * std::f32::consts::LN_2;
    let power = 1.0
        + rest
            * (1.0
                + rest
                    * (0.5
                        + rest
                            * (0.166_666_67
                                + rest
                                    * (0.041_666_67
                                        + rest * (0.008_333_33 + rest * 0.001_388_9)))));
    f32::from_bits(((whole as i32 + 127) << 23) as u32) * power
}

/// Three halves of two to the power of the bits of a fraction.
const ROUNDING: f32 = 12_582_912.0;

/// Twice the factor inside the tangent: tanh(y) is 1 - 2 / (e^2y + 1).
const INSIDE: f32 = 1.595_769;
const CUBE: f32 = 0.044_715;

impl CustomOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let mut out = numbers(storage, layout)?.to_vec();
        for row in out.chunks_exact_mut(width(layout.shape())) {
            let most = row.iter().copied().fold(f32::MIN, f32::max);
            for x in row.iter_mut() {
                *x = exp(*x - most);
            }
            let scale = 1.0 / row.iter().sum::<f32>();
            for x in row.iter_mut() {
                *x *= scale;
            }
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, _: &Tensor, out: &Tensor, slope: &Tensor) -> Result<Option<Tensor>> {
        let shape = out.shape().clone();
        let (out, mut slope) = (values(out)?, values(slope)?);
        let width = width(&shape);
        for (row, slope) in out.chunks_exact(width).zip(slope.chunks_exact_mut(width)) {
            let mean: f32 = row.iter().zip(slope.iter()).map(|(y, s)| y * s).sum();
            slope.iter_mut().zip(row).for_each(|(s, y)| *s = y * (*s - mean));
        }
        Ok(Some(Tensor::from_vec(slope, shape, &candle_core::Device::Cpu)?))
    }
}

impl CustomOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let value = |x: &f32| {
            let part = 1.0 - 1.0 / (exp(INSIDE * (x + CUBE * x * x * x)) + 1.0);
            x * part
        };
        let out = numbers(storage, layout)?.iter().map(value).collect();
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, slope: &Tensor) -> Result<Option<Tensor>> {
        let shape = x.shape().clone();
        let (x, mut slope) = (values(x)?, values(slope)?);
        for (slope, x) in slope.iter_mut().zip(&x) {
            let part = 1.0 - 1.0 / (exp(INSIDE * (x + CUBE * x * x * x)) + 1.0);
            let inner = INSIDE * (1.0 + 3.0 * CUBE * x * x);
            *slope *= part + x * part * (1.0 - part) * inner;
        }
        Ok(Some(Tensor::from_vec(slope, shape, &candle_core::Device::Cpu)?))
    }
}

/// What keeps the spread from being zero, as in Whisper.
const EPSILON: f32 = 1e-5;

/// The mean of a row and one over its spread.
fn moments(row: &[f32]) -> (f32, f32) {
    let count = row.len() as f32;
    let mean = row.iter().sum::<f32>() / count;
    let power: f32 = row.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, 1.0 / (power / count + EPSILON).sqrt())
}

impl CustomOp3 for LayerNorm {
    fn name(&self) -> &'static str {
        "layer-norm"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        layout: &Layout,
        weight: &CpuStorage,
        weight_layout: &Layout,
        bias: &CpuStorage,
        bias_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (weight, bias) = (numbers(weight, weight_layout)?, numbers(bias, bias_layout)?);
        let mut out = numbers(x, layout)?.to_vec();
        for row in out.chunks_exact_mut(width(layout.shape())) {
            let (mean, scale) = moments(row);
            for ((x, weight), bias) in row.iter_mut().zip(weight).zip(bias) {
                *x = (*x - mean) * scale * weight + bias;
            }
        }
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        weight: &Tensor,
        _: &Tensor,
        _: &Tensor,
        slope: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let shape = x.shape().clone();
        let width = width(&shape);
        let (x, weight, mut slope) = (values(x)?, values(weight)?, values(slope)?);
        let mut weight_slope = vec![0.0; width];
        let mut bias_slope = vec![0.0; width];
        for (row, slope) in x.chunks_exact(width).zip(slope.chunks_exact_mut(width)) {
            let (mean, scale) = moments(row);
            let (mut sum, mut along) = (0.0, 0.0);
            for (at, x) in row.iter().enumerate() {
                let even = (x - mean) * scale;
                weight_slope[at] += slope[at] * even;
                bias_slope[at] += slope[at];
                sum += slope[at] * weight[at];
                along += slope[at] * weight[at] * even;
            }
            let count = width as f32;
            for (at, x) in row.iter().enumerate() {
                let even = (x - mean) * scale;
                slope[at] = scale * (slope[at] * weight[at] - (sum + even * along) / count);
            }
        }
        let tensor =
            |numbers: Vec<f32>| Tensor::from_vec(numbers, width, &candle_core::Device::Cpu);
        let slope = Tensor::from_vec(slope, shape, &candle_core::Device::Cpu)?;
        Ok((Some(slope), Some(tensor(weight_slope)?), Some(tensor(bias_slope)?)))
    }
}

fn width(shape: &Shape) -> usize {
    shape.dims().last().copied().unwrap_or(1)
}

fn values(tensor: &Tensor) -> Result<Vec<f32>> {
    tensor.flatten_all()?.to_vec1()
}

fn numbers<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    let numbers = storage.as_slice::<f32>()?;
    let (from, to) =
        layout.contiguous_offsets().ok_or_else(|| Error::Msg("numbers with gaps".to_owned()))?;
    Ok(&numbers[from..to])
}

#[cfg(test)]
mod tests {
    use candle_core::{D, Device, Tensor, Var};

    use super::{gelu, layer_norm, softmax};

    fn same(one: &Tensor, other: &Tensor) {
        let apart = (one - other).unwrap().abs().unwrap().flatten_all().unwrap();
        let apart = apart.max(0).unwrap().to_scalar::<f32>().unwrap();
        assert!(apart < 1e-5, "{apart}");
    }

    /// Compares values and slopes of a fused operation with those of the elementary steps.
    fn check(fused: impl Fn(&Tensor) -> Tensor, plain: impl Fn(&Tensor) -> Tensor) {
        let x = Var::from_tensor(&Tensor::rand(-4.0_f32, 4.0, (3, 5, 8), &Device::Cpu).unwrap())
            .unwrap();
        let worth = Tensor::rand(-1.0_f32, 1.0, (3, 5, 8), &Device::Cpu).unwrap();
        let (one, other) = (fused(&x), plain(&x));
        same(&one, &other);
        let slope = |out: Tensor| {
            let slopes = (out * &worth).unwrap().sum_all().unwrap().backward().unwrap();
            slopes.get(&x).unwrap().clone()
        };
        same(&slope(one), &slope(other));
    }

    #[test]
    fn softmax_has_the_slopes_of_its_steps() {
        check(
            |x| softmax(x).unwrap(),
            |x| {
                let e = x.exp().unwrap();
                e.broadcast_div(&e.sum_keepdim(D::Minus1).unwrap()).unwrap()
            },
        );
    }

    #[test]
    fn gelu_has_the_slopes_of_its_steps() {
        check(|x| gelu(x).unwrap(), |x| x.gelu().unwrap());
    }

    #[test]
    fn layer_norm_has_the_slopes_of_its_steps() {
        let weight = Tensor::rand(0.5_f32, 1.5, 8, &Device::Cpu).unwrap();
        let bias = Tensor::rand(-1.0_f32, 1.0, 8, &Device::Cpu).unwrap();
        check(
            |x| layer_norm(x, &weight, &bias).unwrap(),
            |x| {
                let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1).unwrap()).unwrap();
                let power = centred.sqr().unwrap().mean_keepdim(D::Minus1).unwrap();
                let even = centred.broadcast_div(&(power + 1e-5).unwrap().sqrt().unwrap()).unwrap();
                even.broadcast_mul(&weight).unwrap().broadcast_add(&bias).unwrap()
            },
        );
    }
}
