//! What may be attached to a form: kinds, sizes and how many.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// A file that has been uploaded. One that was only selected has no id and cannot be named (O-09).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// The name it came with.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The settings of what is attached to forms.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachmentRules {
    /// The endings of names that are taken, in lower case (O-07).
    pub extensions: Vec<String>,
    /// The largest size in bytes that is still taken (O-08).
    pub bytes_max: u64,
    /// How many there may be.
    pub count_max: usize,
}

const FIELD: &str = "attachments";

impl AttachmentRules {
    /// Checks what is attached to a form: its faults go to `faults`. Whether a content is what its
    /// name says was seen when it was uploaded.
    pub fn check(&self, attachments: &[Attachment], faults: &mut Vec<Fault>) {
        if attachments.len() > self.count_max {
            faults.push(Fault::new(FIELD, "too_many").with(&[&self.count_max.to_string()]));
        }
        for (place, attachment) in attachments.iter().enumerate() {
            let name = attachment.name.as_str();
            if !self.takes(name) {
                faults.push(Fault::new(FIELD, "kind").with(&[name]));
            }
            if attachment.bytes > self.bytes_max {
                let limit = self.bytes_max.to_string();
                faults.push(Fault::new(FIELD, "too_large").with(&[name, &limit]));
            }
            if attachments[..place].iter().any(|other| other.id == attachment.id) {
                faults.push(Fault::new(FIELD, "twice").with(&[name]));
            }
        }
    }

    fn takes(&self, name: &str) -> bool {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        ending.is_some_and(|ending| self.extensions.contains(&ending))
    }
}
