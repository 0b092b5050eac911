//! What several tests need: small weights made on the spot.

use std::collections::HashMap;

use candle_core::{Device, Tensor};
use wenshui_models::Embed;

/// A weights file of grams; a test changes what it wants to see refused.
pub(crate) struct GramsFile {
    pub(crate) header: Option<String>,
    pub(crate) tensors: Vec<(String, Tensor)>,
}

impl GramsFile {
    /// Three characters and a pair in the plane: `a` is (1, 0), `b` (0, 0.5), `税` (−1, 1), `ab`
    /// (0.5, 0.5).
    pub(crate) fn small() -> Self {
        let mut file = Self { header: Some(header(0.5)), tensors: Vec::new() };
        let [a, b, tax] = ['a', 'b', '税'].map(|c| i64::from(c as u32));
        file.set("grams", tensor(&[a, b, tax, a << 21 | b], &[4]));
        file.set("table", tensor(&[228_u8, 128, 128, 178, 28, 228, 178, 178], &[4, 2]));
        file.set("scale", tensor(&[0.01_f32; 4], &[4]));
        file
    }

    pub(crate) fn set(&mut self, name: &str, tensor: Tensor) {
        self.remove(name);
        self.tensors.push((name.to_owned(), tensor));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.tensors.retain(|(other, _)| other != name);
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let metadata =
            self.header.clone().map(|header| HashMap::from([("wenshui".to_owned(), header)]));
        safetensors::serialize(self.tensors.clone(), metadata).unwrap()
    }
}

pub(crate) fn header(repeat_power: f32) -> String {
    format!(
        r#"{{"kind":"grams","format":1,"name":"small","repeat_power":{repeat_power},
            "source":"made by a test","licence":"none","recipe":"by hand"}}"#
    )
}

pub(crate) fn tensor<T: candle_core::WithDType>(numbers: &[T], shape: &[usize]) -> Tensor {
    Tensor::from_slice(numbers, shape, &Device::Cpu).unwrap()
}

/// One vector through the path of a single question.
pub(crate) fn vector(encoder: &dyn Embed, text: &str) -> Vec<f32> {
    let mut vector = vec![f32::NAN; encoder.dims()];
    encoder.embed_into(text, &mut vector).unwrap();
    vector
}

/// The dot product, which for vectors of an encoder is the cosine.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
