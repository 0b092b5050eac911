//! Safetensors in memory, read with every fault named; the one home of the safetensors library.

use std::collections::HashMap;

use candle_core::Tensor;
use half::slice::HalfFloatSliceExt as _;
use half::{bf16, f16};
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensorError, SafeTensors};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::fault::Fault;

/// The key of the format's free metadata under which our header stands, as one JSON text: the
/// library writes several keys in no fixed order, and equal weights shall be equal bytes.
const HEADER_KEY: &str = "wenshui";

/// What every header says first.
#[derive(Deserialize)]
struct Said {
    kind: String,
    format: u32,
    name: String,
}

/// A parsed file; the numbers stay in the bytes until they are asked for.
pub(crate) struct Weights<'a> {
    file: &'a str,
    tensors: SafeTensors<'a>,
    header: Option<String>,
}

impl<'a> Weights<'a> {
    /// Parses `bytes`; `file` is what errors call them.
    pub(crate) fn parse(file: &'a str, bytes: &'a [u8]) -> Result<Self, Error> {
        let fault = |error| Error::weights(file, fault_of(&error));
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(fault)?;
        let tensors = SafeTensors::deserialize(bytes).map_err(fault)?;
        let header = metadata.metadata().as_ref().and_then(|keys| keys.get(HEADER_KEY)).cloned();
        Ok(Self { file, tensors, header })
    }

    /// Our header, of the kind and layout that the reader expects.
    pub(crate) fn header<H: DeserializeOwned>(&self, expected: (&str, u32)) -> Result<H, Error> {
        let fault = |field: &str, reason: String| self.header_fault(field, reason);
        let json = self.header.as_deref();
        let json = json.ok_or_else(|| fault("wenshui", "is missing".to_owned()))?;
        let unreadable =
            |error: serde_json::Error| fault("wenshui", format!("is not ours: {error}"));
        let said: Said = serde_json::from_str(json).map_err(unreadable)?;
        let (kind, format) = expected;
        if said.kind != kind {
            return Err(fault("kind", format!("is `{}`, it must be `{kind}`", said.kind)));
        }
        if said.format != format {
            return Err(fault("format", format!("is {}, this is {format}", said.format)));
        }
        if said.name.is_empty() {
            return Err(fault("name", "is empty".to_owned()));
        }
        serde_json::from_str(json).map_err(unreadable)
    }

    /// What is wrong with a field of the header.
    pub(crate) fn header_fault(&self, field: &str, reason: String) -> Error {
        Error::weights(self.file, Fault::Header { field: field.to_owned(), reason })
    }

    /// The shape of a tensor of rank 2.
    pub(crate) fn matrix_shape(&self, name: &str) -> Result<[usize; 2], Error> {
        let view = self.view(name)?;
        match view.shape() {
            [rows, columns] if *columns > 0 => Ok([*rows, *columns]),
            _ => Err(self.shape_fault(name, &view, "[grams, dims]")),
        }
    }

    /// A list of whole numbers.
    pub(crate) fn longs(&self, name: &str) -> Result<Vec<i64>, Error> {
        let view = self.view(name)?;
        if view.dtype() != Dtype::I64 {
            return Err(self.type_fault(name, &view, "I64"));
        }
        if view.shape().len() != 1 {
            return Err(self.shape_fault(name, &view, "[grams]"));
        }
        let (longs, _) = view.data().as_chunks::<8>();
        Ok(longs.iter().copied().map(i64::from_le_bytes).collect())
    }

    /// The bytes of a tensor of the given shape, row after row.
    pub(crate) fn bytes(&self, name: &str, shape: &[usize]) -> Result<Vec<u8>, Error> {
        let view = self.view(name)?;
        if view.shape() != shape {
            return Err(self.shape_fault(name, &view, &format!("{shape:?}")));
        }
        if view.dtype() != Dtype::U8 {
            return Err(self.type_fault(name, &view, "U8"));
        }
        Ok(view.data().to_vec())
    }

    /// The numbers of a tensor of the given shape, row after row, all of them finite.
    pub(crate) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Error> {
        let view = self.view(name)?;
        if view.shape() != shape {
            return Err(self.shape_fault(name, &view, &format!("{shape:?}")));
        }
        let Some(numbers) = to_f32s(&view) else {
            return Err(self.type_fault(name, &view, "F16, BF16 or F32"));
        };
        match numbers.iter().position(|x| !x.is_finite()) {
            None => Ok(numbers),
            Some(position) => Err(self.value_fault(name, "is not finite", position)),
        }
    }

    /// Checks that no tensor of floating numbers holds one that is not finite.
    pub(crate) fn check_finite(&self) -> Result<(), Error> {
        for (name, view) in self.tensors.iter() {
            if matches!(view.dtype(), Dtype::F16 | Dtype::BF16 | Dtype::F32) {
                self.floats(name, view.shape())?;
            }
        }
        Ok(())
    }

    /// A fault in the values of a tensor.
    pub(crate) fn value_fault(&self, name: &str, reason: &'static str, position: usize) -> Error {
        let name = name.to_owned();
        Error::weights(self.file, Fault::Value { name, reason, position })
    }

    fn view(&self, name: &str) -> Result<TensorView<'a>, Error> {
        let tensor = self.tensors.tensor(name);
        tensor.map_err(|error| Error::weights(self.file, fault_of(&error)))
    }

    fn shape_fault(&self, name: &str, view: &TensorView<'_>, expected: &str) -> Error {
        let (name, expected) = (name.to_owned(), expected.to_owned());
        let found = view.shape().to_vec();
        Error::weights(self.file, Fault::Shape { name, found, expected })
    }

    fn type_fault(&self, name: &str, view: &TensorView<'_>, expected: &'static str) -> Error {
        let found = format!("{:?}", view.dtype());
        Error::weights(self.file, Fault::Type { name: name.to_owned(), found, expected })
    }
}

/// Writes tensors and our header as safetensors. Equal inputs give equal bytes.
pub(crate) fn serialize(tensors: Vec<(&str, Tensor)>, header: String) -> Result<Vec<u8>, String> {
    let metadata = HashMap::from([(HEADER_KEY.to_owned(), header)]);
    safetensors::serialize(tensors, Some(metadata)).map_err(|error| error.to_string())
}

/// Numbers of the types that weights are stored in; none of others. Half floats are widened eight at a time where
/// the processor can.
fn to_f32s(view: &TensorView<'_>) -> Option<Vec<f32>> {
    let mut numbers = vec![0.0; view.data().len() * 8 / view.dtype().bitsize()];
    let (pairs, _) = view.data().as_chunks::<2>();
    match view.dtype() {
        Dtype::F16 => {
            let halves: Vec<f16> = pairs.iter().copied().map(f16::from_le_bytes).collect();
            halves.convert_to_f32_slice(&mut numbers);
        }
        Dtype::BF16 => {
            let halves: Vec<bf16> = pairs.iter().copied().map(bf16::from_le_bytes).collect();
            halves.convert_to_f32_slice(&mut numbers);
        }
        Dtype::F32 => {
            let (quads, _) = view.data().as_chunks::<4>();
            numbers = quads.iter().copied().map(f32::from_le_bytes).collect();
        }
        _ => return None,
    }
    Some(numbers)
}

/// A file that stops too early is told from one that is something else, because only the first is
/// mended by finishing a download.
pub(crate) fn fault_of(error: &SafeTensorError) -> Fault {
    match error {
        SafeTensorError::TensorNotFound(name) => Fault::TensorMissing { name: name.clone() },
        SafeTensorError::HeaderTooSmall
        | SafeTensorError::InvalidHeaderLength
        | SafeTensorError::MetadataIncompleteBuffer => Fault::Truncated,
        other => Fault::NotSafetensors { reason: other.to_string() },
    }
}
