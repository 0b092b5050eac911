//! The bundled desk: commands to matters, and what time does to them.
//!
//! The rules are those of the crate `desk`, which knows no database and no clock. Here a command
//! finds its matter, the rules say what becomes of it, and the store commits that with its event.

pub mod act;
pub mod effect;
pub mod figures;
pub mod filing;
pub mod floor;
pub mod heed;
pub mod number;
pub mod part;
pub mod presence;
pub mod queue;
pub mod refused;
pub mod step;
pub mod time;

use std::path::Path;

use anyhow::Context as _;
use wenshui_desk::calendar::Calendars;
use wenshui_desk::center::Centers;
use wenshui_desk::mistake::Mistake;
use wenshui_desk::profile::Profile;
use wenshui_desk::reception::Office;
use wenshui_desk::session::words::Words;

/// What the desk goes by.
#[derive(Debug, Clone)]
pub struct Desk {
    /// The settings.
    pub profile: Profile,
    /// Working hours.
    pub calendars: Calendars,
    /// The tree of operating centers.
    pub centers: Centers,
    /// What sessions say by themselves.
    pub words: Words,
}

impl Desk {
    /// The bundled settings, with working hours and centers of files in the place of the bundled ones
    /// where they are named.
    ///
    /// # Errors
    /// When a file cannot be read, or everything that is wrong with it by line.
    pub fn open((calendars, centers): (Option<&Path>, Option<&Path>)) -> anyhow::Result<Self> {
        let calendars = match calendars {
            Some(path) => told(path, Calendars::read)?,
            None => Calendars::bundled(),
        };
        let centers = match centers {
            Some(path) => told(path, |text| Centers::read(text, &calendars))?,
            None => Centers::bundled(),
        };
        let (profile, words) = (Profile::bundled(), Words::bundled());
        Ok(Self { profile, calendars, centers, words })
    }

    /// Who serves, and when.
    pub fn office(&self) -> Office<'_> {
        Office { centers: &self.centers, calendars: &self.calendars }
    }
}

/// Reads a file that an operator wrote, and tells everything that is wrong with it.
fn told<T>(path: &Path, read: impl Fn(&str) -> Result<T, Vec<Mistake>>) -> anyhow::Result<T> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{name}`"))?;
    read(&text).map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("`{name}` is not usable: {}", told.join("; "))
    })
}
