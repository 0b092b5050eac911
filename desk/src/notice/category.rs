//! The categories of notices, which are data (H-09).

use serde::{Deserialize, Serialize};

/// A category: a tab of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name on the wire and in rows.
    pub id: String,
    /// What people read.
    pub name: String,
}

/// All categories, in the order of their tabs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Categories {
    /// What the tab of all of them is called.
    pub all: String,
    /// The categories.
    pub category: Vec<Category>,
}

const BUNDLED: &str = include_str!("../../data/categories.toml");

impl Categories {
    /// The categories that ship.
    ///
    /// # Panics
    /// Never: what ships is tested.
    pub fn bundled() -> Self {
        Self::read(BUNDLED).expect("the bundled categories are tested")
    }

    /// Reads categories as TOML.
    ///
    /// # Errors
    /// What is wrong, with line and column.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The category with this id.
    pub fn get(&self, id: &str) -> Option<&Category> {
        self.category.iter().find(|category| category.id == id)
    }
}
