//! What is filled in on the way of a case over regions: the request, the check of the material, and
//! the 业务办理服务确认单 (T-02 to T-04, T-08). The guides name the slip and not its fields; they are
//! the project's own.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::fault::{self, Fault};
use crate::profile::reach::CaseRules;

/// How the three sides work together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 线下协同: the taxpayer is at a counter of the place that takes the case in.
    Counter,
    /// 线上协同: the taxpayer is in the chat.
    Online,
}

/// The request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// How the three sides work together.
    pub channel: Channel,
    /// What is wanted.
    pub matter: String,
    /// The basic facts.
    pub facts: String,
    /// The id of the center of the place that takes it in, 收件地.
    pub origin_center: String,
    /// The id of the center of the place that handles it, 办理地.
    pub handling_center: String,
    /// The id of the center that decides for the province of the handling place.
    pub deciding_center: String,
}

/// What the place that takes it in has seen of the taxpayer and of the material (T-03).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What is as it must be.
    pub seen: BTreeSet<Seen>,
    /// The ids of the electronic copies.
    pub materials: Vec<String>,
}

/// A thing that has to be as it must be before material is sent on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// The identity was checked.
    Identity,
    /// Nothing is missing.
    Complete,
    /// It has the form that the law asks for.
    LegalForm,
    /// Everything is filled in.
    Filled,
}

impl Seen {
    /// Everything that has to be seen.
    pub const ALL: [Self; 4] = [Self::Identity, Self::Complete, Self::LegalForm, Self::Filled];

    /// Its name on the wire and in rows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Complete => "complete",
            Self::LegalForm => "legal_form",
            Self::Filled => "filled",
        }
    }
}

/// The slip as the handling place sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// The handling place has verified the identity again.
    pub identity_verified: bool,
    /// The matter as the handling place understood it.
    pub matter: String,
    /// What the taxpayer has to know.
    pub notes: String,
}

/// What is filled in on a slip, confirming it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// Who applies.
    pub applicant: String,
    /// Where the applicant is reached.
    pub mobile: String,
    /// How the result is wanted.
    pub way: Way,
}

/// How the result gets to the taxpayer (T-05, T-08).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// On paper, at the counter.
    Counter,
    /// On paper, by post to this address.
    Post(String),
    /// As an electronic document.
    Electronic,
}

/// What a case has collected until its review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// The check of the material.
    pub check: Check,
    /// The slip.
    pub slip: Slip,
    /// What was filled in on it.
    pub filled: Filled,
    /// What had to be supplemented; it may be said only once (T-04).
    pub supplement: Option<Supplement>,
}

/// What had to be supplemented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// What was missing.
    pub text: String,
    /// When it was told.
    pub told_at: Timestamp,
    /// The ids of what was supplied.
    pub materials: Vec<String>,
}

impl Form {
    /// What is wrong with a new request.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        fault::text("matter", &self.matter, &mut faults);
        fault::text("facts", &self.facts, &mut faults);
        fault::text("origin_center", &self.origin_center, &mut faults);
        fault::text("handling_center", &self.handling_center, &mut faults);
        fault::text("deciding_center", &self.deciding_center, &mut faults);
        if self.origin_center == self.handling_center {
            faults.push(Fault::new("handling_center", "same"));
        }
        faults
    }
}

impl Check {
    /// What keeps the material from being sent on.
    pub fn faults(&self, rules: &CaseRules) -> Vec<Fault> {
        let missing = Seen::ALL.into_iter().filter(|seen| !self.seen.contains(seen));
        let mut faults: Vec<Fault> =
            missing.map(|seen| Fault::new(seen.name(), "required")).collect();
        check_materials(&self.materials, rules, &mut faults);
        faults
    }
}

impl Slip {
    /// What is wrong with a slip that is to be sent.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !self.identity_verified {
            faults.push(Fault::new("identity_verified", "required"));
        }
        fault::text("matter", &self.matter, &mut faults);
        fault::text("notes", &self.notes, &mut faults);
        faults
    }
}

impl Filled {
    /// What is wrong with what was filled in.
    pub fn faults(&self, channel: Channel) -> Vec<Fault> {
        let mut faults = Vec::new();
        fault::text("applicant", &self.applicant, &mut faults);
        fault::mobile("mobile", Some(&self.mobile), &mut faults);
        match (&self.way, channel) {
            (Way::Post(address), _) => fault::text("address", address, &mut faults),
            // Nobody stands at a counter whom it could be handed to.
            (Way::Counter, Channel::Online) => faults.push(Fault::new("way", "channel")),
            (Way::Counter, Channel::Counter) | (Way::Electronic, _) => {}
        }
        faults
    }
}

/// Checks a list of electronic copies: its faults go to `faults`.
pub fn check_materials(materials: &[String], rules: &CaseRules, faults: &mut Vec<Fault>) {
    let field = "materials";
    if materials.is_empty() {
        faults.push(Fault::new(field, "required"));
    }
    if materials.len() > rules.materials_max {
        faults.push(Fault::new(field, "too_many").with(&[&rules.materials_max.to_string()]));
    }
    for id in materials {
        fault::text(field, id, faults);
    }
}
