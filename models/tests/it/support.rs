//! What several tests need: small weights made on the spot.

use std::collections::HashMap;

use candle_core::{DType, Device, Tensor};
use wenshui_models::Embed;

/// A weights file of characters; a test changes what it wants to see refused.
pub(crate) struct CharsFile {
    pub(crate) header: Option<String>,
    pub(crate) tensors: Vec<(String, Tensor)>,
}

impl CharsFile {
    /// Three characters in the plane.
    pub(crate) fn small() -> Self {
        let mut file = Self { header: Some(header(0.5)), tensors: Vec::new() };
        file.set("chars", tensor(&['a' as u32, 'b' as u32, '税' as u32], &[3]));
        file.set("table", tensor(&[1.0_f32, 0.0, 0.0, 1.0, -1.0, 1.0], &[3, 2]));
        file.set("weight", tensor(&[1.0_f32, 0.5, 1.0], &[3]));
        file.set("mean", tensor(&[0.0_f32, 0.0], &[2]));
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
        r#"{{"kind":"chars","format":1,"name":"small","repeat_power":{repeat_power},
            "source":"made by a test","licence":"none","recipe":"by hand"}}"#
    )
}

pub(crate) fn tensor<T: candle_core::WithDType>(numbers: &[T], shape: &[usize]) -> Tensor {
    Tensor::from_slice(numbers, shape, &Device::Cpu).unwrap()
}

pub(crate) fn to_f16(tensor: &Tensor) -> Tensor {
    tensor.to_dtype(DType::F16).unwrap()
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
