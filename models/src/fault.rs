//! What can be wrong with weights, and how each of it is mended.

/// A fault of a weights file or of a folder of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing is there.
    #[error("the file is missing")]
    Missing,
    /// A folder that holds no encoder.
    #[error("the folder holds neither `config.json` nor exactly one `.safetensors` file")]
    NoEncoder,
    /// The file ends before its tensors do.
    #[error("the file is truncated")]
    Truncated,
    /// The file is something else.
    #[error("this is no safetensors file ({reason})")]
    NotSafetensors {
        /// What the reader said.
        reason: String,
    },
    /// The file is no speech model.
    #[error("this is no whisper model in ggml layout ({reason})")]
    NotWhisper {
        /// What is wrong.
        reason: String,
    },
    /// The header that tells what the weights are is absent or of another kind.
    #[error("the header `{field}` {reason}")]
    Header {
        /// The field of the header.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A tensor is not there.
    #[error("the tensor `{name}` is missing")]
    TensorMissing {
        /// The tensor.
        name: String,
    },
    /// A tensor has another shape.
    #[error("the tensor `{name}` has the shape {found:?}, it must be {expected}")]
    Shape {
        /// The tensor.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// What it must be.
        expected: String,
    },
    /// A tensor has another type.
    #[error("the tensor `{name}` has the type {found}, it must be {expected}")]
    Type {
        /// The tensor.
        name: String,
        /// Its type.
        found: String,
        /// What it must be.
        expected: &'static str,
    },
    /// A tensor holds numbers that cannot be.
    #[error("the tensor `{name}` {reason} at position {position}")]
    Value {
        /// The tensor.
        name: String,
        /// What is wrong.
        reason: &'static str,
        /// Where, counted from 0 over the whole tensor.
        position: usize,
    },
    /// The bytes are not those that were recorded.
    #[error("the blake3 checksum is {found}, recorded is {expected}")]
    Checksum {
        /// The recorded checksum.
        expected: String,
        /// The checksum of what is there.
        found: String,
    },
    /// A configuration file cannot be read or asks for what is not supported.
    #[error("{reason}")]
    Config {
        /// What is wrong, with the field where it is known.
        reason: String,
    },
}

impl Fault {
    /// What to do about it, for the person who runs the program.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::Missing => "put it there or name another path",
            Self::NoEncoder => {
                "name a `.safetensors` file of characters, or a folder with `config.json`, \
                 `tokenizer.json` and `model.safetensors`"
            }
            Self::NotWhisper { .. } => {
                "name a file as whisper.cpp reads it, such as `ggml-base.bin`, or download it again"
            }
            Self::Truncated | Self::NotSafetensors { .. } => {
                "copy or download it again, it did not arrive whole"
            }
            Self::Header { .. } => {
                "name a file made by `wenshui models train grams`, or the folder of a BERT encoder"
            }
            Self::TensorMissing { .. }
            | Self::Shape { .. }
            | Self::Type { .. }
            | Self::Value { .. } => "take it from its release again, or train it anew",
            Self::Checksum { .. } => {
                "copy or download it again, or renew its `.blake3` file if the change was meant"
            }
            Self::Config { .. } => "take the file from the encoder's own release",
        }
    }
}
