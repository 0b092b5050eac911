//! Whom a notice reaches (C-17, H-02).

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::profile::reach::NoticeRules;

/// Whom a notice reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Audience {
    /// Everybody.
    Everyone,
    /// Whoever fits every condition that is not empty.
    Group(Group),
    /// These people, by subject.
    Subjects(Vec<String>),
    /// Everybody who serves at this operating center, by its id.
    Center(String),
}

/// The conditions of a group; an empty one asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Group {
    /// One of these roles.
    pub roles: Vec<String>,
    /// In one of these regions or below it, by administrative code.
    pub regions: Vec<String>,
    /// A taxpayer of one of these types.
    pub taxpayer_types: Vec<String>,
}

/// Somebody, by what an audience asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who<'a> {
    /// The subject.
    pub subject: &'a str,
    /// The roles that somebody holds.
    pub roles: &'a [&'a str],
    /// The administrative code of the region, where it is known.
    pub region: Option<&'a str>,
    /// The type of the taxpayer, where it is known.
    pub taxpayer_type: Option<&'a str>,
    /// The id of the operating center where somebody serves; none for those who are served.
    pub serves_at: Option<&'a str>,
}

const FIELD: &str = "audience";

impl Audience {
    /// Whether somebody is among them.
    pub fn reaches(&self, who: Who) -> bool {
        match self {
            Self::Everyone => true,
            Self::Group(group) => group.holds(who),
            Self::Subjects(subjects) => subjects.iter().any(|subject| subject == who.subject),
            Self::Center(center) => who.serves_at == Some(center.as_str()),
        }
    }

    /// What is wrong with it goes to `faults`.
    pub(crate) fn check(&self, rules: &NoticeRules, faults: &mut Vec<Fault>) {
        match self {
            Self::Everyone => {}
            Self::Group(group) => group.check(rules, faults),
            Self::Subjects(subjects) => check_list(subjects, rules, faults),
            Self::Center(center) => check_list(std::slice::from_ref(center), rules, faults),
        }
        // Nobody at all is a slip of whoever sends it, not a wish.
        if matches!(self, Self::Subjects(subjects) if subjects.is_empty()) {
            faults.push(Fault::new(FIELD, "required"));
        }
    }
}

impl Group {
    fn holds(&self, who: Who) -> bool {
        let among = |wanted: &[String], has: &str| wanted.iter().any(|one| one == has);
        let below = |region: &str| self.regions.iter().any(|code| region.starts_with(stem(code)));
        (self.roles.is_empty() || who.roles.iter().any(|role| among(&self.roles, role)))
            && (self.regions.is_empty() || who.region.is_some_and(below))
            && (self.taxpayer_types.is_empty()
                || who.taxpayer_type.is_some_and(|has| among(&self.taxpayer_types, has)))
    }

    fn check(&self, rules: &NoticeRules, faults: &mut Vec<Fault>) {
        let lists = [&self.roles, &self.regions, &self.taxpayer_types];
        if lists.iter().all(|list| list.is_empty()) {
            faults.push(Fault::new(FIELD, "required"));
        }
        for list in lists {
            check_list(list, rules, faults);
        }
        for code in &self.regions {
            let digits = code.bytes().all(|b| b.is_ascii_digit());
            if !digits || code.len() % 2 == 1 || stem(code).is_empty() {
                faults.push(Fault::new(FIELD, "region").with(&[code]));
            }
        }
    }
}

fn check_list(list: &[String], rules: &NoticeRules, faults: &mut Vec<Fault>) {
    if list.len() > rules.audience_max {
        faults.push(Fault::new(FIELD, "too_many").with(&[&rules.audience_max.to_string()]));
    }
    let odd = |one: &String| one.trim().is_empty() || one.chars().count() > rules.id_chars_max;
    if list.iter().any(odd) {
        faults.push(Fault::new(FIELD, "entry"));
    }
}

/// What the codes of everything below a region begin with: the code without its pairs of zeros.
fn stem(code: &str) -> &str {
    let mut stem = code;
    while let Some(shorter) = stem.strip_suffix("00") {
        stem = shorter;
    }
    stem
}
