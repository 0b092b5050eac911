//! 运营中心: a tree of operating centers, and which of them serves a taxpayer (J-07, J-08).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::calendar::Calendars;
use crate::mistake::{Mistake, Proof};
use crate::number::Province;

/// An operating center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Center {
    /// The id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The center above, except at the top.
    pub parent: Option<String>,
    /// Codes of the authorities, 主管机关, whose taxpayers it serves.
    pub authorities: Vec<String>,
    /// Codes of the regions it serves, six digits each.
    pub regions: Vec<String>,
    /// What its agents are asked for.
    pub skills: Vec<String>,
    /// The name of its working hours.
    pub calendar: String,
    /// Of two centers that name a region, the higher one serves.
    pub priority: i32,
}

/// The tree of centers; every parent is there and no center is above itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centers {
    by_id: BTreeMap<String, Center>,
    by_authority: BTreeMap<String, String>,
}

/// What is known of where a taxpayer belongs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Belonging<'a> {
    /// The code of the competent authority.
    pub authority: Option<&'a str>,
    /// The code of the region.
    pub region: Option<&'a str>,
}

const BUNDLED: &str = include_str!("../data/centers.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    center: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Spanned<String>,
    name: String,
    parent: Option<Spanned<String>>,
    authorities: Vec<Spanned<String>>,
    regions: Vec<Spanned<String>>,
    skills: Vec<String>,
    calendar: Spanned<String>,
    priority: i32,
}

impl Centers {
    /// The centers of the demonstration.
    ///
    /// # Panics
    /// Never: what ships is tested.
    pub fn bundled() -> Self {
        let read = Self::read(BUNDLED, &Calendars::bundled());
        read.expect("the bundled centers are tested")
    }

    /// Reads centers as TOML.
    ///
    /// # Errors
    /// Everything that is wrong, with its line.
    pub fn read(text: &str, calendars: &Calendars) -> Result<Self, Vec<Mistake>> {
        let (file, mut proof): (File, _) = Proof::read(text)?;
        let mut centers = Self { by_id: BTreeMap::new(), by_authority: BTreeMap::new() };
        for written in &file.center {
            centers.add(written, &mut proof);
            codes(written, &mut proof);
            if calendars.get(written.calendar.get_ref()).is_none() {
                proof.wrong("calendar", "names no working hours", &written.calendar);
            }
        }
        for parent in file.center.iter().filter_map(|written| written.parent.as_ref()) {
            if !centers.by_id.contains_key(parent.get_ref()) {
                proof.wrong("parent", "names no center", parent);
            }
        }
        for written in &file.center {
            if let Some(parent) = written.parent.as_ref().filter(|_| centers.circles(written)) {
                proof.wrong("parent", "makes a circle", parent);
            }
        }
        proof.finish(centers)
    }

    /// The center of an id.
    pub fn get(&self, id: &str) -> Option<&Center> {
        self.by_id.get(id)
    }

    /// What the centers know, some of it more than once.
    pub fn skills(&self) -> impl Iterator<Item = &str> {
        self.iter().flat_map(|center| center.skills.iter().map(String::as_str))
    }

    /// Every center, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Center> {
        self.by_id.values()
    }

    /// The center that serves a taxpayer: that of the authority, else that of the region, of its city
    /// or of its province; `None` where an administrator has to name one (J-07, J-08).
    pub fn serving(&self, belonging: Belonging) -> Option<&Center> {
        let by_authority = belonging.authority.and_then(|code| self.by_authority.get(code));
        if let Some(id) = by_authority {
            return self.get(id);
        }
        let region = belonging.region.filter(|code| is_region(code))?;
        upwards(region).iter().find_map(|code| self.of_region(code))
    }

    /// A center and those above it, upwards.
    pub fn upwards(&self, id: &str) -> impl Iterator<Item = &Center> {
        let above = |center: &&Center| center.parent.as_deref().and_then(|id| self.get(id));
        // Reading refuses circles, and no way up is longer than there are centers.
        std::iter::successors(self.get(id), above).take(self.by_id.len())
    }

    /// The province of a center: that of the first region or authority, its own or of a center above.
    pub fn province(&self, id: &str) -> Option<Province> {
        let code = |center: &Center| {
            let region = center.regions.first().map(String::as_str);
            let authority = || center.authorities.first()?.get(1..);
            Province::of(region.or_else(authority)?.get(..2)?.parse().ok()?)
        };
        self.upwards(id).find_map(code)
    }

    /// Whether a center is another or lies below it.
    pub fn is_within(&self, id: &str, other: &str) -> bool {
        self.upwards(id).any(|center| center.id == other)
    }

    fn of_region(&self, code: &str) -> Option<&Center> {
        let named = self.iter().filter(|center| center.regions.iter().any(|own| own == code));
        named.min_by_key(|center| (Reverse(center.priority), &center.id))
    }

    fn add(&mut self, written: &Written, proof: &mut Proof) {
        let center = written.center();
        for code in &written.authorities {
            let before = self.by_authority.insert(code.get_ref().clone(), center.id.clone());
            if before.is_some() {
                proof.wrong("authorities", "has a center already", code);
            }
        }
        if self.by_id.insert(center.id.clone(), center).is_some() {
            proof.wrong("id", "is there twice", &written.id);
        }
    }

    fn circles(&self, written: &Written) -> bool {
        let parent = written.parent.as_ref().map_or("", |parent| parent.get_ref());
        self.is_within(parent, written.id.get_ref())
    }
}

impl Written {
    fn center(&self) -> Center {
        let texts = |texts: &[Spanned<String>]| {
            texts.iter().map(|text| text.get_ref().clone()).collect::<Vec<_>>()
        };
        Center {
            id: self.id.get_ref().clone(),
            name: self.name.clone(),
            parent: self.parent.as_ref().map(|parent| parent.get_ref().clone()),
            authorities: texts(&self.authorities),
            regions: texts(&self.regions),
            skills: self.skills.clone(),
            calendar: self.calendar.get_ref().clone(),
            priority: self.priority,
        }
    }
}

fn codes(written: &Written, proof: &mut Proof) {
    for code in written.regions.iter().filter(|code| !is_region(code.get_ref())) {
        proof.wrong("regions", "is no code of six digits", code);
    }
    for code in written.authorities.iter().filter(|code| code.get_ref().trim().is_empty()) {
        proof.wrong("authorities", "is empty", code);
    }
}

fn is_region(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// The district, the city and the province of a region's code (GB/T 2260).
fn upwards(region: &str) -> [String; 3] {
    [region.to_owned(), format!("{}00", &region[..4]), format!("{}0000", &region[..2])]
}
