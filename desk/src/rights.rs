//! 权益中心: the rights of taxpayers as a page that a bureau fills (S-06).

use serde::{Deserialize, Serialize};

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// What people read above the rights.
    pub title: String,
    /// The rights, in their order.
    pub right: Vec<Right>,
}

/// A right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub text: String,
    /// Where it stands; nobody is told of a right without its basis.
    pub basis: String,
}

/// What is wrong with a page.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The file is no TOML of this form.
    #[error("the rights cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// A field of a right is empty.
    #[error("the right `{0}` has an empty field")]
    Empty(String),
    /// Two rights have one id.
    #[error("the right `{0}` stands there twice")]
    Twice(String),
}

const BUNDLED: &str = include_str!("../data/rights.toml");

impl Rights {
    /// The page that ships.
    ///
    /// # Panics
    /// Never: what ships is tested.
    pub fn bundled() -> Self {
        Self::read(BUNDLED).expect("the bundled rights are tested")
    }

    /// Reads a page as TOML.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn read(text: &str) -> Result<Self, Error> {
        let rights: Self = toml::from_str(text)?;
        for (place, right) in rights.right.iter().enumerate() {
            let fields = [&right.id, &right.name, &right.text, &right.basis];
            if fields.iter().any(|field| field.trim().is_empty()) {
                return Err(Error::Empty(right.id.clone()));
            }
            if rights.right[..place].iter().any(|other| other.id == right.id) {
                return Err(Error::Twice(right.id.clone()));
            }
        }
        Ok(rights)
    }
}
