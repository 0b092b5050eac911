//! The bundled desk: commands to matters, and what time does to them.
//!
//! The rules are those of the crate `desk`, which knows no database and no clock. Here a command
//! finds its matter, the rules say what becomes of it, and the store commits that with its event.

pub mod act;
pub mod back;
pub mod beside;
pub mod calls;
pub mod cut;
pub mod dial;
pub mod dialler;
pub mod effect;
pub mod exchange;
pub mod figures;
pub mod files;
pub mod filing;
pub mod floor;
pub mod grown;
pub mod hearing;
pub mod heed;
pub mod ice;
pub mod inbox;
pub mod naming;
pub mod notices;
pub mod number;
pub mod origin;
pub mod part;
pub mod post;
pub mod presence;
pub mod queue;
pub mod reader;
pub mod refused;
pub mod serving;
pub mod step;
pub mod surveys;
pub mod telling;
pub mod time;

use std::path::Path;

use anyhow::Context as _;
use wenshui_desk::calendar::Calendars;
use wenshui_desk::center::Centers;
use wenshui_desk::notice::category::Categories;
use wenshui_desk::notice::words::Words;
use wenshui_desk::profile::Profile;
use wenshui_desk::reception::Office;
use wenshui_desk::rights::Rights;

use crate::config::serving::Serving;
use wenshui_desk::session::words::Words as Sayings;

/// The hours of the demonstration.
const DEMO_HOURS: &str = include_str!("../data/demo_calendar.toml");

/// What the desk goes by.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The settings.
    pub profile: Profile,
    /// Working hours.
    pub calendars: Calendars,
    /// The tree of operating centers.
    pub centers: Centers,
    /// The categories of notices.
    pub categories: Categories,
    /// The words of what the desk itself tells.
    pub words: Words,
    /// The page of rights.
    pub rights: Rights,
    /// What sessions say by themselves.
    pub sayings: Sayings,
}

impl Desk {
    /// What ships, with what files of settings, working hours, centers and rights say in its place where
    /// they are named. A demonstration is open day and night.
    ///
    /// # Errors
    /// When a file cannot be read, or everything that is wrong with it by line.
    pub fn open(serving: &Serving, is_demo: bool) -> anyhow::Result<Self> {
        let calendars = match serving.calendars.as_deref() {
            Some(path) => told(path, Calendars::read)?,
            None if is_demo => usable(("demo_calendar.toml", DEMO_HOURS), Calendars::read)?,
            None => Calendars::bundled(),
        };
        let centers = match serving.centers.as_deref() {
            Some(path) => told(path, |text| Centers::read(text, &calendars))?,
            None => Centers::bundled(),
        };
        let rights = match serving.rights.as_deref() {
            Some(path) => told(path, |text| Rights::read(text).map_err(|error| vec![error]))?,
            None => Rights::bundled(),
        };
        let (categories, words) = (Categories::bundled(), Words::bundled());
        let profile = match serving.desk_profile.as_deref() {
            Some(path) => told(path, Profile::with)?,
            None => Profile::bundled(),
        };
        let sayings = Sayings::bundled();
        Ok(Self { profile, calendars, centers, categories, words, rights, sayings })
    }

    /// What a center is called; empty for one that is none of the tree.
    pub fn center_name(&self, id: &str) -> String {
        self.centers.get(id).map(|center| center.name.clone()).unwrap_or_default()
    }

    /// Who serves, and when.
    pub fn office(&self) -> Office<'_> {
        Office { centers: &self.centers, calendars: &self.calendars }
    }
}

/// Reads a file that an operator wrote, and tells everything that is wrong with it.
fn told<T, M: ToString>(
    path: &Path,
    read: impl Fn(&str) -> Result<T, Vec<M>>,
) -> anyhow::Result<T> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{name}`"))?;
    usable((&name, &text), read)
}

/// Reads a text, and tells everything that is wrong with it by the name of its file.
fn usable<T, M: ToString>(
    (name, text): (&str, &str),
    read: impl Fn(&str) -> Result<T, Vec<M>>,
) -> anyhow::Result<T> {
    read(text).map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("`{name}` is not usable: {}", told.join("; "))
    })
}
